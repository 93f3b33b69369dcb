"""A chain's quorum: what may be taken down, and what the chain sees of it. Real agents, stand-in
validators with a block every 4 s and starts of 10 s, and an observer that belongs to none of them."""

import json
import threading
import time

import health_site as site
from host import Host, expect
from runner import scenario

BLOCK = 4
FLAGS = ("--block-seconds", str(BLOCK), "--load-seconds", "10", "--api", "v4")
HEIGHT = "/mainnet/block/height/latest"


class Observer:
    """The greatest height that any validator gives, from the outside: how long it stood still.
    `port` is that of the chain's REST."""

    def __init__(self, network: site.Network, port: int = 3030):
        self.network = network
        self.port = port
        self.longest = 0.0
        self.height = 0
        self._stop = threading.Event()

    def __enter__(self) -> "Observer":
        self._since = time.monotonic()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stop.set()
        self._thread.join()
        self.longest = max(self.longest, time.monotonic() - self._since)

    def _watch(self) -> None:
        # One shell on the first host asks all, since only there is a way to every one.
        urls = " ".join(f"http://10.99.0.{n}:{self.port}{HEIGHT}" for n in self.network.numbers)
        script = (f"while :; do for u in {urls}; do curl -s -m 1 $u || true; echo; done; echo .; "
                  "sleep 0.2; done")
        process = self.network.hosts[0].begin("/bin/sh", "-c", script)
        try:
            while not self._stop.is_set():
                line = process.stdout.readline().strip()
                if line.isdigit() and int(line) > self.height:
                    now = time.monotonic()
                    if self.height:
                        self.longest = max(self.longest, now - self._since)
                    self.height, self._since = int(line), now
        finally:
            process.kill()
            process.communicate()


def prepare(network: site.Network) -> None:
    for host in network.hosts:
        host.shell("cp /usr/bin/env /root/env-2.0; echo 2.0 >> /root/env-2.0")
        host.agent("release", "add", "/root/env-2.0", "--name", "alphaos", "--version", "2.0")


def why(host: Host) -> dict:
    return json.loads(host.run("adnet-agent", "why", "alpha", "--json").stdout)


def gate(host: Host, name: str) -> dict:
    return next(g for g in why(host)["gates"] if g["name"] == name)


@scenario(slow=True)
def four_validators_are_swapped_one_after_another_and_the_chain_goes_on():
    with site.Network("roll", size=4, flags=FLAGS, guarded=True, stall="30s") as network:
        prepare(network)
        begun = time.monotonic()
        with Observer(network) as observer:
            for host in network.hosts:
                # What an operator's script does on each server.
                host.shell("adnet-agent wait alpha --until safe --timeout 5m"
                           " && adnet-agent swap alpha 2.0", timeout=400)
            time.sleep(2 * BLOCK)
        took = time.monotonic() - begun
        for host in network.hosts:
            expect(host.release("alpha").startswith("alphaos/2.0"), f"{host.release('alpha')}")
        expect(observer.longest <= 3 * BLOCK, f"it stood still for {observer.longest:.1f} s")
        return (f"four swaps in {took:.0f} s; the height stood still for {observer.longest:.1f} s at "
                f"most, a block takes {BLOCK} s")


@scenario(slow=True)
def while_one_validator_is_down_the_next_is_refused_and_later_allowed():
    return one_down("down", FLAGS)


@scenario
def the_same_with_quick_blocks():
    return one_down("quick", ("--block-seconds", "1", "--load-seconds", "1", "--api", "v4"))


def one_down(name: str, flags: tuple[str, ...]) -> str:
    with site.Network(name, size=4, flags=flags, guarded=True, stall="30s") as network:
        prepare(network)
        first, second = network.hosts[:2]
        first.shell("adnet-agent wait alpha --until safe --timeout 2m")
        second.out("systemctl", "stop", "alphaos")
        # Its connections are gone at once, its REST is missed with the third lost answer.
        first.wait("it is seen", lambda: " is down for" in gate(first, "quorum")["text"], 30)
        done = first.run("adnet-agent", "swap", "alpha", "2.0")
        expect(done.returncode == 3 and "would halt" in done.stderr
               and "http://10.99.0.2:3030 is down for" in done.stderr,
               f"{done.returncode} {done.stderr}")
        for order in (["restart", "alpha"], ["stop", "alpha"], ["host", "drain", "--for-reboot"]):
            refused = first.run("adnet-agent", *order)
            expect(refused.returncode == 3 and "would halt" in refused.stderr,
                   f"{order}: {refused.returncode} {refused.stderr}")
        plan = first.run("adnet-agent", "plan", "swap", "alpha", "2.0")
        expect(plan.returncode == 3 and "blocked" in plan.stdout, plan.stdout)
        second.out("systemctl", "start", "alphaos")
        second.wait("it is back", lambda: site.health(second)["state"] == "healthy", 60)
        second.wait("it is connected", lambda: connected(second) == 3, 60)
        back = time.monotonic()
        first.wait("allowed again", lambda: why(first)["is_safe"], 30)
        took = time.monotonic() - back
        # A peer is asked every third second here.
        expect(took <= 3 + 1, f"allowed {took:.1f} s after it was back")
        refusal = done.stderr.strip().splitlines()[0]
        return f"{refusal}; allowed {took:.1f} s after it was back in consensus"


def connected(host: Host, port: int = 3030) -> int:
    """With how many validators the node is, whose REST has the port."""
    return int(host.out("curl", "-s", f"http://127.0.0.1:{port}/mainnet/connections/bft/count"))


@scenario(slow=True)
def with_three_validators_every_restart_is_refused_unless_the_halt_is_accepted():
    with site.Network("three", size=3, flags=FLAGS, guarded=True, stall="60s") as network:
        prepare(network)
        host = network.hosts[0]
        host.wait("the committee is known", lambda: "committee is unknown" not in gate(
            host, "quorum")["text"], 60)
        time.sleep(2 * BLOCK)
        with Observer(network) as observer:
            refused = host.run("adnet-agent", "swap", "alpha", "2.0")
            expect(refused.returncode == 3 and "every restart halts the chain" in refused.stderr,
                   f"{refused.returncode} {refused.stderr}")
            words = host.agent("committee", "alpha")
            expect("with 3 equal stakes none may be down" in words, words)
            observer.longest = 0.0
            host.agent("swap", "alpha", "2.0", "--accept-halt", timeout=300)
            time.sleep(3 * BLOCK)
        told = host.shell("journalctl -o json ADNET_EVENT=halt_accepted | tail -1")
        entry = json.loads(told)
        expect(entry["ADNET_BY"] == "root" and entry["PRIORITY"] == "2", told)
        expect(observer.longest > 2 * BLOCK, f"no halt was seen: {observer.longest:.1f} s")
        return (f"refused; with --accept-halt the chain stood still for {observer.longest:.1f} s; "
                f"the journal: {entry['MESSAGE']}")


@scenario(slow=True)
def why_answers_within_a_second_when_no_peer_can_be_reached():
    with site.Network("lost", size=4, flags=FLAGS, guarded=True, stall="60s") as network:
        host = network.hosts[1]
        host.shell("ip link set eth0 down")
        took = []
        for _ in range(10):
            begun = time.monotonic()
            host.run("adnet-agent", "why", "alpha")
            took.append(time.monotonic() - begun)
            time.sleep(1)
        expect(max(took) <= 1, f"{took}")
        host.wait("all peers are gone", lambda: gate(host, "quorum")["state"] == "blocked", 30)
        return f"{max(took):.2f} s at most; {gate(host, 'quorum')['text']}"


@scenario(slow=True)
def a_validator_that_was_killed_counts_again_when_it_is_back_in_consensus():
    with site.Network("dirty", size=4, flags=FLAGS, guarded=True, stall="30s") as network:
        first, second = network.hosts[:2]
        first.shell("adnet-agent wait alpha --until safe --timeout 2m")
        begun = time.monotonic()
        second.shell(f"kill -KILL {second.node_pid('alpha')}")
        own = lambda: next(m for m in json.loads(second.run(
            "adnet-agent", "committee", "alpha", "--json").stdout)["members"] if m["is_own"])
        second.wait("it isn't counted", lambda: own()["presence"] != "up", 30)
        kinds = lambda: {p["kind"] for p in second.status()["problems"]}
        second.wait("it is told as recovering", lambda: "recovering" in kinds(), 60)
        second.wait("it is counted again", lambda: own()["presence"] == "up", 60)
        took = time.monotonic() - begun
        second.wait("it is told no more", lambda: "recovering" not in kinds(), 10)
        first.wait("the next may go", lambda: why(first)["is_safe"], 60)
        told = second.shell("journalctl -o cat ADNET_EVENT=recovery_began + "
                            "ADNET_EVENT=recovery_ended").strip().splitlines()
        expect(len(told) == 2 and "signal 9" in told[0] and "is back in consensus" in told[1],
               f"{told}")
        return f"counted again {took:.1f} s after the kill; {told}"
