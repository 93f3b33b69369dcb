"""Runs scenarios: functions of modules in scenarios/, each a sentence that must be true."""

import argparse
import importlib
import os
import time
from pathlib import Path
from typing import NamedTuple

import pool
import sampling

HERE = Path(__file__).resolve().parent
# Seconds that each took when `--record` was given last: the longest begin first.
DURATIONS = HERE / "durations.txt"
# A scenario hangs when it takes this many seconds, and this often as long as it took once.
LIMIT, LIMIT_TIMES = 900, 8
# So many that failed are tried once more: limits in milliseconds fail on a busy machine.
MOST_AGAIN = 6
SLOW_LIMIT, MACHINE_LIMIT = 4 * 3600, 3600
# Of the scenarios that `make check` runs, none takes longer by durations.txt: check-runner looks.
LONG = 60
# One that was never recorded begins early.
UNKNOWN = 120.0


class Scenario(NamedTuple):
    name: str
    is_slow: bool
    is_long: bool
    # With nothing beside it.
    is_alone: bool
    # What it took once, if that is known.
    seconds: float | None
    limit: float

    @property
    def is_machine(self) -> bool:
        return self.name.startswith("vm")


def scenario(function=None, *, long: bool = False, slow: bool = False, alone: bool = False,
             limit: float | None = None):
    """`@scenario`; `@scenario(long=True)` for one that takes more than LONG seconds or needs a virtual
    machine or an older release: --short leaves it out. `slow=True` runs with --all, or when it is named.
    `alone=True` for those that measure in milliseconds: they and the slow ones run with nothing beside
    them. One hangs after `limit` seconds."""
    def mark(function):
        function.is_scenario, function.is_slow, function.limit = True, slow, limit
        function.is_long = long
        function.is_alone = alone or slow
        return function
    return mark(function) if function else mark


def modules() -> list[str]:
    """In each folder scenarios/ that Python looks into: PYTHONPATH adds some."""
    folders = importlib.import_module("scenarios").__path__
    return sorted(file.stem for folder in folders for file in Path(folder).glob("*.py"))


def functions(module: str) -> dict:
    """The scenarios of a module, by their whole names."""
    found = vars(importlib.import_module(f"scenarios.{module}"))
    return {f"{module}.{name}": function for name, function in found.items()
            if callable(function) and getattr(function, "is_scenario", False)}


def is_chosen(name: str, is_slow: bool, wanted: list[str], all_of_them: bool) -> bool:
    if wanted and not any(name.startswith(w) for w in wanted):
        return False
    # A module's name alone doesn't ask for its slow ones.
    is_named = any("." in w and name.startswith(w) for w in wanted)
    return not is_slow or all_of_them or is_named


def chosen(wanted: list[str], all_of_them: bool) -> list[Scenario]:
    took = durations()
    return [Scenario(name, function.is_slow, is_long(name, function), function.is_alone, took.get(name),
                     limit(name, function, took.get(name, 0)))
            for module in modules() for name, function in functions(module).items()
            if is_chosen(name, function.is_slow, wanted, all_of_them)]


def is_long(name: str, function) -> bool:
    return function.is_long or name.startswith("vm")


def limit(name: str, function, seconds: float) -> float:
    least = SLOW_LIMIT if function.is_slow else MACHINE_LIMIT if name.startswith("vm") else LIMIT
    return function.limit or max(least, LIMIT_TIMES * seconds)


def durations() -> dict[str, float]:
    lines = DURATIONS.read_text().splitlines() if DURATIONS.exists() else []
    return {name: float(seconds) for seconds, name in (line.split() for line in lines)}


def record(verdicts: list[pool.Verdict]) -> None:
    took = durations() | {v.name: v.seconds for v in verdicts if v.is_ok}
    DURATIONS.write_text("".join(f"{took[name]:.0f} {name}\n" for name in sorted(took)))


def default_jobs() -> int:
    """A host waits more than it computes, and takes less than a GiB of memory."""
    free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_AVPHYS_PAGES") >> 30
    return max(1, min(2 * len(os.sched_getaffinity(0)), free))


def lanes(scenarios: list[Scenario], jobs: int) -> list[list[list[list[Scenario]]]]:
    """Rounds of lanes; a lane is what one worker takes, first from its first queue, and so on.

    Virtual machines pass one machine on, take a core, and two of them at once are too much: they are
    one lane, which begins first and then helps the others.
    """
    ordered = sorted(scenarios, key=lambda s: -(UNKNOWN if s.seconds is None else s.seconds))
    # In their own order, which is that of what they do to the machine.
    machines = [s for s in scenarios if s.is_machine]
    quick = [s for s in ordered if not s.is_machine and not s.is_alone]
    alone = [s for s in ordered if not s.is_machine and s.is_alone]
    first = [[machines, quick], *[[quick] for _ in range(jobs - 1)]]
    return [first, [[alone]]]


def arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="Tests/Acceptance/run", description=__doc__)
    parser.add_argument("name", nargs="*", help="a module, or the beginning of MODULE.SCENARIO")
    parser.add_argument("--all", action="store_true", help="the slow ones, too")
    part = parser.add_mutually_exclusive_group()
    part.add_argument("--short", action="store_true", help="not the long ones: the part of make check")
    part.add_argument("--long", action="store_true", help="only the long ones: the part of make check-long")
    parser.add_argument("--list", action="store_true", help="print the names, run nothing")
    parser.add_argument("--jobs", type=int, default=default_jobs(), metavar="N",
                        help="how many at once (here: %(default)s)")
    parser.add_argument("--trace", action="store_true", help="what scenarios print, and where they fail")
    parser.add_argument("--once", action="store_true", help="don't try what failed beside others once more")
    parser.add_argument("--record", action="store_true", help="write how long each took to durations.txt")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    given = arguments(words)
    scenarios = [s for s in chosen(given.name, given.all)
                 if not (s.is_long and given.short or not s.is_long and given.long)]
    if given.list:
        print("\n".join(s.name for s in scenarios))
        return 0
    start = time.monotonic()
    jobs = max(1, min(given.jobs, len(scenarios)))
    # Half of those beside it may compute; what waits for something may wait that much longer.
    os.environ.setdefault("ADNET_PATIENCE", str((jobs + 1) // 2))
    print(f"acceptance: {len(scenarios)} scenarios, {jobs} at once, {sampling.AGAIN}", flush=True)
    verdicts = pool.run(lanes(scenarios, jobs), given.trace)
    names = {v.name for v in verdicts if not v.is_ok}
    again = [] if given.once or jobs == 1 else [s for s in scenarios if s.name in names]
    alone = []
    # More than a few aren't a matter of who computes beside them.
    if 0 < len(again) <= MOST_AGAIN:
        print(f"acceptance: {len(again)} once more, with nothing beside them", flush=True)
        alone = pool.run(lanes(again, 1), given.trace)
        verdicts = [v for v in verdicts if v.is_ok] + alone
    if given.record:
        record(verdicts)
    for one in alone:
        if one.is_ok:
            print(f"ok only when run alone: {one.name}")
    # Once more at the end, where a log that was cut short still has them.
    failed = [str(v) for v in verdicts if not v.is_ok]
    print("\n".join([*failed, f"acceptance: {len(verdicts) - len(failed)} passed, {len(failed)} failed"
                     f" in {time.monotonic() - start:.0f} s"]))
    return 0 if verdicts and not failed and len(verdicts) == len(scenarios) else 1
