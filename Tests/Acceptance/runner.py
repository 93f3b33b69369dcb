"""Runs scenarios: functions of modules in scenarios/, each a sentence that must be true."""

import importlib
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Empty, SimpleQueue as Work


def scenarios(modules: list[str]):
    for module in modules:
        found = importlib.import_module(f"scenarios.{module}")
        for name, function in vars(found).items():
            if callable(function) and getattr(function, "is_scenario", False):
                yield f"{module}.{name}", function


def scenario(function=None, *, slow: bool = False):
    """`@scenario`; `@scenario(slow=True)` runs with --all, or when it is named."""
    def mark(function):
        function.is_scenario, function.is_slow = True, slow
        return function
    return mark(function) if function else mark


def is_chosen(name: str, function, arguments: list[str]) -> bool:
    wanted = [a for a in arguments if not a.startswith("-")]
    if wanted and not any(name.startswith(w) for w in wanted):
        return False
    # A module's name alone doesn't ask for its slow ones.
    is_named = any("." in w and name.startswith(w) for w in wanted)
    return not function.is_slow or "--all" in arguments or is_named


def main(arguments: list[str]) -> int:
    folder = Path(__file__).resolve().parent / "scenarios"
    modules = sorted(p.stem for p in folder.glob("*.py"))
    chosen = [(n, f) for n, f in scenarios(modules) if is_chosen(n, f, arguments)]
    if "--list" in arguments:
        print("\n".join(n for n, _ in chosen))
        return 0
    # Virtual machines wait for long and run below everything else: one of them goes beside one of the
    # others, and two of those are too much for it. Then two at a time, as they wait more than they
    # compute; the slow ones measure, and have their peace.
    machines, others = Work(), Work()
    for one in chosen:
        (machines if one[0].startswith("vm") else others).put(one)
    quick = not any(f.is_slow for _, f in chosen)
    lanes = [[machines, others] if quick else [machines], [others]]
    with ThreadPoolExecutor(len(lanes)) as threads:
        verdicts = [v for lane in threads.map(lambda lane: run(lane, arguments), lanes) for v in lane]
    # Once more at the end, where a log that was cut short still has them.
    failed = [line for line in verdicts if not line.startswith("ok")]
    print("\n".join([*failed, f"acceptance: {len(verdicts) - len(failed)} passed, {len(failed)} failed"]))
    return 0 if verdicts and not failed else 1


def left(lane: list[Work]):
    for work in lane:
        try:
            while True:
                yield work.get_nowait()
        except Empty:
            pass


def run(lane: list[Work], arguments: list[str]) -> list[str]:
    """One after another of what is left; the line that tells how each went."""
    verdicts = []
    for name, function in left(lane):
        start = time.monotonic()
        try:
            verdict, note = "ok", function() or ""
        except Exception as problem:
            verdict, note = "FAILED", f"{problem}"
            if "--trace" in arguments:
                traceback.print_exc()
        verdicts.append(f"{verdict:6} {name} ({time.monotonic() - start:.1f} s) {note}")
        print(verdicts[-1], flush=True)
    return verdicts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
