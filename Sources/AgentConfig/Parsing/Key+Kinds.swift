extension Key {
  static func flag(_ name: String, _ place: ConfigurationDraftField<Bool>, _ meaning: String) -> Key
  {
    Key(
      name: name, kind: "true or false", meaning: meaning,
      read: { .boolean(place.get($0)) },
      write: { node, draft in
        guard case .boolean(let flag) = node.value else { return [wrong(node, "true or false")] }
        place.set(&draft, flag)
        return []
      })
  }

  static func count(
    _ name: String, _ place: ConfigurationDraftField<Int>, _ range: ClosedRange<Int>,
    _ meaning: String,
    kind: String = "integer"
  ) -> Key {
    Key(
      name: name, kind: "\(kind), \(range.lowerBound) to \(range.upperBound)", meaning: meaning,
      read: { .integer(place.get($0)) },
      write: { node, draft in
        guard case .integer(let number) = node.value else { return [wrong(node, "an integer")] }
        guard range.contains(number) else {
          return [
            Refusal(
              text: "must be \(range.lowerBound) to \(range.upperBound), not \(number)",
              hint: nil)
          ]
        }
        place.set(&draft, number)
        return []
      })
  }

  /// `step`: what the value is a whole multiple of, in milliseconds.
  static func duration(
    _ name: String, _ place: ConfigurationDraftField<Int>, _ range: ClosedRange<Int>, step: Int = 1,
    _ meaning: String
  ) -> Key {
    let limits =
      "\(DurationText.text(range.lowerBound)) to \(DurationText.text(range.upperBound))"
      + (step == 1000 ? ", whole seconds" : "")
    return Key(
      name: name, kind: "duration, \(limits)", meaning: meaning,
      read: { .string(DurationText.text(place.get($0))) },
      write: { node, draft in
        guard case .string(let text) = node.value else {
          return [wrong(node, "a duration in quotes", hint: durationHint)]
        }
        guard let milliseconds = DurationText.milliseconds(text) else {
          return [
            Refusal(
              text: "can't be \(SettingValue.quoted(text)): not a duration", hint: durationHint
            )
          ]
        }
        guard range.contains(milliseconds), milliseconds % step == 0 else {
          return [
            Refusal(text: "must be \(limits), not \(SettingValue.quoted(text))", hint: nil)
          ]
        }
        place.set(&draft, milliseconds)
        return []
      })
  }

  static func text(
    _ name: String, _ place: ConfigurationDraftField<String>, kind: String, _ meaning: String,
    rule: @escaping TextRule
  ) -> Key {
    Key(
      name: name, kind: kind, meaning: meaning,
      read: { .string(place.get($0)) },
      write: { node, draft in
        guard case .string(let text) = node.value else { return [wrong(node, "a string")] }
        switch rule(text) {
        case .taken(let text):
          place.set(&draft, text)
          return []
        case .refused(let why, let hint):
          return [Refusal(text: "can't be \(SettingValue.quoted(text)): \(why)", hint: hint)]
        }
      })
  }

  static func texts(
    _ name: String, _ place: ConfigurationDraftField<[String]>, _ count: ClosedRange<Int>,
    kind: String,
    distinct: Bool, _ meaning: String, rule: @escaping TextRule
  ) -> Key {
    Key(
      name: name, kind: kind, meaning: meaning,
      read: { .strings(place.get($0)) },
      write: { node, draft in
        guard case .array(let elements) = node.value else {
          return [wrong(node, "an array of strings")]
        }
        var refusals: [Refusal] = []
        var texts: [String] = []
        if !count.contains(elements.count) {
          refusals.append(
            Refusal(
              text:
                "must have \(count.lowerBound) to \(count.upperBound) elements, not \(elements.count)",
              hint: nil))
        }
        for element in elements {
          guard case .string(let text) = element.value else {
            refusals.append(
              Refusal(
                line: element.line, text: "must have only strings, not \(element.kind)", hint: nil))
            continue
          }
          switch rule(text) {
          case .taken(let taken):
            if distinct, texts.contains(taken) {
              refusals.append(
                Refusal(
                  line: element.line, text: "has \(SettingValue.quoted(taken)) twice", hint: nil))
            }
            texts.append(taken)
          case .refused(let why, let hint):
            refusals.append(
              Refusal(
                line: element.line, text: "can't have \(SettingValue.quoted(text)): \(why)",
                hint: hint))
          }
        }
        if refusals.isEmpty { place.set(&draft, texts) }
        return refusals
      })
  }

  /// The arguments of a node, which may be others from a version of its program on.
  static func arguments(
    _ name: String, _ place: ConfigurationDraftField<[String]>,
    from versions: ConfigurationDraftField<[VersionedArguments]>,
    _ meaning: String
  ) -> Key {
    @Sendable func key(
      _ name: String, _ place: ConfigurationDraftField<[String]>, _ meaning: String
    ) -> Key {
      texts(
        name, place, 0...200, kind: "array of strings", distinct: false, meaning,
        rule: TextRules.argument)
    }
    var plain = key(name, place, meaning)
    plain.from = { version in
      key(
        "\(name)@\(version)", versions.at(\.[from: version]),
        "As \(name), for version \(version) of the program and later.")
    }
    return plain
  }

  private static let durationHint =
    #"write a whole number and ms, s, m or h, such as "500ms" or "2m""#

  private static func wrong(_ node: TextNode, _ wanted: String, hint: String? = nil) -> Refusal {
    Refusal(text: "must be \(wanted), not \(node.kind)", hint: hint)
  }
}
