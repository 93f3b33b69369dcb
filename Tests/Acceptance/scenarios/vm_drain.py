"""A drain on a kernel of its own: with Yama, and over a boot."""

import json

import drain_site
import site_of as site
from host import Host, expect
from load import Load
from runner import scenario


@scenario(slow=True)
def connections_are_taken_over_though_yama_allows_only_parents():
    with Host("vmdrain", kind="vm-host").start() as host:
        site.running(host, "alpha")
        host.out("sysctl", "-w", "kernel.yama.ptrace_scope=1")
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "1")
        # The old node has to be one that was started with it.
        host.agent("restart", "alpha")
        with Load(host, 20, mode="keepalive", timeout=60) as load:
            host.agent("swap", "alpha", "2.0", timeout=300)
            adoption = json.loads(host.agent("operation", "list", "--json"))["operations"][0]
        adoption = adoption["adoption"]
        expect(adoption["adopted"] > 0 and "trouble" not in adoption, f"{adoption}")
        expect(load.failed == 0, f"{load} {adoption}")
        return (f"{adoption['adopted']} of {adoption['seen']} taken over, {load.requests} requests, "
                f"0 failed, worst {load.worst:.0f} ms")


@scenario(slow=True)
def a_drain_for_a_reboot_lasts_over_it_and_ends_by_itself():
    with Host("vmreboot", kind="vm-host").start() as host:
        site.running(host, "alpha")
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "40",
                         "--validators", drain_site.VALIDATORS)
        drain_site.with_peers(host)
        host.agent("swap", "alpha", "2.0", timeout=300)
        boot = host.shell("cat /proc/sys/kernel/random/boot_id")
        note = drain_site.reboot_drained(host)
        expect(host.shell("cat /proc/sys/kernel/random/boot_id") != boot, "it is another boot")
        return note
