"""Nodes of other families, which answer in other ways: what their configuration says of them is enough."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import clients
import site_of as site
from health_site import ONLY_REST, alpha, put, toml, wait_for
from host import Host, LeftOut, expect
from runner import scenario

PINNED = "animica-node==4.0.1"
RPC = '{"jsonrpc":"2.0","id":1,"method":"%s","params":[]}'
ENVIRONMENT = [
    "PYTHONPATH=/opt/animica", "ANIMICA_DATA_DIR={home}/data", "ANIMICA_RPC_HOST={rest.address}",
    "ANIMICA_RPC_PORT={rest.port}", "ANIMICA_P2P_ENABLE=false",
]
QUERIES = f"""
[chain.alpha.probe.height]
path = "/"
body = '{RPC % "eth_blockNumber"}'
field = "result"
[chain.alpha.probe.sync]
path = "/"
body = '{RPC % "eth_syncing"}'
field = "result"
equals = "false"
[chain.alpha.probe.peers]
path = "/"
body = '{RPC % "net_peerCount"}'
field = "result"
[chain.alpha.probe.ready]
path = "/readyz"
field = "ready"
"""
# Alone it has no blocks: one is mined for it again and again, by a client as any other.
MINER = r"""
call() { curl -s -m 30 -H 'content-type: application/json' -d "$1" "http://127.0.0.1:3030$2"; }
while :; do
  [ -n "$address" ] || address=$(call '{"jsonrpc":"2.0","id":1,"method":"getnewaddress","params":[]}' / | sed 's/.*"result":"//; s/".*//')
  call '{"jsonrpc":"2.0","id":1,"method":"miner.mine","params":{"count":1,"allow_offline_mining":true,"address":"'$address'"}}' /rpc
  sleep 0.5
done
"""


def packages() -> Path:
    """The node with all that it needs, for the hosts' Python."""
    folder = Path(tempfile.gettempdir()) / "adnet-animica-4.0.1"
    if not (folder / "done").exists():
        done = subprocess.run(
            [sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--only-binary", ":all:",
             "--python-version", "3.11", "--upgrade", "--target", folder, PINNED], capture_output=True, text=True)
        if done.returncode != 0:
            raise LeftOut(f"{PINNED} can't be installed: {done.stderr[-300:]}")
        (folder / "done").touch()
    return folder


def tried(host: Host) -> dict:
    queries = json.loads(host.agent("probe", "try", "alpha", "--json"))["queries"]
    return {q["query"]: q.get("value") for q in queries}


@scenario(slow=True)
def a_json_rpc_node_is_managed_and_swapped_under_post_load():
    folder = packages()
    with Host("rpc").start("--with", clients.PACKAGES) as host:
        site.install(host, watch="5s")
        subprocess.run(["tar", "-C", folder.parent, "-cf", "/tmp/animica.tar", folder.name], check=True)
        host.copy("/tmp/animica.tar", Path(__file__).parent.parent / "clients", to="/root/")
        host.shell(f"tar -C /opt -xf /root/animica.tar && mv /opt/{folder.name} /opt/animica", timeout=300)
        configuration = (
            alpha(["python3", "-m", "animica_node.run"], f"[chain.alpha]\nenvironment = {toml(ENVIRONMENT)}\n"
                  + ONLY_REST + QUERIES, stall="60s")
            .replace('timeout = "1s"', 'timeout = "2s"'))
        put(host, "/etc/adnet-agent/agent.toml.d/60-rpc.toml", configuration)
        host.agent("config", "apply")
        for version in ("4.0.1", "4.0.2"):
            host.agent("release", "add", "/usr/bin/env", "--name", "alphaos", "--version", version)
        host.agent("chain", "enable", "alpha")
        host.out("systemd-run", "--quiet", "--unit=miner", "sh", "-c", MINER)
        host.agent("swap", "alpha", "4.0.1")
        wait_for(host, "healthy", 60)
        answers = tried(host)
        expect(answers["ready"] == "yes" and int(answers["height"]) > 0 and answers["sync"] == "yes", f"{answers}")
        load = host.begin("python3", "/root/clients/rpc.py", "http://127.0.0.1:3030/", "/root/enough")
        for version in ("4.0.2", "4.0.1", "4.0.2"):
            host.agent("swap", "alpha", version)
        height = tried(host)["height"]
        host.shell("touch /root/enough")
        report = json.loads(load.communicate(timeout=60)[0])
        expect(report["failed"] == 0 and report["calls"] > 300, f"{report}")
        return f"{report['calls']} POSTs through 3 swaps, 0 failed, worst {report['worst_ms']:.0f} ms; height {height}; {answers}"
