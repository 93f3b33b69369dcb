"""Sees from outside whether two processes ever run one chain, in a look every 10 ms for the whole
of a test. What counts as two at once, and why it isn't mistaken, stands in observer.pl, which runs
on the host."""

import json
import subprocess
import threading
import time
from pathlib import Path

from host import Failed, Host

SCRIPT = (Path(__file__).resolve().parent / "observer.pl").read_text()


class Observer:
    """`with Observer(host) as observer: …`; afterwards observer.report.

    A power cut takes it along with the host: begin() again on the next boot. What was seen until
    about a second before the cut is in the report all the same.
    """

    def __init__(self, host: Host, period_ms: int | None = None):
        self.host = host
        # On an emulated machine a look costs more, and everything else takes longer as well.
        self.period_ms = period_ms or 10 * host.patience
        # What each of its lives said last.
        self.said: list[dict] = []
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> "Observer":
        self.begin()
        return self

    def __exit__(self, kind, *_) -> None:
        try:
            self.end()
        except Exception:
            # What went wrong first is what matters.
            if kind is None:
                raise
        print(f"  observer: {json.dumps(self.report)}", flush=True)

    def begin(self) -> None:
        """Also after a power cut, which ended the one before."""
        if self.process:
            self._leave()
        self.process = self.host.begin("perl", "-e", SCRIPT, str(self.period_ms))
        self.pid = self.process.stdout.readline().strip()
        if not self.pid:
            raise Failed(f"the observer: {self.process.communicate()[1]}")
        self.said.append({})
        # Nobody else empties the pipe, and when it is full, the observer would wait.
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self.reader.start()

    def end(self) -> None:
        self.host.run("kill", self.pid)
        self._leave()
        if not self.said[-1].get("is_final"):
            raise Failed(f"the observer ended too early: {self.process.stderr.read()}")

    def _read(self, stream) -> None:
        for line in stream:
            if line.endswith("\n"):  # the last one may be cut off
                self.said[-1] = json.loads(line)

    def _leave(self) -> None:
        self.reader.join(30 * self.host.patience)
        self.process.kill()
        self.process.wait()

    # What it saw

    @property
    def report(self) -> dict:
        """Of all its lives. Kinds of violations: `nodes`, `ledgers`, `locks`, each two at once."""
        lives = [life for life in self.said if life]
        seconds = sum(life["seconds"] for life in lives)
        chains: dict[str, dict] = {}
        for life in lives:
            for name, seen in life["chains"].items():
                into = chains.setdefault(name, {"with_node_s": 0, "gaps": []})
                into["with_node_s"] = round(into["with_node_s"] + seen["with_node_s"], 3)
                into["gaps"] += seen["gaps"]
                for kind in ("locks", "ledgers"):
                    # How long any was held, and the most at once.
                    held, most = into.get(kind, (0, 0))
                    into[kind] = (round(held + seen[kind]["held_s"], 3),
                                  max(most, seen[kind]["most"]))
        return {
            "samples": sum(life["samples"] for life in lives),
            "seconds": round(seconds, 3),
            "longest_gap_ms": max((life["longest_gap_ms"] for life in lives), default=0),
            "p99_gap_ms": max((life["p99_gap_ms"] for life in lives), default=0),
            "cpu_share": round(sum(life["cpu_share"] * life["seconds"] for life in lives)
                               / max(seconds, 0.001), 4),
            "violation_count": sum(life["violation_count"] for life in lives),
            "violations": [v for life in lives for v in life["violations"]][:20],
            "chains": chains,
        }

    @property
    def violations(self) -> list[dict]:
        return self.report["violations"]

    def gaps(self, chain: str) -> list[float]:
        """Milliseconds without a process of the chain's node, the begin and the end of observing
        included; each at most one sample too long at either side. A node that loads its ledger is
        one already: clients are without it for longer."""
        return [ms for _, ms in self.report["chains"][chain]["gaps"]]

    def expect_none(self) -> None:
        report = self.report
        if not report["samples"]:
            raise Failed("the observer saw nothing at all")
        if report["violation_count"]:
            raise Failed(f"{self}\n" + "\n".join(map(in_words, report["violations"])))

    def __str__(self) -> str:
        report = self.report
        gaps = "; ".join(f"{chain} away {', '.join(f'{ms:.0f}' for ms in self.gaps(chain))} ms"
                         for chain in sorted(report["chains"]) if self.gaps(chain))
        return (f"two at once: {report['violation_count']} in {report['samples']} samples of "
                f"{report['seconds']:.1f} s, {report['p99_gap_ms']:.1f} ms apart (99 %), at most "
                f"{report['longest_gap_ms']:.0f}, cpu {report['cpu_share'] * 100:.1f} %"
                + (f"; {gaps}" if gaps else ""))


def in_words(violation: dict) -> str:
    """One violation on one line."""
    seconds, ms = divmod(violation["unix_ms"], 1000)
    holders = " and ".join(
        f"{h['pid']} of {h['unit']} ({h['cmdline'] or h['exe']})"
        + (f" with {h['file']}" if "file" in h else "") for h in violation["holders"])
    return (f"{violation['chain']}: two {violation['kind']} from "
            f"{time.strftime('%H:%M:%S', time.localtime(seconds))}.{ms:03} for "
            f"{violation['until_ms'] - violation['unix_ms']} ms, {violation['samples']} samples: "
            f"{holders}")
