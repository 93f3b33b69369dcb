"""Servers that aren't ours in the node's place: how they are told what to do, and what came of it.

The release is `env`, under two versions: what it runs is in agent.toml, so that a swap exchanges
one process of the server for another.
"""

import os
from collections import Counter
from dataclasses import dataclass, field

import clients
import pypi
import site_of as site
from bench_swaps import absence
from clients import Clients
from health_site import ONLY_REST, alpha, put
from host import Host, expect
from load import Load

# A new process would answer at once: the node has to be away for a while.
LATER = ["dash", "-c", 'sleep "$0"; exec "$@"', "0.5"]
HEIGHT = "/mainnet/block/height/latest"
LIBRARIES = ["requests", "aiohttp", "agent"]
AGENT = """
[agent]
watch = "1s"
ready_timeout = "30s"
[host.disk]
reserve = "64M"
""" + site.UNGUARDED


@dataclass
class Server:
    command: list[str]
    packages: str
    files: dict[str, str] = field(default_factory=dict)
    # Packages of PyPI.
    pinned: list[str] = field(default_factory=list)


NGINX = """
worker_processes 2;
pid /var/lib/adnet/nodes/alpha/nginx.pid;
events { }
http {
  access_log off;
  client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f;
  uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s;
  root /opt/www;
  default_type application/json;
  server { listen 0.0.0.0:3030; }
}
"""
# As tcp4, since Go makes 0.0.0.0 an IPv6 socket otherwise, which isn't the held one.
CADDY = """
{
  admin off
}
http://:3030 {
  bind tcp4/0.0.0.0
  root * /opt/www
  file_server
}
"""
NODE_JS = """
const http = require("node:http");
http.createServer((request, response) => {
  response.setHeader("Content-Type", "application/json");
  response.end(String(Math.floor(Date.now() / 1000)));
}).listen(3030, "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
"""
ASGI = """
import time

async def app(scope, receive, send):
    if scope["type"] != "http":
        return
    body = str(int(time.time())).encode()
    await send({"type": "http.response.start", "status": 200, "headers": [
        (b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})
"""

WSGI = """
import time

def wsgi(environ, start_response):
    body = str(int(time.time())).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
"""
THREADS = """
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Height(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = str(int(time.time())).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

ThreadingHTTPServer.request_queue_size = 1024
ThreadingHTTPServer(("0.0.0.0", 3030), Height).serve_forever()
"""
AIOHTTP = """
import time
from aiohttp import web

async def height(request):
    return web.json_response(int(time.time()))

app = web.Application()
app.router.add_get("/{path:.*}", height)
web.run_app(app, host="0.0.0.0", port=3030, print=None)
"""
TORNADO = """
import asyncio, signal, time
import tornado.web

class Height(tornado.web.RequestHandler):
    def get(self, _):
        self.set_header("Content-Type", "application/json")
        self.write(str(int(time.time())))

async def main():
    end = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end.set)
    server = tornado.web.Application([("/(.*)", Height)]).listen(3030, "0.0.0.0")
    await end.wait()
    server.stop()

asyncio.run(main())
"""
CHEROOT = """
import signal, sys
from cheroot.wsgi import Server
from height import wsgi

server = Server(("0.0.0.0", 3030), wsgi, numthreads=16)
signal.signal(signal.SIGTERM, lambda *_: (server.stop(), sys.exit(0)))
server.start()
"""
FROM_PYPI = ["env", "PYTHONPATH=/opt/pypi:/opt", "python3", "-m"]

SERVERS = {
    "nginx": Server(["nginx", "-e", "stderr", "-c", "/opt/nginx.conf", "-g", "daemon off;"],
                    "nginx-light", {"/opt/nginx.conf": NGINX}),
    "caddy": Server(["caddy", "run", "--config", "/opt/Caddyfile", "--adapter", "caddyfile"],
                    "caddy", {"/opt/Caddyfile": CADDY}),
    "node": Server(["node", "/opt/height.js"], "nodejs", {"/opt/height.js": NODE_JS}),
    "uvicorn": Server(["uvicorn", "--host", "0.0.0.0", "--port", "3030", "--app-dir", "/opt",
                       "--log-level", "warning", "height:app"],
                      "uvicorn", {"/opt/height.py": ASGI}),
    "waitress": Server(FROM_PYPI + ["waitress", "--listen=0.0.0.0:3030", "--threads=8", "height:wsgi"],
                       "python3", {"/opt/height.py": WSGI}, ["waitress==3.0.2"]),
    "uvicorn-workers": Server(FROM_PYPI + ["uvicorn", "--host", "0.0.0.0", "--port", "3030", "--app-dir", "/opt",
                                           "--workers", "2", "--log-level", "warning", "height:app"], "python3",
                              {"/opt/height.py": ASGI}, ["uvicorn==0.54.0", "uvloop==0.23.0", "httptools"]),
    "hypercorn": Server(FROM_PYPI + ["hypercorn", "--bind", "0.0.0.0:3030", "--workers", "2", "height:app"],
                        "python3", {"/opt/height.py": ASGI}, ["hypercorn==0.18.0"]),
    "gunicorn-sync": Server(FROM_PYPI + ["gunicorn", "--bind", "0.0.0.0:3030", "--workers", "4", "height:wsgi"],
                            "python3", {"/opt/height.py": WSGI}, ["gunicorn==23.0.0"]),
    "gunicorn-gthread": Server(FROM_PYPI + ["gunicorn", "--bind", "0.0.0.0:3030", "--threads", "16",
                                            "--keep-alive", "60", "height:wsgi"],
                               "python3", {"/opt/height.py": WSGI}, ["gunicorn==23.0.0"]),
    "aiohttp": Server(FROM_PYPI[:-1] + ["/opt/web.py"], "python3", {"/opt/web.py": AIOHTTP}, ["aiohttp==3.14.5"]),
    "tornado": Server(FROM_PYPI[:-1] + ["/opt/web.py"], "python3", {"/opt/web.py": TORNADO}, ["tornado==6.6.1"]),
    "cheroot": Server(FROM_PYPI[:-1] + ["/opt/web.py"], "python3",
                      {"/opt/web.py": CHEROOT, "/opt/height.py": WSGI}, ["cheroot==11.1.2"]),
    # A thread for each connection, which waits in recv(2).
    "threads": Server(["python3", "/opt/threads.py"], "python3", {"/opt/threads.py": THREADS}),
    # hyper, with a graceful end: what axum::serve(…).with_graceful_shutdown(…) is.
    "granian": Server(FROM_PYPI + ["granian", "--interface", "asgi", "--host", "0.0.0.0", "--port", "3030",
                                   "--working-dir", "/opt", "height:app"],
                      "python3", {"/opt/height.py": ASGI}, ["granian==2.8.9"]),
}


def start(host: Host, server: Server) -> Host:
    """Chain alpha, served by it."""
    # One image for all servers, which is built once.
    everyone = ",".join(other.packages for other in SERVERS.values())
    host.start("--with", f"{clients.PACKAGES},{everyone}")
    host.run("systemctl", "stop", "nginx", "caddy")  # Debian's own instances
    host.copy(site.package(), site.testnode(), to="/root/")
    host.out("dpkg", "-i", f"/root/{site.package().name}")
    for path, text in server.files.items():
        put(host, path, text)
    if server.pinned:
        pypi.install(host, server.pinned, to="/opt/pypi")
    # What serves files gets its height this way; renamed, for half a number is another height.
    file = f"/opt/www{HEIGHT}"
    host.shell(f"mkdir -p {file.rpartition('/')[0]}; systemd-run --quiet --unit=height dash -c "
               f"'while :; do printf %s $(date +%s) > /opt/next; mv /opt/next {file}; sleep 0.5;"
               " done'")
    put(host, "/etc/adnet-agent/agent.toml.d/50-test.toml",
        AGENT + alpha(LATER + server.command, ONLY_REST, stall="1h"))
    host.agent("config", "apply")
    for version in ("1.0", "1.1"):
        host.agent("release", "add", "/usr/bin/env", "--name", "alphaos", "--version", version)
    host.agent("chain", "enable", "alpha")
    host.agent("swap", "alpha", "1.0")
    handoff = host.chain("alpha")["handoff"]
    expect(handoff["on"], f"the handoff is off: {handoff}")
    return host


class Swaps:
    """Swaps of alpha one after another, between two releases, and what was seen of them."""

    def __init__(self, host: Host, versions: list[str]):
        self.host, self.versions = host, versions
        self.number = 0
        self.forget()

    def forget(self) -> None:
        """What was so far."""
        self.gaps: list[float] = []
        self.adoption: Counter[str] = Counter()
        self.lines: list[str] = []

    def run(self, count: int) -> None:
        """ADNET_SWAPS=N: as many instead."""
        for _ in range(int(os.environ.get("ADNET_SWAPS", count))):
            self.one()

    def one(self) -> None:
        pid = self.host.node_pid("alpha")
        self.number += 1
        self.host.agent("swap", "alpha", self.versions[self.number % 2])
        operation = self.host.operation()
        expect(operation["outcome"] == "done", f"swap {self.number}: {operation}")
        expect(self.host.node_pid("alpha") != pid, "the node is still the old one")
        self.gaps.append(absence(operation))
        found = operation.get("adoption")
        steps = ", ".join(f"{s['name']} {s.get('ms', '?')}" for s in operation["steps"])
        self.lines.append(f"{operation['started_at']}: {steps}; {found}")
        if not found:
            self.adoption["swaps that tell nothing of them"] += 1
            return
        for key in ("seen", "adopted", "severed", "reachable", "ended", "cut"):
            self.adoption[key] += found.get(key, 0)
        for reason, number in found.get("left", {}).items():
            self.adoption[reason] += number
        if found.get("trouble"):
            self.adoption[found["trouble"]] += 1

    def log(self) -> str:
        """A line for each."""
        return "\n".join(self.lines)

    def __str__(self) -> str:
        counts = ", ".join(f"{n} {word}" for word, n in self.adoption.items() if n)
        return (f"{len(self.gaps)} swaps, node away {min(self.gaps):.1f} to {max(self.gaps):.1f} s;"
                f" the old nodes' connections: {counts or 'none'}")


def under_load(host: Host, server: Server, count: int) -> str:
    """So many swaps of that server, under load by our own generator and by libraries."""
    start(host, server)
    swaps = Swaps(host, ["1.0", "1.1"])
    new, kept = (Load(host, 100, mode=mode) for mode in ("new", "keepalive"))
    with new, kept, Clients(host, libraries=LIBRARIES) as others:
        swaps.run(count)
    failed = new.failed + kept.failed + others.failed
    expect(failed == 0, f"{swaps}\nnew: {new}\nkept-alive: {kept}\n{others}")
    expect(swaps.adoption["severed"] == swaps.adoption["adopted"], f"within the node's reach: {swaps}")
    requests = new.requests + kept.requests + others.requests
    expect(min(new.requests, kept.requests, *(r["requests"] for r in others.reports.values())) > 0,
           "no load")
    return (f"{swaps}; {requests} requests, 0 failed; worst in ms: new {new.worst:.0f}, kept-alive "
            f"{kept.worst:.0f}, "
            + ", ".join(f"{name} {report['latency_ms']['max']:.0f}"
                        for name, report in others.reports.items()))
