"""A host under test, of either kind, with adnet-agent on it."""

import json
import os
import subprocess
import time
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
ROOT = TESTS.parent
# What the package depends on is in the image anyway; these are what the scenarios use.
TOOLS = "curl,wrk,procps,iproute2"


class LeftOut(Exception):
    """A scenario that can't be run here, and why."""


class Failed(Exception):
    """A scenario's expectation that didn't hold, or a command that failed."""


class Host:
    """`kind` is namespace-host or vm-host."""

    def __init__(self, name: str, kind: str = "namespace-host"):
        self.name = f"{name}-{os.getpid()}"
        self.tool = str(TESTS / "Hosts" / kind)
        self.kind = kind
        # An emulated machine takes longer for everything, and others beside it cost time.
        self.patience = 6 if kind == "vm-host" else int(os.environ.get("ADNET_PATIENCE", "1"))
        # Boots since the first.
        self.boots = 0
        # The words before a command that runs on it, for this boot.
        self._enter: list[str] = []

    # The host itself

    def start(self, *options: str) -> "Host":
        command = [self.tool, "start", self.name, "--owner", str(os.getpid()), *options]
        if "--same-disk" not in options:
            command += ["--with", TOOLS]
        self._enter = []
        self._call(command, 600)
        self.boots += "--same-disk" in options
        return self

    def stop(self) -> None:
        self._call([self.tool, "stop", self.name], 120)

    def power_cut(self) -> None:
        self._call([self.tool, "power-cut" if self.kind == "vm-host" else "kill", self.name], 60)

    def copy(self, *sources: str | Path, to: str) -> None:
        self._call([self.tool, "copy", self.name, *map(str, sources), to], 120)

    def __enter__(self) -> "Host":
        return self

    def __exit__(self, *_) -> None:
        self.stop()

    # Commands on it

    def run(self, *words: str, timeout: float = 120, user: str | None = None):
        """The finished process, whatever its exit code."""
        return subprocess.run(
            self._exec(words, user), capture_output=True, text=True,
            timeout=timeout * self.patience,
            stdin=subprocess.DEVNULL)

    def out(self, *words: str, timeout: float = 120, user: str | None = None) -> str:
        """Standard output of a command that has to succeed."""
        done = self.run(*words, timeout=timeout, user=user)
        if done.returncode != 0:
            raise Failed(
                f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}".rstrip())
        return done.stdout

    def shell(self, script: str, timeout: float = 120) -> str:
        return self.out("/bin/sh", "-ec", script, timeout=timeout)

    def begin(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(
            self._exec(words), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            stdin=subprocess.DEVNULL)

    def agent(self, *words: str, timeout: float = 180) -> str:
        return self.out("adnet-agent", *words, timeout=timeout)

    # What is there

    def status(self) -> dict:
        return json.loads(self.agent("status", "--json"))

    def chain(self, name: str) -> dict:
        return next(c for c in self.status()["chains"] if c["chain"] == name)

    def is_idle(self) -> bool:
        """Whether no operation of any chain is under way."""
        listed = json.loads(self.agent("operation", "list", "--json"))["operations"]
        return all(o["outcome"] != "running" for o in listed)

    def operation(self) -> dict:
        """The newest."""
        return json.loads(self.agent("operation", "list", "--json"))["operations"][0]

    def steps(self) -> str:
        """The last operation's steps and how long each took."""
        return ", ".join(f"{s['name']} {s.get('ms', '?')}" for s in self.operation()["steps"])

    def property(self, unit: str, name: str) -> str:
        return self.out("systemctl", "show", "-P", name, unit).strip()

    def node_pid(self, chain: str, unit: str | None = None) -> int:
        unit = unit or f"{chain}os.service"
        text = self.run("cat", f"/run/adnet/{chain}/{unit}.status").stdout
        pid = [line[9:] for line in text.splitlines() if line.startswith("node_pid=")]
        return int(pid[0]) if pid else 0

    def owner(self, chain: str) -> str:
        return self.shell(f"cat /var/lib/adnet/chains/{chain}/current/unit").strip()

    def release(self, chain: str) -> str:
        link = self.shell(f"readlink /var/lib/adnet/chains/{chain}/current/release").strip()
        return "/".join(link.split("/")[-2:])

    def wait(self, what: str, condition, seconds: float = 30, every: float = 0.1):
        """The first true value of `condition`, or Failed."""
        seconds *= self.patience
        limit = time.monotonic() + seconds
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > limit:
                raise Failed(f"{what}: not within {seconds} s")
            time.sleep(every)

    def journal(self, lines: int = 60) -> str:
        return self.run(
            "journalctl", "--no-pager", "-n", str(lines), "-o", "short-precise").stdout

    def _exec(self, words, user: str | None = None) -> list[str]:
        if self.kind == "namespace-host" and not user:
            # What waits for something asks ten times a second, and the tool takes 30 ms of a core.
            if not self._enter:
                self._enter = json.loads(self._call([self.tool, "enter", self.name], 30))
            return [*self._enter, *words]
        who = ["--user", user] if user else []
        return [self.tool, "exec", self.name, *who, "--", *words]

    def _call(self, command: list[str], timeout: float) -> str:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
        if done.returncode != 0:
            raise Failed(f"{' '.join(command)}: exit {done.returncode}\n{done.stderr}".rstrip())
        return done.stdout


def expect(condition, what: str) -> None:
    if not condition:
        raise Failed(what)
