"""A site of two chains with nothing but the package's defaults, on its way to one process and back. What an
operator types is counted; what a command refuses names the next one. Only times and the disk's reserve of
the test's host are configured."""

import json

import site_of as site
from both_loads import BothLoads
from health_site import put
from host import Host, expect
from migrate_site import SEPARATE, UNIFIED, units
from runner import scenario

CHAINS = ("alpha", "delta")
HOME = "/var/lib/adnet/nodes"
# A load test needs a node without a rate limit, and a chain of one halts with every restart.
FAST, HALT = ("--rest-rps", "100000"), "--accept-halt"
QUICK = '[agent]\nwatch = "3s"\n[host.disk]\nreserve = "64M"\n'
FRAGMENTS = "/etc/adnet-agent/agent.toml.d"
MOST = 5


class Operator:
    """Types commands; `ways` has those of each way."""

    def __init__(self, host: Host):
        self.host, self.ways = host, {}

    def way(self, name: str) -> None:
        self.ways[name] = []

    def __call__(self, *words: str, code: int = 0) -> str:
        list(self.ways.values())[-1].append(" ".join(words))
        done = self.host.run(*words, timeout=300)
        expect(done.returncode == code, f"{words}: {done}")
        return done.stdout

    def counts(self) -> dict[str, int]:
        counts = {way: len(words) for way, words in self.ways.items()}
        expect(max(counts.values()) <= MOST, f"{self.ways}")
        return counts


def release(host: Host, program: str, version: str) -> str:
    """What the nodes' developers hand over."""
    file = f"/root/{program}-{version}"
    host.out("/root/adnet-testnode", "make-release", "--out", file, "--version", version, *FAST)
    return file


def unpack(host: Host, deb) -> None:
    host.copy(deb, site.testnode(), to="/root/")
    host.out("dpkg", "-i", f"/root/{deb.name}")
    put(host, f"{FRAGMENTS}/90-test.toml", QUICK)
    host.agent("config", "apply")
    host.shell("echo APrivateKey1xxx > /root/validator.key")


def add(operator: Operator, program: str, version: str) -> None:
    file = release(operator.host, program, version)
    operator("adnet-agent", "release", "add", file, "--name", program, "--version", version)


def first_swap(operator: Operator, chain: str, account: str = "adnet-node") -> None:
    """As the README has it."""
    operator.way(f"first {chain}")
    operator("install", "-m", "0600", "-o", account, "/root/validator.key", f"{HOME}/{chain}/")
    add(operator, f"{chain}os", "1.0")
    operator("adnet-agent", "chain", "enable", chain)
    operator("adnet-agent", "swap", chain, "1.0")


def there(operator: Operator) -> None:
    operator("adnet-agent", "migrate", "start", "--to", "unified", "--release", "3.0", HALT)
    expect(units(operator.host) == UNIFIED, f"{units(operator.host)}")


def back_again_and_finish(operator: Operator) -> None:
    host = operator.host
    operator.way("back")
    operator("adnet-agent", "migrate", "rollback", HALT)
    expect(units(host) == SEPARATE, f"{units(host)}")
    # Neither order changes the program unless it is named.
    for words in (("rollback", "alpha"), ("swap", "alpha", "3.0")):
        done = host.run("adnet-agent", *words, HALT)
        expect(done.returncode == (3 if words[0] == "swap" else 0), f"{done}")
    expect(host.release("alpha").startswith("alphaos/1.0-"), host.release("alpha"))
    host.agent("swap", "alpha", "1.1", HALT)
    operator.way("again")
    there(operator)
    operator("adnet-agent", "migrate", "rollback", HALT)
    operator.way("finish after a rollback")
    operator("adnet-agent", "migrate", "finish")
    expect(backups(host) == [], f"{backups(host)}")
    adnet = next(r["release"] for r in json.loads(host.agent("release", "list", "--json"))["releases"]
                 if r["release"].startswith("adnet/"))
    operator("adnet-agent", "release", "remove", adnet)
    operator.way("for good")
    add(operator, "adnet", "3.0")
    there(operator)
    operator("adnet-agent", "migrate", "finish")
    expect(backups(host) == [], f"{backups(host)}")
    problems = [p["kind"] for p in host.status()["problems"] if p["kind"].startswith("ledger")]
    expect(problems == [], f"{problems}")


def backups(host: Host) -> list[str]:
    def left() -> list[str]:
        return host.shell(f"find {HOME} -maxdepth 4 -name '*.adnet-backup*'").split()
    host.wait("the backups are gone", lambda: not left(), 20)
    return left()


@scenario(long=True)
def it_gets_to_one_process_and_back_with_few_commands():
    with Host("default").start() as host:
        unpack(host, site.package())
        operator = Operator(host)
        for chain in CHAINS:
            first_swap(operator, chain)
        with BothLoads(host, 50) as fresh, BothLoads(host, 25, mode="keepalive") as kept:
            for chain in CHAINS:
                operator.way(f"next {chain}")
                add(operator, f"{chain}os", "1.1")
                operator("adnet-agent", "swap", chain, "1.1", HALT)
            operator.way("there")
            add(operator, "adnet", "3.0")
            plan = operator("adnet-agent", "migrate", "plan", "--to", "unified", "--release", "3.0", HALT)
            expect("blocked" not in plan and "join alpha and delta" in plan, plan)
            there(operator)
            back_again_and_finish(operator)
        expect(fresh.failed + kept.failed == 0, f"{fresh}; {kept}")
        counts = operator.counts()
        expect(counts["there"] == 3, f"{operator.ways}")
        return f"commands {counts}; {fresh.requests + kept.requests} requests, 0 failed"


@scenario(long=True)
def a_site_with_two_accounts_needs_one_command_more():
    """As 0.1.0 leaves it, upgraded."""
    with Host("accounts").start() as host:
        accounts = "".join(f'[chain.{c}]\nuser = "adnet-{c}"\n' for c in CHAINS)
        unpack(host, site.package_of_before())
        put(host, f"{FRAGMENTS}/80-before.toml", accounts)
        host.agent("config", "apply")
        operator = Operator(host)
        for chain in CHAINS:
            host.shell(f"chown adnet-{chain}: {HOME}/{chain}")
            first_swap(operator, chain, f"adnet-{chain}")
        host.shell("systemctl stop adnet-agent; rm -f /var/lib/adnet/configuration.json "
                   f"/var/lib/adnet/chains/*/generations/*/start {FRAGMENTS}/80-before.toml")
        with BothLoads(host, 50) as fresh, BothLoads(host, 25, mode="keepalive") as kept:
            host.copy(site.package(), to="/root/")
            host.out("dpkg", "-i", f"/root/{site.package().name}")
            host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
            host.wait("what nodes were started with is known", lambda: host.run(
                "sh", "-c", "ls /var/lib/adnet/chains/delta/current/start").returncode == 0)
            for chain in CHAINS:
                host.wait(f"{chain} is well", lambda: host.run(
                    "adnet-agent", "health", chain).returncode == 0, 60)
                add_for_rollback(host, chain)
            operator.way("there")
            add(operator, "adnet", "3.0")
            before = owners(host)
            plan = json.loads(operator(
                "adnet-agent", "migrate", "plan", "--to", "unified", "--release", "3.0", HALT, "--json",
                code=3))
            expect([o["kind"] for o in plan["obstacles"]] == ["accounts_differ"], f"{plan}")
            expect(len(plan["steps"]) == 3, f"{plan}")
            hint = plan["obstacles"][0]["hint"]
            expect(hint == "adnet-agent account move", hint)
            refuses_what_is_in_the_way(host)
            checked = host.run(*hint.split(), "--check", HALT)
            expect(checked.returncode == 3 and owners(host) == before, f"{checked}")
            inodes = ledgers(host)
            operator(*hint.split(), HALT)
            expect(owners(host) == {c: {"adnet-node"} for c in CHAINS}, f"{owners(host)}")
            expect(ledgers(host) == inodes, "the ledger was copied")
            nothing = host.run(*hint.split(), "--check")
            expect(nothing.returncode == 0, f"{nothing}")
            expect(host.run("test", "-e", f"{FRAGMENTS}/00-accounts.toml").returncode == 1, "the pins")
            there(operator)
            back_again_and_finish(operator)
        expect(fresh.failed + kept.failed == 0, f"{fresh}; {kept}")
        counts = operator.counts()
        expect(counts["there"] == 4, f"{operator.ways}")
        return f"commands {counts}; {fresh.requests + kept.requests} requests, 0 failed"


@scenario(long=True)
def what_0_1_0_has_applied_goes_on_with_the_accounts_of_then():
    with Host("pins").start() as host:
        unpack(host, site.released("0.1.0"))
        operator = Operator(host)
        for chain in CHAINS:
            first_swap(operator, chain, f"adnet-{chain}")
        pids = [host.node_pid(c) for c in CHAINS]
        host.copy(site.package(), to="/root/")
        host.out("dpkg", "-i", f"/root/{site.package().name}")
        host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
        dropped = host.shell("systemctl show -P User alphaos.service deltaos.service").split()
        expect(dropped == ["adnet-alpha", "adnet-delta"], f"{dropped}")
        host.wait("the nodes are well", lambda: all(
            host.run("adnet-agent", "health", c).returncode == 0 for c in CHAINS), 60)
        problems = [p for p in host.status()["problems"] if p["kind"] == "settings_pending"]
        expect(problems == [], f"{problems}")
        expect([host.node_pid(c) for c in CHAINS] == pids, "a node was restarted")
        host.agent("restart", "alpha", HALT)
        user = host.shell(f"ps -o user= -p {host.node_pid('alpha')}").strip()
        expect(user == "adnet-alpha", user)
        host.agent("account", "move", HALT)
        expect(owners(host) == {c: {"adnet-node"} for c in CHAINS}, f"{owners(host)}")


def add_for_rollback(host: Host, chain: str) -> None:
    host.agent("release", "add", release(host, f"{chain}os", "1.1"), "--name", f"{chain}os",
               "--version", "1.1")
    host.agent("swap", chain, "1.1", HALT)


def refuses_what_is_in_the_way(host: Host) -> None:
    """A restart that would halt the chain, and a file that people have written."""
    file = f"{FRAGMENTS}/85-hand.toml"
    put(host, file, '[chain.delta]\nuser = "adnet-delta"\n')
    done = host.run("adnet-agent", "account", "move")
    expect(done.returncode == 3 and f"{file}:2 sets chain.delta.user" in done.stdout, f"{done}")
    expect("quorum" in done.stdout, f"{done}")
    host.out("rm", file)


def owners(host: Host) -> dict[str, set[str]]:
    return {c: set(host.shell(f"find {HOME}/{c} -printf '%u\\n' | sort -u").split()) for c in CHAINS}


def ledgers(host: Host) -> list[str]:
    return host.shell(f"stat -c %i {HOME}/*/.aleo/storage/ledger-0").split()
