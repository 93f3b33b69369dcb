"""Exchanging a binary while clients work."""

import time

import site_of as site
from host import Host, expect
from load import Load, Wrk
from runner import scenario


@scenario
def clients_with_new_connections_see_no_failed_request():
    with Host("swap").start() as host:
        site.running(host, "alpha")
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "3")
        site.add_release(host, "alphaos", "1.1", "--load-seconds", "3")
        pid = host.node_pid("alpha")
        wrk = Wrk(host, 40, connections=8)
        steps: list[str] = []
        with Load(host, 500) as load:
            for version in ("2.0", "1.1"):
                host.agent("swap", "alpha", version)
                steps.append(host.steps())
                expect(host.release("alpha").startswith(f"alphaos/{version}-"), "the release")
        other = wrk.finish()
        expect(load.failed == 0, f"{load}\n" + "\n".join(steps))
        expect(other["failed"] == 0, f"wrk: {other}")
        expect(host.node_pid("alpha") != pid, "the node is still the old one")
        return f"requests={load.requests + other['requests']} failed=0 worst={load.worst} ms"


@scenario
def the_first_swap_is_an_install():
    with Host("first").start() as host:
        site.install(host)
        site.add_release(host, "alphaos", "1.0")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        chain = host.chain("alpha")
        expect(chain["operation"]["kind"] == "install", f"{chain['operation']}")
        expect(chain["operation"]["outcome"] == "done", f"{chain['operation']}")
        expect({p["role"]: p["state"] for p in chain["ports"]}
               == {"rest": "held", "p2p": "bound", "bft": "bound", "metrics": "bound"},
               f"{chain['ports']}")
        # An ordered stop closes the port.
        host.agent("stop", "alpha")
        expect(host.run("curl", "-s", "http://127.0.0.1:3030/").returncode == 7, "still open")
        host.agent("start", "alpha")
        expect(host.run("curl", "-sf", "http://127.0.0.1:3030/mainnet/block/height/latest").returncode == 0, "not open")


def bad(name: str, *behaviour: str, ready: str = "60s") -> str:
    with Host(name).start() as host:
        site.running(host, "alpha")
        if ready != "60s":
            site.install(host, ready=ready)
        site.add_release(host, "alphaos", "2.0", *behaviour)
        old = host.release("alpha")
        start = time.monotonic()
        with Load(host, 100, timeout=60) as load:
            done = host.run("adnet-agent", "swap", "alpha", "2.0", timeout=300)
        took = time.monotonic() - start
        expect(done.returncode == 1, f"exit {done.returncode}: {done.stdout}{done.stderr}")
        operation = host.chain("alpha")["operation"]
        expect(operation["outcome"] == "rolled_back", f"{operation}")
        expect(load.failed == 0, f"{load}")
        expect(host.release("alpha") == old, "another release owns the chain")
        expect(host.run("curl", "-sf", "http://127.0.0.1:3030/mainnet/block/height/latest")
               .returncode == 0, "the old release doesn't serve")
        return (f"back after {took:.1f} s: {operation['failure']['text']};"
                f" failed={load.failed} of {load.requests}")


@scenario
def a_release_that_crashes_at_start_is_rolled_back():
    return bad("crash", "--misbehave", "crash-at-start")


@scenario
def a_release_that_is_never_ready_is_rolled_back():
    return bad("never", "--misbehave", "never-ready", ready="8s")


@scenario(slow=True)
def a_release_whose_height_stalls_is_rolled_back():
    return bad("stalled", "--misbehave", "stalled-height")


@scenario
def a_release_that_cannot_be_given_its_socket_is_rolled_back():
    return bad("undumpable", "--misbehave", "undumpable")


@scenario
def a_release_without_a_feature_of_the_one_before_is_refused():
    with Host("features").start() as host:
        site.install(host)
        for version, *features in (("1.0", "--features", "metrics,testnet"),
                                   ("1.1", "--features", "metrics"),
                                   ("1.2", "--features", "history,testnet,metrics"),
                                   ("1.3", "--features", "-")):
            site.add_release(host, "alphaos", version, *features)
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        done = host.run("adnet-agent", "swap", "alpha", "1.1")
        expect(done.returncode == 3 and "was built without testnet" in done.stderr, f"{done}")
        plan = host.run("adnet-agent", "plan", "swap", "alpha", "1.3").stdout
        expect("doesn't report its features" in plan, plan)
        host.agent("swap", "alpha", "1.2")
        host.agent("release", "remove", "1.1")
        left = host.shell("ls /var/lib/adnet/versions")
        expect("1.1" not in left and "1.2" in left, left)
        return done.stderr.strip().splitlines()[0]


@scenario
def a_binary_that_cannot_be_given_its_socket_runs_without():
    with Host("undumpable").start() as host:
        site.install(host)
        site.add_release(host, "alphaos", "1.0", "--misbehave", "undumpable")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        old = host.node_pid("alpha")
        handoff = host.chain("alpha")["handoff"]
        expect(not handoff["on"] and "cannot take" in handoff["reason"], f"{handoff}")
        host.agent("restart", "alpha")
        # A crash, with nobody there to close the held socket again.
        host.out("systemctl", "stop", "adnet-agent.service")
        host.shell("pkill -9 -u adnet-node -f '/alphaos start'")
        host.wait("it is ready again", lambda: all(
            word in host.shell("cat /run/adnet/alpha/alphaos.service.status")
            for word in ("state=ready", "failures=1\n")))
        host.out("systemctl", "start", "adnet-agent.service")
        host.wait("the status", lambda: host.node_pid("alpha") not in (0, old))
        expect(not host.chain("alpha")["handoff"]["on"], "on")
        return handoff["reason"]


@scenario
def clients_of_a_node_that_is_away_for_too_long_get_an_honest_503():
    with Host("apology").start() as host:
        site.running(host, "alpha")
        host.shell("printf '[chain.alpha.park]\\nlimit = \"2s\"\\n'"
                   " > /etc/adnet-agent/agent.toml.d/60-park.toml")
        host.agent("config", "apply")
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "6")
        with Load(host, 50, timeout=20) as load:
            host.agent("swap", "alpha", "2.0")
        steps = {s["name"]: s["ms"] for s in host.operation()["steps"] if "ms" in s}
        kinds = {k for k, n in load.report["failures"].items() if n}
        expect(kinds == {"bad_status"}, f"{load}")
        served = load.report["versions"]
        expect(set(served) == {"1.0", "2.0"}, f"{served}")
        # From the limit until the node is back, and those who had waited since the flip.
        away = sum(steps[name] for name in ("drain", "stop", "own", "start", "answer", "restore"))
        most = 50 * (away / 1000 + 0.5)
        expect(load.failed <= most, f"{load.failed} answered 503, at most {most:.0f} expected")
        return f"{load.failed} of {load.requests} answered 503, none lost"
