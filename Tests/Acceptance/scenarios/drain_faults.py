"""What dies in the middle of a drain, or instead of one."""

import time

import drain_site as site
from drain_site import PATIENT
from host import Failed, Host, expect
from load import Load
from runner import scenario
from scenarios.faults import ended
from watcher import Watcher

MAIN = "$(systemctl show -P MainPID {}.service)"
# In the order of how much hangs on them.
VICTIMS = {"agent": MAIN.format("adnet-agent"),
           "adopting process": MAIN.format("adnet-drain@alpha"),
           "relay": MAIN.format("adnet-relay@alpha"), "node": "NODE",
           "supervisor": MAIN.format("alphaos")}
# Who is late with answers needn't look well.
USABLE = ("healthy", "degraded")
# How long an answer takes, which a drain waits for.
DELAY = 2
# The generator's pool of 16 connections has an answer for no more than 8 a second.
RATES = {"new": 40, "keepalive": 6}
UNDER_WAY = 20


def kinds(load: Load) -> str:
    found = {k: n for k, n in load.report["failures"].items() if n}
    return f"{load.failed} of {load.requests}" + (f" {found}" if found else "")


def times_of_failures(load: Load, since: float) -> list[tuple[int, int]]:
    """Of the first twenty: when they were sent and when they failed, in milliseconds."""
    offset = load.report["started_unix_ms"] - round(since * 1000)
    return [(s["at_ms"] + offset, s["failed_at_ms"] + offset)
            for s in load.report["failure_samples"]]


def kill(host: Host, pid: str) -> float:
    """When. The way into the host takes longer than many a request."""
    return float(host.shell(f"date +%s.%N; kill -9 {pid}"))


def begin_drain(host: Host, *words: str) -> str:
    """The operation that these words to the agent began, some time into its step `drain`."""
    watcher = Watcher(host, "drain")
    try:
        done = host.run("adnet-agent", *words, "--no-wait")
        identifier = watcher.caught(15)
    finally:
        watcher.end()
    expect(done.returncode == 0 and identifier, f"never in the drain: {done}")
    time.sleep(0.7)
    return identifier


def kill_in_drain(host: Host, victim: str, version: str) -> tuple[str, list[str]]:
    """What clients saw, and what isn't as it should be."""
    target = VICTIMS[victim].replace("NODE", str(host.node_pid("alpha")))
    new, kept = (Load(host, rate, mode=mode, timeout=30) for mode, rate in RATES.items())
    with new, kept:
        time.sleep(DELAY + 1)
        identifier = begin_drain(host, "swap", "alpha", version)
        step = host.operation().get("step")
        killed = kill(host, target)
        operation = ended(host, identifier, 120)
        site.expect_recovered(host, seconds=90, states=USABLE)
        time.sleep(DELAY + 1)
    wrong = []
    if (seen := site.health(host))["state"] != "healthy":
        wrong.append(f"{victim}: afterwards it is {seen['state']}: {seen['reason']}")
    if step != "drain":
        wrong.append(f"{victim} wasn't killed in the drain but in {step}")
    if operation["outcome"] != "done" and not operation.get("failure"):
        wrong.append(f"{victim}: {operation['outcome']} without a word why: {operation}")
    # What was under way when it died, and what was sent to it before it was noticed.
    late = {mode: [t for t in times_of_failures(load, killed) if t[0] > 1_000]
            for mode, load in (("new", new), ("kept-alive", kept))}
    if any(late.values()):
        wrong.append(f"{victim}: sent a second later, and lost all the same: {late}")
    # The node lives on and answers within the grace, so that nobody has to lose anything.
    if victim in ("agent", "adopting process") and new.failed + kept.failed:
        wrong.append(f"clients saw the death of the {victim}: {new}; {kept}; {operation['steps']}")
    if new.report["failures"]["timeout"] + kept.report["failures"]["timeout"]:
        wrong.append(f"{victim}: clients waited in vain: {new}; {kept}")
    times = times_of_failures(new, killed) + times_of_failures(kept, killed)
    when = f", sent and lost (ms after): {min(times)} to {max(times)}" if times else ""
    reason = f" ({operation['failure']})" if operation.get("failure") else ""
    return (f"{victim}: new {kinds(new)}, kept-alive {kinds(kept)}{when}, worst "
            f"{max(new.worst, kept.worst):.0f} ms, operation {operation['outcome']}{reason}, "
            f"{site.adoption(host)}"), wrong


@scenario(slow=True)
def whatever_is_killed_in_the_middle_of_a_drain_the_chain_recovers():
    behaviour = ("--rest-delay", str(DELAY), "--load-seconds", "2")
    keys = PATIENT | {"drain": {"linger": "3s"}}
    with site.start("killed", old=behaviour, new=behaviour, keys=keys) as host:
        site.with_peers(host, keys=keys)
        lines, wrong = [], []
        for victim in VICTIMS:
            version = "2.0" if "/1.0-" in host.release("alpha") else "1.0"
            try:
                line, bad = kill_in_drain(host, victim, version)
            except Failed as problem:
                raise Failed(f"{victim}: {problem}; before: {lines} {wrong}") from problem
            lines.append(line)
            wrong += bad
            print(f"  {line}", flush=True)
        expect(not wrong, "\n".join(wrong + lines))
        return "; ".join(lines)


@scenario(slow=True)
def a_crash_of_the_node_costs_only_what_it_had_itself():
    # At 100 a second there are so many with the node at any moment.
    behaviour = ("--load-seconds", "10", "--rest-delay", str(UNDER_WAY / 100))
    with site.start("crash", old=behaviour, new=behaviour,
                    keys={"drain": {"linger": "3s"}}) as host:
        site.with_peers(host, keys={"drain": {"linger": "3s"}})
        # More than its pool can have answers for would wait in the generator.
        new, kept = (Load(host, rate, mode=mode, timeout=40)
                     for mode, rate in (("new", 100), ("keepalive", 60)))
        with new, kept:
            time.sleep(2)
            old = host.node_pid("alpha")
            killed = kill(host, str(old))
            host.wait("another node", lambda: host.node_pid("alpha") not in (0, old), 60)
            host.wait("it serves", lambda: "state=ready" in host.shell(
                "cat /run/adnet/alpha/alphaos.service.status"), 60)
            away = float(host.shell("date +%s.%N")) - killed
            site.expect_recovered(host)
            time.sleep(2)
        by = {who: new.report["versions"].get(who, 0) + kept.report["versions"].get(who, 0)
              for who in new.report["versions"] | kept.report["versions"]}
        note = f"node away {away:.1f} s; new {new}; kept-alive {kept}; answered by {by}"
        for load in (new, kept):
            times = sorted(times_of_failures(load, killed))
            note += f"; {load.mode}: sent and lost (ms after) {times[:1]} to {times[-1:]}"
            # Sent to the dead process before one could know of it.
            late = [t for t in times if t[0] > 20 or t[1] > 500]
            expect(not late, f"{load.mode}: {late}; {note}")
            expect(load.failed <= 2 * UNDER_WAY, note)
        return note


@scenario(slow=True)
def no_client_hangs_when_the_adopting_process_dies_and_its_node_lives_on():
    keys = PATIENT | {"drain": {"linger": "3s"}}
    with site.start("orphans", old=("--rest-delay", str(DELAY)), keys=keys) as host:
        site.with_peers(host, keys=keys)
        node = host.node_pid("alpha")
        with Load(host, RATES["keepalive"], mode="keepalive", timeout=20) as load:
            time.sleep(DELAY + 3)
            begin_drain(host, "drain", "alpha")
            killed = kill(host, VICTIMS["adopting process"])
            host.wait("the drain", lambda: host.operation()["outcome"] == "done", 30)
            time.sleep(5)
            host.agent("undrain", "alpha")
            site.expect_recovered(host, states=USABLE)
            # Longer than the generator waits for an answer.
            time.sleep(25)
        times = sorted(times_of_failures(load, killed))
        note = f"{load}; sent and lost (ms after) {times}; {site.adoption(host)}"
        expect(host.node_pid("alpha") == node, "the node was touched")
        expect(load.failed == 0, note)
        return note


@scenario(slow=True)
def answers_later_than_the_next_block_are_no_fall_of_the_height():
    with site.start("late", old=("--rest-delay", str(DELAY)), keys=PATIENT) as host:
        site.with_peers(host, keys=PATIENT)
        limit = time.monotonic() + 60
        while time.monotonic() < limit:
            seen = site.health(host)
            expect("fell" not in seen["reason"], f"{seen['state']}: {seen['reason']}")
            time.sleep(1)
        return f"{seen['state']}: {seen['reason']}"
