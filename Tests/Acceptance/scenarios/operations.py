"""Operations that end, and texts that are true, where they meet what isn't ours."""

import time

import site_of as site
from host import Host, expect
from runner import scenario


@scenario
def a_node_that_is_stopped_by_a_signal_ends_cleanly():
    with Host("sigstop").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        host.shell(f"kill -STOP {pid}")
        start = time.monotonic()
        host.agent("stop", "alpha")
        took = time.monotonic() - start
        report = host.shell("cat /run/adnet/alpha/alphaos.service.status")
        expect("exit.clean=yes" in report, report)
        expect(took < 20, f"{took} s")
        return f"stopped cleanly after {took:.1f} s"


@scenario(long=True)
def a_start_does_not_wait_for_clients_that_ask_for_nothing():
    with Host("idle").start("--with", "python3") as host:
        site.running(host, "alpha")
        client = host.begin("python3", "-c", (
            "import http.client,time;c=http.client.HTTPConnection('127.0.0.1',3030);"
            "c.request('GET','/mainnet/block/height/latest');c.getresponse().read();"
            "time.sleep(25)"))
        time.sleep(1)
        host.agent("drain", "alpha", "--without-peers")
        times = []
        for order in ("stop", "start"):
            start = time.monotonic()
            host.agent(order, "alpha")
            times.append(time.monotonic() - start)
        client.kill()
        expect(max(times) < 10, f"stop and start took {times} s")
        return f"stop {times[0]:.1f} s, start {times[1]:.1f} s"


@scenario
def a_boot_ends_while_a_node_loads():
    with Host("loading").start() as host:
        site.install(host)
        site.add_release(host, "alphaos", "1.0", "--load-seconds", "6")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        host.agent("stop", "alpha")
        host.shell("systemctl start --no-block alphaos")
        host.wait("it loads", lambda: "state=starting" in host.shell(
            "cat /run/adnet/alpha/alphaos.service.status"))
        expect(host.property("alphaos.service", "ActiveState") == "active", "it isn't active")
        jobs = host.shell("systemctl list-jobs --no-legend")
        expect("alphaos" not in jobs, f"a job waits for the node: {jobs}")
        status = host.chain("alpha")
        expect(status["health"]["state"] == "starting", f"{status['health']}")
        code = host.run("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket",
                        "/run/adnet-agent/agent.sock", "http://localhost/readyz?chain=alpha").stdout
        expect(code == "503", f"readyz says {code} while the node loads")


@scenario
def a_crash_loop_that_is_over_is_told_no_more():
    with Host("loop").start() as host:
        site.running(host, "alpha")
        for _ in range(3):
            pid = host.wait("it runs", lambda: host.node_pid("alpha"))
            host.shell(f"kill -9 {pid}")
            host.wait("another", lambda pid=pid: host.node_pid("alpha") not in (0, pid))
        kinds = lambda: [p["kind"] for p in host.status()["problems"]]
        expect("crash_loop" in kinds(), f"{kinds()}")
        host.wait("it is over", lambda: "crash_loop" not in kinds(), 120, every=2)


@scenario
def a_way_back_that_cannot_be_completed_ends():
    """The release before dies, too: the order ends with 1, and others are accepted at once."""
    with Host("noway").start() as host:
        site.running(host, "alpha", "delta")
        site.add_release(host, "alphaos", "2.0", "--misbehave", "crash-at-start")
        # Its ledger is gone for both of them.
        busy = host.begin("sh", "-c", (
            "while ! grep -q state=stopping /run/adnet/alpha/alphaos.service.status; do sleep 0.05; done;"
            "mv /var/lib/adnet/nodes/alpha/ledger /root/ledger;"
            "touch /var/lib/adnet/nodes/alpha/ledger"))
        done = host.run("adnet-agent", "swap", "alpha", "2.0", timeout=120)
        busy.wait(30)
        said = done.stdout + done.stderr
        expect(done.returncode == 1 and "the rollback failed as well" in said
               and "it said: IO error" in said, f"{done}")
        kinds = [(p["severity"], p["kind"]) for p in host.status()["problems"]
                 if p.get("chain") == "alpha"]
        expect(any(severity == "critical" for severity, _ in kinds), f"{kinds}")
        # Nobody waits for it.
        host.agent("config", "apply")
        host.agent("restart", "delta")
        host.shell("rm /var/lib/adnet/nodes/alpha/ledger;"
                   "mv /root/ledger /var/lib/adnet/nodes/alpha/ledger")
        # A third end in a row would be told as a crash loop until its height moves.
        host.wait("its supervisor brings it back", lambda: host.run(
            "curl", "-sf", "http://127.0.0.1:3030/mainnet/block/height/latest").returncode == 0, 60, every=1)
        return next(line for line in said.splitlines() if line.startswith("reason: "))
