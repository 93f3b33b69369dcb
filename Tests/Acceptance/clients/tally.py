"""What the Python clients count, and how they are told what to do.

The file named --until-file plus .ready appears when there were as many requests as workers: before
that, a swap would be tried against a library that is still being loaded. At the end there is one
line of JSON; the exit code is 0 whatever failed, for it is the caller who judges.
"""

import argparse
import contextlib
import json
import os
import threading
import time
from collections import Counter


class BadAnswer(Exception):
    """An answer, but not that of a node's height route."""


def complaint(status: int, body: bytes) -> str:
    if status != 200:
        return f"status_{status}"
    return "" if body.strip().isdigit() else "bad_body"


def check(status: int, body: bytes) -> None:
    if kind := complaint(status, body):
        raise BadAnswer(kind, body[:80])


def root(problem: BaseException) -> BaseException:
    """What a library's own exception, which may be silent or long-winded, was made from."""
    deeper = problem.__cause__ or problem.__context__
    # urllib3 hides a TypeError this way that it always catches and that means nothing.
    hides_it = problem.__suppress_context__ and problem.__cause__ is None
    return root(deeper) if deeper and not hides_it else problem


def options(libraries: list[str]) -> argparse.Namespace:
    found = argparse.ArgumentParser()
    found.add_argument("--library", choices=libraries, required=True)
    found.add_argument("--url", required=True)
    found.add_argument("--connections", type=int, default=4)
    found.add_argument("--think-ms", type=float, default=20)
    found.add_argument("--timeout", type=float, default=10, help="seconds")
    found.add_argument("--until-file", required=True)
    return found.parse_args()


class Tally:
    def __init__(self, chosen: argparse.Namespace):
        self.chosen, self.think = chosen, chosen.think_ms / 1000
        self.lock = threading.Lock()
        self.times: list[float] = []
        self.failures: Counter[str] = Counter()
        self.samples: list[str] = []
        self.opened = 0

    def goes_on(self) -> bool:
        return not os.path.exists(self.chosen.until_file)

    def open(self) -> None:
        with self.lock:
            self.opened += 1

    @contextlib.contextmanager
    def request(self):
        start, kind, sample = time.monotonic(), "", ""
        try:
            yield
        except BadAnswer as bad:
            kind, sample = bad.args
        except Exception as problem:
            kind, sample = type(problem).__name__, repr(root(problem))
        self.add(start, kind, sample)

    def add(self, start: float, kind: str, sample: object) -> None:
        now = time.monotonic()
        with self.lock:
            self.times.append((now - start) * 1000)
            if kind:
                self.failures[kind] += 1
                if len(self.samples) < 5:
                    # The time of day, to be found in the journal.
                    clock = f"{time.strftime('%H:%M:%S')}.{time.time_ns() // 10**6 % 1000:03}"
                    self.samples.append(f"{clock} {kind}: {sample}")
            if len(self.times) == self.chosen.connections:
                open(f"{self.chosen.until_file}.ready", "w").close()

    def report(self, version: str) -> str:
        times = sorted(self.times) or [0]
        at = lambda part: round(times[min(len(times) - 1, int(len(times) * part))], 1)
        return json.dumps({
            "library": self.chosen.library, "version": version, "requests": len(self.times),
            "failed": self.failures.total(), "failures": self.failures, "samples": self.samples,
            "latency_ms": {"p50": at(0.5), "p99": at(0.99), "max": at(1)},
            "connections_opened": self.opened})
