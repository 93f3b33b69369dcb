"""Load on a host, by the project's own generator and by one that isn't ours."""

import itertools
import json
import re
import signal

from host import Failed, Host

ALPHA = "http://127.0.0.1:3030/mainnet/block/height/latest"


NUMBERS = itertools.count()


class Load:
    """`with Load(host, 500) as load: …`; afterwards load.report."""

    def __init__(self, host: Host, rate: int, url: str = ALPHA, mode: str = "new",
                 timeout: int = 10, connections: int = 16):
        self.host, self.rate, self.url, self.mode, self.timeout = host, rate, url, mode, timeout
        self.connections = connections
        self.report: dict = {}

    def __enter__(self) -> "Load":
        self.stop_file = f"/tmp/load-{next(NUMBERS)}"
        self.process = self.host.begin(
            "/root/adnet-testnode", "load", "--url", self.url, "--rate", str(self.rate),
            "--mode", self.mode, "--timeout", str(self.timeout), "--until-file", self.stop_file,
            "--connections", str(self.connections), "--json")
        return self

    def __exit__(self, kind, *_) -> None:
        self.host.run("touch", self.stop_file)
        try:
            out, err = self.process.communicate(timeout=self.timeout + 30)
        except Exception:
            self.process.send_signal(signal.SIGKILL)
            raise
        if kind is None:
            if not out.strip():
                raise Failed(f"the load generator said nothing: {err}")
            self.report = json.loads(out)

    def __str__(self) -> str:
        kinds = {k: n for k, n in self.report["failures"].items() if n}
        first = self.report["failure_samples"][:1]
        return (f"{self.failed} of {self.requests} failed: {kinds}, first {first}; worst "
                f"{self.worst} ms, longest silence {self.report['longest_silence_ms']} ms")

    @property
    def failed(self) -> int:
        return self.report["failed"]

    @property
    def requests(self) -> int:
        return self.report["sent"]

    @property
    def worst(self) -> float:
        """Milliseconds."""
        return self.report["latency_ms"]["max"]


class Wrk:
    """wrk with a new connection for each request."""

    def __init__(self, host: Host, seconds: int, url: str = ALPHA, connections: int = 8):
        self.process = host.begin(
            "wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "10s",
            "-H", "Connection: close", url)

    def finish(self) -> dict:
        out, err = self.process.communicate(timeout=300)
        requests = re.search(r"(\d+) requests in", out)
        if not requests:
            raise Failed(f"wrk: {out}{err}")
        errors = re.search(r"connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
        bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
        failed = sum(map(int, errors.groups())) if errors else 0
        return {"requests": int(requests.group(1)),
                "failed": failed + (int(bad.group(1)) if bad else 0)}
