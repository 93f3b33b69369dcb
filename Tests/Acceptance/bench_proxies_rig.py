"""Runs on the host under test: what each proxy costs in the path, and the word to HAProxy.

bench_proxies_rig.py steady JSON-OPTIONS | admin SOCKET COMMAND
The first prints one line of JSON. Needs root and python3.
"""

import itertools
import json
import os
import shutil
import socket
import subprocess
import sys
import time

import bench_rig as rig

PATH = "/mainnet/block/height/latest"
PROXYD = "/lib/systemd/systemd-socket-proxyd"
# Limits on requests a connection are off in both: a connection that is closed after its
# thousandth request would be no fault of an exchange.
HAPROXY = """
global
  stats socket {folder}/admin level admin
  maxconn 8192
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  retries 3
  option redispatch
frontend rest
  bind 127.0.0.1:{port} backlog 4096
  default_backend nodes
backend nodes
  option httpchk GET {path}
  default-server check inter 1s fall 2 rise 2
  server node 127.0.0.1:{node}
  server other 127.0.0.1:{other} backup
"""
NGINX = """daemon off; worker_processes {workers}; pid {folder}/pid; error_log stderr crit;
user root; worker_rlimit_nofile 16384; events {{ worker_connections 8192; }}
http {{ access_log off; keepalive_requests 100000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
upstream nodes {{ server 127.0.0.1:{node}; server 127.0.0.1:{other} backup;
keepalive 64; keepalive_requests 100000000; }}
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{
proxy_pass http://nodes; proxy_http_version 1.1; proxy_set_header Connection "";
proxy_connect_timeout 2s; proxy_next_upstream error timeout; }} }} }}
"""
FRONTS = ["haproxy", "nginx", "socket-proxyd"]


class Front:
    """A proxy and a server of its own behind it, which share a processor."""

    def __init__(self, name: str, port: int, other: int, processor: int):
        self.name, place = name, port + 100
        self.url = f"http://127.0.0.1:{place}{PATH}"
        self.behind = rig.Server("testnode", f"behind-{name}", port, processor)
        folder = rig.WORK / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        values = {"folder": folder, "port": place, "node": port, "other": other, "path": PATH,
                  "workers": 1}
        self.held = None
        if name == "haproxy":
            (folder / "conf").write_text(HAPROXY.format(**values))
            command = ["/usr/sbin/haproxy", "-db", "-f", str(folder / "conf")]
        elif name == "nginx":
            (folder / "conf").write_text(NGINX.format(**values))
            command = ["/usr/sbin/nginx", "-p", str(folder), "-c", str(folder / "conf")]
        else:
            self.held = rig.held_socket(place)
            command = [PROXYD, f"127.0.0.1:{port}"]
        self.process = rig.begin(["/usr/bin/taskset", "-c", str(processor), *command], self.held)
        limit = time.monotonic() + 20
        while subprocess.run(["curl", "-sfo", "/dev/null", "-m", "2", self.url]).returncode != 0:
            if time.monotonic() > limit or self.process.poll() is not None:
                raise SystemExit(f"{name} doesn't answer: "
                                 + (rig.WORK / "log").read_text()[-2000:])
            time.sleep(0.1)

    def spent(self) -> float:
        return self.behind.spent() + sum(map(rig.cpu, rig.family(self.process.pid)))

    def end(self) -> None:
        rig.end(self.process)
        self.behind.end()
        if self.held:
            self.held.close()


class Drained:
    """Our relay and the peers that answer through it, all of them units that run already."""

    def __init__(self, url: str, units: list[str], processor: int):
        self.name, self.url = "relay", url
        self.pids = [int(subprocess.run(["systemctl", "show", "-P", "MainPID", unit], check=True,
                                        capture_output=True, text=True).stdout) for unit in units]
        if 0 in self.pids:
            raise SystemExit(f"not all run: {dict(zip(units, self.pids))}")
        self.pin(str(processor))

    def pin(self, processors: str) -> None:
        for pid in self.pids:
            subprocess.run(["taskset", "-acp", processors, str(pid)], check=True,
                           stdout=subprocess.DEVNULL)

    def spent(self) -> float:
        return sum(rig.cpu(member) for pid in self.pids for member in rig.family(pid))

    def end(self) -> None:
        self.pin(",".join(map(str, EVERYWHERE)))


EVERYWHERE = sorted(os.sched_getaffinity(0))


def steady(options: dict) -> list[dict]:
    """As bench_rig.cost: contests in alternated rounds, servers started anew for each one, on
    each other's ports. What is in the path has one processor together, wrk another."""
    serving, asking = EVERYWHERE[0], EVERYWHERE[-1]
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except OSError:
        pass  # rounds end later then, and are measured all the same
    names = ["plain", "supervised", "twin", *FRONTS]
    load = (False, asking, options["connections"])
    found = []
    for batch in range(options["batches"]):
        turn = batch % len(names)
        port = dict(zip(names[turn:] + names[:turn], itertools.count(7000)))
        paths = [Front(name, port[name], port["plain"], serving) if name in FRONTS
                 else rig.Server("testnode", name, port[name], serving)
                 for name in sorted(names, key=port.get)]
        if options["relay"]:
            paths.append(Drained(*options["relay"], serving))
        try:
            rig.contest(paths, 0.3, *load)
            found += [{"batch": batch} | result
                      for result in rig.contest(paths, options["seconds"], *load)]
        finally:
            for path in paths:
                path.end()
    return found


def admin(path: str, command: str) -> str:
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(f"{command}\n".encode())
        return b"".join(iter(lambda: client.recv(65536), b"")).decode()


if __name__ == "__main__":
    verb, *rest = sys.argv[1:]
    if verb == "admin":
        print(admin(*rest).strip())
    else:
        if os.open("/dev/null", os.O_RDONLY) != 3:  # held sockets go there in a child
            raise SystemExit("descriptor 3 is taken")
        rig.WORK.mkdir(exist_ok=True)
        print(json.dumps(steady(json.loads(rest[0]))))
