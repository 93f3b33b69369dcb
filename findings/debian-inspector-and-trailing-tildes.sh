#!/bin/sh
# Debian relations often end in "~", so that a backport or a pre-release of the version satisfies them too: in
# Debian 12, dpkg and systemd depend on "libselinux1 (>= 3.1~)". A version may also end in "+", as Debian 12's
# gcc-bpf 12.2.0-14+deb12u1+ does. debian-inspector 31.1.1 (PyPI; ScanCode reads packages with it) parses such a
# relation, and raises ValueError ("Invalid version string") once a version is checked against it: it wants a letter
# or a digit at the end. Only after a hyphen does it take a final "~": it reads "3.1-1~". dpkg, deb-pkg-tools 8.4,
# python-debian 1.1.1 and pydpkg 1.9.5 read all of them, and agree on their order.
# dpkg is the host's (here 1.21.22 of Debian 12).
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  debian-inspector==31.1.1 deb-pkg-tools==8.4 python-debian==1.1.1 pydpkg==1.9.5
"$folder/venv/bin/python" -W ignore - <<'END'
import subprocess

import deb_pkg_tools.deps
from debian.debian_support import NativeVersion
from debian_inspector import deps
from debian_inspector.version import compare_versions
from pydpkg import Dpkg


def outcome(what):
    try:
        return what()
    except Exception as problem:
        return type(problem).__name__


def by_dpkg(one, other):
    return subprocess.run(["dpkg", "--compare-versions", one, "ge", other]).returncode == 0


changed = False
# A version, the version that it's compared with, whether it's at least that, and what debian-inspector says.
for one, other, expected, inspected in [
    ("3.4-1+b6", "3.1", True, True),
    ("3.4-1+b6", "3.1~", True, "ValueError"),
    ("3.1~rc1-1", "3.1~", True, "ValueError"),
    ("3.1~~1-1", "3.1~", False, "ValueError"),
    ("3.1-1~bpo12+1", "3.1-1~", True, True),
    ("12.2.0-14+deb12u1+", "12.2.0-14+deb12u1", True, "ValueError"),
]:
    relation = f"some-package (>= {other})"
    peers = [
        by_dpkg(one, other),
        deb_pkg_tools.deps.parse_depends(relation).matches("some-package", one),
        NativeVersion(one) >= NativeVersion(other),
        Dpkg.compare_versions(one, other) >= 0,
    ]
    parsed = outcome(lambda: deps.parse_depends(relation).matches("some-package", one))
    compared = outcome(lambda: compare_versions(one, other) >= 0)
    print(f"{one} >= {other}: dpkg, deb-pkg-tools, python-debian, pydpkg: {peers}; "
          f"debian-inspector: {parsed}, {compared}")
    changed |= peers != [expected] * 4 or parsed != inspected or compared != inspected
raise SystemExit("that has changed" if changed else 0)
END
