"""What ends, and what is said, where something isn't as it should be: rows of a list of faults that no
other scenario shows."""

import json
import time

import health_site
import migrate_site
import site_of as site
from both_loads import BothLoads
from health_site import put, toml
from host import Host, expect
from load import ALPHA, Load
from runner import scenario

MORE = "/etc/adnet-agent/agent.toml.d/70-truth.toml"
STRANGER = ("systemd-run --quiet --unit=stranger --uid=nobody python3 -m http.server 4130 "
            "--directory /usr/share/man")
CHILD = "(trap '' TERM; exec sleep 600) & exec \"$@\""


def apply(host: Host, text: str) -> None:
    put(host, MORE, text)
    host.out("chmod", "644", MORE)
    host.agent("config", "apply")


def enable(host: Host, program: str, version: str = "1.0", *behaviour: str) -> None:
    """A chain by its own program."""
    site.add_release(host, program, version, *behaviour)
    host.agent("chain", "enable", program.removesuffix("os"))
    host.agent("swap", program.removesuffix("os"), version)


def problems(host: Host, chain: str = "alpha") -> list[str]:
    return [f"{p['severity']}: {p['text']}" for p in host.status()["problems"]
            if p.get("chain") == chain]


def told(host: Host, words: str, chain: str = "alpha") -> str:
    """The line of `status` with these words, once it is there."""
    return host.wait(words, lambda: next((p for p in problems(host, chain) if words in p), None))


def refused(host: Host, words: str, *order: str, code: int = 3) -> None:
    done = host.run("adnet-agent", *order)
    expect(done.returncode == code and words in done.stderr, f"{order}: {done}")


def ready(host: Host) -> str:
    return host.shell("curl -s -o /dev/null -w '%{http_code}' --unix-socket "
                      "/run/adnet-agent/agent.sock 'http://localhost/readyz?chain=alpha'")


def start_peer(host: Host, number: int, validators: list[str], *more: str) -> str:
    """A validator as a plain process; the URL of its REST."""
    host.shell(f"systemd-run --quiet --unit=peer{number} /root/adnet-testnode start --dev {number} "
               f"--node 127.0.0.1:410{number} --bft 127.0.0.1:510{number} --rest 127.0.0.1:400{number} "
               f"--rest-rps 100000 --storage /tmp/peer{number} {' '.join(more)} "
               f"--validators {','.join(validators)}")
    return f"http://127.0.0.1:400{number}"


def with_a_child(host: Host) -> None:
    """Both chains; alpha's node leaves a child behind that ignores SIGTERM."""
    site.install(host, watch="1s")
    enable(host, "deltaos")
    host.shell("cp /root/adnet-testnode /opt/")
    command = ["dash", "-c", CHILD, "node", "/opt/adnet-testnode", *site.COMMON]
    apply(host, f"[chain.alpha.command]\nalphaos = {toml(command)}\ncheck_ports = false\n")
    host.agent("release", "add", "/usr/bin/env", "--name", "alphaos", "--version", "1.0")
    host.agent("chain", "enable", "alpha")
    host.agent("swap", "alpha", "1.0")


@scenario
def what_a_node_leaves_behind_is_killed_soon_and_named():
    with Host("leftover").start() as host:
        with_a_child(host)
        with BothLoads(host, 100) as loads:
            begun = time.monotonic()
            host.agent("restart", "alpha")
            took = time.monotonic() - begun
        expect(loads.failed == 0, f"{loads}")
        begun = time.monotonic()
        order = host.begin("adnet-agent", "stop", "alpha")
        said = host.wait("its status line", lambda: next((line for line in [
            host.property("alphaos.service", "StatusText")] if "left behind" in line), None), 10)
        expect(order.wait(30) == 0, "the stop failed")
        stopped = time.monotonic() - begun
        log = host.shell("journalctl -o cat -u alphaos --no-pager")
        expect(log.count("(sleep), left behind by the node") == 2, log[-2000:])
        expect("SIGKILL" not in log and "exit.clean=yes" in host.shell(
            "cat /run/adnet/alpha/alphaos.service.status"), "the node's own end isn't clean")
        expect(max(took, stopped) < 15, f"{took} and {stopped} s")
        return (f"restart {took:.1f} s, stop {stopped:.1f} s; {loads.requests} requests, 0 failed; "
                f"{said}")


@scenario
def after_a_way_back_nothing_leads_to_the_unified_program_by_accident():
    with Host("wayback").start() as host:
        migrate_site.install(host, watch="1s")
        enable(host, "alphaos")
        site.add_release(host, "adnet", "9.0")
        backup = "/var/lib/adnet/nodes/alpha/ledger.adnet-backup"
        is_there = lambda: host.run("test", "-e", backup).returncode == 0
        with Load(host, 100) as load:
            host.agent("migrate", "start", "--to", "split", "--release", "9.0", timeout=300)
            host.agent("migrate", "rollback", timeout=300)
            expect(host.owner("alpha") == "alphaos.service", host.owner("alpha"))
            pid = host.node_pid("alpha")
            refused(host, "the previous release was adnet/9.0", "rollback", "alpha")
            refused(host, "swap alpha adnet/9.0 changes the program", "swap", "alpha", "9.0")
            refused(host, "may roll back to it", "release", "remove", "adnet/9.0")
            expect(is_there(), "no backup")
            host.agent("migrate", "finish")
            host.wait("the backup is gone", lambda: not is_there(), 20)
            host.agent("release", "remove", "adnet/9.0")
            expect("adnet/9.0" not in host.agent("release", "list"), "it is there")
        expect(load.failed == 0, f"{load}")
        expect(host.node_pid("alpha") == pid, "the node was touched")
        return f"{load.requests} requests, 0 failed"


@scenario
def a_swap_that_goes_back_names_the_release_that_was_tried():
    with Host("tried").start() as host:
        site.running(host, "alpha")
        site.add_release(host, "alphaos", "2.0", "--misbehave", "crash-at-start")
        with Load(host, 200) as load:
            done = host.run("adnet-agent", "swap", "alpha", "2.0")
        expect(load.failed == 0, f"{load}")
        expect(done.returncode == 1 and "in service again: alphaos/1.0-" in done.stdout, f"{done}")
        entry = json.loads(host.shell(
            "journalctl -o json ADNET_EVENT=operation_ended ADNET_OUTCOME=rolled_back"))
        expect(entry["ADNET_RELEASE"].startswith("alphaos/2.0-"), f"{entry}")
        expect("to alphaos/2.0-" in entry["MESSAGE"], f"{entry}")
        line = told(host, "was rolled back")
        expect("the last swap to alphaos/2.0-" in line, line)
        return f"{entry['ADNET_RELEASE']}; {line[:110]}"


@scenario
def a_drained_chain_that_nobody_serves_is_not_ready():
    with Host("unready").start() as host:
        site.running(host, "alpha")
        apply(host, '[agent]\nhealth_listen = "127.0.0.1:9466"\n[chain.alpha.park]\nlimit = "1s"\n')
        host.out("systemctl", "restart", "adnet-agent")
        host.wait("it is ready", lambda: ready(host) == "200", 60)
        host.agent("drain", "alpha", "--without-peers")
        code = lambda url: host.shell(f"curl -s -m 20 -o /dev/null -w '%{{http_code}}' {url}")
        seen = code(ALPHA), ready(host), code("'http://127.0.0.1:9466/readyz?chain=alpha'")
        expect(seen == ("503", "503", "503"), f"{seen}")
        done = host.run("adnet-agent", "health", "alpha")
        expect(done.returncode == 3 and "no peer answers" in done.stdout, f"{done}")
        line = told(host, "drained, no peer answers")
        host.agent("undrain", "alpha")
        expect((code(ALPHA), ready(host)) == ("200", "200"), "it isn't ready again")
        return line


def of_three(host: Host):
    """alpha is one of three validators: without it the chain halts. What turns its guard on and off."""
    migrate_site.install(host, watch="1s")
    flags, bft = ["--committee", "0,1,2", "--api", "v4"], ["127.0.0.1:5101", "127.0.0.1:5102"]
    urls = [start_peer(host, n, ["127.0.0.1:5000", bft[2 - n]], *flags) for n in (1, 2)]
    flags += ["--validators", ",".join(bft)]
    site.add_release(host, "adnet", "3.0", *flags)
    guard = lambda word: apply(host, (
        f"[chain.alpha.peers]\nurls = {toml(urls)}\n[chain.alpha.quorum]\nguard = {word}\n"
        + health_site.PROBE.format(chain="alpha", stall="30s")))
    guard("false")
    enable(host, "alphaos", "1.0", *flags)
    health_site.wait_for(host, "healthy")
    return guard


@scenario
def a_migration_goes_on_where_the_halt_is_accepted():
    with Host("accepted").start() as host:
        guard = of_three(host)
        begin = ["start", "--to", "split", "--release", "3.0"]
        migrate = lambda *words: host.agent("migrate", *words, timeout=60)
        migrate(*begin)
        guard("true")
        migrate("rollback", "--no-wait")
        words = "adnet-agent migrate rollback --accept-halt overrides this"
        host.wait("it waits", lambda: "the chain would halt" in (
            text := host.agent("migrate", "status")) and words in text)
        expect(host.owner("alpha") == "adnet@alpha.service", "the halt wasn't accepted yet")
        migrate("rollback", "--accept-halt")
        expect(host.owner("alpha") == "alphaos.service", host.owner("alpha"))
        migrate("finish")
        host.wait("start is refused", lambda: "the chain would halt" in host.run(
            "adnet-agent", "migrate", *begin).stderr)
        migrate(*begin, "--accept-halt")
        expect(host.owner("alpha") == "adnet@alpha.service", host.owner("alpha"))
        told = host.shell("journalctl -o cat ADNET_EVENT=halt_accepted").splitlines()
        expect(len(told) == 2 and all("accepted by root" in line for line in told), f"{told}")
        return f"start and rollback; the journal: {told[0]}"


@scenario
def who_is_in_the_way_is_named():
    """Peers out of reach, and a stranger at the port of a stopped chain and of one that runs."""
    with Host("inway").start("--with", "python3") as host:
        site.install(host)
        enable(host, "alphaos", "1.0", "--faults", "/opt/faults")
        probe = health_site.PROBE.format(chain="alpha", stall="30s")
        urls = ["http://127.0.0.1:1", "http://10.255.0.1:3030"]
        apply(host, f"[chain.alpha.peers]\nurls = {toml(urls)}\n" + probe)
        lines = [told(host, "none of peers.urls answers (2)")]
        expect(host.run("adnet-agent", "health").returncode == 0, "it isn't the node that is ill")
        apply(host, probe)
        named = "port 4130 (p2p) is held by stranger.service (account nobody)"
        health = lambda *of: host.run("adnet-agent", "health", *of)
        put(host, "/opt/faults", "p2p=close\n")
        told(host, "nothing listens on port 4130 (p2p)")
        expect(health().returncode == 3, "its port is closed, and that's well?")
        host.shell(STRANGER)
        lines.append(told(host, "critical: " + named))
        done = health()
        expect(done.returncode == 3 and "not listening" in done.stdout and named in done.stdout,
               f"{done}")
        host.shell("systemctl stop stranger; rm /opt/faults")
        host.agent("stop", "alpha")
        host.shell(STRANGER)
        lines.append(told(host, "warning: " + named))
        expect((health().returncode, health("alpha").returncode) == (0, 3), "stopped as ordered")
        expect(host.run("adnet-agent", "start", "alpha").returncode == 1, "it has no port")
        return "; ".join(lines)


@scenario
def a_file_is_added_for_what_it_says_it_is():
    with Host("adding").start() as host:
        site.install(host)
        make = "/root/adnet-testnode make-release --out"
        host.shell(f"{make} /root/a --version 1.0; {make} /root/b --version 1.0 --load-seconds 1")
        def add(file: str, name: str = "alphaos", version: str = "1.0", code: int = 0) -> str:
            done = host.run("adnet-agent", "release", "add", file, "--name", name, "--version",
                            version)
            expect(done.returncode == code, f"{done}")
            return done.stdout + done.stderr
        said = add("/root/a")
        expect(said.startswith("added alphaos/1.0-") and "warning" not in said, said)
        expect(add("/root/a").startswith("already installed: alphaos/1.0-"), "told as new")
        said = [add("/root/b"), add("/root/a", version="2.0"), add("/usr/bin/true", version="7.0"),
                add("/root/a", name="alpha", code=3)]
        words = ["warning: another build of 1.0 is installed: alphaos/1.0-",
                 'warning: its --version doesn\'t say 2.0: it says "alphaos 1.0 ',
                 "warning: its --version doesn't say 7.0: it says \"true (GNU coreutils)",
                 "--name is one of adnet, alphaos, deltaos"]
        for expected, got in zip(words, said):
            expect(expected in got, got)
        host.agent("chain", "enable", "alpha")
        refused(host, "1.0 names several releases", "swap", "alpha", "1.0")
        return said[1].splitlines()[-1]


@scenario
def one_process_of_both_chains_that_hangs_is_restarted_once():
    with Host("shared").start() as host:
        migrate_site.install(host, watch="1s")
        text, flags = "", []
        for chain, first, own in (("alpha", 1, 5000), ("delta", 3, 5001)):
            bft = [f"127.0.0.1:{port}" for port in (own, 5100 + first, 5101 + first)]
            urls = [start_peer(host, first, [bft[0], bft[2]]), start_peer(host, first + 1, bft[:2])]
            text += (f"[chain.{chain}.peers]\nurls = {toml(urls)}\n[chain.{chain}.drain]\n"
                     "grace = \"1s\"\n" + health_site.PROBE.format(chain=chain, stall="10s"))
            flags += ["--delta-validators" if first > 1 else "--validators", ",".join(bft[1:])]
        apply(host, text)
        site.add_release(host, "adnet", "3.0", *flags)
        for chain in ("alpha", "delta"):
            host.agent("chain", "enable", chain)
            host.agent("swap", chain, "adnet/3.0")
        host.agent("migrate", "start", "--to", "unified", timeout=120)
        well = lambda: all((seen := health_site.health(host, chain))["state"] == "healthy"
                           and seen["network"] == "advancing" for chain in ("alpha", "delta"))
        host.wait("both are well", well)
        pid = lambda chain: host.node_pid(chain, "adnet.service")
        before = pid("alpha")
        with BothLoads(host, 100, timeout=30) as loads:
            begun = time.monotonic()
            host.shell(f"kill -STOP {before}")
            host.wait("another node", lambda: pid("alpha") not in (0, before))
            took = time.monotonic() - begun
            host.wait("both are well", well)
            after = pid("alpha")
            time.sleep(4)
        expect(loads.failed == 0, f"{loads}")
        expect((pid("alpha"), pid("delta")) == (after, after), "it was restarted again")
        log = host.shell("journalctl -o json ADNET_EVENT=operation_began ADNET_KIND=restart")
        told = [json.loads(line) for line in log.splitlines()]
        expect(sorted(t["ADNET_CHAIN"] for t in told) == ["alpha", "delta"], f"{told}")
        expect(all("started automatically: " in t["MESSAGE"] for t in told), f"{told}")
        return (f"another process after {took:.1f} s; {loads.requests} requests, 0 failed; "
                f"{told[0]['MESSAGE']}")


@scenario
def a_way_back_that_is_resumed_ends_with_0():
    with Host("resumed").start() as host:
        guard = of_three(host)
        host.agent("migrate", "start", "--to", "split", "--release", "3.0")
        guard("true")
        host.agent("migrate", "rollback", "--no-wait")
        host.wait("it waits", lambda: "would halt" in host.agent("migrate", "status"))
        host.agent("migrate", "pause")
        done = host.run("adnet-agent", "migrate", "resume", "--accept-halt")
        expect(host.owner("alpha") == "alphaos.service", f"it isn't back: {done}")
        expect(done.returncode == 0, f"exit {done.returncode}: {done.stdout}")


@scenario
def a_socket_of_its_own_is_no_stranger_while_a_chain_stops():
    with Host("ownsocket").start() as host:
        site.install(host)
        enable(host, "alphaos", "1.0", "--shutdown-delay", "3")
        order = host.begin("adnet-agent", "stop", "alpha")
        lines = set()
        while order.poll() is None:
            lines |= {line for line in problems(host) if "is held by" in line}
            time.sleep(0.2)
        expect(not lines, f"{lines}")


@scenario
def a_masked_unit_is_nothing_that_systemd_has_not_read():
    with Host("masked").start() as host:
        migrate_site.install(host, watch="1s")
        enable(host, "alphaos")
        site.add_release(host, "adnet", "3.0")
        host.agent("migrate", "start", "--to", "split", "--release", "3.0")
        host.wait("the old unit is masked", lambda: host.property(
            "alphaos.service", "UnitFileState") == "masked")
        time.sleep(2)
        host.out("systemctl", "daemon-reload")
        time.sleep(2)
        lines = [line for line in problems(host) if "hasn't read" in line]
        expect(not lines, f"{lines}")


@scenario
def a_licence_is_not_a_version():
    with Host("licence").start() as host:
        site.install(host)
        said = host.run("adnet-agent", "release", "add", "/usr/bin/env", "--name", "alphaos",
                        "--version", "3.0")
        expect("its --version doesn't say 3.0" in said.stderr, f"{said}")
