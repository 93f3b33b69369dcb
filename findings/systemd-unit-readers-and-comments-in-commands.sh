#!/bin/sh
# systemd.syntax(7) allows comment lines between the lines of a continued value: systemd drops them and goes on
# with the value. A node's command with twenty options is often written and commented this way. Of three PyPI
# readers of unit files, none reads such a command as systemd does:
#   sysdfiles 0.2.0          takes the comment into the command and loses all that follows it, without an error
#   systemdunitparser 0.4    raises configparser.ParsingError
#   systemd-unit-edit 0.1.0  raises ValueError
# All three read the same command without the comment. systemdunitparser also needs the continued lines to be
# indented, which systemd doesn't. A tool that compares a node's options with the wanted ones must not use the
# first: it reports options as missing that the node runs with.
# systemd's own reading comes from systemd-analyze (here systemd 252 of Debian 12), which needs no running systemd.
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  sysdfiles==0.2.0 systemdunitparser==0.4 systemd-unit-edit==0.1.0
systemd-analyze --version | head -n 1
"$folder/venv/bin/python" - "$folder" <<'END'
import os
import subprocess
import sys

from sysdfiles import ServiceFile
from systemd_unit_edit import SystemdUnit
from SystemdUnitParser import SystemdUnitParser

path = sys.argv[1] + "/node.service"


def by_systemd():
    seen = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True,
                          env={**os.environ, "SYSTEMD_LOG_LEVEL": "debug", "LC_ALL": "C"})
    lines = [line.partition("Command Line:") for line in (seen.stdout + seen.stderr).splitlines()]
    return [after.strip() for _, found, after in lines if found]


def by_sysdfiles():
    return ServiceFile(path).service_exec_start


def by_systemdunitparser():
    unit = SystemdUnitParser()
    unit.read(path)
    return [" ".join(unit["Service"]["ExecStart"].replace("\\\n", " ").split())]


def by_systemd_unit_edit():
    return [" ".join(SystemdUnit.from_file(path).get_section("Service").get("ExecStart").split())]


def read(unit):
    with open(path, "w") as file:
        file.write(unit)
    seen = {}
    for reader in by_systemd, by_sysdfiles, by_systemdunitparser, by_systemd_unit_edit:
        try:
            seen[reader.__name__] = reader()
        except Exception as problem:
            seen[reader.__name__] = type(problem).__name__
        print(f"  {reader.__name__}: {seen[reader.__name__]}")
    return seen


whole = ["/bin/true --rest 0.0.0.0:3030 --metrics"]
changed = False
print("indented, without a comment:")
changed |= read("[Service]\nExecStart=/bin/true \\\n  --rest 0.0.0.0:3030 \\\n  --metrics\n") != {
    "by_systemd": whole, "by_sysdfiles": whole, "by_systemdunitparser": whole, "by_systemd_unit_edit": whole}
print("not indented:")
changed |= read("[Service]\nExecStart=/bin/true \\\n--rest 0.0.0.0:3030 \\\n--metrics\n") != {
    "by_systemd": whole, "by_sysdfiles": whole, "by_systemdunitparser": "ParsingError",
    "by_systemd_unit_edit": whole}
print("indented, with a comment:")
changed |= read("[Service]\nExecStart=/bin/true \\\n  --rest 0.0.0.0:3030 \\\n  # for Prometheus\n  --metrics\n") != {
    "by_systemd": whole, "by_sysdfiles": ["/bin/true --rest 0.0.0.0:3030 # for Prometheus"],
    "by_systemdunitparser": "ParsingError", "by_systemd_unit_edit": "ValueError"}
raise SystemExit("that has changed" if changed else 0)
END
