"""What the handoff costs in steady state: the same server plain and supervised, under wrk."""

import json
import math
import statistics
from collections import defaultdict

from bench_footprint import rig
from bench_report import Report
from host import Host

PROGRAMS = ["nginx", "testnode"]
MODES = {"keepalive": "kept-alive", "new": "new connections"}
ERRORS = 2.1  # standard errors to either side: 95 % by Student's t, of about 18 batches


class Series:
    """Of one program and mode: for each batch, the results of the servers by name."""

    def __init__(self, results: list[dict]):
        batches = defaultdict(dict)
        for result in results:
            batches[result["batch"]][result["server"]] = result
        self.batches = list(batches.values())

    def plain(self, key: str) -> float:
        return statistics.median(batch["plain"][key] for batch in self.batches)

    def errors(self) -> int:
        return sum(batch["supervised"]["errors"] for batch in self.batches)

    def ratio(self, key: str, of: str, to: list[str]) -> tuple[float, float]:
        """Of a server to the geometric mean of others, with the half width of its interval."""
        logs = [math.log(batch[of][key]) - statistics.fmean(math.log(batch[t][key]) for t in to)
                for batch in self.batches]
        middle = math.exp(statistics.fmean(logs))
        return middle, middle * ERRORS * statistics.stdev(logs) / math.sqrt(len(logs))


def cost(host: Host, report: Report, batches: int, seconds: float, connections: int) -> None:
    report.head("Cost of the handoff in steady state")
    options = {"programs": PROGRAMS, "batches": batches, "seconds": seconds,
               "connections": connections}
    results = rig(host, "cost", json.dumps(options), timeout=7200)
    rows, limits = [], []
    for program in PROGRAMS:
        for mode, words in MODES.items():
            series = Series([r for r in results if (r["program"], r["mode"]) == (program, mode)])
            ours = [series.ratio(key, "supervised", ["plain", "twin"]) for key in ("rate", "cpu")]
            noise = [series.ratio(key, "twin", ["plain"]) for key in ("rate", "cpu")]
            rows.append([program, words, f"{series.plain('rate'):,.0f}",
                         f"{series.plain('cpu'):.1f}",
                         *(f"{middle:.3f} ± {width:.3f}" for middle, width in [*ours, *noise]),
                         f"{series.plain('busy'):.2f}", series.errors()])
            (rate, width), (cpu, margin) = ours
            limits += [(f"{program}, {words}: throughput", f"{rate:.3f} ± {width:.3f}",
                        "≥ 0.98", rate >= 0.98),
                       (f"{program}, {words}: CPU a request", f"{cpu:.3f} ± {margin:.3f}",
                        "≤ 1.03", cpu <= 1.03)]
    report.table(["server", "clients", "plain req/s", "plain CPU µs/req", "supervised req/s",
                  "supervised CPU/req", "noise req/s", "noise CPU/req", "server busy", "errors"],
                 rows)
    report.say(
        f"{batches} batches; in each, three servers are started anew, two of them plain, in another "
        f"order and on each other's ports, and each has {seconds:g} s of load of {connections} "
        "connections, in alternated rounds of 50 ms: wrk stands still between them. (On a shared "
        "machine the same server does 10 to 30 % more or less from one second to the next.) The "
        "server is on one processor, wrk on another. Ratios are to the mean of the two plain "
        "servers of the same batch: their mean with its 95 % interval. Noise is the same ratio "
        "between the two plain ones. CPU is of all processes of the server, the supervisor "
        "included. Busy: the part of its processor that the plain server got.")
    report.say()
    report.limits(limits)
