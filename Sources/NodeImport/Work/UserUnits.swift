import LinuxSystem

/// Units of an account's own systemd.
enum UserUnits {
  /// Whether something starts it with the account's manager: a link in a folder such as
  /// `default.target.wants` (systemd.unit(5)).
  static func isEnabled(_ unit: String, home: String) -> Bool {
    ["\(home)/.config/systemd/user", "/etc/systemd/user"].contains { folder in
      names(in: folder).contains { name in
        (name.hasSuffix(".wants") || name.hasSuffix(".requires"))
          && names(in: "\(folder)/\(name)").contains(unit)
      }
    }
  }

  private static func names(in folder: String) -> [String] { (try? Folder.names(in: folder)) ?? [] }
}
