"""From a released version to this one, back and again, while nodes serve: with the packages of then."""

import json
import time

import site_of as site
from both_loads import BothLoads
from host import Host, expect
from load import Load
from runner import scenario

CHAINS = ("alpha", "delta")
STATE = "/var/lib/adnet-agent/state.json"


def running_since(version: str, name: str) -> Host:
    """Both chains enabled and serving with a released version's package; this one lies ready."""
    host = Host(name).start()
    try:
        site.install(host, deb=site.released(version))
        for chain in CHAINS:
            site.add_release(host, f"{chain}os", "1.0")
            host.agent("chain", "enable", chain)
            host.agent("swap", chain, "1.0")
        host.copy(site.package(), to="/root/")
    except BaseException:
        host.stop()
        raise
    return host


def pids(host: Host) -> list[int]:
    return [host.node_pid(chain) for chain in CHAINS]


def state(host: Host) -> dict:
    return json.loads(host.out("cat", STATE))


def go(host: Host, deb, version: str) -> None:
    """Another version's package, and its agent, which understands what it finds."""
    host.out("dpkg", "-i", "--force-downgrade", f"/root/{deb.name}")
    host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
    told = json.loads(host.agent("status", "--json"))
    expect(told["agent"]["version"] == version, f"{told['agent']}")
    for chain in told["chains"]:
        expect(chain["enabled"] and chain["operation"]["outcome"] == "done", f"{chain}")
    expect(len(json.loads(host.agent("operation", "list", "--json"))["operations"]) >= 4, "the operations")
    host.wait("both are well", lambda: all(
        host.run("adnet-agent", "health", chain).returncode == 0 for chain in CHAINS), 60, every=0.5)


def wait_for_its_own(host: Host, version: str) -> None:
    """A state with what the older version doesn't know: it looks at the heights, and writes them down."""
    host.wait("heights are remembered", lambda: state(host).get("writtenBy") == version and all(
        "reached" in state(host)["chains"][chain] for chain in CHAINS), 150, every=1)
    expect(state(host)["schema"] == "adnet.state/2", f"{state(host)}")


def there_and_back_and_there(version: str) -> str:
    with running_since(version, "upgrade") as host:
        before, old = pids(host), site.released(version)
        now = host.out("dpkg-deb", "-f", f"/root/{site.package().name}", "Version").strip()
        with BothLoads(host, 100) as fresh, BothLoads(host, 50, mode="keepalive") as kept:
            text = host.out("cat", STATE)
            go(host, site.package(), now)
            expect(host.out("cat", f"{STATE}.1") == text, "the state of before isn't kept")
            wait_for_its_own(host, now)
            go(host, old, version)
            expect(state(host)["schema"] == "adnet.state/1", f"{state(host)}")
            expect(pids(host) == before, f"a node was restarted: {before} -> {pids(host)}")
            # It goes on with what it finds.
            host.agent("restart", "alpha")
            before[0] = host.node_pid("alpha")
            go(host, site.package(), now)
            wait_for_its_own(host, now)
            expect(pids(host) == before, f"a node was restarted: {before} -> {pids(host)}")
            site.add_release(host, "alphaos", "2.0")
            host.agent("swap", "alpha", "2.0")
        failed = sum(load.failed for loads in (fresh, kept) for load in loads.of.values())
        expect(failed == 0, f"{fresh}; {kept}")
        return f"there, back, there and a swap; {fresh}; {kept}"


@scenario(long=True)
def from_0_1_0_and_back_and_again():
    return there_and_back_and_there("0.1.0")


@scenario(long=True)
def from_0_2_0_and_back_and_again():
    return there_and_back_and_there("0.2.0")


@scenario(long=True)
def a_downgrade_in_the_middle_of_a_swap_leaves_the_nodes_and_is_gone_on_from():
    """dpkg doesn't let 0.2 and later refuse a downgrade to 0.1.0; that agent then ends with 78."""
    with running_since("0.1.0", "middle") as host:
        now = host.out("dpkg-deb", "-f", f"/root/{site.package().name}", "Version").strip()
        go(host, site.package(), now)
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "15")
        delta = host.node_pid("delta")
        with Load(host, 50, timeout=90) as load:
            host.agent("swap", "alpha", "2.0", "--no-wait")
            host.wait("its node starts", lambda: host.operation()["step"] == "start", 60)
            done = host.run("dpkg", "-i", "--force-downgrade", f"/root/{site.released('0.1.0').name}")
            expect("is under way" in done.stderr and "refuses to be downgraded" in done.stderr, f"{done}")
            host.wait("the old agent has ended", lambda: host.property(
                "adnet-agent.service", "ExecMainStatus") == "78")
            expect(state(host)["schema"] == "adnet.state/2", "the state was touched")
            expect(host.node_pid("delta") == delta, "a node was restarted")
            journal = host.run("journalctl", "-u", "adnet-agent", "-o", "cat", "--no-pager").stdout
            expect("its schema is adnet.state/2" in journal, journal[-2000:])
            host.out("dpkg", "-i", f"/root/{site.package().name}")
            host.wait("the swap ends", lambda: host.run("adnet-agent", "status").returncode == 0
                      and host.operation()["outcome"] != "running", 120, every=0.5)
            time.sleep(1)
        expect(host.operation()["outcome"] == "done", f"{host.operation()}")
        expect(load.failed == 0, f"{load}")
        return f"{load}"
