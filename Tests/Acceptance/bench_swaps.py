"""Swaps under load beside "systemctl restart" of a plain unit under the same load."""

import itertools
import json
import re
import signal
import time
from pathlib import Path

import site_of as site
from bench_report import Report
from host import Failed, Host
from clients import Clients
from load import ALPHA, Load

# Below the ports that clients get, which bench_cost lets begin at 10240: one of them would have it.
PLAIN = "http://127.0.0.1:8030/mainnet/block/height/latest"
UNIT = """[Unit]
Description=The same server without anything of ours
[Service]
ExecStart=/root/plain-node start --validator --dev 1 --node 127.0.0.1:8130 \
 --bft 127.0.0.1:8500 --rest 127.0.0.1:8030 --rest-rps 100000 --storage /root/plain-ledger \
 --nodisplay --nocdn --verbosity 0
Restart=always
LimitNOFILE=65536
"""


class Other:
    """wrk on two connections until told to stop."""

    numbers = itertools.count()

    def __init__(self, host: Host, url: str, new: bool):
        self.host, self.file = host, f"/tmp/wrk-{next(self.numbers)}"
        close = "-H 'Connection: close'" if new else ""
        self.process = host.begin(
            "/bin/sh", "-c", f"echo $$ > {self.file}; exec wrk -t 1 -c 2 -d 3600s "
            f"--timeout 10s {close} {url}")

    def finish(self) -> tuple[int, int, str]:
        """Requests, failures, and which."""
        self.host.shell(f"kill -INT $(cat {self.file})")  # it prints its counts
        try:
            out, err = self.process.communicate(timeout=30)
        except Exception:
            self.process.send_signal(signal.SIGKILL)
            raise
        requests = re.search(r"(\d+) requests in", out)
        if not requests:
            raise Failed(f"wrk: {out}{err}")
        errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
        kinds = dict(zip(("connect", "read", "write", "timeout"),
                         map(int, errors.groups() if errors else (0, 0, 0, 0))))
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
        kinds["status"] = int(bad.group(1)) if bad else 0
        failed = {k: n for k, n in kinds.items() if n}
        return int(requests.group(1)), sum(failed.values()), kinds_text(failed)


def kinds_text(kinds: dict) -> str:
    return ", ".join(f"{name} {n}" for name, n in kinds.items() if n) or "none"


loads: list[Load] = []  # kept: a load's stop file is named after its identity


def phase(host: Host, url: str, rate: int, mode: str, count: int, turn) -> list:
    """One row: `turn(n)` is called `count` times under load and returns the node's absence in s."""
    other = Other(host, url, mode == "new")
    load = Load(host, rate, url=url, mode=mode)
    loads.append(load)
    with load:
        time.sleep(2)
        away = [turn(number) for number in range(count)]
        time.sleep(2)
    requests, failed, which = other.finish()
    if load.requests == 0 or requests == 0:
        raise Failed(f"no load: {load.requests} requests of ours, {requests} of wrk")
    lag = load.report["generator_lag_max_ms"]
    return [f"{min(away):.1f} to {max(away):.1f}", load.requests, load.failed,
            kinds_text(load.report["failures"]), f"{load.worst / 1000:.1f}",
            f"{load.report['latency_ms']['p99']:.0f}", f"{lag:.0f}", requests, failed, which]


def swaps(host: Host, report: Report, count: int, rate: int, away: float) -> None:
    report.head(f"{count} swaps beside {count} restarts, {rate} requests a second")
    kept = min(count, 5)
    total = count + 2 * kept
    versions = iter([f"2.{n}" for n in range(total)])
    for number in range(total):
        site.add_release(host, "alphaos", f"2.{number}", "--load-seconds", str(away))
    host.out("/root/adnet-testnode", "make-release", "--out", "/root/plain-node", "--version",
             "1.0", "--load-seconds", str(away))
    path = Path("/tmp") / f"{host.name}.service"
    path.write_text(UNIT)
    host.copy(path, to="/etc/systemd/system/plain.service")
    path.unlink()
    host.shell("systemctl daemon-reload; systemctl start plain")
    host.wait("the plain server", lambda: serves(host, PLAIN), 30)

    slowest: list[tuple[float, str, str]] = []

    def swap(_: int) -> float:
        host.agent("swap", "alpha", next(versions))
        done = json.loads(host.agent("operation", "list", "--json"))["operations"][0]
        if done["outcome"] != "done":
            raise Failed(f"a swap ended {done['outcome']}: {done}")
        slowest.append((absence(done), host.steps(), host.journal(400)))
        return absence(done)

    def restart(_: int) -> float:
        start = time.monotonic()
        host.out("systemctl", "restart", "plain")
        try:
            host.wait("the plain server", lambda: serves(host, PLAIN), 30)
        except Failed as failure:
            raise Failed(f"{failure}\n" + host.shell(
                f"curl -sSm 1 {PLAIN} 2>&1 || true; ss -s; systemctl status plain || true"))
        took = time.monotonic() - start
        time.sleep(3)  # the watch of a swap
        return took

    rows = [["swap", "new", *phase(host, ALPHA, rate, "new", count, swap)],
            ["restart", "new", *phase(host, PLAIN, rate, "new", count, restart)],
            ["swap", "kept-alive", *phase(host, ALPHA, rate, "keepalive", kept, swap)],
            ["restart", "kept-alive", *phase(host, PLAIN, rate, "keepalive", kept, restart)]]
    host.shell("systemctl stop plain")
    with Clients(host) as clients:
        for number in range(kept):
            swap(number)
    report.table(["what", "connections", "node away, s", "requests", "failed", "how",
                  "worst s", "p99 ms", "generator late, ms", "wrk requests", "wrk failed", "how"],
                 rows)
    report.say(f"Client timeout 10 s, no retries. {count} of each with a new connection for each "
               f"request, {kept} of each on 16 kept-alive connections; wrk beside on 2 "
               "connections of the same kind. The restart is of a plain unit with the same server "
               "and nothing of ours.")
    report.say()
    seconds, steps, journal = max(slowest)
    report.say(f"The swap with the longest absence, {seconds:.1f} s, step by step in ms: {steps}.")
    report.say()
    if rows[0][4] > 0:
        kept_at = Path("/tmp") / f"{host.name}.journal"
        kept_at.write_text(journal)
        print(f"bench: the journal of that swap is in {kept_at}", flush=True)
    report.say(f"Real client libraries in {kept} more swaps, 4 kept-alive connections each:")
    report.say()
    report.table(["library", "version", "requests", "failed", "how", "worst s"],
                 [[each["library"], each["version"], each["requests"], each["failed"],
                   kinds_text(each["failures"]), f"{each['latency_ms']['max'] / 1000:.1f}"]
                  for each in clients.reports.values()])
    new, alive = rows[0], rows[2]
    shortest = float(new[2].split()[0])
    report.limits([
        (f"{count} swaps, new connections: failed of {new[3]}", f"{new[4]}", "0", new[4] == 0),
        (f"{count} swaps, new connections, wrk: failed of {new[9]}", f"{new[10]}", "0",
         new[10] == 0),
        (f"{kept} swaps, kept-alive: failed of {alive[3]}", f"{alive[4]}", "0", alive[4] == 0),
        (f"{kept} swaps, kept-alive, wrk: failed of {alive[9]}", f"{alive[10]}", "0",
         alive[10] == 0),
        (f"{kept} swaps, libraries: failed of {clients.requests}", f"{clients.failed}", "0",
         clients.failed == 0),
        ("node away at each swap", f"≥ {shortest} s", f"≥ {away:g} s", shortest >= away),
    ])


def absence(operation: dict) -> float:
    """Seconds from the order to stop until the new node answered."""
    steps = {s["name"]: s.get("ms", 0) for s in operation["steps"]}
    return sum(steps.get(name, 0) for name in ("stop", "own", "start", "answer")) / 1000


def serves(host: Host, url: str) -> bool:
    return host.run("curl", "-sfm", "1", url).returncode == 0
