"""Of many cases that are alike some, the same ones in each run; with ADNET_SOAK=1 all of them.

ADNET_SAMPLE=n chooses others: the runner says which n it was.
"""

import os
import random

IS_ALL = os.environ.get("ADNET_SOAK") == "1"
# Set here, so that workers of this process choose alike.
SEED = os.environ.setdefault("ADNET_SAMPLE", "1")
AGAIN = "all cases" if IS_ALL else f"sampled by ADNET_SAMPLE={SEED}"


def some(cases: list, one_in: int, name: str) -> list:
    """One of each so many that follow each other. ADNET_SHAPES=WORD,… takes those with a word of it in
    their name instead, for whoever works on one of them."""
    if words := os.environ.get("ADNET_SHAPES"):
        return [c for c in cases if any(w in getattr(c, "name", "") for w in words.split(","))]
    if IS_ALL:
        return list(cases)
    dice = random.Random(f"{SEED} {name}")
    return [dice.choice(cases[at:at + one_in]) for at in range(0, len(cases), one_in)]
