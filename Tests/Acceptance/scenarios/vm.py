"""What needs a whole machine: its own kernel, its settings, its power."""

import atexit
import time
from contextlib import contextmanager

import site_of as site
from host import Host, expect
from runner import scenario
from watcher import Watcher

from scenarios.faults import ended

HELD = {"alpha": {"rest"}, "delta": {"rest", "ws"}}
_spare: list[Host] = []


@contextmanager
def machine():
    """A machine with the package and both chains running: to bring one up takes a minute, so the
    scenarios pass it on. One that a scenario failed on isn't used again."""
    if _spare:
        host = _spare.pop()
    else:
        host = Host("vm", kind="vm-host")
        atexit.register(host.stop)
        try:
            host.start()
            bring_up(host)
        except BaseException:
            # The next scenario brings up its own.
            host.stop()
            raise
    try:
        yield host
    except BaseException:
        host.stop()
        raise
    _spare.append(host)


def bring_up(host: Host) -> None:
    site.install(host, ready="300s")
    # A disk of 4 GiB, and Debian as it comes.
    host.shell("""printf '[host.swap]\nsize = "256M"\nreserve = "512M"\n' \
      > /etc/adnet-agent/agent.toml.d/60-host.toml; adnet-agent config apply""")
    host.wait("the problem is told", lambda: [
        p for p in host.status()["problems"] if p["kind"] == "host_not_applied"])
    host.agent("host", "apply")
    for chain in ("alpha", "delta"):
        # It takes its time to stop, so that the power can be cut meanwhile.
        site.add_release(host, f"{chain}os", "1.0", "--shutdown-delay", "4")
        host.agent("chain", "enable", chain)
        host.agent("swap", chain, "1.0")


# What is true on the machine, without asking the agent.
FACTS = """
for chain in alpha delta; do
  report=/run/adnet/$chain/${chain}os.service.status
  pid=$(sed -n s/^node_pid=//p $report)
  echo $chain.pid $pid
  echo $chain.program $(readlink /proc/$pid/exe)
  echo $chain.unit $(sed -n 's/^0::.*\\///p' /proc/$pid/cgroup)
  echo $chain.nodes $(pgrep -c -u adnet-node -f "/${chain}os start")
  echo $chain.owner $(cat /var/lib/adnet/chains/$chain/current/unit)
  echo $chain.sockets $(systemctl is-active adnet-$chain-rest.socket)
done
echo alpha.height $(curl -sf -m 20 http://127.0.0.1:3030/mainnet/block/height/latest)
echo delta.height $(curl -sf -m 20 http://127.0.0.1:3031/mainnet/block/height/latest)
ss -Hltnp | sed -nE 's/.*:([0-9]+) +[^ ]+:\\*.*pid=([0-9]+).*/\\1 \\0/p' |
  while read port line; do echo listen.$port $(echo "$line" | grep -o 'pid=[0-9]*' | cut -c5-); done
"""


def facts(host: Host) -> dict[str, list[str]]:
    lines = [line.split() for line in host.shell(FACTS).splitlines()]
    return {line[0]: line[1:] for line in lines}


def truthful(host: Host, handoff: dict[str, bool]) -> dict:
    """The status, once every line of it was compared with the machine: each chain is served by
    exactly one node, its owner's."""
    true = facts(host)
    status = host.status()
    expect([c["chain"] for c in status["chains"]] == ["alpha", "delta"], f"{status['chains']}")
    for chain in status["chains"]:
        name = chain["chain"]
        pid, unit = chain.get("node_pid"), f"{name}os.service"
        expect(true[f"{name}.nodes"] == ["1"], f"{name}: {true[f'{name}.nodes']} nodes")
        expect(true[f"{name}.pid"] == [str(pid)], f"{name}: {pid}, but {true[f'{name}.pid']}")
        expect(true[f"{name}.owner"] == true[f"{name}.unit"] == [chain["unit"]] == [unit],
               f"{name}: {chain['unit']}, but {true[f'{name}.owner']} {true[f'{name}.unit']}")
        expect(f"/{chain['release']}/" in true[f"{name}.program"][0],
               f"{name}: {chain['release']}, but {true[f'{name}.program']}")
        expect(chain["supervisor"]["state"] == "ready", f"{name}: {chain['supervisor']}")
        expect(not chain["declined"], f"{name}: {chain['declined']}")
        height, real = chain["height"].get("value"), true[f"{name}.height"]
        expect(real and height is not None and abs(int(real[0]) - height) <= 60,
               f"{name}: height {height}, but {real}")
        expect(chain["handoff"]["on"] == handoff[name], f"{name}: {chain['handoff']}")
        state = "active" if handoff[name] else "failed"
        expect(true[f"{name}.sockets"] == [state], f"{name}: socket {true[f'{name}.sockets']}")
        for port in chain["ports"]:
            held = port["role"] in HELD[name] and handoff[name]
            listening = true.get(f"listen.{port['port']}", [])
            expect(port["state"] == ("held" if held else "bound"), f"{name}: {port}")
            expect(str(pid) in listening, f"{name}: {port}, but {listening}")
            expect(("1" in listening) == held, f"{name}: {port}, systemd among {listening}?")
    return status


def problems(status: dict) -> list[str]:
    """Their kinds. An isolated machine has nobody to set its clock by."""
    return [p["kind"] for p in status["problems"] if p["kind"] != "clock_unsynchronised"]


BOTH = {"alpha": True, "delta": True}


@scenario
def the_package_runs_both_chains_and_the_status_is_true():
    start = time.monotonic()
    with machine() as host:
        up = time.monotonic() - start
        status = truthful(host, BOTH)
        expect(problems(status) == [], f"{status['problems']}")
        failed = host.out("systemctl", "--failed", "--plain", "--no-legend").strip()
        expect(failed == "", failed)
        kernel = host.out("uname", "-r").strip()
        return f"installed and both served after {up:.0f} s, kernel {kernel}"


@scenario
def a_host_that_forbids_the_handoff_runs_without_it_and_says_so():
    with machine() as host:
        delta = host.node_pid("delta")
        host.agent("stop", "alpha")
        host.out("sysctl", "-w", "kernel.yama.ptrace_scope=2")
        host.agent("start", "alpha")
        status = truthful(host, {"alpha": False, "delta": True})
        why = status["chains"][0]["handoff"].get("reason", "")
        expect("ptrace_scope is 2" in why, f"why: {why}")
        # Delta has it until its next start.
        expect(problems(status) == ["handoff_off", "handoff_lost"], f"{status['problems']}")
        text = host.agent("status")
        expect(f"off: {why}" in text, text)
        host.out("sysctl", "-w", "kernel.yama.ptrace_scope=1")
        host.agent("restart", "alpha")
        status = truthful(host, BOTH)
        expect(problems(status) == [], f"{status['problems']}")
        # Forbidden while it runs with the handoff: the sockets have to close for its next start.
        host.out("sysctl", "-w", "kernel.yama.ptrace_scope=2")
        host.wait("the problem is seen", lambda: problems(
            host.status()) == ["handoff_lost"] * 2)
        host.agent("restart", "alpha")
        truthful(host, {"alpha": False, "delta": True})
        host.out("sysctl", "-w", "kernel.yama.ptrace_scope=1")
        host.agent("restart", "alpha")
        truthful(host, BOTH)
        expect(host.node_pid("delta") == delta, "the other chain was touched")
        return f"off ({why}), on again with 1, the same while it runs"


def power_cut_in(phase: str, version: str, *behaviour: str, freeze: bool = False) -> str:
    """Of a swap of alpha to a new version. What was there before is on the disk; the release and
    everything since is as durable as it was made."""
    with machine() as host:
        boot = host.out("cat", "/proc/sys/kernel/random/boot_id")
        generation = host.chain("alpha")["generation"]
        host.out("sync")
        site.add_release(host, "alphaos", version, "--shutdown-delay", "4", *behaviour)
        watcher = Watcher(host, phase, "STOP" if freeze else "")
        swap = host.begin("adnet-agent", "swap", "alpha", version, "--no-wait")
        identifier = watcher.caught(120)
        host.power_cut()
        said = swap.communicate(timeout=60)
        watcher.end()
        expect(identifier, f"never seen in {phase}: {said}")

        start = time.monotonic()
        host.start("--same-disk")
        booted = time.monotonic() - start
        expect(host.out("cat", "/proc/sys/kernel/random/boot_id") != boot, "no new boot")
        operation = ended(host, identifier)
        took = time.monotonic() - start
        steps = " ".join(s["name"] for s in operation["steps"])
        expect(operation["outcome"] == "done", f"{operation['outcome']}, {steps}: {operation}")
        host.wait("the height is read", lambda: all(
            c.get("height", {}).get("value") is not None for c in host.status()["chains"]))
        truthful(host, BOTH)
        # No order was under way for delta, and its node was cut off all the same.
        host.wait("the cut is told as an unclean end", lambda: "delta" in host.out(
            "journalctl", "-b", "-o", "cat", "ADNET_EVENT=recovery_began"))
        expect(host.release("alpha").startswith(f"alphaos/{version}-"), host.release("alpha"))
        now = host.chain("alpha")["generation"]
        expect(now == generation + 1, f"generation {generation}, then {now}")
        return f"cut in {phase}, up after {booted:.0f} s, done after {took:.0f} s; {steps}"


@scenario(slow=True)
def a_power_cut_while_the_new_node_starts_ends_with_the_new_node():
    return power_cut_in("start", "2.0", "--load-seconds", "5")


@scenario(slow=True)
def a_power_cut_while_the_old_node_stops_ends_with_the_new_node():
    return power_cut_in("stop", "3.0")


@scenario
def a_power_cut_while_the_chain_changes_hands_ends_with_the_new_node():
    return power_cut_in("own", "4.0", freeze=True)


@scenario(slow=True)
def a_power_cut_while_the_new_node_is_watched_ends_with_the_new_node():
    return power_cut_in("watch", "5.0")
