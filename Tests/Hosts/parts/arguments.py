"""The command line: a name, and options that a command declares."""

import re

from words import USAGE, Problem

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def parse(
    arguments: list[str], flags: tuple[str, ...] = (), values: tuple[str, ...] = ()
) -> tuple[list[str], dict[str, list[str]]]:
    """Splits into what stands alone and options; after `--` all stands alone."""
    alone: list[str] = []
    options: dict[str, list[str]] = {}
    rest = iter(arguments)
    for word in rest:
        if word == "--":
            return alone + list(rest), options
        if word in flags:
            options[word] = [""]
        elif word in values:
            options.setdefault(word, []).append(next(rest, "") or missing(word))
        elif word.startswith("--"):
            raise Problem(f"unknown option {word}", exit_code=USAGE)
        else:
            alone.append(word)
    return alone, options


def missing(option: str) -> str:
    raise Problem(f"{option} needs a value", exit_code=USAGE)


def exactly(words: list[str], count: int, meaning: str) -> list[str]:
    if len(words) != count:
        raise Problem(f"expected {meaning}, got {len(words)} arguments", exit_code=USAGE)
    return words


def host_name(word: str) -> str:
    if not NAME.fullmatch(word):
        raise Problem(
            f"cannot use {word!r} as a name: only a-z, 0-9 and -, at most 31", exit_code=USAGE
        )
    return word
