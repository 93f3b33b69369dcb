"""A drain on a kernel of its own, with Yama."""

import json

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
