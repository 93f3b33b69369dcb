"""What both kinds of hosts do alike."""

from typing import Callable

from arguments import exactly, host_name
from cache import locked
from instances import Instance
from words import BUSY, Problem, say

Options = dict[str, list[str]]


def the_host(kind: str, words: list[str]) -> Instance:
    return Instance(kind, host_name(exactly(words, 1, "a NAME")[0]))


def packages(options: Options) -> list[str]:
    return [name for list_ in options.get("--with", []) for name in list_.split(",") if name]


def refuse_running(instance: Instance) -> None:
    if instance.process is not None:
        raise Problem(f"cannot start {instance.name}: it runs already", "stop it first", BUSY)


def sweep(kind: str, kill: Callable[[Instance], None]) -> None:
    """Removes hosts whose owner was killed before it could stop them."""
    for instance in Instance.all(kind):
        if instance.owner_gone:
            say(f"removing {instance.name}: its owner is gone")
            with locked(instance.lock):
                if instance.owner_gone:
                    kill(instance)
                    instance.remove()


def print_list(kind: str) -> None:
    for instance in Instance.all(kind):
        process = instance.process
        print(instance.name, f"running {process.pid}" if process else "stopped -")
