"""Nodes of other families, which answer in other ways: what their configuration says of them is enough."""

import json
from pathlib import Path

import clients
import pypi
import site_of as site
from health_site import ONLY_REST, alpha, put, toml, wait_for
from host import Host, expect
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


def tried(host: Host) -> dict:
    queries = json.loads(host.agent("probe", "try", "alpha", "--json"))["queries"]
    return {q["query"]: q.get("value") for q in queries}


@scenario(slow=True)
def a_json_rpc_node_is_managed_and_swapped_under_post_load():
    with Host("rpc").start("--with", clients.PACKAGES) as host:
        site.install(host, watch="5s")
        pypi.install(host, [PINNED], "/opt/animica")
        host.copy(Path(__file__).parent.parent / "clients", to="/root/")
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


# A node of none of the families: its REST, its JSON-RPC, its text and its metrics are each asked for alone.
SHAPES = r"""
import http.server, json, threading
HEIGHT = 125
class Rest(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def say(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())
    def do_GET(self):
        if self.path == "/mainnet/block/height/latest": return self.say(200, str(HEIGHT))
        if self.path == "/api/v1/status":
            return self.say(200, json.dumps({"chain": {"height": str(HEIGHT)}, "state": "synced", "peers": ["a", "b"]}))
        if self.path == "/readyz": return self.say(200, "ok\n", "text/plain")
        if self.path == "/metrics" and self.server.server_port == 9090:
            return self.say(200, '# TYPE node_chain_height gauge\nnode_chain_height{network="main"} 1.25e+02\n', "text/plain")
        self.say(404, "{}")
    def do_POST(self):
        call = json.loads(self.rfile.read(int(self.headers["content-length"])))
        known = {"eth_blockNumber": hex(HEIGHT), "eth_syncing": False, "net_peerCount": "0x2"}
        if self.path != "/" or call["method"] not in known: return self.say(404, "{}")
        self.say(200, json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": known[call["method"]]}))
threading.Thread(target=http.server.ThreadingHTTPServer(("127.0.0.1", 9090), Rest).serve_forever).start()
http.server.ThreadingHTTPServer(("0.0.0.0", 3030), Rest).serve_forever()
"""
METRICS = '[chain.alpha.ports.p2p]\nenabled = false\n[chain.alpha.ports.bft]\nenabled = false\n'
# By shape: what to configure, and what `probe try` has to show.
EACH = {
    "REST of the family": ("", {"height": "125"}),
    "JSON with a field": ("""
[chain.alpha.probe]
height = { path = "/api/v1/status", field = "chain.height" }
sync = { path = "/api/v1/status", field = "state", equals = "synced" }
peers = { path = "/api/v1/status", field = "peers" }
""", {"height": "125", "sync": "yes", "peers": "2"}),
    "JSON-RPC by POST": (f"""
[chain.alpha.probe]
height = {{ path = "/", body = '{RPC % "eth_blockNumber"}', field = "result" }}
sync = {{ path = "/", body = '{RPC % "eth_syncing"}', field = "result", equals = "false" }}
peers = {{ path = "/", body = '{RPC % "net_peerCount"}', field = "result" }}
""", {"height": "125", "sync": "yes", "peers": "2"}),
    "text": ("""
[chain.alpha.probe]
ready = { path = "/readyz", equals = "ok" }
""", {"ready": "yes", "height": "125"}),
    "metrics only": ("""
[chain.alpha.probe]
height = { metric = "node_chain_height" }
""", {"height": "125"}),
}


@scenario
def probe_try_shows_what_each_shape_gets():
    with Host("shapes").start("--with", "python3") as host:
        site.install(host)
        put(host, "/opt/shapes.py", SHAPES)
        put(host, "/etc/adnet-agent/agent.toml.d/60-shapes.toml", alpha(["python3", "/opt/shapes.py"], METRICS))
        queries_file = "/etc/adnet-agent/agent.toml.d/70-queries.toml"
        host.out("systemd-run", "--quiet", "--unit=shapes", "python3", "/opt/shapes.py")
        host.wait("it answers", lambda: host.run(
            "curl", "-sf", "http://127.0.0.1:3030/readyz").returncode == 0)
        seen = {}
        for shape, (queries, wanted) in EACH.items():
            put(host, queries_file, queries)
            got = {q: v for q, v in tried(host).items() if q in wanted}
            expect(got == wanted, f"{shape}: {got} instead of {wanted}")
            seen[shape] = got
        # Asked for where it isn't, each says what it got instead.
        put(host, queries_file, EACH["JSON with a field"][0].replace("chain.height", "chain.heights").replace(
            '/api/v1/status", field = "peers', '/nowhere", field = "peers'))
        text = host.run("adnet-agent", "probe", "try", "alpha").stdout
        expect("has no chain.heights" in text and "not supported" in text, text)
        return "; ".join(f"{shape}: {got}" for shape, got in seen.items())
