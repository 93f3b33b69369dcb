"""Runs on the host under test, without systemd: starts supervisors by hand and measures.

bench_rig.py starts ROUNDS | idle | cost JSON-OPTIONS | agent SECONDS | status COUNT
Prints one line of JSON. Needs root and python3, which come with the image.
"""

import ctypes
import itertools
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

STAMP = "/root/bench-stamp"
OURS = "/usr/libexec/adnet-agent/adnet-supervisor"
WORK = Path("/run/adnet-bench")
NGINX = """daemon off; worker_processes 1; pid {folder}/pid; error_log stderr; user root;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 100000000;
client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
server {{ listen 127.0.0.1:{port} backlog=4096; location / {{ return 200 "12345678"; }} }} }}
"""


# What /proc tells

def number(path: str, key: str) -> int:
    found = re.search(rf"^{key}:\s+(\d+)", Path(path).read_text(), re.M)
    return int(found.group(1)) if found else 0


def memory(pid: int) -> dict:
    """KiB."""
    rollup = f"/proc/{pid}/smaps_rollup"
    return {key: number(rollup, name) for key, name in
            (("rss", "Rss"), ("pss", "Pss"), ("anon", "Anonymous"))} | {
                "threads": number(f"/proc/{pid}/status", "Threads"), "libc": library(pid)}


def library(pid: int) -> int:
    """The part of PSS that is files of libc and ld.so: less on a host with more processes."""
    share, name = 0, ""
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"[0-9a-f]+-[0-9a-f]+ ", line):
            name = line.rpartition("/")[2]
        elif line.startswith(("Pss:", "Anonymous:")) and re.match(r"libc\.so|libc-|ld-linux", name):
            share += int(line.split()[1]) * (1 if line.startswith("Pss:") else -1)
    return share


def cpu(pid: int) -> float:
    """Seconds on a processor, of all threads: by the scheduler's clock, not by ticks."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (OSError, IndexError):
            pass  # the thread ended
    return total / 1e9


def ticks(pid: int) -> float:
    """The same from utime and stime, in steps of a tick."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += family(int(child))
    return found


def switches(pid: int) -> int:
    return sum(number(f"{task}/status", "voluntary_ctxt_switches")
               for task in Path(f"/proc/{pid}/task").iterdir())


# Supervisors

def tree(folder: Path, program: str) -> None:
    """What adnet-supervisor looks for below --root, with `program` as the release's."""
    chain = folder / "var/lib/adnet/chains/alpha"
    release = folder / "var/lib/adnet/releases/alphaos/1.0-0123456789ab"
    for path in (release, chain / "generations/1", folder / "run/adnet/locks",
                 folder / "run/adnet/alpha"):
        path.mkdir(parents=True)
    shutil.copy(program, release / "alphaos")
    (chain / "generations/1/unit").write_text("alphaos.service\n")
    (chain / "generations/1/release").symlink_to(
        "../../../../releases/alphaos/1.0-0123456789ab")
    (chain / "current").symlink_to("generations/1")
    (folder / "run/adnet/locks/alpha.lock").touch()


def held_socket(port: int) -> socket.socket:
    """As the socket unit makes it."""
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", port))
    held.listen(4096)
    return held


def supervise(folder: Path, port: int, *node: str) -> list[str]:
    return [OURS, "run", "--root", str(folder), "--unit", "alphaos.service", "--chain", "alpha",
            "--program", "alphaos", "--port", f"rest,127.0.0.1,{port},held,ready", "--", *node]


def begin(command: list[str], held: socket.socket | None = None, **environment: str):
    """Through the launcher, which sets LISTEN_PID; the held socket becomes descriptor 3."""
    extra = {"LISTEN_FDS": "1"} if held else {}
    return subprocess.Popen(
        [STAMP, "launch", *command], close_fds=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=open(WORK / "log", "ab"),
        preexec_fn=(lambda: os.dup2(held.fileno(), 3)) if held else None,
        env=dict(os.environ) | extra | environment)


def end(process) -> None:
    # s6-supervise and supervisord stop their service on SIGTERM, as we and tini do.
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise SystemExit(f"{process.args[2]} didn't stop")


class Peer:
    """One supervisor with the stamp as its node, in a folder of its own."""

    def __init__(self, name: str, port: int):
        self.name, self.port = name, port
        self.folder = WORK / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.held = None
        if name == "adnet-supervisor":
            tree(self.folder / "root", STAMP)
            self.held = held_socket(port)
            self.command = supervise(self.folder / "root", port)
        elif name == "s6-supervise":
            (self.folder / "run").symlink_to(STAMP)
            self.command = ["/usr/bin/s6-supervise", str(self.folder)]
        elif name == "supervisord":
            (self.folder / "conf").write_text(
                f"[supervisord]\nnodaemon=true\nuser=root\nlogfile=/dev/null\nlogfile_maxbytes=0\n"
                f"pidfile={self.folder}/pid\n[program:node]\ncommand={STAMP} node\n"
                f"stdout_logfile=NONE\nstderr_logfile=NONE\n")
            self.command = ["/usr/bin/supervisord", "-c", str(self.folder / "conf")]
        elif name == "tini":
            self.command = ["/usr/bin/tini", "-s", "--", STAMP, "node"]
        else:
            self.command = [STAMP, "node"]

    def start(self) -> float:
        """Milliseconds from just before its exec to the first instruction of the node."""
        out = self.folder / "out"
        out.unlink(missing_ok=True)
        self.process = begin(self.command, self.held, BENCH_OUT=str(out),
                             BENCH_PORT=str(self.port))
        limit = time.monotonic() + 20
        while time.monotonic() < limit:
            if out.exists() and (text := out.read_text()).endswith("\n"):
                before, after = map(int, text.split())
                return (after - before) / 1e6
            time.sleep(0.005)
        raise SystemExit(f"{self.name} didn't start its node")

    def stop(self) -> None:
        end(self.process)
        # The service's stop is no death, and the next start has no backoff to wait out.
        report = self.folder / "root/run/adnet/alpha/alphaos.service.status"
        report.unlink(missing_ok=True)
        if self.name == "supervisord":
            time.sleep(0.1)


PEERS = ["adnet-supervisor", "s6-supervise", "supervisord", "tini", "no supervisor"]


def peers() -> list[Peer]:
    return [Peer(name, 21000 + index) for index, name in enumerate(PEERS)]


def starts(rounds: int) -> dict:
    everyone = peers()
    took: dict[str, list[float]] = {p.name: [] for p in everyone}
    for turn in range(rounds + 1):
        for peer in everyone[turn % len(everyone):] + everyone[:turn % len(everyone)]:
            milliseconds = peer.start()
            peer.stop()
            if turn:  # the first one fills the page cache
                took[peer.name].append(milliseconds)
    return took


def idle(seconds: float = 10) -> dict:
    everyone = [p for p in peers() if p.name != "no supervisor"]
    for peer in everyone:
        peer.start()
    time.sleep(2)
    before = {p.name: (cpu(p.process.pid), switches(p.process.pid)) for p in everyone}
    time.sleep(seconds)
    found = {}
    for peer in everyone:
        pid = peer.process.pid
        spent, woken = before[peer.name]
        found[peer.name] = memory(pid) | {
            "cpu_percent": (cpu(pid) - spent) / seconds * 100,
            "wakeups": (switches(pid) - woken) / seconds}
    for peer in everyone:
        peer.stop()
    return found


# The cost of the handoff

ROLES = ("plain", "supervised", "twin")
ROUND = 0.05  # seconds


class Server:
    """nginx or the stand-in node, pinned to one processor; supervised with a held socket or not."""

    def __init__(self, program: str, name: str, port: int, processor: int):
        self.name, self.port = name, port
        self.url = f"http://127.0.0.1:{port}/" + (
            "" if program == "nginx" else "mainnet/block/height/latest")
        folder = WORK / f"{program}-{name}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if program == "nginx":
            binary = "/usr/sbin/nginx"
            (folder / "conf").write_text(NGINX.format(folder=folder, port=port))
            words = ["-p", str(folder), "-c", str(folder / "conf")]
        else:
            binary = "/root/adnet-testnode"
            base = port + 1000
            words = ["start", "--validator", "--dev", "0", "--node", f"127.0.0.1:{base}",
                     "--bft", f"127.0.0.1:{base + 500}", "--rest", f"127.0.0.1:{port}",
                     "--rest-rps", "100000", "--storage", str(folder / "ledger"), "--nodisplay",
                     "--nocdn", "--verbosity", "0"]
        pinned = ["/usr/bin/taskset", "-c", str(processor)]
        self.held = None
        if name == "supervised":
            tree(folder / "root", binary)
            self.held = held_socket(port)
            # exec'd by taskset, so LISTEN_PID stays right
            self.process = begin([*pinned, *supervise(folder / "root", port, *words)], self.held)
        else:
            self.process = begin([*pinned, binary, *words])
        limit = time.monotonic() + 20
        while subprocess.run(["curl", "-sfo", "/dev/null", "-m", "2", self.url]).returncode != 0:
            if time.monotonic() > limit or self.process.poll() is not None:
                raise SystemExit(f"{program} {name} doesn't answer: "
                                 + (WORK / "log").read_text()[-2000:])
            time.sleep(0.1)
        if name == "supervised":
            report = (folder / "root/run/adnet/alpha/alphaos.service.status").read_text()
            if "handoff=on" not in report or "state=ready" not in report:
                raise SystemExit(f"the handoff isn't on:\n{report}")

    def spent(self) -> float:
        """Of all its processes, the supervisor's included."""
        return sum(cpu(pid) for pid in family(self.process.pid))

    def end(self) -> None:
        end(self.process)
        if self.held:
            self.held.close()


class Load:
    """wrk against one server; it stands still except in its rounds."""

    def __init__(self, server: Server, new: bool, processor: int, connections: int):
        close = ["-H", "Connection: close"] if new else []
        self.server, self.seconds, self.before = server, 0.0, server.spent()
        self.process = subprocess.Popen(
            ["taskset", "-c", str(processor), "wrk", "-t", "1", "-c", str(connections),
             "-d", "600s", "--timeout", "30s", *close, server.url],
            stdout=subprocess.PIPE, text=True)
        time.sleep(0.05)
        self.process.send_signal(signal.SIGSTOP)

    def round(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        start = time.perf_counter()
        time.sleep(ROUND)
        self.process.send_signal(signal.SIGSTOP)
        self.seconds += time.perf_counter() - start
        time.sleep(0.002)  # the server answers what it was asked last

    def end(self) -> dict:
        """wrk looks every 100 ms whether it is to end; that is load, too."""
        self.process.send_signal(signal.SIGCONT)
        start = time.perf_counter()
        # Its first thread sleeps until the end: a signal to another one wouldn't wake it.
        ctypes.CDLL(None).tgkill(self.process.pid, self.process.pid, signal.SIGINT)
        text, _ = self.process.communicate(timeout=20)
        self.seconds += time.perf_counter() - start
        spent = self.server.spent() - self.before
        requests = int(re.search(r"(\d+) requests in", text).group(1))
        errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        return {"rate": requests / self.seconds, "cpu": spent / requests * 1e6,
                "busy": spent / self.seconds,
                "errors": (sum(map(int, errors.groups())) if errors else 0)
                + (int(bad.group(1)) if bad else 0)}


def contest(servers: list[Server], seconds: float, *load) -> list[dict]:
    """Each server under load for so long, in rounds so short that what else happens on this
    machine hits all of them alike."""
    loads = [Load(server, *load) for server in servers]
    try:
        orders = itertools.cycle(itertools.permutations(loads))
        while min(load.seconds for load in loads) < seconds:
            for load in next(orders):
                load.round()
        return [{"server": load.server.name} | load.end() for load in loads]
    finally:
        # Who reads our output waits for theirs, too.
        for load in loads:
            load.process.kill()


def cost(options: dict) -> list[dict]:
    """Contests of three servers; the plain twin shows what noise alone does.

    The servers are started anew for each, in another order, on each other's ports: where a
    process happens to lie in memory is worth some percent for as long as it lives.
    """
    for key, value in (("ip_local_port_range", "10240 65000"), ("tcp_max_syn_backlog", "8192")):
        try:
            Path(f"/proc/sys/net/ipv4/{key}").write_text(value)
        except OSError:
            pass  # an older kernel keeps it from namespaces
    processors = sorted(os.sched_getaffinity(0))
    serving, asking = processors[0], processors[-1]
    try:
        os.sched_setscheduler(0, os.SCHED_FIFO | os.SCHED_RESET_ON_FORK, os.sched_param(1))
    except OSError:
        pass  # rounds end later then, and are measured all the same
    slots = list(itertools.permutations(ROLES))
    found = []
    for program, batch in itertools.product(options["programs"], range(options["batches"])):
        servers = [Server(program, role, 22000 + index, serving)
                   for index, role in enumerate(slots[batch % len(slots)])]
        for mode in ("keepalive", "new"):
            load = (mode == "new", asking, options["connections"])
            contest(servers, 0.5, *load)
            for result in contest(servers, options["seconds"], *load):
                found.append({"program": program, "mode": mode, "batch": batch} | result)
        for server in servers:
            server.end()
    return found


# The agent

def agent(seconds: float) -> dict:
    def pid(unit: str) -> int:
        return int(subprocess.run(["systemctl", "show", "-P", "MainPID", unit],
                                  capture_output=True, text=True, check=True).stdout)
    watched = {"agent": pid("adnet-agent.service"), "door": pid("adnet-agent-door.service"),
               "alpha": pid("alphaos.service"), "delta": pid("deltaos.service")}
    watched = {name: p for name, p in watched.items() if p > 0}
    before = {name: (cpu(p), ticks(p), switches(p)) for name, p in watched.items()}
    time.sleep(seconds)
    return {name: memory(p) | {
        "cpu_percent": (cpu(p) - before[name][0]) / seconds * 100,
        "ticks_percent": (ticks(p) - before[name][1]) / seconds * 100,
        "wakeups": (switches(p) - before[name][2]) / seconds} for name, p in watched.items()}


def status(count: int) -> dict:
    def once(path: str, *words: str) -> tuple[float, float]:
        """Milliseconds by the clock, and on a processor."""
        nowhere = os.open("/dev/null", os.O_RDWR)
        start = time.perf_counter()
        child = os.posix_spawn(path, [path, *words], os.environ,
                               file_actions=[(os.POSIX_SPAWN_DUP2, nowhere, 1)])
        _, ended, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(ended)
        took = (time.perf_counter() - start) * 1000
        os.close(nowhere)
        if code != 0:
            raise SystemExit(f"{path} {' '.join(words)}: exit {code}")
        return took, (used.ru_utime + used.ru_stime) * 1000
    once("/usr/bin/adnet-agent", "status")
    rounds = [(once("/usr/bin/adnet-agent", "status"), once("/usr/bin/adnet-agent", "version"),
               once("/bin/true")) for _ in range(count)]
    return {name: {"median": statistics.median(r[i][0] for r in rounds),
                   "min": min(r[i][0] for r in rounds), "max": max(r[i][0] for r in rounds),
                   "cpu": statistics.median(r[i][1] for r in rounds)}
            for i, name in enumerate(("status", "version", "true"))}


if __name__ == "__main__":
    if os.open("/dev/null", os.O_RDONLY) != 3:  # held sockets go there in a child
        raise SystemExit("descriptor 3 is taken")
    WORK.mkdir(exist_ok=True)
    verb, *rest = sys.argv[1:]
    answer = {"starts": lambda: starts(int(rest[0])), "idle": idle,
              "cost": lambda: cost(json.loads(rest[0])), "agent": lambda: agent(float(rest[0])),
              "status": lambda: status(int(rest[0]))}[verb]()
    print(json.dumps(answer))
