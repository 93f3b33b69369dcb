"""How the test hosts speak: one line on stderr, a hint, an exit code that tells the kind."""

import sys
from typing import Callable, NoReturn

FAILED, USAGE, NOT_RUNNING, BUSY, NOT_PERMITTED = 1, 64, 69, 75, 77


class Problem(Exception):
    def __init__(self, text: str, hint: str = "", exit_code: int = FAILED):
        super().__init__(text)
        self.hint = hint
        self.exit_code = exit_code


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run_command(usage: str, commands: dict[str, Callable[[list[str]], int | None]]) -> NoReturn:
    """Runs the command that the first argument names, and exits."""
    arguments = sys.argv[1:]
    if arguments in (["--help"], ["-h"], ["help"]):
        print(usage.strip())
        sys.exit(0)
    if not arguments or arguments[0] not in commands:
        say(usage.strip())
        sys.exit(USAGE)
    try:
        sys.exit(commands[arguments[0]](arguments[1:]) or 0)
    except Problem as problem:
        say(str(problem))
        if problem.hint:
            say(f"hint: {problem.hint}")
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
