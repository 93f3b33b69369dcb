"""The package on a server."""

import site_of as site
from host import Host, expect
from load import Load
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
def a_unit_of_the_same_name_that_is_not_ours_is_left_alone():
    with Host("samename").start() as host:
        host.copy(site.package(), to="/root/")
        host.shell("printf '[Service]\\nExecStart=/bin/sleep 1d\\n' "
                   "> /etc/systemd/system/alphaos.service; systemctl start alphaos")
        done = host.run("dpkg", "-i", f"/root/{site.package().name}")
        expect(done.returncode != 0 and "not from this package" in done.stderr, f"{done}")
        host.shell("systemctl daemon-reload; systemctl restart alphaos")
        expect("sleep" in host.property("alphaos.service", "ExecStart"), "its settings changed")
        host.shell("systemctl stop alphaos; rm /etc/systemd/system/alphaos.service")
        host.out("dpkg", "-i", f"/root/{site.package().name}")


@scenario
def reinstalling_upgrading_and_applying_under_load_touch_no_node():
    with Host("upgrade").start() as host:
        site.running(host)
        pids = [host.node_pid("alpha"), host.node_pid("delta")]
        newer = site.upgraded_package()
        host.copy(newer, to="/root/")
        with Load(host, 300) as load:
            host.out("dpkg", "-i", f"/root/{site.package().name}")
            host.out("dpkg", "-i", f"/root/{newer.name}")
            host.shell("systemctl daemon-reload")
            # Something to write, so that applying isn't empty.
            host.shell("printf '[chain.alpha.limits]\\nopen_files = 70000\\n'"
                       " > /etc/adnet-agent/agent.toml.d/60-limits.toml")
            host.agent("config", "apply")
            host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
        version = host.shell("dpkg-query -W -f '${Version}' adnet-agent")
        expect(version.endswith("+upgrade"), f"installed is {version}")
        expect(load.failed == 0, f"{load}")
        now = [host.node_pid("alpha"), host.node_pid("delta")]
        expect(now == pids, f"a node was restarted: {pids} -> {now}")
        sockets = host.shell("systemctl show -P ActiveState adnet-alpha-rest.socket").strip()
        expect(sockets == "active", f"the held socket is {sockets}")
        return f"requests={load.requests} failed=0, PIDs unchanged"


@scenario
def a_removal_is_refused_while_nodes_run_and_a_reinstall_keeps_what_was_enabled():
    with Host("removed").start() as host:
        site.running(host)
        host.agent("stop", "delta")
        pid = host.node_pid("alpha")
        done = host.run("dpkg", "--remove", "adnet-agent")
        expect(done.returncode != 0 and "run here: alpha\n" in done.stderr
               and "adnet-agent stop alpha" in done.stderr, f"{done}")
        expect(host.node_pid("alpha") == pid and host.run("kill", "-0", str(pid)).returncode == 0,
               "the node was stopped")
        host.wait("the agent still runs",
                  lambda: host.run("adnet-agent", "status").returncode == 0)

        host.agent("stop", "alpha")
        enabled = [host.property(f"{chain}os.service", "UnitFileState")
                   for chain in ("alpha", "delta")]
        host.out("dpkg", "--remove", "adnet-agent")
        host.out("dpkg", "-i", f"/root/{site.package().name}")
        host.wait("the agent runs", lambda: host.run("adnet-agent", "status").returncode == 0)
        again = [host.property(f"{chain}os.service", "UnitFileState")
                 for chain in ("alpha", "delta")]
        expect(again == enabled, f"{enabled} -> {again}")
        expect(host.property("alphaos.service", "ActiveState") == "inactive", "it was started")
        host.agent("start", "alpha")

        host.shell("touch /run/adnet/remove; dpkg --remove adnet-agent", timeout=300)
        expect(host.run("pgrep", "-f", "[a]lphaos start").returncode == 1, "a node was left")
        expect(host.run("test", "-e", "/run/adnet/remove").returncode == 1, "insisted for ever")
