"""Load on a host by HTTP libraries that aren't ours, over the connections in their pools.

With a new connection for each request a listener that is never closed is enough for a swap without
a failure. These hold connections that end with the server behind us.
"""

import itertools
import json
import signal
from pathlib import Path

from host import Failed, Host
from load import ALPHA

HERE = Path(__file__).resolve().parent
PROGRAMS = {"requests": "pool.py", "httpx": "pool.py", "aiohttp": "pool.py",
            "curl": "pool_curl.py", "fetch": "pool.mjs", "agent": "pool.mjs",
            "aleo-sdk": "sdk.py", "aleo-sdk-async": "sdk.py"}
# Those that Debian has.
LIBRARIES = [name for name in PROGRAMS if not name.startswith("aleo")]
# For `Host.start("--with", PACKAGES)`: a host can't fetch them later.
PACKAGES = "python3-requests,python3-httpx,python3-aiohttp,python3-pycurl,nodejs"

NUMBERS = itertools.count()


class Clients:
    """`with Clients(host) as clients: …`; it begins when each library has had answers, and
    afterwards there are clients.failed, clients.reports and str(clients)."""

    def __init__(self, host: Host, url: str = ALPHA, libraries: list[str] = LIBRARIES,
                 connections: int = 4, think_ms: float = 20, timeout: int = 10):
        self.host, self.url, self.libraries = host, url, libraries
        self.connections, self.think_ms, self.timeout = connections, think_ms, timeout
        self.reports: dict[str, dict] = {}
        self.processes: dict = {}
        self.stop_files: dict[str, str] = {}

    def __enter__(self) -> "Clients":
        self.host.copy(HERE / "clients", to="/root/")
        number = next(NUMBERS)
        try:
            for library in self.libraries:
                self.stop_files[library] = f"/tmp/clients-{number}-{library}"
                self._begin(library, PROGRAMS[library])
            self.host.wait("clients that are ready", self._ready, 60)
        except BaseException:
            self._end(is_wanted=False)
            raise
        return self

    def __exit__(self, kind, *_) -> None:
        self._end(is_wanted=kind is None)

    def _begin(self, library: str, program: str) -> None:
        self.processes[library] = self.host.begin(
            "node" if program.endswith(".mjs") else "python3", f"/root/clients/{program}",
            "--library", library, "--url", self.url, "--connections", str(self.connections),
            "--think-ms", str(self.think_ms), "--timeout", str(self.timeout),
            "--until-file", self.stop_files[library])

    def _ready(self) -> bool:
        for library, process in self.processes.items():
            if process.poll() is not None:
                raise Failed(f"{library} ended with {process.returncode}: {process.stderr.read()}")
        files = [f"{file}.ready" for file in self.stop_files.values()]
        return self.host.run("ls", *files).returncode == 0

    def _end(self, is_wanted: bool) -> None:
        self.host.run("touch", *self.stop_files.values())
        try:
            for library, process in self.processes.items():
                out, err = process.communicate(timeout=self.timeout + 30)
                if is_wanted:
                    if not out.strip():
                        raise Failed(f"{library} said nothing: {err}")
                    self.reports[library] = json.loads(out)
        finally:
            for process in self.processes.values():
                if process.poll() is None:
                    process.send_signal(signal.SIGKILL)
                    process.communicate()

    def __str__(self) -> str:
        return (f"{self.failed} of {self.requests} failed; worst {self.worst} ms; "
                + "; ".join(map(self._line, self.reports.values())))

    @staticmethod
    def _line(report: dict) -> str:
        text = f"{report['library']} {report['failed']} of {report['requests']}"
        if report["failed"]:
            text += f": {report['failures']}, first {report['samples'][:1]}"
        return f"{text}, {report['connections_opened']} connections"

    @property
    def requests(self) -> int:
        return sum(report["requests"] for report in self.reports.values())

    @property
    def failed(self) -> int:
        return sum(report["failed"] for report in self.reports.values())

    @property
    def worst(self) -> float:
        """Milliseconds, of requests that failed as well."""
        return max(report["latency_ms"]["max"] for report in self.reports.values())
