"""What a benchmark says: numbers in tables, and each limit as pass or FAIL."""

import datetime
import os
import platform
import statistics
from pathlib import Path


class Report:
    """Printed as it grows; `text` is the same as Markdown."""

    def __init__(self):
        self.lines: list[str] = []
        self.failed: list[str] = []

    def say(self, line: str = "") -> None:
        self.lines.append(line)
        print(line, flush=True)

    def head(self, title: str) -> None:
        self.say(f"\n## {title}\n")

    def table(self, head: list[str], rows: list[list]) -> None:
        cells = [[str(c) for c in row] for row in [head, *rows]]
        widths = [max(len(row[i]) for row in cells) for i in range(len(head))]
        for number, row in enumerate(cells):
            self.say("| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |")
            if number == 0:
                self.say("|" + "|".join("-" * (w + 2) for w in widths) + "|")
        self.say()

    def limits(self, rows: list[tuple[str, str, str, bool]]) -> None:
        """Rows of (what, measured, limit, whether it holds)."""
        self.table(["limit", "measured", "allowed", ""],
                   [[what, value, limit, "pass" if good else "**FAIL**"]
                    for what, value, limit, good in rows])
        self.failed += [f"{what}: {value}, allowed {limit}" for what, value, limit, good in rows
                        if not good]


def machine() -> list[str]:
    model = next((line.partition(":")[2].strip() for line in
                  Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith(("model name", "Model"))), platform.machine())
    total = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    load = " ".join(f"{n:.2f}" for n in os.getloadavg())
    return [f"- {datetime.datetime.now(datetime.timezone.utc):%Y-%m-%d %H:%M} UTC",
            f"- {os.cpu_count()} processors ({model}), {total:.1f} GiB, Linux {platform.release()}",
            f"- load average before: {load}{' (not idle)' if os.getloadavg()[0] > 0.5 else ''}"]


def quartiles(values: list[float]) -> tuple[float, float]:
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high
