"""Taking over a node in every shape in which operators run one, and giving it back."""

import time
from concurrent.futures import ThreadPoolExecutor

import import_shapes as shapes
from host import Failed, Host
from import_trial import CLEAN, COLUMNS, Trial, prepare
from runner import scenario
from sampling import some

# They wait more than they compute.
LANES = 1


def matrix(name: str, among: list[shapes.Shape]) -> str:
    """One host for all of a lane; after a failure a new one, since nobody knows what is left of it."""
    rest = some(among, 3, name)
    start = time.monotonic()
    print(f"{'':34} " + "".join(f"{c:7}" for c in COLUMNS), flush=True)
    with ThreadPoolExecutor(LANES) as threads:
        lanes = threads.map(lambda number: lane(number, rest), range(LANES))
        trials = [trial for trials in lanes for trial in trials]
    red = [t.shape.name for t in trials if t.found]
    if red:
        raise Failed(f"{len(trials) - len(red)} of {len(trials)} shapes; not: {', '.join(red)}")
    return f"{len(trials)} shapes in {time.monotonic() - start:.0f} s"


def lane(number: int, rest: list[shapes.Shape]) -> list[Trial]:
    trials: list[Trial] = []
    while rest:
        with Host(f"matrix{len(rest)}{number}{id(rest) % 1000}").start() as host:
            prepare(host)
            while rest:
                trial = Trial(host, rest.pop(0)).run()
                trials.append(trial)
                print("\n".join([trial.line(), *(f"    {c}: {t}" for c, t in trial.found.items())]),
                      flush=True)
                if trial.found:
                    break
                host.shell(CLEAN)
    return trials


@scenario(long=True)
def however_its_life_is_kept():
    return matrix("life", shapes.LIFE)


@scenario(long=True)
def whatever_starts_it():
    return matrix("names", shapes.NAMES)


@scenario(long=True)
def whatever_its_unit_says():
    return matrix("settings", shapes.SETTINGS)


@scenario(long=True)
def wherever_its_files_are():
    return matrix("places", shapes.PLACES)
