"""The package on a server."""

import site_of as site
from host import Host, expect
from runner import scenario


@scenario
def installing_enables_no_chain_and_opens_no_port():
    with Host("install").start() as host:
        before = host.shell("ss -Hltn")
        host.copy(site.package(), to="/root/")
        host.out("dpkg", "-i", f"/root/{site.package().name}")
        host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
        expect(host.shell("ss -Hltn") == before, "a port was opened")
        units = "alphaos.service deltaos.service adnet@alpha.service".split()
        for unit in units:
            expect(host.property(unit, "ActiveState") == "inactive", f"{unit} runs")
            expect(host.property(unit, "UnitFileState") == "disabled", f"{unit} is enabled")
        expect(host.out("systemctl", "--failed", "--plain", "--no-legend").strip() == "",
               "a unit failed")
        root = host.shell("ps -eo user,args | grep '[a]dnet-' || true").splitlines()
        expect(all(not line.startswith("root") for line in root), f"as root: {root}")


@scenario
def reinstalling_under_load_touches_no_node():
    from load import Load
    with Host("reinstall").start() as host:
        site.running(host, "alpha")
        pid = host.node_pid("alpha")
        with Load(host, 300) as load:
            host.out("dpkg", "-i", f"/root/{site.package().name}")
            host.shell("systemctl daemon-reload")
            host.agent("config", "apply")
        expect(load.failed == 0, f"{load}")
        expect(host.node_pid("alpha") == pid, "the node was restarted")
        return f"requests={load.requests} failed=0"
