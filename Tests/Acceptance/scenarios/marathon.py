"""Many swaps in a row under all kinds of clients at once: none of them sees one, and none leaves
anything behind.

ADNET_SWAPS=N: as many swaps instead, to see whether a scenario works.
"""

import tempfile
import time
from pathlib import Path

import clients
import site_of as site
from bench_proxies import Flat
from bench_swaps import kinds_text
from clients import Clients
from health_site import PEERS, VALIDATORS, health, put, start_peers, toml
from host import Failed, Host, expect
from load import Load
from runner import scenario
from servers_site import Swaps

# Of our users: neither what is on demand nor the peers.
USERS = "adnet-agent,adnet-relay,adnet-node"
COMMITTEE = ["--committee-size", "5", "--validators", VALIDATORS]
# What a swap lasts beyond what the node loads; it ends quickly so that the gap is the load's.
QUICK = ["--shutdown-delay", "0.05"]
PEERED = ('[chain.alpha.probe]\nperiod = "1s"\ntimeout = "1s"\n[chain.alpha.peers]\nurls = '
          + toml(PEERS[:2]) + "\n")


def prepare(host: Host, load_seconds: float, has_peers: bool) -> Swaps:
    host.start("--with", clients.PACKAGES)
    site.install(host, watch="1s", ready="180s")
    behaviour = ["--load-seconds", str(load_seconds), *QUICK]
    if has_peers:
        # The four others are a quorum of the five: the chain goes on without ours.
        behaviour += COMMITTEE
        host.out("cp", "/root/adnet-testnode", "/opt/")
        start_peers(host)
        put(host, "/etc/adnet-agent/agent.toml.d/60-peers.toml", PEERED)
        host.agent("config", "apply")
    for version in ("1.0", "1.1"):
        site.add_release(host, "alphaos", version, *behaviour)
    host.agent("chain", "enable", "alpha")
    host.agent("swap", "alpha", "1.0")
    if has_peers:
        host.wait("our node and its peers are well", lambda: (
            (seen := health(host))["state"] == "healthy"
            and seen["network"] == "advancing"), 60, every=0.5)
    swaps = Swaps(host, ["1.0", "1.1"])
    swaps.one()  # What the agent does for the first time may stay with it.
    swaps.forget()
    return swaps


def process(host: Host, name: str, pid: str) -> str:
    """Its descriptors and memory."""
    if pid == "0":
        return f"{name} isn't up"
    words = host.shell(f"ls /proc/{pid}/fd | wc -l; grep VmRSS: /proc/{pid}/status").split()
    return f"{name} {words[0]} descriptors {int(words[2]) / 1024:.1f} MiB"


def inventory(host: Host) -> dict[str, str]:
    """What swaps might leave behind, by what it is."""
    main = lambda unit: host.property(unit, "MainPID")
    return {
        "agent": process(host, "agent", main("adnet-agent.service")),
        "door": process(host, "door", main("adnet-agent-door.service")),
        "supervisor": process(host, "supervisor", main("alphaos.service")),
        "processes": host.shell(f"ps -o comm= -u {USERS} | sort | uniq -c | xargs").strip(),
        "sockets": host.shell("ss -s | grep ^TCP:").strip(),
        "failed units": host.shell("systemctl list-units --failed --plain --no-legend"
                                   " --state=failed | cut -d' ' -f1 | xargs").strip() or "none",
    }


def compare(before: dict, after: dict) -> None:
    for key in ("processes", "failed units"):
        expect(before[key] == after[key], f"{key}: {before[key]!r}, now {after[key]!r}")
    for key in ("agent", "supervisor"):
        there, here = (found[key].split()[1] for found in (before, after))
        expect(here.isdigit() and int(here) <= int(there) + 2, f"{before[key]}, now {after[key]}")


def keep_journal(host: Host, text: str) -> str:
    """The host is gone when the scenario ends."""
    path = Path(tempfile.gettempdir()) / f"{host.name}.journal"
    path.write_text(text + "\n" + host.run(
        "journalctl", "--no-pager", "-o", "short-precise", timeout=300).stdout)
    return f"the journal is in {path}"


def clock() -> str:
    return f"{time.strftime('%H:%M:%S')}.{time.time_ns() // 10**6 % 1000:03}"


def marathon(name: str, count: int, load_seconds: float, has_peers: bool) -> str:
    with Host(name) as host:
        swaps = prepare(host, load_seconds, has_peers)
        before = inventory(host)
        # Slow enough to leave some of two processors to the swaps; but wrk takes what it gets.
        new, kept = (Load(host, 50, mode=mode) for mode in ("new", "keepalive"))
        flat = Flat(host, new.url)
        begun = clock()
        try:
            with flat, new, kept, Clients(host, think_ms=150) as others:
                swaps.run(count)
        except Exception as problem:
            raise Failed(f"{problem}\n{keep_journal(host, swaps.log())}") from problem
        lines = [f"new: {new}", f"kept-alive: {kept}",
                 f"flat: {flat.unanswered + flat.kinds['status']} of {flat.requests} failed: "
                 f"{kinds_text(flat.kinds)}; worst {flat.worst:.0f} ms", f"libraries: {others}"]
        time.sleep(3)  # until what the clients left is closed
        after = inventory(host)
        lines += [f"{key}: {before[key]}; after: {after[key]}" for key in before]
        lines.append(f"{swaps}")
        print(f"  {name}\n    " + "\n    ".join(lines), flush=True)
        failed = sum((new.failed, kept.failed, others.failed, *flat.kinds.values()))
        if failed:
            text = f"loads from {begun}\n" + "\n".join([*lines, swaps.log()])
            raise Failed(f"{failed} requests failed; {keep_journal(host, text)}")
        compare(before, after)
        requests = new.requests + kept.requests + flat.requests + others.requests
        worst = {"new": new.worst, "kept-alive": kept.worst, "flat": flat.worst,
                 **{library: r["latency_ms"]["max"] for library, r in others.reports.items()}}
        # With less between swaps an answer from a peer and one from the node can't be told apart.
        if has_peers and load_seconds > 1:
            expect(max(worst.values()) < load_seconds * 1000, f"some waited for the node: {worst}")
        return (f"{swaps}; {requests} requests, 0 failed; worst in ms: "
                + ", ".join(f"{key} {ms:.0f}" for key, ms in worst.items()))


# What a node takes besides loading its ledger makes the gap of these a third of a second.
@scenario(slow=True)
def a_hundred_swaps_with_a_gap_of_a_third_of_a_second_parked():
    return marathon("short-park", 100, 0.1, has_peers=False)


@scenario(slow=True)
def a_hundred_swaps_with_a_gap_of_a_third_of_a_second_relayed():
    return marathon("short-relay", 100, 0.1, has_peers=True)


@scenario(slow=True)
def twenty_swaps_with_a_gap_of_five_seconds_parked():
    return marathon("long-park", 20, 4.8, has_peers=False)


@scenario(slow=True)
def twenty_swaps_with_a_gap_of_five_seconds_relayed():
    return marathon("long-relay", 20, 4.8, has_peers=True)


@scenario(slow=True)
def five_swaps_with_a_gap_of_a_minute_relayed():
    return marathon("minute-relay", 5, 60, has_peers=True)
