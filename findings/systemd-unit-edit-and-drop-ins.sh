#!/bin/sh
# An empty assignment in a drop-in resets a list: "ExecStartPre=" drops the commands before it, "Environment=" the
# variables (systemd.service(5), systemd.exec(5)). systemd-unit-edit 0.1.0 (PyPI, May 2026) merges a unit with its
# drop-ins in from_file_with_dropins, as systemd does by its documentation, and differs in both directions:
#   ExecStartPre=, Environment=          the reset is ignored: the old value stays beside the new one
#   ConditionPathExists=, Documentation= the drop-in's value replaces the unit's, where systemd keeps both
# ExecStart= works by chance: it's on the list of keys that are replaced. A tool that shows a node's effective unit
# from this merge lists a command that the operator removed, and hides a condition that still blocks the start.
# systemd's own reading comes from systemd-analyze (here systemd 252 of Debian 12), which needs no running systemd.
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check systemd-unit-edit==0.1.0
mkdir "$folder/node.service.d"
cat >"$folder/node.service" <<'END'
[Unit]
Documentation=https://unit.example
ConditionPathExists=/etc/unit
[Service]
Environment=FROM=unit
ExecStartPre=/bin/true unit
ExecStart=/bin/true unit
END
cat >"$folder/node.service.d/override.conf" <<'END'
[Unit]
Documentation=https://drop-in.example
ConditionPathExists=/etc/drop-in
[Service]
Environment=
Environment=BY=drop-in
ExecStartPre=
ExecStartPre=/bin/true drop-in
ExecStart=
ExecStart=/bin/true drop-in
END
systemd-analyze --version | head -n 1
"$folder/venv/bin/python" - "$folder/node.service" <<'END'
import os
import subprocess
import sys

from systemd_unit_edit import SystemdUnit

path = sys.argv[1]
verify = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True,
                        env={**os.environ, "SYSTEMD_LOG_LEVEL": "debug", "LC_ALL": "C"})
by_systemd, command = {}, ""
for line in map(str.strip, (verify.stdout + verify.stderr).splitlines()):
    name, _, value = line.partition(": ")
    if line.startswith("-> "):
        command = line[3:].rstrip(":")
    elif name == "Command Line":
        by_systemd.setdefault(command, []).append(value)
    elif name in ("Documentation", "Environment"):
        by_systemd.setdefault(name, []).append(value)
    elif name == "ConditionPathExists":
        by_systemd.setdefault(name, []).append(value.split()[0])

by_package = {}
for section in SystemdUnit.from_file_with_dropins(path).sections():
    for entry in section.entries():
        by_package.setdefault(entry.key(), []).append(entry.value())

expected = {
    "ExecStart": (["/bin/true drop-in"], ["/bin/true drop-in"]),
    "ExecStartPre": (["/bin/true drop-in"], ["/bin/true unit", "/bin/true drop-in"]),
    "Environment": (["BY=drop-in"], ["FROM=unit", "BY=drop-in"]),
    "ConditionPathExists": (["/etc/drop-in", "/etc/unit"], ["/etc/drop-in"]),
    "Documentation": (["https://drop-in.example", "https://unit.example"], ["https://drop-in.example"]),
}
changed = False
for name, (systemd, package) in expected.items():
    print(f"{name}: systemd: {by_systemd.get(name)}; systemd-unit-edit: {by_package.get(name)}")
    changed |= sorted(by_systemd.get(name, [])) != sorted(systemd) or by_package.get(name) != package
raise SystemExit("that has changed" if changed else 0)
END
