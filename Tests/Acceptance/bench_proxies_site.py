"""A network of seven validators on one host: ours, four that are exchanged in other ways, and two
that are only there, as peers of ours and as the other server behind a proxy."""

import csv
import io
import time
from collections.abc import Callable
from dataclasses import dataclass

import bench_proxies_rig
import site_of as site
from bench_swaps import absence, serves
from health_site import health, put
from host import ROOT, Failed, Host
from load import ALPHA

PATH = bench_proxies_rig.PATH
RIG = "/root/bench_proxies_rig.py"
# A node's REST is port 80 and its number, its P2P 81, its BFT 85: below the ports that clients get.
PLAIN, HAPROXY, NGINX, PROXYD = 31, 32, 33, 34
PEERS = [41, 42]
NODES = [PLAIN, HAPROXY, NGINX, PROXYD, *PEERS]
# The seven are a committee, so that the chain goes on when one of them is away.
COMMITTEE = ["--committee-size", "7", "--validators",
             ",".join(["127.0.0.1:5000"] + [f"127.0.0.1:85{n}" for n in NODES])]
# Its start lasts until it answers, as an operator would have it whose proxy is ordered after it.
NODE = f"""[Unit]
Description=Node %i, with nothing of ours
[Service]
ExecStart=/root/bench-node start --validator --dev %i --node 127.0.0.1:81%i \
 --bft 127.0.0.1:85%i --rest 127.0.0.1:80%i --rest-rps 100000 --storage /root/bench-ledger-%i \
 --nodisplay --nocdn --verbosity 0
ExecStartPost=/bin/sh -c 'until curl -sfo /dev/null -m 1 http://127.0.0.1:80%i{PATH}; \
do sleep 0.05; done'
Restart=always
LimitNOFILE=65536
"""
# As in the manual page of systemd-socket-proxyd: the proxy goes down and comes up with its server,
# and systemd's socket keeps clients that come in between. Six descriptors a client.
PROXYD_SOCKET = f"""[Unit]
Description=The socket in front of node {PROXYD}
[Socket]
ListenStream=127.0.0.1:8054
"""
PROXYD_SERVICE = f"""[Unit]
Description=systemd-socket-proxyd in front of node {PROXYD}
Requires=bench@{PROXYD}.service bench-proxyd.socket
After=bench@{PROXYD}.service bench-proxyd.socket
[Service]
ExecStart={bench_proxies_rig.PROXYD} --connections-max=8192 127.0.0.1:80{PROXYD}
LimitNOFILE=65536
"""
CONFIGURATION = "/etc/adnet-agent/agent.toml.d/51-bench.toml"
PROBE = '[chain.alpha.probe]\nperiod = "1s"\ntimeout = "1s"\n'


@dataclass
class Method:
    name: str
    url: str
    # Exchanges the server; the seconds it was away.
    exchange: Callable[[], float]
    # Before there is load.
    prepare: Callable[[], None] = lambda: None


class Site:
    def __init__(self, host: Host, swaps: int, away: float):
        self.host = host
        behaviour = ["--load-seconds", str(away), *COMMITTEE]
        host.copy(ROOT / "Tests/Acceptance/bench_proxies_rig.py", to="/root/")
        self._start_nodes(behaviour)
        self._start_fronts()
        names = [f"7.{number}" for number in range(swaps + 1)]
        for name in names:
            site.add_release(host, "alphaos", name, *behaviour)
        self.versions = iter(names)
        self.has_peers = True
        self.configure_peers(False)
        self.swap()  # into the committee

    def methods(self) -> list[Method]:
        return [
            Method("plain restart", f"http://127.0.0.1:80{PLAIN}{PATH}",
                   lambda: self.restart(PLAIN)),
            Method("ours, park", ALPHA, self.swap, lambda: self.configure_peers(False)),
            Method("ours, relay", ALPHA, self.swap, lambda: self.configure_peers(True)),
            Method("haproxy", f"http://127.0.0.1:8052{PATH}", self.drain_and_restart),
            Method("nginx", f"http://127.0.0.1:8053{PATH}", lambda: self.restart(NGINX)),
            Method("socket-proxyd", f"http://127.0.0.1:8054{PATH}", lambda: self.restart(PROXYD))]

    def end(self) -> None:
        self.host.run("systemctl", "stop", "bench-proxyd.socket", "bench-proxyd.service",
                      "bench-nginx", "bench-haproxy", *(f"bench@{n}" for n in NODES))
        self.host.run("rm", "-f", CONFIGURATION)
        self.host.agent("config", "apply")

    # Exchanges

    def swap(self) -> float:
        self.host.agent("swap", "alpha", next(self.versions))
        done = self.host.operation()
        if done["outcome"] != "done":
            raise Failed(f"a swap ended {done['outcome']}: {done}")
        return absence(done)

    def restart(self, number: int) -> float:
        start = time.monotonic()
        self.host.out("systemctl", "restart", f"bench@{number}")
        took = time.monotonic() - start
        time.sleep(3)  # the watch of a swap
        return took

    def drain_and_restart(self) -> float:
        self.tell_haproxy("set server nodes/node state drain")
        self.host.wait("requests on the drained node end",
                       lambda: self.haproxy_node()["scur"] == "0", 10)
        took = self.restart(HAPROXY)
        self.tell_haproxy("set server nodes/node state ready")
        self.host.wait("haproxy takes the node again", self.haproxy_has_node, 10)
        return took

    def tell_haproxy(self, command: str) -> str:
        return self.host.out("/usr/bin/python3", "-B", RIG, "admin", "/run/bench-haproxy/admin",
                             command)

    def haproxy_node(self) -> dict:
        table = io.StringIO(self.tell_haproxy("show stat").removeprefix("# "))
        return next(row for row in csv.DictReader(table) if row["svname"] == "node")

    def haproxy_has_node(self) -> bool:
        return self.haproxy_node()["status"] == "UP"

    def configure_peers(self, wanted: bool) -> None:
        if wanted == self.has_peers:
            return
        urls = [f'"http://127.0.0.1:80{n}"' for n in PEERS] if wanted else []
        put(self.host, CONFIGURATION,
            f"{PROBE}[chain.alpha.peers]\nurls = [{', '.join(urls)}]\n")
        self.host.out("chmod", "644", CONFIGURATION)
        self.host.agent("config", "apply")
        self.has_peers = wanted
        if wanted:
            self.host.wait("our node and its peers are well", lambda: (
                (seen := health(self.host))["state"] == "healthy"
                and seen["network"] == "advancing"), 60, every=0.5)

    # Setting up

    def _start_nodes(self, behaviour: list[str]) -> None:
        self.host.out("/root/adnet-testnode", "make-release", "--out", "/root/bench-node",
                      "--version", "1.0", *behaviour)
        units = "/etc/systemd/system"
        put(self.host, f"{units}/bench@.service", NODE)
        put(self.host, f"{units}/bench-proxyd.socket", PROXYD_SOCKET)
        put(self.host, f"{units}/bench-proxyd.service", PROXYD_SERVICE)
        self.host.out("systemctl", "daemon-reload")
        self.host.out("systemctl", "start", *(f"bench@{n}" for n in NODES))

    def _start_fronts(self) -> None:
        for name, text, port, node, command in (
                ("haproxy", bench_proxies_rig.HAPROXY, 8052, HAPROXY, "haproxy -db -f"),
                ("nginx", bench_proxies_rig.NGINX, 8053, NGINX, "nginx -c")):
            folder = f"/run/bench-{name}"
            self.host.out("mkdir", "-p", folder)
            put(self.host, f"{folder}/conf", text.format(
                folder=folder, port=port, node=f"80{node}", other=f"80{PEERS[0]}", path=PATH,
                workers="auto"))
            self.host.shell(f"systemd-run --quiet --unit=bench-{name} -p LimitNOFILE=65536 "
                            f"/usr/sbin/{command} {folder}/conf")
        self.host.out("systemctl", "start", "bench-proxyd.socket")
        for port in (8052, 8053, 8054):
            self.host.wait(f"an answer on port {port}", lambda: serves(
                self.host, f"http://127.0.0.1:{port}{PATH}"), 20)
