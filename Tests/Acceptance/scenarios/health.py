"""What is thought of a node's health, with real faults in real processes."""

import os
import time

import health_site as site
from health_faults import FAULTS, Fault
from host import ROOT, Failed, Host, expect
from load import Load
from runner import scenario

FOREIGN = "nginx-light,python3,socat"
RESULTS = ROOT / "docs/health-faults.md"
HEAD = """# Faults, and how soon they were found

{count} faults in real processes, one after another on one host: the expected state and the limit in
seconds were written down before the first run (`Tests/Acceptance/health_faults.py`; its history shows later
changes). Settings: a probe every second, answers within a second, three failures in a row, 10 s without a
new height, 8 s without activity while loading; the defaults are 5 s, 2 s, three, 120 s and 60 s, and take
correspondingly longer. Found: seconds from the end of the command that causes the fault to the event in the
journal; 0.00 if the event came before that command had returned.
This page is written by `ADNET_WRITE=1 Tests/Acceptance/run health.every`.

| fault | server | expected | within | found | action |
|---|---|---|---|---|---|
"""


def try_one(host: Host, fault: Fault) -> tuple[float, str]:
    """Injects it; after how many seconds it was found, and what the agent says to it."""
    pid = host.node_pid(fault.chain)
    first = int(host.shell("date +%s%3N"))
    if fault.server != "testnode":
        site.serve_with(host, fault.server)
    if fault.server != "testnode" and fault.inject:
        host.wait("another node", lambda: host.node_pid(fault.chain) not in (0, pid))
        site.wait_for(host, "healthy", 60)
        # The start that is watched isn't what is tried here.
        host.wait("nothing is under way", host.is_idle, 60)
        pid = host.node_pid(fault.chain)
    if fault.above:
        host.wait(f"height {fault.above}", lambda: int(host.run(
            "curl", "-sf", "http://127.0.0.1:3030/mainnet/block/height/latest").stdout or 0) > fault.above, 200, every=1)
    script = f"NODE={pid}; FAULTS=/opt/faults-{fault.chain}; {fault.inject or ':'}; date +%s%3N"
    if fault.inject:
        first = int(host.shell("date +%s%3N"))
    begun = int(host.shell(script).split()[-1])
    if fault.state == "starting":
        # It has to stay so.
        time.sleep(fault.within)
    deadline = time.monotonic() + fault.within + 10
    while True:
        seen = site.events(host, fault.chain, first)
        now = site.health(host, fault.chain)
        words = "; ".join([now["reason"], now.get("action", "")])
        found = [e for e in seen if e[1] == fault.state]
        is_named = [e for e in found if fault.says in e[2]] or (
            now["state"] == fault.state and fault.says in words)
        if (found and is_named) or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    expect(found, f"{fault.state} not found, but {[e[1:] for e in seen]}")
    expect(is_named, f"says {found[0][2]!r} and {words!r}, not {fault.says!r}")
    wrong = [e[1:] for e in seen if e[1] in fault.never]
    expect(not wrong, f"false alarm: {wrong}")
    return max(0.0, (found[0][0] - begun) / 1_000), now.get("action", "")


def recover(host: Host, fault: Fault) -> None:
    pid = host.node_pid(fault.chain)
    host.shell(f"NODE={pid}; ({fault.undo or ':'}) || true; rm -f /opt/faults-*;"
               f" echo '{site.GROWS}' > /opt/rest.conf; systemctl stop thief 2>/dev/null || true")
    if fault.server != "testnode" or fault.state == "stopped":
        site.stop_peers(host)
        host.run("systemctl", "reset-failed", "thief")
        site.stop(host)
        site.configure(host, site.SERVERS["testnode"][0])
        host.agent("start", "alpha", "--accept-height")
    else:
        # What was counted of one process says nothing of the next.
        host.shell(f"systemctl restart --no-block {fault.chain}os")
    # Healthy may be what the old one was a moment ago.
    host.wait("another node", lambda: host.node_pid(fault.chain) not in (0, pid), 60)
    try:
        site.wait_for(host, "healthy", 60, fault.chain)
    except Failed:
        raise Failed(f"{fault.name}: no recovery: {site.health(host, fault.chain)}\n"
                     + host.run("adnet-agent", "status").stdout
                     + host.run("journalctl", "-u", "alphaos", "-n", "15", "-o", "cat").stdout)


def try_all(host: Host, faults: list[Fault]) -> list[str]:
    lines, failed = [], []
    for fault in faults:
        try:
            took, action = try_one(host, fault)
            expect(took <= fault.within, f"found after {took:.2f} s, not {fault.within} s")
            lines.append(f"| {fault.name} | {fault.server} | {fault.state} | {fault.within} s | "
                         f"{took:.2f} | {action or '–'} |")
            print("  " + lines[-1], flush=True)
        except Exception as problem:
            failed.append(f"{fault.name}: {problem}")
            print(f"  FAILED {failed[-1]}", flush=True)
        recover(host, fault)
    if failed:
        raise Failed("; ".join(failed))
    return lines


@scenario(long=True)
def common_faults_are_found_in_time_and_named():
    with site.start("faults") as host:
        lines = try_all(host, [f for f in FAULTS if f.is_quick])
        return f"{len(lines)} faults, each found in time"


@scenario(slow=True)
def every_fault_of_the_table_is_found_in_time_and_named():
    with site.start("table", FOREIGN) as host:
        # ADNET_FAULTS=WORDS: only those with these words in their name.
        words = os.environ.get("ADNET_FAULTS", "")
        lines = try_all(host, [f for f in FAULTS if words in f.name])
        if os.environ.get("ADNET_WRITE") and not words:
            RESULTS.write_text(HEAD.format(count=len(lines)) + "\n".join(lines) + "\n")
        return f"{len(lines)} faults, each found in time"


@scenario(slow=True)
def a_stalled_node_among_advancing_peers_is_restarted_exactly_once():
    with site.Network("one") as network:
        host, others = network.hosts[0], network.hosts[1:]
        before, rest = host.node_pid("alpha"), network.nodes()[1:]
        with Load(host, 100, timeout=30) as load:
            host.shell(f"echo chain=stall:{before} > /opt/faults-alpha")
            begun = time.monotonic()
            host.wait("a restart", lambda: site.restarts(host), 60)
            took = time.monotonic() - begun
            host.wait("another node", lambda: host.node_pid("alpha") not in (0, before), 60)
            site.wait_for(host, "healthy", 60)
            time.sleep(15)
        expect(load.failed == 0, f"{load}")
        status = host.shell("cat /run/adnet/alpha/alphaos.service.status")
        [restart] = site.restarts(host)
        expect(restart["outcome"] == "done", f"{restart}")
        expect("its height has been" in host.shell(
            "journalctl -o cat ADNET_EVENT=operation_began | tail -1"), "the journal says why")
        expect("failures=0" in status, f"not an ordered stop: {status}")
        # Ill again so soon: left to a person, with the reason.
        again = host.node_pid("alpha")
        host.shell(f"echo chain=stall:{again} > /opt/faults-alpha")
        found = host.wait("a refusal", lambda: "min ago" in site.health(host).get("action", "")
                          and site.health(host), 60)
        time.sleep(20)
        expect(len(site.restarts(host)) == 1, f"{site.restarts(host)}")
        expect(host.node_pid("alpha") == again, "the node was touched again")
        expect(network.nodes()[1:] == rest, "another host's node was touched")
        expect(not any(site.restarts(h) for h in others), "another host's agent restarted its node")
        return (f"one restart, {took:.0f} s after it stood still, {load.requests} requests, 0 failed;"
                f" then: {found['action']}")


@scenario(slow=True)
def a_stall_of_the_whole_network_has_no_restart_anywhere():
    with site.Network("all") as network:
        nodes = network.nodes()
        for host in network.hosts:
            host.shell("echo chain=stall > /opt/faults-alpha")
        for host in network.hosts:
            site.wait_for(host, "network_stalled", 60)
        time.sleep(60)
        expect(network.nodes() == nodes, "a node was touched")
        actions = {site.health(host)["action"] for host in network.hosts}
        for host in network.hosts:
            host.shell("rm /opt/faults-alpha")
        for host in network.hosts:
            site.wait_for(host, "healthy", 60)
        # Without a quorum: two of five are gone, and the other three can't know why.
        for host in network.hosts[3:]:
            host.agent("stop", "alpha")
        for host in network.hosts[:3]:
            site.wait_for(host, "stalled", 60)
        time.sleep(40)
        expect(network.nodes()[:3] == nodes[:3], "a node was touched")
        actions |= {site.health(host)["action"] for host in network.hosts[:3]}
        expect(not any(site.restarts(host) for host in network.hosts), "an agent restarted its node")
        return f"five hosts, no restart: {'; '.join(sorted(actions))}"


@scenario(long=True)
def a_halted_network_is_brought_back_with_another_release():
    """Host by host, as operators do who agree on a release that mends the halt."""
    with site.Network("halted", 3) as network:
        for host in network.hosts:
            host.agent("release", "add", "/usr/bin/env", "--name", "alphaos", "--version", "2.0")
            host.shell("echo chain=stall > /opt/faults-alpha")
        for host in network.hosts:
            site.wait_for(host, "network_stalled", 60)
        refused = network.hosts[0].run("adnet-agent", "swap", "alpha", "2.0")
        expect(refused.returncode == 3 and "--accept-halt" in refused.stderr, f"{refused}")
        for host in network.hosts[:2]:
            host.agent("swap", "alpha", "2.0", "--accept-halt", timeout=120)
            operation = host.chain("alpha")["operation"]
            expect(operation["outcome"] == "done", f"{operation}")
            expect("2.0" in host.release("alpha"), "another release owns the chain")
            expect(site.health(host)["state"] != "healthy", "nothing was halted")
        for host in network.hosts:
            host.shell("rm /opt/faults-alpha")
        for host in network.hosts:
            site.wait_for(host, "healthy", 60)
        expect("2.0" in network.hosts[0].release("alpha"), "it was led back")
        return "two swaps in a halted network, kept; it goes on"


@scenario(long=True)
def clients_of_a_dead_node_wait_and_are_served_or_told_503_in_time():
    with site.start("parked") as host:
        slow = site.alpha(site.node("--load-seconds", "4"))
        site.configure(host, slow)
        host.agent("restart", "alpha")
        site.wait_for(host, "healthy")
        with Load(host, 100, timeout=30) as load:
            for _ in range(3):
                old = host.node_pid("alpha")
                host.shell(f"kill -9 {old}")
                host.wait("the relay", lambda: "clients_parked" in [
                    p["kind"] for p in host.status()["problems"]], 5)
                host.wait("another node", lambda: host.node_pid("alpha") not in (0, old), 60)
                site.wait_for(host, "healthy", 60)
                # The start doubles its wait with each death in a row, unless it was ordered.
                host.agent("restart", "alpha")
        kinds = {k: n for k, n in load.report["failures"].items() if n}
        # Only what the dead process had accepted is lost.
        expect(load.failed <= 6, f"{load}")
        expect(host.property("adnet-relay@alpha.service", "ActiveState") == "inactive", "left up")
        # A node that doesn't come back: 503 after park.limit, each time within it.
        site.configure(host, slow + '[chain.alpha.park]\nlimit = "3s"\n')
        host.shell("echo start=crash-at-start > /opt/faults-alpha; systemctl restart --no-block alphaos")
        host.wait("the relay diverts", lambda: "clients_parked" in [
            p["kind"] for p in host.status()["problems"]], 15)
        time.sleep(3)
        answers = [host.shell(
            "curl -s -m 20 -o /dev/null -w '%{http_code} %{time_total} %header{retry-after}' "
            "http://127.0.0.1:3030/mainnet/block/height/latest") for _ in range(5)]
        expect(all(a.startswith("503 ") and len(a.split()) == 3 for a in answers), f"{answers}")
        expect(max(float(a.split()[1]) for a in answers) < 4, f"{answers}")
        begun = time.monotonic()
        host.shell("rm /opt/faults-alpha; systemctl restart --no-block alphaos")
        host.wait("it serves again", lambda: host.run(
            "curl", "-sf", "-m", "1", "http://127.0.0.1:3030/mainnet/block/height/latest"
        ).returncode == 0, 30)
        back = time.monotonic() - begun
        return (f"3 deaths under load: {load.requests} requests, {load.failed} failed {kinds}, worst "
                f"{load.worst:.0f} ms; 503 {answers[0]}; served {back:.1f} s after its start")


@scenario
def a_required_upgrade_is_announced_reached_and_mended():
    with Host("upgrade").start() as host:
        site.site.install(host)
        site.site.add_release(host, "alphaos", "1.0", "--upgrade-at", "125", "--block-seconds", "0.5")
        site.site.add_release(host, "alphaos", "2.0", "--block-seconds", "0.5")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        told = host.wait("the upgrade is told", lambda: [
            p["text"] for p in host.status()["problems"] if p["kind"] == "upgrade_ahead"], 60)
        expect("before height 125: it ends at height 25" in told[0], f"{told}")
        # Its log warns, too, and that makes nobody ill.
        state = site.health(host)["state"]
        expect(state == "healthy", f"{state}")
        site.wait_for(host, "needs_upgrade", 60)
        host.agent("swap", "alpha", "2.0")
        site.wait_for(host, "healthy")
        kinds = [p["kind"] for p in host.status()["problems"]]
        expect("upgrade_ahead" not in kinds and "needs_upgrade" not in kinds, f"{kinds}")
        # Nobody is led back to what ends at each start.
        host.wait("it goes on past that height", lambda: host.chain("alpha")["height"]["value"] > 25)
        back = host.run("adnet-agent", "rollback", "alpha")
        expect(back.returncode == 3 and "announced that it ends at height 25" in back.stderr, f"{back}")
        return f"{told[0]}; {back.stderr.splitlines()[0]}"


STRANGER = ("systemd-run", "--quiet", "--unit=stranger", "perl", "-MIO::Socket::INET", "-e",
            "my $s = IO::Socket::INET->new(Proto => 'udp', LocalAddr => '0.0.0.0', LocalPort => 4130) or die; sleep 600")


@scenario
def udp_is_shown_and_checked_by_its_use():
    with Host("udp").start() as host:
        site.site.install(host)
        # Somebody else is there before the node.
        wanted, optional = (f'[chain.alpha.ports.p2p]\nudp = "{use}"\n' for use in ("wanted", "optional"))
        site.put(host, "/etc/adnet-agent/agent.toml.d/60-udp.toml", wanted)
        host.out(*STRANGER)
        host.wait("the stranger receives", lambda: "4130" in host.shell("ss -Hlnu"))
        doctor = host.run("adnet-agent", "doctor").stdout
        expect("4130 (alpha p2p, UDP) is held by root" in doctor, doctor)
        host.out("systemctl", "stop", "stranger")
        site.put(host, "/etc/adnet-agent/agent.toml.d/60-udp.toml", optional)
        host.agent("config", "apply")
        for version, words in (("1.0", ()), ("2.0", ("--udp",))):
            site.site.add_release(host, "alphaos", version, *words)
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        site.wait_for(host, "healthy")

        def p2p() -> dict:
            return next(p for p in host.chain("alpha")["ports"] if p["role"] == "p2p")

        expect(p2p()["udp"] == "closed", f"{p2p()}")
        site.put(host, "/etc/adnet-agent/agent.toml.d/60-udp.toml", wanted)
        said = host.agent("config", "apply")
        expect("restart" not in said, said)
        reason = host.wait("it is missed", lambda: (
            seen := site.health(host))["state"] == "degraded" and seen["reason"], 30)
        expect("doesn't receive on UDP port 4130 (p2p)" in reason, reason)
        host.agent("swap", "alpha", "2.0")
        site.wait_for(host, "healthy")
        host.wait("the node receives", lambda: p2p()["udp"] == "bound", 20)
        text = host.run("adnet-agent", "status").stdout
        expect("bound, UDP" in text, text)
        # A node without it, and somebody else in its place.
        site.put(host, "/etc/adnet-agent/agent.toml.d/60-udp.toml", optional)
        host.agent("config", "apply")
        host.agent("swap", "alpha", "1.0")
        host.out(*STRANGER)
        told = host.wait("the stranger is named", lambda: [
            p["text"] for p in host.status()["problems"] if "UDP port 4130" in p["text"]], 30)
        return f"{reason}; {told[0]}"


@scenario(slow=True)
def looking_costs_next_to_nothing():
    """Two chains, all probes, default periods."""
    with site.start("cost") as host:
        commands = [site.node(), [w.replace("DEV", "0") for w in site.NODE]
                    + ["--ws", "{ws.endpoint}"]]
        site.put(host, "/etc/adnet-agent/agent.toml.d/50-test.toml",
                 f"[chain.alpha.command]\nalphaos = {site.toml(commands[0])}\n"
                 f"[chain.alpha.peers]\nurls = {site.toml(site.PEERS)}\n"
                 f"[chain.delta.command]\ndeltaos = {site.toml(commands[1])}\n"
                 + site.site.UNGUARDED)
        site.start_peers(host, knows_alpha=False)
        host.agent("config", "apply")
        for chain in ("alpha", "delta"):
            host.agent("restart", chain)
            site.wait_for(host, "healthy" if chain == "delta" else "degraded", 60, chain)
        time.sleep(20)
        agent = host.property("adnet-agent.service", "MainPID")

        def look():
            fields = host.shell(f"cat /proc/{agent}/stat").rsplit(")", 1)[1].split()
            ticks = int(fields[11]) + int(fields[12])
            counts = {}
            for port in (9090, 9091):
                for line in host.shell(f"curl -s http://127.0.0.1:{port}/metrics").splitlines():
                    if line.startswith("adnet_testnode_requests_total"):
                        path, number = line.split('"')[1], int(line.split()[-1])
                        counts[port, path] = number
            return time.monotonic(), ticks, counts

        begun, ticks, counts = look()
        time.sleep(300)
        ended, ticks_after, after = look()
        seconds = ended - begun
        share = (ticks_after - ticks) / 100 / seconds
        asked = {key: n - counts.get(key, 0) for key, n in after.items()}
        rates = {port: sum(n for (p, _), n in asked.items() if p == port) / seconds
                 for port in (9090, 9091)}
        cheap = ("/block/height/latest", "/block/hash/latest", "/peers/count",
                 "/connections/bft/count", "/sync/status", "/committee/latest")
        dear = [path for _, path in asked if not path.endswith(cheap)]
        expect(not dear, f"asked {dear}")
        expect(max(rates.values()) <= 2, f"{rates}")
        expect(share <= 0.003, f"{share:.4%} of a core")
        return (f"{share:.3%} of a core; requests a second: "
                + ", ".join(f"{r:.2f}" for r in rates.values())
                + f"; {sorted({p.split('/', 2)[2] for _, p in asked})}")
