#!/usr/bin/python3 -B
"""Exchanges of a server behind us beside the ways it is done with today, under the same load, and
what each of them costs in steady state. Run alone, it brings up a host of its own."""

import argparse
import itertools
import json
import os
import re
import runpy
import signal
import statistics
import sys
import time
from collections import Counter
from pathlib import Path

import site_of as site
from bench_cost import Series
from bench_proxies_site import PEERS, RIG, Method, Site
from bench_report import Report, machine
from bench_swaps import kinds_text
from host import Failed, Host
from load import ALPHA, Load

PACKAGES = "haproxy,nginx-light,python3"
CLASSES = ["new", "kept-alive", "flat out"]
PARK_LIMIT = 30  # seconds; the default of park.limit
USAGE = 64  # how adnet-agent ends that doesn't know a command
SERVERS = {"supervised": "ours, nobody in the path", "twin": "plain again: noise"}


class Flat:
    """wrk on two kept-alive connections until the end of the block."""

    numbers = itertools.count()

    def __init__(self, host: Host, url: str):
        self.host, self.file = host, f"/tmp/flat-{next(self.numbers)}"
        self.process = host.begin(
            "/bin/sh", "-c", f"echo $$ > {self.file}; exec wrk -t 1 -c 2 -d 3600s "
            f"--timeout 10s {url}")

    def __enter__(self) -> "Flat":
        return self

    def __exit__(self, kind, *_) -> None:
        self.host.run("/bin/sh", "-c", f"kill -INT $(cat {self.file})")  # it prints its counts
        try:
            out, err = self.process.communicate(timeout=30)
        except Exception:
            self.process.send_signal(signal.SIGKILL)
            raise
        if kind is None:
            self._read(out, err)

    def _read(self, out: str, err: str) -> None:
        requests = re.search(r"(\d+) requests in", out)
        worst = re.search(r"Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s|m)\s", out)
        if not requests or not worst:
            raise Failed(f"wrk: {out}{err}")
        self.requests = int(requests.group(1))
        unit = {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[worst.group(2)]
        self.worst = float(worst.group(1)) * unit
        errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
        self.kinds = dict(zip(("connect", "read", "write", "timeout"),
                              map(int, errors.groups() if errors else (0, 0, 0, 0))))
        self.unanswered = sum(self.kinds.values())
        self.kinds["status"] = int(bad.group(1)) if bad else 0


class Tally:
    """Of one method and class of clients, over all rounds."""

    def __init__(self):
        self.requests, self.kinds, self.worst = 0, Counter(), 0.0

    def add(self, requests: int, kinds: dict, worst: float) -> None:
        if requests == 0:
            raise Failed("no load")
        self.requests += requests
        self.kinds.update(kinds)
        self.worst = max(self.worst, worst)

    @property
    def failed(self) -> int:
        return sum(self.kinds.values())


def one_exchange(host: Host, method: Method, rate: int, tallies: dict) -> float:
    """All classes of clients at once, so that one exchange is measured with each."""
    new, kept = (Load(host, rate, url=method.url, mode=mode) for mode in ("new", "keepalive"))
    with Flat(host, method.url) as flat, new, kept:
        time.sleep(2)
        away = method.exchange()
        time.sleep(2)
    for name, load in (("new", new), ("kept-alive", kept)):
        tallies[name].add(load.requests, load.report["failures"], load.worst)
    tallies["flat out"].add(flat.requests + flat.unanswered, flat.kinds, flat.worst)
    return away


def turns(methods: list, rounds: int):
    """The methods of each round, rotated, and every second time backwards."""
    for number in range(rounds):
        first = number % len(methods)
        order = methods[first:] + methods[:first]
        yield order if number % 2 == 0 else order[::-1]


def exchanges(place: Site, report: Report, rounds: int, away: float, rate: int) -> None:
    report.head(f"{rounds} exchanges of the server by each method")
    before = os.getloadavg()
    methods = place.methods()
    tallies = {m.name: {name: Tally() for name in CLASSES} for m in methods}
    gaps: dict[str, list[float]] = {m.name: [] for m in methods}
    for order in turns(methods, rounds):
        for method in order:
            method.prepare()
            gaps[method.name].append(one_exchange(place.host, method, rate, tallies[method.name]))
    rows = [[method.name, name, f"{min(gaps[method.name]):.1f} to {max(gaps[method.name]):.1f}",
             tally.requests, tally.failed, kinds_text(tally.kinds), f"{tally.worst / 1000:.2f}"]
            for method in methods for name, tally in tallies[method.name].items()]
    report.table(["method", "clients", "node away, s", "requests", "failed", "how", "worst s"],
                 rows)
    report.say(
        f"The same server each time, which loads for {away:g} s. One exchange of each method in a "
        f"round, in another order each round. At once: {rate} requests a second with a new "
        f"connection each, {rate} a second on 16 kept-alive connections, and wrk on 2 kept-alive "
        "connections as fast as it can. Timeout 10 s, no retries; worst is of requests that were "
        "answered. wrk counts each failed attempt, and tries again at once while its port is "
        "closed: these are many, and don't compare. Park: no peers are configured. Relay: two "
        "peers are. haproxy: the other server is a backup; the node is drained, "
        "restarted, and made ready. nginx: the same backup, with proxy_next_upstream. "
        "socket-proxyd: it goes down and up with its server, and the socket's queue holds clients "
        "that connect in between. " + loads(before))
    report.say()
    limits = []
    for name in CLASSES:
        relay = tallies["ours, relay"][name]
        limits += [(f"ours, relay, {name}: failed of {relay.requests}", f"{relay.failed}", "0",
                    relay.failed == 0),
                   (f"ours, relay, {name}: worst, so nobody waits for the node",
                    f"{relay.worst / 1000:.2f} s", f"< {away:g} s", relay.worst < away * 1000)]
    if max(gaps["ours, park"]) < PARK_LIMIT:
        for name in CLASSES:
            park = tallies["ours, park"][name]
            limits.append((f"ours, park, {name}: failed of {park.requests}", f"{park.failed}",
                           "0", park.failed == 0))
    shortest = min(map(min, gaps.values()))
    limits.append(("node away at each exchange", f"≥ {shortest:.1f} s", f"≥ {away:g} s",
                   shortest >= away))
    report.limits(limits)


def steady(place: Site, report: Report, batches: int, seconds: float, connections: int) -> None:
    report.head("What is in the path in steady state")
    before = os.getloadavg()
    relay = [ALPHA, ["adnet-relay@alpha.service", *(f"bench@{n}.service" for n in PEERS)]]
    place.configure_peers(True)
    done = place.host.run("adnet-agent", "drain", "alpha")
    if is_drained := done.returncode != USAGE:
        if done.returncode != 0:
            raise Failed(f"adnet-agent drain alpha: exit {done.returncode}\n{done.stderr}")
        place.host.out("curl", "-sfm", "10", ALPHA)
    options = {"batches": batches, "seconds": seconds, "connections": connections,
               "relay": relay if is_drained else None}
    try:
        results = json.loads(place.host.out("/usr/bin/python3", "-B", RIG, "steady",
                                            json.dumps(options), timeout=7200))
    finally:
        if is_drained:
            place.host.agent("undrain", "alpha")
    series = Series(results)
    rows = []
    for name in series.batches[0]:
        rate, spent = (statistics.median(b[name][key] for b in series.batches)
                       for key in ("rate", "cpu"))
        to = ["plain"] if name == "twin" else ["plain", "twin"]
        ratios = ["1", "1"] if name == "plain" else [
            "{:.3f} ± {:.3f}".format(*series.ratio(key, name, to)) for key in ("rate", "cpu")]
        what = {"plain": "plain server", "relay": "ours, drained: relay to two peers",
                **SERVERS}.get(name, f"{name} in front")
        rows.append([what, f"{rate:,.0f}", f"{spent:.1f}", *ratios,
                     sum(b[name]["errors"] for b in series.batches)])
    rows.sort(key=lambda row: row[0] != "plain server")
    report.table(["path", "req/s", "CPU µs/req", "req/s to plain", "CPU/req to plain", "errors"],
                 rows)
    report.say(
        f"wrk on {connections} kept-alive connections; {batches} batches, {seconds:g} s of each "
        "path in a batch, in alternated rounds of 50 ms as with the cost of the handoff. The "
        "server and what is in front of it share one processor, wrk has another: so the "
        "throughput is what one processor serves. CPU is of all processes in the path. Ratios are "
        "to the mean of two plain servers of the same batch, with a 95 % interval"
        + (". " if batches >= 15 else ", which so few batches make too narrow. ")
        + ("" if is_drained else "No row for our relay: this adnet-agent doesn't know `drain`. ")
        + loads(before))
    report.say()


def loads(before: tuple) -> str:
    return "Load average before: {:.2f} {:.2f} {:.2f}; after: {:.2f} {:.2f} {:.2f}.".format(
        *before, *os.getloadavg())


def proxies(host: Host, report: Report, rounds: int = 5, away: float = 3, rate: int = 200,
            batches: int = 18, seconds: float = 2, connections: int = 32) -> None:
    """Needs PACKAGES on the host, bench_rig.py and bench-stamp in its /root, and
    chain alpha enabled with a release of the stand-in node. The node is left as a member of a
    committee whose others are gone: to be the last with this chain."""
    place = Site(host, 2 * rounds, away)
    try:
        exchanges(place, report, rounds, away, rate)
        steady(place, report, batches, seconds, connections)
    finally:
        place.end()


def main() -> int:
    found = argparse.ArgumentParser(description=__doc__)
    found.add_argument("--rounds", type=int, default=5)
    found.add_argument("--away", type=float, default=3, help="seconds a new node loads")
    found.add_argument("--batches", type=int, default=18, help="in steady state")
    chosen = found.parse_args()
    report = Report()
    for line in machine():
        report.say(line)
    with Host("proxies").start("--with", PACKAGES) as host:
        site.running(host, "alpha")
        runpy.run_path(str(Path(__file__).with_name("bench")))["stamp"](host)
        proxies(host, report, chosen.rounds, chosen.away, batches=chosen.batches)
    print(f"proxies: {'ok' if not report.failed else 'FAILED'}")
    return 0 if not report.failed else 1


if __name__ == "__main__":
    sys.exit(main())
