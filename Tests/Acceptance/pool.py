"""Several scenarios at once, each worker in a process of its own (worker.py)."""

import subprocess
import threading
import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

import worker

HOST_TOOLS = [Path(__file__).resolve().parent.parent / "Hosts" / kind
              for kind in ("namespace-host", "vm-host")]


class Verdict(NamedTuple):
    name: str
    is_ok: bool
    seconds: float
    note: str
    # What it printed.
    output: str

    def __str__(self) -> str:
        return f"{'ok' if self.is_ok else 'FAILED':6} {self.name} ({self.seconds:.1f} s) {self.note}"


def run(rounds: list, trace: bool) -> list[Verdict]:
    """One round after another, each when all lanes of the one before are empty."""
    pool = Pool(trace)
    try:
        for lanes in rounds:
            pool.run(lanes)
    except KeyboardInterrupt:
        pool.kill()
        sweep()
        raise
    return pool.verdicts


class Pool:
    def __init__(self, trace: bool):
        self.trace = trace
        self.verdicts: list[Verdict] = []
        self.workers: set[worker.Worker] = set()
        self.lock = threading.Lock()

    def run(self, lanes: list) -> None:
        # The same list in two lanes is one queue that both take from.
        queues = {id(one): deque(one) for lane in lanes for one in lane}
        threads = [threading.Thread(target=self._lane, args=([queues[id(one)] for one in lane],), daemon=True)
                   for lane in lanes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def kill(self) -> None:
        for one in list(self.workers):
            one.kill()

    def _lane(self, queues: list[deque]) -> None:
        # Begun by the first scenario, and by the next after one that had to be killed.
        one: worker.Worker | None = None
        for scenario in left(queues):
            if one is None:
                one = worker.Worker()
                self.workers.add(one)
            start = time.monotonic()
            is_ok, note, output = one.run(scenario.name, scenario.limit)
            self._tell(Verdict(scenario.name, is_ok, time.monotonic() - start, note, output))
            if not one.is_alive:
                self.workers.discard(one)
                one = None
                sweep()
        if one is not None:
            one.close()
            self.workers.discard(one)

    def _tell(self, verdict: Verdict) -> None:
        """What a scenario printed stands together, below its verdict."""
        said = verdict.output if self.trace or not verdict.is_ok else ""
        with self.lock:
            self.verdicts.append(verdict)
            print("\n".join([str(verdict), *("  " + line for line in said.splitlines())]), flush=True)


def left(queues: list[deque]):
    for one in queues:
        while True:
            try:
                yield one.popleft()
            except IndexError:
                break


def sweep() -> None:
    """Removes the hosts of workers that were killed."""
    for tool in HOST_TOOLS:
        subprocess.run([tool, "list"], stdout=subprocess.DEVNULL)
