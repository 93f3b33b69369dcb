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
    return host.wait(words, lambda: next(
        (line for line in problems(host, chain) if words in line), None), 20)


def refused(host: Host, words: str, *order: str, code: int = 3) -> None:
    done = host.run("adnet-agent", *order)
    expect(done.returncode == code and words in done.stderr, f"{order}: {done}")


def ready(host: Host, more: str = "") -> str:
    return host.shell("curl -s -o /dev/null -w '%{http_code}' --unix-socket "
                      f"/run/adnet-agent/agent.sock 'http://localhost/readyz?chain=alpha{more}'")


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
        said = host.wait("its status line", lambda: (
            line if "left behind" in (line := host.property("alphaos.service", "StatusText"))
            else None), 10, every=0.3)
        print(problems(host), host.run("adnet-agent", "operation", "show").stdout)
        expect(order.wait(30) == 0, "the stop failed")
        stopped = time.monotonic() - begun
        log = host.shell("journalctl -o cat -u alphaos --no-pager")
        expect(log.count("(sleep), left behind by the node") == 2, log[-2000:])
        expect("SIGKILL" not in log and "exit.clean=yes" in host.shell(
            "cat /run/adnet/alpha/alphaos.service.status"), "the node's own end isn't clean")
        expect(max(took, stopped) < 15, f"{took} and {stopped} s")
        return (f"restart {took:.1f} s, stop {stopped:.1f} s; {loads.requests} requests, 0 failed; "
                f"{said}")


@scenario(slow=True)
def an_order_for_the_other_chain_does_not_wait_for_what_a_node_left_behind():
    with Host("others").start() as host:
        with_a_child(host)
        order = host.begin("adnet-agent", "restart", "alpha")
        host.wait("it is waited for", lambda: "left behind" in host.property(
            "alphaos.service", "StatusText"), 20)
        host.agent("restart", "delta")
        expect(order.wait(30) == 0, "the restart failed")


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
            refused(host, "before it ran adnet/9.0", "rollback", "alpha")
            print(host.run("adnet-agent", "swap", "alpha", "9.0"))
            refused(host, "adnet/9.0", "swap", "alpha", "9.0")
            refused(host, "would go back to it", "release", "remove", "adnet/9.0")
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
        expect(done.returncode == 1 and "serves again: alphaos/1.0-" in done.stdout, f"{done}")
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
        host.wait("it is ready", lambda: ready(host) == "200")
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


@scenario
def a_migration_goes_on_where_the_halt_is_accepted():
    """One of three validators: without it the chain halts."""
    with Host("accepted").start() as host:
        migrate_site.install(host, watch="1s")
        others = ["127.0.0.1:5101", "127.0.0.1:5102"]
        flags = ["--committee", "0,1,2", "--api", "v4", "--validators"]
        for n in (1, 2):
            host.shell(f"systemd-run --quiet --unit=peer{n} /root/adnet-testnode start --dev {n} --node "
                       f"127.0.0.1:410{n} --bft 127.0.0.1:510{n} --rest 127.0.0.1:400{n} --rest-rps "
                       f"100000 --storage /tmp/peer{n} {' '.join(flags)} 127.0.0.1:5000,{others[2 - n]}")
        flags.append(",".join(others))
        enable(host, "alphaos", "1.0", *flags)
        site.add_release(host, "adnet", "3.0", *flags)
        urls = toml([f"http://127.0.0.1:400{n}" for n in (1, 2)])
        apply(host, f"[chain.alpha.peers]\nurls = {urls}\n[chain.alpha.quorum]\nguard = true\n"
              + health_site.PROBE.format(chain="alpha", stall="30s"))
        health_site.wait_for(host, "healthy")
        time.sleep(3)
        print(host.run("adnet-agent", "why", "alpha"))
        print(host.run("timeout", "10", "adnet-agent", "migrate", "start", "--to", "split", "--release", "3.0"))
        print(host.run("adnet-agent", "migrate", "status"))
        print(host.run("adnet-agent", "migrate", "abort"))
        print(host.run("timeout", "30", "adnet-agent", "migrate", "start", "--to", "split", "--release", "3.0", "--accept-halt"))
        print(host.owner("alpha"))
        print(host.run("timeout", "10", "adnet-agent", "migrate", "rollback"))
        print(host.run("adnet-agent", "migrate", "status"))
        print(host.run("timeout", "30", "adnet-agent", "migrate", "rollback", "--accept-halt"))
        print(host.owner("alpha"))
        print(host.run("adnet-agent", "migrate", "status"))
        print(host.run("sh", "-c", "journalctl -o cat ADNET_EVENT=halt_accepted"))


STRANGER = ("systemd-run --quiet --unit=stranger --uid=nobody python3 -m http.server 4130 "
            "--directory /usr/share/man")


@scenario
def who_is_in_the_way_is_named():
    """Peers that can't be reached, and a stranger at the port of a stopped chain and of one that runs."""
    with Host("inway").start("--with", "python3") as host:
        site.install(host)
        put(host, "/root/faults", "")
        enable(host, "alphaos", "1.0", "--faults", "/root/faults")
        print(host.run("adnet-agent","health", "alpha"))
        apply(host, '[chain.alpha.peers]\nurls = ["http://127.0.0.1:1", "http://10.255.0.1:3030"]\n'
              + health_site.PROBE.format(chain="alpha", stall="30s"))
        print(told(host, "peers"))
        print(host.run("adnet-agent","status").stdout)
        print(host.run("adnet-agent","health", "alpha"))
        apply(host, health_site.PROBE.format(chain="alpha", stall="30s"))
        put(host, "/root/faults", "p2p=close\n")
        time.sleep(3)
        print(host.run("ss", "-ltn"))
        host.shell(STRANGER)
        print(told(host, "4130"))
        print(host.run("adnet-agent","health", "alpha"))
        host.shell("systemctl stop stranger; > /root/faults")
        host.agent("stop", "alpha")
        host.shell(STRANGER)
        print(told(host, "4130"))
        print(host.run("adnet-agent","health", "alpha"))
        print(host.run("adnet-agent","start", "alpha"))


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
        said = [add("/root/b"), add("/root/a", version="2.0"), add("/usr/bin/env", version="7.0"),
                add("/root/a", name="alpha", code=3)]
        words = ["warning: another build of 1.0 is installed: alphaos/1.0-",
                 'warning: its --version doesn\'t say 2.0: it says "alphaos 1.0 ',
                 "warning: its --version doesn't say 7.0: it says \"env (GNU coreutils)",
                 "--name is one of adnet, alphaos, deltaos"]
        for expected, got in zip(words, said):
            expect(expected in got, got)
        # Which of the two is meant has to be said.
        host.agent("chain", "enable", "alpha")
        refused(host, "1.0 names several releases", "swap", "alpha", "1.0")
        return said[1].splitlines()[-1]
