"""Faults that need a clock and a memory of their own."""

import time

import health_site as site
import site_of
from host import Host, expect
from runner import scenario

from scenarios.vm import machine


def quiet(host: Host, seconds: float, what: str) -> None:
    """Nothing is thought otherwise of any chain for a while."""
    log = lambda: host.run("journalctl", "-o", "cat", "ADNET_EVENT=health_changed").stdout
    before = log()
    time.sleep(seconds)
    expect(log() == before, f"{what}: a false alarm: {log()[len(before):]}")


@scenario(slow=True)
def a_calendar_that_jumps_changes_nothing():
    with machine() as host:
        for chain in ("alpha", "delta"):
            site.wait_for(host, "healthy", 60, chain)
        host.run("systemctl", "stop", "systemd-timesyncd")
        for jump in ("+2 hours", "-4 hours", "+2 hours"):
            host.shell(f"date -s '{jump}'")
            quiet(host, 30, f"the calendar jumped by {jump}")
            for chain in ("alpha", "delta"):
                found = site.health(host, chain)
                expect(found["state"] == "healthy", f"{jump}: {found}")
        # It isn't blind afterwards.
        pid = host.node_pid("alpha")
        host.shell(f"kill -STOP {pid}")
        site.wait_for(host, "hung", 20)
        host.shell(f"kill -CONT {pid}")
        site.wait_for(host, "healthy", 30)
        return "2 h ahead, 4 h back, 2 h ahead: no change; a stopped process is seen after it"


@scenario(slow=True)
def a_node_that_is_killed_for_lack_of_memory_is_down_and_comes_back():
    with machine() as host:
        site.wait_for(host, "healthy", 60)
        # More memory than its unit may have, written to at its start.
        site_of.add_release(host, "alphaos", "9.0", "--ballast-mib", "200")
        host.agent("swap", "alpha", "9.0")
        host.shell("mkdir -p /run/systemd/system/alphaos.service.d; "
                   "printf '[Service]\\nMemoryMax=64M\\nMemorySwapMax=0\\n'"
                   " > /run/systemd/system/alphaos.service.d/90-test.conf; systemctl daemon-reload")
        begun = int(host.shell("date +%s%3N"))
        host.shell("systemctl restart --no-block alphaos")
        host.wait("the kernel kills it", lambda: "oom" in host.run(
            "journalctl", "-k", "-o", "cat", "-g", "oom-kill", f"--since=@{begun // 1000}").stdout, 60)
        host.wait("it is told", lambda: [
            p for p in host.status()["problems"] if p["kind"] == "node_oom_killed"], 60)
        seen = [e[1] for e in site.events(host, "alpha", begun)]
        expect("down" in seen or "crash_loop" in seen, f"{seen}")
        state = site.health(host)["state"]
        expect(state in ("down", "starting", "crash_loop"), state)
        host.shell("rm /run/systemd/system/alphaos.service.d/90-test.conf; systemctl daemon-reload;"
                   " systemctl restart --no-block alphaos")
        site.wait_for(host, "healthy", 60)
        return f"{seen}"
