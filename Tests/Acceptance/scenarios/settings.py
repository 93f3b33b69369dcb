"""What a node is started with: the next generation takes it up, and the way back leads to what ran."""

import json
import re
import time

import migrate_site
import site_of as site
from both_loads import BothLoads
from clients import PACKAGES, Clients
from health_site import put
from host import Host, expect
from load import Load
from runner import scenario

CONFIGURATION = "/etc/adnet-agent/agent.toml.d/70-settings.toml"
KEY = "/var/lib/adnet/nodes/alpha/validator.key"
LIBRARIES = ["requests", "aiohttp", "fetch"]


def with_a_key(path: str) -> list[str]:
    """The words of a validator by its key instead of a number."""
    at = site.COMMON.index("--dev")
    return site.COMMON[:at] + site.COMMON[at + 2:] + ["--private-key-file", path]


def at_another_port(address: str) -> list[str]:
    at = site.COMMON.index("--node")
    return site.COMMON[:at + 1] + [address] + site.COMMON[at + 2:]


def command(*more: str, storage: str = "--storage") -> str:
    words = [storage if w == "--storage" else w for w in site.COMMON] + list(more)
    return json.dumps(words)


def apply(host: Host, text: str) -> str:
    put(host, CONFIGURATION, text)
    host.out("chmod", "644", CONFIGURATION)
    return host.agent("config", "apply")


def with_command(host: Host, *more: str, check: bool = True, keys: str = "") -> str:
    return apply(host, f"[chain.alpha.command]\nalphaos = {command(*more)}\n"
                       + ("" if check else "check_flags = false\n") + keys)


def arguments(host: Host) -> list[str]:
    pid = host.node_pid("alpha")
    return host.shell(f"tr '\\0' '\\n' < /proc/{pid}/cmdline").splitlines()


@scenario
def a_wrong_option_is_refused_before_anything_is_stopped():
    with Host("option").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        said = with_command(host, "--wrong")
        expect("takes effect with the next restart or swap: adnet-agent restart alpha" in said, said)
        done = host.run("adnet-agent", "restart", "alpha")
        expect(done.returncode == 3 and "doesn't know --wrong" in done.stderr, f"{done}")
        expect(host.node_pid("alpha") == pid, "the node was restarted")
        # Neither a crash nor a boot of its unit takes it up.
        host.shell("pkill -9 -u adnet-node -f '/alphaos start'")
        host.wait("it runs again", lambda: host.node_pid("alpha") not in (0, pid))
        expect("--wrong" not in arguments(host), "a crash took up what was never proven")
        host.agent("stop", "alpha")
        host.out("systemctl", "start", "alphaos")
        host.wait("it runs again", lambda: host.node_pid("alpha") != 0)
        expect("--wrong" not in arguments(host), "a start by hand took up what was never proven")
        host.run("adnet-agent", "start", "alpha")
        with_command(host, "--rest-delay", "0.001")
        host.agent("restart", "alpha")
        expect("--rest-delay" in arguments(host), f"{arguments(host)}")
        return done.stderr.strip().splitlines()[0]


@scenario(long=True)
def settings_that_fail_lead_back_to_what_ran():
    """A wrong option that isn't checked, a missing key, a key that others can read, a port that is
    taken, another port than configured, an account that is gone: under load, by restart and by swap."""
    with Host("wrong").start("--with", PACKAGES) as host:
        site.running(host, "alpha")
        site.add_release(host, "alphaos", "2.0")
        put(host, KEY, "APrivateKey1x\n")
        host.shell(f"chown adnet-node {KEY}; chmod 644 {KEY}; mkdir -p /opt;"
                   "cp /root/adnet-testnode /opt/")
        busy = host.begin("/opt/adnet-testnode", "start", "--rest", "127.0.0.1:4555", "--node",
                          "127.0.0.1:4199", "--bft", "127.0.0.1:4198", "--dev", "9",
                          "--storage", "/tmp/other")
        key = "{home}/validator.key"
        faults = {
            "wrong option": (site.COMMON + ["--wrong"], "unexpected argument '--wrong'"),
            "missing key": (with_a_key("{home}/none.key"), "none.key"),
            "wrong key mode": (with_a_key(key), "validator.key"),
            "port taken": (site.COMMON, "p2p"),
            "wrong port": (at_another_port("0.0.0.0:4999"), "instead of port 4130"),
            "unknown account": (site.COMMON, "account doesn't exist"),
        }
        notes = []
        for name, (text, words) in faults.items():
            keys = {"port taken": "[chain.alpha.ports.p2p]\nport = 4199\n",
                    "unknown account": '[chain.alpha]\nuser = "adnet-gone"\n'}.get(name, "")
            for order in (("restart", "alpha"), ("swap", "alpha", "2.0")):
                before, release = arguments(host), host.release("alpha")
                # An account that nobody has is refused before: it goes afterwards.
                host.shell("useradd --system adnet-gone")
                apply(host, f"[chain.alpha.command]\nalphaos = {json.dumps(text)}\n"
                            f"check_flags = false\ncheck_ports = false\n{keys}")
                host.shell("userdel adnet-gone")
                with Load(host, 100, timeout=60) as load, Clients(host, libraries=LIBRARIES,
                                                                  timeout=60) as clients:
                    start = time.monotonic()
                    done = host.run("adnet-agent", *order, timeout=120)
                    took = time.monotonic() - start
                expect(done.returncode == 1, f"{name}, {order}: {done}")
                expect(words in done.stderr + done.stdout, f"{name}: {words} isn't in {done}")
                if name == "wrong port":
                    expect(took < 15, f"{name}: back only after {took:.1f} s")
                expect(load.failed == 0 and clients.failed == 0, f"{name}: {load} {clients}")
                expect(host.release("alpha") == release, "another release owns the chain")
                now = arguments(host)
                expect(now == before, f"{name}: {now}, not {before}")
                expect(host.operation()["outcome"] == "rolled_back", f"{host.operation()}")
                expect(owners(host, "alpha") <= {"adnet-node", "root"}, f"{owners(host, 'alpha')}")
                notes.append(f"{name}, {order[0]}: back after {took:.1f} s of the order")
        busy.kill()
        put(host, CONFIGURATION, '[chain.alpha]\nuser = "adnet-gone"\n')
        done = host.run("adnet-agent", "config", "apply")
        expect(done.returncode == 78 and "no account adnet-gone" in done.stderr + done.stdout, f"{done}")
        # What is repaired is taken at once.
        with_command(host, "--rest-delay", "0.001")
        host.agent("restart", "alpha")
        expect("--rest-delay" in arguments(host), "the repaired command isn't there")
        return "; ".join(notes)


@scenario
def each_version_is_started_with_its_own_command_line():
    """From 4.4 to 4.6 an option has another name, and the proposal cache another place."""
    with Host("versions").start("--with", PACKAGES) as host:
        site.install(host)
        new = ["--ledger-storage" if w == "--storage" else w for w in site.COMMON] + [
            "--node-data-storage", "{home}/node-data", "--auto-migrate-node-data"]
        apply(host, f'[chain.alpha.command]\n"alphaos@4.6" = {json.dumps(new)}\n')
        site.add_release(host, "alphaos", "4.4", "--as", "snarkos-4.4")
        site.add_release(host, "alphaos", "4.6", "--as", "snarkos-4.6")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "4.4")
        home = "/var/lib/adnet/nodes/alpha"
        joint, parted = (f"{home}/ledger/.current-proposal-cache-0-0",
                         f"{home}/node-data/current-proposal-cache")

        def arrived(at: str, other: str) -> None:
            found = host.shell(f"ls -d {at} {other} 2>/dev/null || true").split()
            expect(found == [at], f"the record is at {found}, not at {at}")
            log = host.shell("journalctl -u alphaos.service --no-pager")
            expect("Unclean start" not in log, log[-3000:])

        with Load(host, 200) as load, Clients(host, libraries=LIBRARIES) as clients:
            host.agent("swap", "alpha", "4.6")
            expect("--ledger-storage" in arguments(host), f"{arguments(host)}")
            arrived(parted, joint)
            host.agent("rollback", "alpha")
            expect("--storage" in arguments(host), f"{arguments(host)}")
            arrived(joint, parted)
            host.agent("swap", "alpha", "4.6")
            expect("--ledger-storage" in arguments(host), f"{arguments(host)}")
            arrived(parted, joint)
        expect(load.failed == 0 and clients.failed == 0, f"{load} {clients}")
        # Without a command of its own the new one is refused before anything is stopped.
        apply(host, "")
        host.agent("swap", "alpha", "4.4")
        done = host.run("adnet-agent", "swap", "alpha", "4.6")
        expect(done.returncode == 3 and "doesn't know --storage" in done.stderr, f"{done}")
        return f"{load.requests} requests and {clients}, 0 failed"


@scenario
def another_port_waits_for_a_stop_and_is_served_then():
    url = "http://127.0.0.1:{}/mainnet/block/height/latest"
    with Host("port").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        with Load(host, 200) as load:
            said = apply(host, "[chain.alpha.ports.rest]\nport = 3040\n")
            expect("adnet-agent stop alpha && adnet-agent start alpha" in said, said)
            time.sleep(8)
            chain = host.chain("alpha")
            ports = {p["role"]: (p["port"], p["state"]) for p in chain["ports"]}
            expect(ports["rest"] == (3030, "held"), f"{ports}")
            expect(host.run("curl", "-s", url.format(3040)).returncode == 7, "the new port isn't refused")
            expect(chain["health"]["state"] in ("healthy", "starting"), f"{chain['health']}")
            expect(host.property("adnet-relay@alpha.service", "ActiveState") == "inactive", "a relay")
            done = host.run("adnet-agent", "restart", "alpha")
            expect(done.returncode == 3 and "stopped and started" in done.stderr, f"{done}")
        expect(load.failed == 0, f"{load}")
        expect(host.node_pid("alpha") == pid, "the node was restarted")
        host.agent("stop", "alpha")
        host.agent("start", "alpha")
        with Load(host, 200, url=url.format(3040)) as new:
            time.sleep(3)
        expect(new.requests > 400 and new.failed == 0, f"{new}")
        expect(host.run("curl", "-s", url.format(3030)).returncode == 7, "the old port is open")
        # A wrong command with the port before: the start that fails leads back to the port that was served.
        apply(host, f"[chain.alpha.command]\nalphaos = {command('--wrong')}\ncheck_flags = false\n")
        host.agent("stop", "alpha")
        done = host.run("adnet-agent", "start", "alpha")
        expect(done.returncode == 1 and "--wrong" in done.stderr + done.stdout, f"{done}")
        expect(host.run("curl", "-sf", url.format(3040)).returncode == 0, "the node doesn't serve")
        return f"{load.requests} requests to the old port and {new.requests} to the new one, 0 failed"


@scenario
def a_site_of_before_is_taken_over_without_a_restart():
    """As 0.1.0 leaves it: generations without settings, no record of what was applied, an account for
    each chain, which nobody has configured."""
    accounts = "".join(f'[chain.{c}]\nuser = "adnet-{c}"\n' for c in ("alpha", "delta"))
    with Host("takeover").start() as host:
        site.install(host, deb=site.package_of_before())
        apply(host, accounts)
        for chain in ("alpha", "delta"):
            host.shell(f"chown adnet-{chain}: /var/lib/adnet/nodes/{chain}")
            site.add_release(host, f"{chain}os", "1.0")
            host.agent("chain", "enable", chain)
            host.agent("swap", chain, "1.0")
        pids = [host.node_pid(c) for c in ("alpha", "delta")]
        before = arguments(host)
        host.shell("systemctl stop adnet-agent; rm -f /var/lib/adnet/configuration.json "
                   "/var/lib/adnet/chains/*/generations/*/start")
        # An edit that nobody has applied.
        edit = f"[chain.alpha.command]\nalphaos = {command('--rest-delay', '0.001')}\n"
        put(host, CONFIGURATION, edit)
        host.out("chmod", "644", CONFIGURATION)
        host.copy(site.package(), to="/root/")
        with BothLoads(host, 100) as load:
            host.out("dpkg", "-i", f"/root/{site.package().name}")
            host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
            host.wait("its settings are kept", lambda: host.run(
                "sh", "-c", "ls /var/lib/adnet/chains/alpha/current/start").returncode == 0)
            expect([host.node_pid(c) for c in ("alpha", "delta")] == pids, "a node was restarted")
            host.shell("pkill -9 -u adnet-alpha -f '/alphaos start'")
            host.wait("it runs again", lambda: host.node_pid("alpha") not in (0, pids[0]))
            expect(arguments(host) == before, f"{arguments(host)}")
            host.wait("it is ready", lambda: host.chain("alpha")["supervisor"]["state"] == "ready")
            host.agent("restart", "alpha")
            expect("--rest-delay" in arguments(host), f"{arguments(host)}")
            expect(account(host, "alpha") == "adnet-alpha", account(host, "alpha"))
            # Its account moves when it is told to.
            host.agent("account", "move", "delta")
            expect(account(host, "delta") == "adnet-node", account(host, "delta"))
        lost = load.failed - load.of["alpha"].failed
        expect(lost == 0 and load.of["alpha"].failed <= 5, f"{load}")
        return f"{load}"


def owners(host: Host, chain: str) -> set[str]:
    return set(host.shell(f"find /var/lib/adnet/nodes/{chain} -printf '%u\\n' | sort -u").split())


def account(host: Host, chain: str) -> str:
    return host.shell(f"ps -o user:32= -p {host.node_pid(chain)}").strip()


@scenario(long=True)
def an_account_moves_behind_the_relay_and_back():
    """From an account for each chain to one for all, so that the chains can become one process."""
    old = "".join(f'[chain.{c}]\nuser = "adnet-{c}"\n' for c in ("alpha", "delta"))
    with Host("account").start("--with", PACKAGES) as host:
        migrate_site.install(host)
        apply(host, old)
        for chain in ("alpha", "delta"):
            site.add_release(host, f"{chain}os", "1.0")
            host.agent("chain", "enable", chain)
            host.agent("swap", chain, "1.0")
            expect(account(host, chain) == f"adnet-{chain}", account(host, chain))
            expect(owners(host, chain) == {f"adnet-{chain}"}, f"{owners(host, chain)}")
        site.add_release(host, "adnet", "3.0")
        done = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release", "3.0")
        expect(done.returncode == 3 and "adnet-agent account move" in done.stderr, f"{done}")
        with BothLoads(host, 100) as load, Clients(
                host, libraries=LIBRARIES) as clients:
            # A key that only the account of before can read.
            key = "/etc/keys/alpha.key"
            host.shell(f"install -d -m 0700 /etc/keys; echo APrivateKey1x > {key}; chmod 600 {key};"
                       "chown -R adnet-alpha /etc/keys")
            with_key = f"[chain.alpha.command]\nalphaos = {json.dumps(with_a_key(key))}\n"
            apply(host, old + with_key)
            host.agent("restart", "alpha")
            apply(host, with_key)
            start = time.monotonic()
            done = host.run("adnet-agent", "restart", "alpha")
            back = time.monotonic() - start
            expect(done.returncode == 1 and key in done.stderr + done.stdout, f"{done}")
            expect(account(host, "alpha") == "adnet-alpha", account(host, "alpha"))
            expect(owners(host, "alpha") == {"adnet-alpha"}, f"{owners(host, 'alpha')}")
            host.shell("chown -R adnet-node /etc/keys")
            apply(host, with_key)
            for chain in ("alpha", "delta"):
                host.agent("restart", chain)
                expect(account(host, chain) == "adnet-node", account(host, chain))
                expect(owners(host, chain) == {"adnet-node"}, f"{owners(host, chain)}")
            apply(host, "")
            host.agent("restart", "alpha")
            host.agent("migrate", "start", "--to", "unified", "--release", "3.0")
            put(host, CONFIGURATION, '[chain.delta]\nuser = "adnet-delta"\n')
            done = host.run("adnet-agent", "config", "apply")
            expect(done.returncode == 3 and "accounts of all" in done.stderr, f"{done}")
        expect(load.failed == 0 and clients.failed == 0, f"{load} {clients}")
        return f"back after {back:.1f} s; {load.requests} requests, 0 failed, worst {load.worst:.0f} ms"


@scenario
def a_home_that_was_given_in_part_is_given_whole_before_a_node_starts():
    """As a power cut leaves it, and as a file leaves it that nobody can give away."""
    with Host("home").start() as host:
        site.running(host, "alpha")
        host.agent("stop", "alpha")
        home, mark = "/var/lib/adnet/nodes/alpha", "/var/lib/adnet/chains/alpha/give-home"
        host.shell(f"chown adnet-alpha: {home}/ledger/height; echo nobody > {mark}")
        host.out("systemctl", "start", "alphaos")
        host.wait("it runs", lambda: host.node_pid("alpha"))
        expect(owners(host, "alpha") == {"adnet-node"}, f"{owners(host, 'alpha')}")
        expect(host.run("test", "-e", mark).returncode == 1, "the mark is still there")
        host.run("adnet-agent", "start", "alpha")
        # An account that doesn't exist any more: nobody starts on half a home.
        host.agent("stop", "alpha")
        host.shell(f"echo 'nobody until then' > {mark}; chmod 000 /usr/bin/adnet-agent")
        host.run("systemctl", "start", "alphaos")
        said = host.wait("it declines", lambda: host.shell(
            "journalctl -u alphaos -o cat | grep 'belongs to' || true").strip())
        expect("belongs to nobody until then" in said and host.node_pid("alpha") == 0, said)
        return said


def listeners(host: Host, port: int) -> set[str]:
    return set(re.findall(r'"(alphaos|deltaos)"', host.shell(f"ss -Hltnp 'sport = :{port}'")))


@scenario
def two_chains_never_serve_one_port():
    """Systemd lets both listen at it, and each gets some of the other's clients."""
    def ports(alpha: int, delta: int) -> str:
        return "".join(f"[chain.{chain}.ports.rest]\nport = {port}\n"
                       for chain, port in (("alpha", alpha), ("delta", delta)))
    with Host("ports").start() as host:
        site.running(host)
        apply(host, ports(3031, 3030))
        host.agent("stop", "alpha")
        done = host.run("adnet-agent", "start", "alpha")
        expect(done.returncode == 3 and "is chain delta's" in done.stderr, f"{done}")
        expect(listeners(host, 3031) == {"deltaos"}, f"{listeners(host, 3031)}")
        host.agent("stop", "delta")
        host.agent("start", "alpha")
        host.agent("start", "delta")
        expect(listeners(host, 3031) == {"alphaos"}, f"{listeners(host, 3031)}")
        expect(listeners(host, 3030) == {"deltaos"}, f"{listeners(host, 3030)}")
        # A way back to a port that has become another chain's ends, and leaves that one alone.
        apply(host, ports(3040, 3031))
        host.agent("stop", "alpha")
        host.agent("stop", "delta")
        host.agent("start", "delta")
        apply(host, ports(3040, 3031)
              + f"[chain.alpha.command]\nalphaos = {command('--wrong')}\ncheck_flags = false\n")
        start = time.monotonic()
        done = host.run("adnet-agent", "start", "alpha")
        took = time.monotonic() - start
        expect(done.returncode == 1 and "is chain delta's" in done.stdout + done.stderr, f"{done}")
        expect(listeners(host, 3031) == {"deltaos"}, f"{listeners(host, 3031)}")
        host.agent("restart", "delta")
        apply(host, ports(3040, 3031))
        host.agent("start", "alpha")
        expect(listeners(host, 3040) == {"alphaos"}, f"{listeners(host, 3040)}")
        return f"a way back without its port ends after {took:.1f} s"
