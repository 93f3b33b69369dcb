/// Columns of text, as wide as their widest cell.
struct Table {
  struct Cell {
    let text: String
    let tone: Tone

    init(_ text: String, _ tone: Tone = .plain) {
      self.text = text
      self.tone = tone
    }
  }

  private var rows: [[Cell]]

  init(_ titles: String...) { rows = [titles.map { Cell($0, .dim) }] }

  mutating func add(_ cells: Cell...) { rows.append(cells) }

  func lines(_ paint: Paint) -> [String] {
    let widths = rows.reduce(into: [Int](repeating: 0, count: rows[0].count)) { widths, row in
      for (column, cell) in row.enumerated() {
        widths[column] = max(widths[column], cell.text.count)
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += paint(cell.text, cell.tone)
        guard row[(column + 1)...].contains(where: { !$0.text.isEmpty }) else { break }
        line += String(repeating: " ", count: widths[column] - cell.text.count + 2)
      }
      return line
    }
  }

  /// Of the widest line.
  var width: Int { lines(Paint(colours: false)).map(\.count).max() ?? 0 }
}
