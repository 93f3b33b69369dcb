"""A host whose chain alpha can be served by any program, for the faults of health_faults.py.

The release is `env`: what it runs is in the configuration, and a stop and a start exchange it.
"""

import json
import subprocess
from concurrent.futures import ThreadPoolExecutor

import site_of as site
from host import Failed, Host, expect

def toml(words: list[str]) -> str:
    return "[" + ", ".join(json.dumps(w) for w in words) + "]"


# With answers within a second; what has to stand still does so for 10 s.
PROBE = """
[chain.{chain}.probe]
period = "1s"
timeout = "1s"
stall = "{stall}"
quiet = "8s"
"""
# A chain of one, with a block each second.
NODE = ["/opt/adnet-testnode", "start", "--validator", "--dev", "DEV",
        "--node", "{p2p.endpoint}", "--bft", "{bft.endpoint}", "--rest", "{rest.endpoint}",
        "--metrics", "--metrics-ip", "{metrics.endpoint}", "--rest-rps", "100000",
        "--storage", "{home}/ledger", "--nodisplay", "--nocdn", "--verbosity", "0"]
ONLY_REST = "".join(f'[chain.alpha.ports.{role}]\nenabled = false\n'
                    for role in ("p2p", "bft", "metrics"))
# nginx's height: the number of the connection. One that stands still isn't taken for started.
GROWS = "return 200 1000$connection;"
PEERS = [f"http://127.0.0.1:{4000 + n}" for n in range(1, 5)]
VALIDATORS = ",".join(f"127.0.0.1:{5100 + n}" for n in range(1, 5))
THIEF = ("systemd-run --quiet --unit=thief /opt/adnet-testnode start --dev 77 --storage /tmp/thief "
         "--node {p2p} --bft 127.0.0.1:0 --rest {rest} --validators 127.0.0.1:1; sleep 1")


# Delta has the WebSocket, and nothing else of it is changed.
DELTA = (f"[chain.delta.command]\ndeltaos = "
         + toml([w.replace("DEV", "0") for w in NODE]
                + ["--ws", "{ws.endpoint}", "--faults", "/opt/faults-delta"]) + "\n"
         + PROBE.format(chain="delta", stall="10s"))


def alpha(command: list[str], more: str = "", stall: str = "10s") -> str:
    return (f"[chain.alpha.command]\nalphaos = {toml(command)}\nadnet = [\"run\"]\n"
            + "check_ports = false\n" + more + PROBE.format(chain="alpha", stall=stall))


def node(*more: str, number: int = 0) -> list[str]:
    words = NODE + ["--faults", "/opt/faults-alpha", *more]
    return [str(number) if w == "DEV" else w for w in words]


def nginx() -> list[str]:
    return ["nginx", "-e", "stderr", "-c", "/opt/nginx.conf", "-g", "daemon off;"]


def peered(*more: str) -> str:
    return alpha(node("--committee-size", "5", *more),
                 f"[chain.alpha.peers]\nurls = {toml(PEERS)}\n")


# By the name in the table: the configuration, and what to run on the host before the unit starts.
SERVERS = {
    "testnode": (alpha(node()), ""),
    "locked": (alpha(node()),
               "systemd-run --quiet --unit=thief --uid=adnet-node python3 -c "
               "'import fcntl,time; f=open(\"/var/lib/adnet/nodes/alpha/ledger/LOCK\",\"w\"); "
               "fcntl.lockf(f,fcntl.LOCK_EX); time.sleep(60)'; sleep 1"),
    "sleep": (alpha(["sleep", "infinity"]), ""),
    "busy": (alpha(["dash", "-c", "while :; do :; done"]), ""),
    "p2p-taken": (alpha(node()),
                  THIEF.format(p2p="0.0.0.0:4130", rest="127.0.0.1:0")),
    "p2p-loopback": (alpha([w.replace("{p2p.endpoint}", "127.0.0.1:4130") for w in node()]), ""),
    "rest-taken": (alpha(node(), "[chain.alpha.ports.rest]\nheld = false\n"),
                   "systemctl stop adnet-alpha-rest.socket; "
                   + THIEF.format(p2p="127.0.0.1:0", rest="0.0.0.0:3030")),
    "metrics-open": (alpha([w.replace("{metrics.endpoint}", "0.0.0.0:9090") for w in node()]), ""),
    "half-open": (alpha(["python3", "/opt/half_open.py"], stall="1h"), ""),
    "peers": (peered("--validators", VALIDATORS), "peers"),
    "alone": (peered("--peers", "127.0.0.1:4101"), "strangers"),
    "nginx": (alpha(nginx(), ONLY_REST, stall="1h"), "cp /opt/plain.conf /opt/nginx.conf"),
    "nginx-ipv6": (alpha(nginx(), ONLY_REST, stall="1h"),
                   "sed 's/listen 3030;/listen [::]:3030 ipv6only=on;/' /opt/plain.conf"
                   " > /opt/nginx.conf"),
    "python-once": (alpha(["python3", "/opt/once.py"], ONLY_REST, stall="1h"), ""),
    "socat": (alpha(["socat", "TCP-LISTEN:3030,fork,reuseaddr", "EXEC:sleep 600"], ONLY_REST), ""),
    "python-404": (alpha(["python3", "-m", "http.server", "3030", "--directory", "/usr/share/man"],
                         ONLY_REST), ""),
}

FILES = {
    "/opt/plain.conf": """
worker_processes 1; pid /var/lib/adnet/nodes/alpha/nginx.pid; events {}
http {
  access_log off; client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f;
  uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s; root /opt/www;
  limit_req_zone $binary_remote_addr zone=tight:1m rate=1r/m;
  server { listen 3030; location / { default_type text/plain; include /opt/rest.conf; } }
}
""",
    # Takes its first caller, answers it well, and then hangs in its only thread.
    "/opt/once.py": """
import socket, time
server = socket.create_server(("0.0.0.0", 3030), backlog=64)
for _ in range(2):
    client, _ = server.accept()
    client.recv(4096)
    client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\nConnection: close\\r\\n\\r\\n1000")
    client.close()
time.sleep(1e6)
""",
    # All ports of a node, a REST that answers, and a P2P port where nobody accepts.
    "/opt/half_open.py": """
import http.server, socket, threading
class Rest(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "4"); self.end_headers()
        self.wfile.write(b"1000")
    def log_message(self, *_): pass
p2p = socket.create_server(("0.0.0.0", 4130), backlog=64)
bft = socket.create_server(("0.0.0.0", 5000), backlog=64)
metrics = http.server.ThreadingHTTPServer(("127.0.0.1", 9090), Rest)
threading.Thread(target=metrics.serve_forever, daemon=True).start()
callers = [socket.create_connection(("127.0.0.1", 4130)) for _ in range(3)]
http.server.ThreadingHTTPServer(("0.0.0.0", 3030), Rest).serve_forever()
""",
}


def prepare(host: Host, packages: str = "") -> Host:
    """The package and a release for either chain."""
    host.start(*(["--with", packages] if packages else []))
    host.copy(site.package(), site.testnode(), to="/opt/")
    host.shell("chmod 755 /opt/adnet-testnode; cp /opt/adnet-testnode /root/; mkdir -p /opt/www; truncate -s 100M /opt/www/huge;"
               " echo 1000000000 > /opt/www/height; echo '" + GROWS + "' > /opt/rest.conf")
    for path, text in FILES.items():
        put(host, path, text)
    host.out("dpkg", "-i", f"/opt/{site.package().name}")
    configure(host, SERVERS["testnode"][0])
    for chain in ("alpha", "delta"):
        host.agent("release", "add", "/usr/bin/env", "--name", f"{chain}os", "--version", "1.0")
        host.agent("chain", "enable", chain)
    return host


def start(name: str, packages: str = "") -> Host:
    """Both chains, served by our stand-in node, and healthy."""
    host = prepare(Host(name), packages)
    for chain in ("alpha", "delta"):
        host.agent("swap", chain, "1.0")
        wait_for(host, "healthy", chain=chain)
    return host


def put(host: Host, path: str, text: str) -> None:
    host.out("/bin/sh", "-c", 'printf %s "$1" > "$2"', "sh", text, path)


def configure(host: Host, text: str, guard: str = site.UNGUARDED) -> None:
    put(host, "/etc/adnet-agent/agent.toml.d/50-test.toml",
        '[agent]\nwatch = "3s"\nready_timeout = "30s"\n[host.disk]\nreserve = "64M"\n' + DELTA + text
        + guard)
    host.agent("config", "apply")


def serve_with(host: Host, server: str) -> None:
    """Exchanges what serves the chain; it is told to start, and not waited for."""
    text, before = SERVERS[server]
    stop(host)
    configure(host, text)
    if before in ("peers", "strangers"):
        start_peers(host, knows_alpha=before == "peers")
    elif before:
        host.shell(before)
    # What is stopped has nothing to go back to: this server stays, whatever it does.
    host.agent("start", "alpha", "--accept-height", "--no-wait")


def stop(host: Host) -> None:
    """Ends the chain's node, after whatever was being done with it."""
    host.wait("nothing is under way", host.is_idle, 90)
    host.agent("stop", "alpha", "--accept-halt")


def start_peers(host: Host, knows_alpha: bool = True) -> None:
    """Four more validators of a committee of five, as plain processes."""
    for n in range(1, 5):
        others = ",".join(["127.0.0.1:5000"] * knows_alpha
                          + [f"127.0.0.1:{5100 + m}" for m in range(1, 5) if m != n])
        host.shell(
            f"systemd-run --quiet --unit=peer{n} /opt/adnet-testnode start --dev {n}"
            f" --node 127.0.0.1:{4100 + n} --bft 127.0.0.1:{5100 + n} --rest 127.0.0.1:{4000 + n}"
            f" --validators {others} --committee-size 5 --rest-rps 100000 --storage /tmp/peer{n}"
            f" --faults /opt/faults-peer{n} --verbosity 0")


def stop_peers(host: Host) -> None:
    for n in range(1, 5):
        host.run("systemctl", "stop", f"peer{n}")


def health(host: Host, chain: str = "alpha") -> dict:
    done = host.run("adnet-agent", "health", chain, "--json")
    expect(done.returncode in (0, 3), f"health: {done.returncode} {done.stderr}")
    return json.loads(done.stdout)["chains"][0]


def wait_for(host: Host, state: str, seconds: float = 30, chain: str = "alpha") -> dict:
    def look():
        found = health(host, chain)
        return found if found["state"] == state else None
    try:
        return host.wait(f"{chain} is {state}", look, seconds, every=0.3)
    except Failed as problem:
        found = health(host, chain)
        raise Failed(f"{problem}, but {found['state']}: {found['reason']}; "
                     f"{found['network_reason']}") from None


def events(host: Host, chain: str, since: int) -> list[tuple[int, str, str]]:
    """What a chain's health became since then: when, in milliseconds, the state, and the words."""
    out = host.run("journalctl", "-o", "json", "ADNET_EVENT=health_changed",
                   f"ADNET_CHAIN={chain}").stdout
    entries = [json.loads(line) for line in out.splitlines()]
    found = [(int(e["__REALTIME_TIMESTAMP"]) // 1000, e["ADNET_HEALTH"], e["MESSAGE"])
             for e in entries]
    return [e for e in found if e[0] >= since]


class Network:
    """Hosts with an agent and a validator each, on a network of their own."""

    chains: tuple[str, ...] = ("alpha",)

    def __init__(self, name: str, size: int = 5, flags: tuple = (), guarded: bool = False,
                 stall: str = "10s"):
        self.hosts = [Host(f"{name}{n}") for n in range(1, size + 1)]
        self.numbers = range(1, size + 1)
        self.flags, self.guarded, self.stall = flags, guarded, stall

    def __enter__(self) -> "Network":
        with ThreadPoolExecutor() as pool:
            list(pool.map(self.prepare, self.hosts))
            self._connect()
            self.addresses = {
                n: self.hosts[0].out("/root/adnet-testnode", "identity", str(n)).strip()
                for n in self.numbers}
            list(pool.map(self.serve, self.numbers, self.hosts))
        for host in self.hosts:
            for chain in self.chains:
                host.wait(f"{chain}: all are well and see each other advance", lambda: (
                    health(host, chain)["state"], health(host, chain)["network"]
                ) == ("healthy", "advancing"), 90)
        return self

    def prepare(self, host: Host) -> None:
        """Everything that doesn't need the others."""
        prepare(host)

    def serve(self, number: int, host: Host) -> None:
        """Starts the host's validators, beside the others'."""
        command = node("--committee", self.committee, "--validators",
                       self.validators(number, 5000), *self.flags, number=number)
        guard = (f"[chain.alpha.quorum]\naddress = \"{self.addresses[number]}\"\n"
                 if self.guarded else site.UNGUARDED)
        peers = f"[chain.alpha.peers]\nurls = {toml(self.peers(number, 3030))}\n"
        configure(host, alpha(command, peers, self.stall), guard)
        host.agent("swap", "alpha", "1.0", "--no-wait")

    @property
    def committee(self) -> str:
        return ",".join(map(str, self.numbers))

    def validators(self, number: int, port: int) -> str:
        """The others' BFT."""
        return ",".join(f"10.99.0.{n}:{port}" for n in self.numbers if n != number)

    def peers(self, number: int, port: int) -> list[str]:
        """The others' REST."""
        return [f"{self.addresses[n]}@http://10.99.0.{n}:{port}" for n in self.numbers
                if n != number]

    def __exit__(self, *_) -> None:
        for host in self.hosts:
            host.stop()

    def _connect(self) -> None:
        """A bridge in the first host, and a cable from it to each other one. All of it is gone with
        the hosts."""
        pids = [self._pid(host) for host in self.hosts]
        first = ["nsenter", "-t", pids[0], "-n"]
        run = lambda *words: subprocess.run(words, check=True)
        run(*first, "ip", "link", "add", "br0", "type", "bridge")
        run(*first, "ip", "address", "add", "10.99.0.1/24", "dev", "br0")
        run(*first, "ip", "link", "set", "br0", "up")
        for number, pid in enumerate(pids[1:], 2):
            run(*first, "ip", "link", "add", f"v{number}", "type", "veth", "peer", "name", "eth0",
                "netns", pid)
            run(*first, "ip", "link", "set", f"v{number}", "master", "br0", "up")
            there = ["nsenter", "-t", pid, "-n", "ip"]
            run(*there, "address", "add", f"10.99.0.{number}/24", "dev", "eth0")
            run(*there, "link", "set", "eth0", "up")

    def _pid(self, host: Host) -> str:
        return subprocess.run([host.tool, "pid", host.name], capture_output=True, text=True,
                              check=True).stdout.strip()

    def nodes(self) -> list[int]:
        return [host.node_pid("alpha") for host in self.hosts]


def restarts(host: Host) -> list[dict]:
    """The restarts that the agent began by itself."""
    found = json.loads(host.agent("operation", "list", "--json"))["operations"]
    return [o for o in found if o["id"].endswith("-heal")]
