#!/bin/sh
# systemd prints time spans in its own units: 90 s as "1min 30s", 365.25 days as "1y". So does systemctl show for
# TimeoutStopUSec, RestartUSec or WatchdogUSec. Of five PyPI readers of durations, none reads all of it, and some
# return a wrong number instead of an error:
#   durations 0.3.3, durations-nlp 1.0.1
#                            read "infinity" as 0 s, "1month" as 30.5 days, "1y" as 366 days; refuse "1min 30s"
#   durationpy 0.11          reads "1y" as 365 days (systemd: 365.25); refuses "min" and "month"
#   pytimeparse 1.1.10       returns None for "infinity", "500ms" and everything with a month or a year
#   systemd-unit-edit 0.1.0  parse_timespan, made for systemd: raises ValueError for "1.500000s", "infinity",
#                            months and years
# A tool that reads a stop timeout of "infinity" with the first two reports that the node gets no time to stop. The
# same properties over D-Bus are microseconds and need no reader. The printed spans come from systemd-analyze (here
# systemd 252 of Debian 12), which needs no running systemd.
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  durations==0.3.3 durations-nlp==1.0.1 durationpy==0.11 pytimeparse==1.1.10 systemd-unit-edit==0.1.0
systemd-analyze --version | head -n 1
"$folder/venv/bin/python" -W ignore - <<'END'
import os
import subprocess

import durationpy
import pytimeparse
from durations import Duration
from durations_nlp import Duration as DurationNLP
from systemd_unit_edit import parse_timespan

readers = {
    "durations": lambda span: Duration(span).to_seconds(),
    "durations-nlp": lambda span: DurationNLP(span).to_seconds(),
    "durationpy": lambda span: durationpy.from_str(span).total_seconds(),
    "pytimeparse": pytimeparse.parse,
    "systemd-unit-edit": parse_timespan,
}
day = 86400
# What is given to systemd, what it prints, and the seconds that each reader gets from that.
expected = {
    "90": ("1min 30s", ["InvalidTokenError", "InvalidTokenError", "DurationError", 90, 90]),
    "1500ms": ("1.500000s", [1.5, 1.5, 1.5, 1.5, "ValueError"]),
    "500ms": ("500ms", [0.5, 0.5, 0.5, None, 0.5]),
    "36h": ("1d 12h", [1.5 * day] * 5),
    "infinity": ("infinity", [0, 0, "DurationError", None, "ValueError"]),
    "730.5h": ("1month", [30.5 * day, 30.5 * day, "DurationError", None, "ValueError"]),
    "365.25d": ("1y", [366 * day, 366 * day, 365 * day, None, "ValueError"]),
}
changed = False
for given, (span, seconds) in expected.items():
    analysis = subprocess.run(["systemd-analyze", "timespan", given], capture_output=True, text=True, check=True,
                              env={**os.environ, "LC_ALL": "C"})
    printed = analysis.stdout.rpartition("Human:")[2].strip()
    seen = []
    for reader in readers.values():
        try:
            seen.append(reader(printed))
        except Exception as problem:
            seen.append(type(problem).__name__)
    print(f"{given} is {printed}: " + "; ".join(f"{name}: {value}" for name, value in zip(readers, seen)))
    changed |= printed != span or seen != seconds
raise SystemExit("that has changed" if changed else 0)
END
