"""Taking over a node in every shape in which operators run one, and giving it back."""

import os

import import_shapes as shapes
from host import Failed, Host
from import_trial import CLEAN, COLUMNS, Trial, prepare
from runner import scenario


def matrix(chosen: list[shapes.Shape]) -> str:
    """One host for all; after a failure a new one, since nobody knows what is left of it."""
    # For whoever works on one of them.
    words = os.environ.get("ADNET_SHAPES", "").split(",")
    chosen = [s for s in chosen if any(w in s.name for w in words)]
    trials: list[Trial] = []
    print(f"{'':26} " + "".join(f"{c:7}" for c in COLUMNS), flush=True)
    rest = list(chosen)
    while rest:
        with Host("matrix").start() as host:
            prepare(host)
            while rest:
                trial = Trial(host, rest.pop(0)).run()
                trials.append(trial)
                print(trial.line(), flush=True)
                for column, text in trial.found.items():
                    print(f"    {column}: {text}", flush=True)
                if trial.found:
                    break
                host.shell(CLEAN)
    red = [t.shape.name for t in trials if t.found]
    if red:
        raise Failed(f"{len(trials) - len(red)} of {len(trials)} shapes; not: {', '.join(red)}")
    return f"{len(trials)} shapes in {sum(t.time for t in trials):.0f} s"


@scenario(slow=True)
def however_its_life_is_kept():
    return matrix(shapes.LIFE)


@scenario(slow=True)
def whatever_starts_it():
    return matrix(shapes.NAMES)


@scenario(slow=True)
def whatever_its_unit_says():
    return matrix(shapes.SETTINGS)


@scenario(slow=True)
def wherever_its_files_are():
    return matrix(shapes.PLACES)
