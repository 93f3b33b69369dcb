"""Runs scenarios: functions of modules in scenarios/, each a sentence that must be true."""

import importlib
import sys
import time
import traceback
from pathlib import Path


def scenarios(modules: list[str]):
    for module in modules:
        found = importlib.import_module(f"scenarios.{module}")
        for name, function in vars(found).items():
            if callable(function) and getattr(function, "is_scenario", False):
                yield f"{module}.{name}", function


def scenario(function):
    function.is_scenario = True
    return function


def main(arguments: list[str]) -> int:
    folder = Path(__file__).resolve().parent / "scenarios"
    modules = sorted(p.stem for p in folder.glob("*.py"))
    wanted = [a for a in arguments if not a.startswith("-")]
    chosen = [(n, f) for n, f in scenarios(modules)
              if not wanted or any(n.startswith(w) for w in wanted)]
    if "--list" in arguments:
        print("\n".join(n for n, _ in chosen))
        return 0
    passed = failed = 0
    for name, function in chosen:
        start = time.monotonic()
        try:
            note = function() or ""
            passed += 1
            verdict = "ok"
        except Exception as problem:
            failed += 1
            verdict = "FAILED"
            note = f"{problem}"
            if "--trace" in arguments:
                traceback.print_exc()
        print(f"{verdict:6} {name} ({time.monotonic() - start:.1f} s) {note}", flush=True)
    print(f"acceptance: {passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
