"""What the handoff costs in steady state: the same server plain and supervised, under wrk."""

import json
import math
import statistics

from bench_footprint import rig
from bench_report import Report, quartiles
from host import Host

MODES = {"keepalive": "kept-alive", "new": "new connections"}


def cost(host: Host, report: Report, rounds: int, seconds: float, connections: int) -> None:
    report.head("Cost of the handoff in steady state")
    options = {"programs": ["nginx", "testnode"], "rounds": rounds, "seconds": seconds,
               "connections": connections}
    results = rig(host, "cost", json.dumps(options), timeout=3600)
    rows, limits = [], []
    for program in options["programs"]:
        for mode, words in MODES.items():
            by: dict[str, list[dict]] = {}
            for result in results:
                if (result["program"], result["mode"]) == (program, mode):
                    by.setdefault(result["server"], []).append(result)

            def ratios(server: str, key: str) -> list[float]:
                """To the plain servers of the same round; of the twin to the other."""
                rounds_ = zip(by["supervised"], by["plain"], by["twin"])
                if server == "twin":
                    return [twin[key] / plain[key] for _, plain, twin in rounds_]
                return [ours[key] / math.sqrt(plain[key] * twin[key])
                        for ours, plain, twin in rounds_]

            def middle(server: str, key: str) -> str:
                values = ratios(server, key)
                low, high = quartiles(values)
                return f"{statistics.median(values):.3f} ({low:.3f} to {high:.3f})"

            plain = by["plain"]
            rows.append([
                program, words, f"{statistics.median(r['rate'] for r in plain):,.0f}",
                f"{statistics.median(r['cpu_us'] for r in plain):.1f}",
                middle("supervised", "rate"), middle("supervised", "cpu_us"),
                middle("twin", "rate"), middle("twin", "cpu_us"),
                f"{statistics.median(r['busy'] for r in plain):.2f}",
                sum(r["errors"] for r in by["supervised"])])
            rate = statistics.median(ratios("supervised", "rate"))
            cpu = statistics.median(ratios("supervised", "cpu_us"))
            limits += [
                (f"{program}, {words}: throughput", f"{rate:.3f}", "≥ 0.98", rate >= 0.98),
                (f"{program}, {words}: CPU a request", f"{cpu:.3f}", "≤ 1.03", cpu <= 1.03)]
    report.table(["server", "clients", "plain req/s", "plain CPU µs/req", "supervised req/s",
                  "supervised CPU/req", "noise req/s", "noise CPU/req", "server busy",
                  "errors"], rows)
    report.say(f"{rounds} rounds of each server, {seconds:g} s each, in rotated order, "
               f"all started anew every 4 rounds, {connections} connections; the server on one processor, wrk on another. Ratios "
               "to the mean of two plain servers of the same round: median and quartiles. Noise is "
               "the same ratio between the two plain ones. CPU is of all processes of the server, "
               "the supervisor included. Busy: the part of its processor that the plain server "
               "got; on a quiet machine close to 1.")
    report.say()
    report.limits(limits)
