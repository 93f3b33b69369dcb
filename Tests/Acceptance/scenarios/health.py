"""What is thought of a node's health, with real faults in real processes."""

import time

import health_site as site
from health_faults import FAULTS, Fault
from host import Failed, Host, expect
from runner import scenario

FOREIGN = "nginx-light,python3,socat"


def try_one(host: Host, fault: Fault) -> tuple[float, str]:
    """Injects it; after how many seconds it was found, and what the agent says to it."""
    pid = host.node_pid(fault.chain)
    if fault.server != "testnode":
        site.serve_with(host, fault.server)
    if fault.server != "testnode" and fault.inject:
        host.wait("another node", lambda: host.node_pid(fault.chain) not in (0, pid))
        site.wait_for(host, "healthy", 60)
        pid = host.node_pid(fault.chain)
    script = f"NODE={pid}; FAULTS=/opt/faults-{fault.chain}; {fault.inject or ':'}; date +%s%3N"
    begun = int(host.shell(script).split()[-1])
    # A start may have begun a moment before the script ended.
    slack = 1_500 if "systemctl" in fault.inject or not fault.inject else 0
    if fault.state == "starting":
        # It has to stay so.
        time.sleep(fault.within)
    deadline = time.monotonic() + fault.within + 10
    while True:
        seen = site.events(host, fault.chain, begun - slack)
        found = [e for e in seen if e[1] == fault.state]
        if found or time.monotonic() > deadline:
            break
        time.sleep(0.2)
    expect(found, f"{fault.state} not found, but {[e[1:] for e in seen]}")
    wrong = [e[1:] for e in seen if e[1] in fault.never]
    expect(not wrong, f"false alarm: {wrong}")
    now = site.health(host, fault.chain)
    words = "; ".join([found[0][2], now["reason"], now.get("action", "")])
    expect(fault.says in words, f"says {words!r}, not {fault.says!r}")
    return max(0.0, (found[0][0] - begun) / 1_000), now.get("action", "")


def recover(host: Host, fault: Fault) -> None:
    pid = host.node_pid(fault.chain)
    host.shell(f"NODE={pid}; {fault.undo or ':'}; rm -f /opt/faults-*;"
               " echo 'return 200 1000;' > /opt/rest.conf; systemctl stop thief 2>/dev/null || true")
    if fault.server != "testnode":
        site.stop_peers(host)
        site.configure(host, site.SERVERS["testnode"][0])
        host.run("systemctl", "reset-failed", "thief")
        host.shell("systemctl stop alphaos; rm -rf /var/lib/adnet/nodes/alpha/ledger;"
                   " systemctl start --no-block alphaos")
    elif fault.state not in ("limited", "faulty", "degraded", "hung"):
        host.shell(f"systemctl restart --no-block {fault.chain}os")
    site.wait_for(host, "healthy", 60, fault.chain)


def try_all(host: Host, faults: list[Fault]) -> list[str]:
    lines, failed = [], []
    for fault in faults:
        try:
            took, action = try_one(host, fault)
            expect(took <= fault.within, f"found after {took:.2f} s, not {fault.within} s")
            lines.append(f"| {fault.name} | {fault.server} | {fault.state} | {fault.within} | "
                         f"{took:.2f} | {action or '–'} |")
            print("  " + lines[-1], flush=True)
        except Exception as problem:
            failed.append(f"{fault.name}: {problem}")
            print(f"  FAILED {failed[-1]}", flush=True)
        recover(host, fault)
    if failed:
        raise Failed("; ".join(failed))
    return lines


@scenario
def common_faults_are_found_in_time_and_named():
    with site.start("faults") as host:
        lines = try_all(host, [f for f in FAULTS if f.is_quick])
        return f"{len(lines)} faults, each found in time"


@scenario(slow=True)
def every_fault_of_the_table_is_found_in_time_and_named():
    with site.start("table", FOREIGN) as host:
        lines = try_all(host, FAULTS)
        return f"{len(lines)} faults, each found in time"
