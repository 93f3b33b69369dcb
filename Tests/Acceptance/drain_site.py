"""A chain that is drained: its releases, its peers, and clients on bare sockets in the host."""

import itertools
import json
import signal
import time
from pathlib import Path

import site_of as site
from health_site import health, put
from host import Failed, Host, expect
from load import ALPHA

HERE = Path(__file__).resolve().parent
# For Host.start("--with", …).
PACKAGES = "python3,python3-requests,python3-aiohttp,nginx-light"
# Each sees a quorum in itself and takes the greatest height that it hears of: none waits for
# another.
PEERS = (41, 42)
VALIDATORS = ",".join(f"127.0.0.1:85{n}" for n in PEERS)
CONFIGURATION = "/etc/adnet-agent/agent.toml.d/60-drain.toml"
# Adoption's reasons and our own numbers of the operation are in the agent's state, not in its API.
STATE = "/var/lib/adnet-agent/state.json"

# It hands a body on when all of it is there, so that the answer tells what came of it. The seconds
# of its clock are its height.
NGINX = """
worker_processes 1; pid /var/lib/adnet/nodes/alpha/nginx.pid; events { worker_connections 4096; }
http {
  access_log off; client_body_temp_path /tmp/b; proxy_temp_path /tmp/p; fastcgi_temp_path /tmp/f;
  uwsgi_temp_path /tmp/u; scgi_temp_path /tmp/s; root /opt/www; keepalive_timeout 600;
  map $msec $second { "~^(?<whole>[0-9]+)" $whole; }
  server { listen 127.0.0.1:3999; location / { return 200 "$content_length bytes"; } }
  server {
    listen 3030; default_type text/plain;
    location = /mainnet/block/height/latest { return 200 $second; }
    location = /bodies { proxy_pass http://127.0.0.1:3999; }
    location / { }
  }
}
"""
NGINX_COMMAND = """[chain.alpha.command]
alphaos = ["nginx", "-e", "stderr", "-c", "/opt/nginx.conf", "-g", "daemon off;"]
adnet = ["run"]
check_ports = false
"""

# Long enough for a probe of a node whose handlers take their time.
PATIENT = {"probe": {"period": "1s", "timeout": "8s"}}

NUMBERS = itertools.count()


def start_nginx(name: str) -> Host:
    """A chain that nginx serves, which has what the stand-in hasn't: files, and chunked bodies."""
    host = Host(name).start("--with", PACKAGES)
    try:
        host.copy(HERE / "clients", to="/root/")
        put(host, "/opt/nginx.conf", NGINX)
        host.shell("mkdir -p /opt/www; head -c 20000000 /dev/urandom > /opt/www/huge")
        site.install(host)
        put(host, "/etc/adnet-agent/agent.toml.d/55-nginx.toml", NGINX_COMMAND)
        keys = {f"ports.{role}": {"enabled": False} for role in ("p2p", "bft", "metrics")}
        configure(host, "alpha", keys)
        for version in ("1.0", "2.0"):
            file = f"/root/env-{version}"
            host.shell(f"cp /usr/bin/env {file}; echo {version} >> {file}")
            host.agent("release", "add", file, "--name", "alphaos", "--version", version)
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
    except BaseException:
        host.stop()
        raise
    return host


def start(name: str, chain: str = "alpha", old: tuple = (), new: tuple = ("--load-seconds", "1"),
          keys: dict | None = None) -> Host:
    """The chain with release 1.0 and `old` behaviour, and 2.0 with `new` that waits for a swap."""
    host = Host(name).start("--with", PACKAGES)
    try:
        host.copy(HERE / "clients", to="/root/")
        site.install(host)
        # So that an operation's answer doesn't wait for a slow handler's probe.
        configure(host, chain, keys or {})
        for version, behaviour in (("1.0", old), ("2.0", new)):
            site.add_release(host, f"{chain}os", version, "--validators", VALIDATORS, *behaviour)
        host.agent("chain", "enable", chain)
        host.agent("swap", chain, "1.0")
        host.wait("it is healthy", lambda: health(host, chain)["state"] == "healthy", 60)
    except BaseException:
        host.stop()
        raise
    return host


def configure(host: Host, chain: str, keys: dict, peers: list[str] | None = None) -> None:
    """`keys` by section, such as {"drain": {"grace": "2s"}}."""
    sections = {"probe": {"period": "1s", "timeout": "1s"}, "peers": {"urls": peers or []}} | keys
    text = "".join(
        f"[chain.{chain}.{section}]\n"
        + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
        for section, values in sections.items())
    put(host, CONFIGURATION, text)
    host.out("chmod", "644", CONFIGURATION)
    host.agent("config", "apply")


def with_peers(host: Host, chain: str = "alpha", keys: dict | None = None, rate: int = 100_000,
               urls: list[str] | None = None, api: str = "v3", version: str = "") -> None:
    """Two peers that answer and keep up; `urls` when they are reached otherwise."""
    host.shell("cp -n /root/adnet-testnode /opt/; chmod 755 /opt/adnet-testnode")
    form = f"--as {version}" if version else f"--api {api}"
    for n in PEERS:
        others = ",".join(["127.0.0.1:5000"] + [f"127.0.0.1:85{m}" for m in PEERS if m != n])
        # A unit that a boot starts as well.
        put(host, f"/etc/systemd/system/peer{n}.service", (
            "[Service]\nLimitNOFILE=65536\nExecStart=/opt/adnet-testnode start "
            f"--dev {n} --node 127.0.0.1:81{n} --bft 127.0.0.1:85{n} --rest 127.0.0.1:80{n} "
            f"--validators {others} --rest-rps {rate} --verbosity 0"
            + (f" --ledger-storage /root/peer-{n} --node-data-storage /root/data-{n}"
               " --auto-migrate-node-data"
               if version == "snarkos-4.6" else f" --storage /root/peer-{n}")
            + f" --release-version peer{n} --ws 127.0.0.1:86{n} {form}\n"
            "[Install]\nWantedBy=multi-user.target\n"))
        host.shell(f"systemctl daemon-reload; systemctl -q enable peer{n}; "
                   f"systemctl restart peer{n}")
    configure(host, chain, keys or {}, urls or [f"http://127.0.0.1:80{n}" for n in PEERS])
    host.wait("the node and its peers are well", lambda: (
        (seen := health(host, chain))["state"] == "healthy"
        and seen["network"] == "advancing"), 60, every=0.5)


def swap(host: Host, version: str, chain: str = "alpha") -> dict:
    """What came of it: the milliseconds of each step as `took`, and of the connections."""
    host.agent("swap", chain, version)
    return ended(host, chain)


def ended(host: Host, chain: str = "alpha") -> dict:
    done = host.operation()
    expect(done["outcome"] == "done", f"{done['kind']} ended {done['outcome']}: {done}")
    return {"took": {step["name"]: step.get("ms", 0) for step in done["steps"]},
            "adoption": adoption(host, chain)}


def adoption(host: Host, chain: str = "alpha") -> dict:
    state = json.loads(host.shell(f"cat {STATE}"))["chains"][chain]
    report = state["lastOperation"].get("adoption") or {}
    return {key: value for key, value in report.items() if not key.endswith("unix_ms")}


def relay_memory(host: Host, chain: str = "alpha") -> int:
    """MiB that it has in memory; 0 when there is none."""
    pid = host.property(f"adnet-relay@{chain}.service", "MainPID")
    status = host.run("cat", f"/proc/{pid}/status").stdout if pid != "0" else ""
    found = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return int(found[0]) // 1024 if found else 0


def expect_recovered(host: Host, chain: str = "alpha", seconds: float = 60,
                     states: tuple = ("healthy",)) -> None:
    """The chain is healthy, nothing of a drain is left, and no operation goes on."""
    def what_is_wrong() -> list[str]:
        status = host.chain(chain)
        left = [unit for unit in (f"adnet-relay@{chain}.service", f"adnet-drain@{chain}.service",
                                  f"adnet-{chain}-rest-drain.socket")
                if host.property(unit, "ActiveState") not in ("inactive", "failed")]
        state = health(host, chain)["state"]
        return ([] if state in states else [f"it is {state}"]) + left + (
            ["it is drained"] if status.get("drained") else []) + (
            ["an operation goes on"] if status["operation"]["outcome"] == "running" else [])

    try:
        host.wait("recovery", lambda: not what_is_wrong(), seconds, every=0.5)
    except Failed as failure:
        raise Failed(f"{failure}: {what_is_wrong()}\n{host.journal(80)}") from None


def reboot_drained(host: Host, before: str = "true") -> str:
    """A boot of a host that is drained for it, with a client that asks as soon as there is a port:
    peers answer until its own node is well. `before`: what is to be done while it is down."""
    host.agent("host", "drain", "--for-reboot", "--reason", "kernel")
    expect(host.chain("alpha")["drained"].get("for_reboot"), "it isn't drained for a reboot")
    put(host, "/etc/systemd/system/client.service", (
        "[Unit]\nAfter=adnet-alpha-rest.socket\n[Install]\nWantedBy=multi-user.target\n"
        f"[Service]\nExecStart=/root/adnet-testnode load --url {ALPHA} --rate 20 --timeout 60 "
        "--until-file /run/enough --json\nStandardOutput=truncate:/root/client.json\n"))
    host.shell(f"systemctl -q enable client; {before}; sync")
    host._call([host.tool, "stop", host.name, "--keep-disk"], 120)
    host.start("--same-disk")
    expect_recovered(host, seconds=180)
    time.sleep(1)
    host.shell("touch /run/enough; while systemctl -q is-active client; do sleep 0.1; done")
    report = json.loads(host.shell("cat /root/client.json"))
    latency = report["latency_ms"]
    note = (f"asked from the boot on: {report['failed']} of {report['sent']} failed, answered by "
            f"{report['versions']}, worst {latency['max']:.0f} ms")
    by_peers = sum(n for who, n in report["versions"].items() if who.startswith("peer"))
    expect(report["failed"] == 0 and 0 < by_peers < report["sent"], note)
    return note


class Raw:
    """`with Raw(host, "many.py", "idle", …) as raw:` begins when it says that it is ready;
    afterwards there is raw.report."""

    def __init__(self, host: Host, program: str, work: str, *options: object, wait: float = 60):
        self.host, self.wait, self.report = host, wait, {}
        self.path = f"/tmp/raw-{next(NUMBERS)}"
        self.words = ["python3", f"/root/clients/{program}", work, *map(str, options),
                      "--signals", self.path]

    def __enter__(self) -> "Raw":
        self.process = self.host.begin(*self.words)
        try:
            self.hear("ready")
        except BaseException:
            self._kill()
            raise
        return self

    def say(self, word: str) -> None:
        self.host.run("touch", f"{self.path}.{word}")

    def hear(self, word: str) -> None:
        def is_there() -> bool:
            if self.process.poll() is not None:
                raise Failed(f"{self.words} ended: {self.process.stderr.read()}")
            return self.host.run("ls", f"{self.path}.{word}").returncode == 0
        self.host.wait(f"clients that are {word}", is_there, self.wait)

    def __exit__(self, kind, *_) -> None:
        try:
            if kind is None:
                out, err = self.process.communicate(timeout=120)
                if not out.strip():
                    raise Failed(f"{self.words} said nothing: {err}")
                self.report = json.loads(out)
        finally:
            self._kill()

    def _kill(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.communicate()
