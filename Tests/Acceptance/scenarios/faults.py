"""Things that die, and what must hold all the same."""

import json
import time

import site_of as site
from host import Failed, Host, expect
from load import Load
from runner import scenario
from watcher import Watcher

PHASES = ["raise", "divert", "drain", "stop", "own", "start", "answer", "restore", "lower", "watch"]


def ended(host: Host, identifier: str, seconds: float = 90) -> dict:
    """The operation once it has ended, whoever finished it."""
    def look():
        done = host.run("adnet-agent", "operation", "show", identifier, "--json")
        if done.returncode not in (0, 1):
            return None
        operation = json.loads(done.stdout)
        return operation if operation.get("ended_at") else None
    return host.wait(f"operation {identifier} ends", look, seconds)


@scenario(slow=True)
def the_agent_killed_in_every_step_of_a_swap_resumes():
    with Host("killed").start() as host:
        site.running(host, "alpha")
        version = 1
        report = []
        with Load(host, 100, timeout=30) as load:
            for phase in PHASES:
                # Some steps last only milliseconds: one that was missed is tried again.
                for _ in range(3):
                    version += 1
                    site.add_release(host, "alphaos", f"{version}.0", "--load-seconds", "0.5")
                    pid = host.node_pid("alpha")
                    watcher = Watcher(host, phase, "KILL")
                    # 69: killed before it could answer.
                    swap = host.run("adnet-agent", "swap", "alpha", f"{version}.0", "--no-wait")
                    expect(swap.returncode in (0, 69), f"{phase}: {swap}")
                    caught = watcher.caught(15)
                    watcher.end()
                    operation = ended(host, caught or host.operation()["id"])
                    if caught:
                        break
                expect(caught, f"never caught in {phase}: {operation}")
                expect(f"{version}.0-" in operation["to"], f"{phase}: {operation}")
                expect(operation["outcome"] == "done", f"killed in {phase}: {operation}")
                expect(host.node_pid("alpha") != pid, f"killed in {phase}: the old node runs")
                expect(host.release("alpha").startswith(f"alphaos/{version}.0-"), phase)
                report.append(phase)
        expect(load.failed == 0, f"{load}")
        return f"killed in {' '.join(report)}; {load.requests} requests, 0 failed"


@scenario
def nodes_boot_and_serve_with_the_agent_masked_and_with_its_state_refused():
    with Host("masked").start() as host:
        site.running(host)
        for trouble in ("masked", "refused"):
            if trouble == "masked":
                host.out("systemctl", "mask", "adnet-agent.service")
            else:
                host.shell("""systemctl unmask adnet-agent.service
                  echo '{"schema":"adnet.state/99"}' > /var/lib/adnet-agent/state.json""")
            host.out("sync")
            host._call([host.tool, "stop", host.name, "--keep-disk"], 60)
            host.start("--same-disk")
            for chain, port in (("alpha", 3030), ("delta", 3031)):
                host.wait(f"{chain} runs", lambda: host.node_pid(chain) > 0)
                url = f"http://127.0.0.1:{port}/mainnet/block/height/latest"
                out = host.out("/root/adnet-testnode", "load", "--url", url, "--rate", "500",
                               "--duration", "2", "--json")
                counts = json.loads(out)
                expect(counts["failed"] == 0 and counts["sent"] >= 1000, f"{trouble}: {out}")
        code = host.property("adnet-agent.service", "ExecMainStatus")
        expect(code == "78", f"the agent ended with {code}, not 78")
        done = host.run("adnet-agent", "status")
        expect(done.returncode == 69, f"status: {done.returncode}")
        expect("alphaos" in done.stdout, "status shows nothing without the daemon")
        return "2 boots, 4000 requests, 0 failed"


@scenario
def a_killed_supervisor_takes_its_node_along_cleanly_and_exactly_one_runs_again():
    with Host("supervisor").start() as host:
        site.running(host, "alpha")
        old = host.node_pid("alpha")
        cache = "/var/lib/adnet/nodes/alpha/ledger/.current-proposal-cache-0-0"
        before = host.shell(f"stat -c %Y.%i {cache} 2>/dev/null || true")
        with Load(host, 100, timeout=30) as load:
            host.shell("kill -9 $(systemctl show -P MainPID alphaos.service)")
            host.wait("another node", lambda: host.node_pid("alpha") not in (0, old))
            host.wait("serves", lambda: "state=ready" in host.shell(
                "cat /run/adnet/alpha/alphaos.service.status"))
        expect(host.shell(f"stat -c %Y.%i {cache}") != before, "the proposal cache wasn't saved")
        nodes = host.shell("pgrep -c -u adnet-node -f '/alphaos start'").strip()
        expect(nodes == "1", f"{nodes} nodes run")
        log = host.shell("journalctl -u alphaos --no-pager -o cat | grep -ci unclean || true")
        return f"cache saved, one node; {load}; unclean starts in its log: {log.strip()}"


@scenario
def a_second_unit_of_the_chain_declines_and_a_double_start_is_caught_by_the_lock():
    with Host("second").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        host.run("systemctl", "start", "adnet@alpha.service")
        expect(host.property("adnet@alpha.service", "ExecMainStatus") == "3", "didn't decline")
        host.wait("the status says why",
                  lambda: "belongs to alphaos.service" in json.dumps(host.status()), 5)
        # Planted: a second supervisor of the owner, past systemd.
        done = host.run("runuser", "-u", "adnet-node", "-G", "adnet-alpha", "--",
                        "/usr/libexec/adnet-agent/adnet-supervisor", "run", "--unit",
                        "alphaos.service", "--chain", "alpha", "--program", "alphaos", "--")
        expect(done.returncode == 75, f"the second supervisor: {done.returncode} {done.stderr}")
        expect(host.node_pid("alpha") == pid, "its report isn't the first one's any more")
        nodes = host.shell("pgrep -c -u adnet-node -f '/alphaos start'").strip()
        expect(nodes == "1", f"{nodes} nodes run")
        # The other unit was passed the node's socket as well, and left it as it was.
        for _ in range(3):
            host.out("curl", "-sf", "http://127.0.0.1:3030/mainnet/block/height/latest")
        host.agent("stop", "alpha", timeout=20)
        clean = "exit.clean=yes" in host.shell("cat /run/adnet/alpha/alphaos.service.status")
        expect(clean, "the node didn't stop by itself")


@scenario(long=True, alone=True)
def a_nodes_death_is_seen_at_once():
    with Host("death").start() as host:
        site.running(host, "alpha")
        delays = []
        for _ in range(5):
            # Just after a start the agent waits for the door, which looks for the safety record.
            host.wait("the node is well", lambda: host.run("adnet-agent", "health", "alpha").returncode == 0)
            time.sleep(2)
            old = host.node_pid("alpha")
            cursor = host.shell("journalctl -n 0 --show-cursor | sed -n 's/-- cursor: //p'").strip()
            killed = int(host.shell(f"date +%s%3N; kill -9 {old}"))
            # Without -u: journalctl then skips the first entry after a cursor of another unit.
            seen = host.wait("the agent tells of it", lambda: host.run(
                "/bin/sh", "-c", f"journalctl -o json --after-cursor '{cursor}' |"
                " grep '\"_SYSTEMD_UNIT\":\"adnet-agent.service\"' | grep SIGKILL | head -1").stdout)
            expect("→ exited" in seen, f"not the first word of it: {seen}")
            delays.append(int(json.loads(seen)["__REALTIME_TIMESTAMP"]) // 1000 - killed)
            host.wait("another node", lambda: host.node_pid("alpha") not in (0, old), 60)
        expect(max(delays) <= 100, f"seen after {delays} ms")
        return f"seen after {delays} ms"


@scenario
def a_stranger_on_a_held_port_is_named():
    with Host("stranger").start() as host:
        site.install(host)
        site.add_release(host, "alphaos", "1.0")
        host.agent("chain", "enable", "alpha")
        host.shell("cd /tmp && /root/adnet-testnode start --dev 1 --rest 0.0.0.0:3030 --node"
                   " 127.0.0.1:0 --bft 127.0.0.1:0 --storage /tmp/s > /tmp/stranger 2>&1 & sleep 1")
        done = host.run("adnet-agent", "swap", "alpha", "1.0", timeout=200)
        expect(done.returncode == 1, f"exit {done.returncode}")
        problems = [p["kind"] for p in host.status()["problems"]]
        expect("port_foreign" in problems, f"{problems}")
        return f"{done.stderr.strip().splitlines()[-2:]}"


@scenario
def bad_input_is_refused_with_its_place_and_nothing_is_left_behind():
    with Host("input").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        host.shell("printf '[chain.alpha.ports.rest]\\nprot = 1\\nport = 4130\\n'"
                   " > /etc/adnet-agent/agent.toml.d/90-bad.toml")
        done = host.run("adnet-agent", "config", "check")
        expect(done.returncode == 78, f"check: {done.returncode}")
        expect("90-bad.toml:2" in done.stdout + done.stderr, f"{done.stdout}{done.stderr}")
        expect(host.run("adnet-agent", "config", "apply").returncode == 78, "applied")
        host.shell("rm /etc/adnet-agent/agent.toml.d/90-bad.toml")
        host.shell("echo 'not an ELF' > /root/bad")
        for words, code in (
            (["release", "add", "/root/bad", "--name", "alphaos", "--version", "9"], 3),
            (["release", "add", "/root/alphaos-1.0", "--name", "alphaos", "--version", "9",
              "--sha256", "0" * 64], 3),
            (["release", "add", "/root/none", "--name", "alphaos", "--version", "9"], 1),
            (["swap", "alpha", "9"], 3),
            (["rollback", "alpha"], 3),
            (["swap", "gamma", "1"], 64),
        ):
            done = host.run("adnet-agent", *words)
            expect(done.returncode == code, f"{words}: {done.returncode} {done.stderr}")
            expect(done.stderr.strip(), f"{words}: silent")
        expect("9-" not in host.shell("ls -a /var/lib/adnet/releases/alphaos"), "left behind")
        expect(host.shell("ls /var/lib/adnet-agent/incoming") == "", "left in incoming")
        release = host.release("alpha").split("/")[1]
        done = host.run("adnet-agent", "release", "remove", f"alphaos/{release}")
        expect(done.returncode == 3, f"removing what runs: {done.returncode} {done.stderr}")
        nobody = host.run("adnet-agent", "stop", "alpha", user="nobody")
        expect(nobody.returncode == 77, f"as nobody: {nobody.returncode}")
        expect(host.run("adnet-agent", "status", user="nobody").returncode == 0, "nobody reads")
        expect(host.node_pid("alpha") == pid, "the node was touched")
