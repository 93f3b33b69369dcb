"""What is missing on this machine, and which package has it."""

import os
import shutil
from pathlib import Path

from words import NOT_PERMITTED, Problem

HERE = Path(__file__).resolve().parent.parent
SEARCH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin"


def need(*tools: str) -> None:
    """Refuses, naming every missing tool and its package at once."""
    if os.geteuid() != 0:
        raise Problem("cannot bring up a host: not root", exit_code=NOT_PERMITTED)
    packages = dict(
        line.split()
        for line in (HERE / "tools.txt").read_text().splitlines()
        if line and not line.startswith("#")
    )
    absent = [tool for tool in tools if not present(tool)]
    if absent:
        named = ", ".join(f"{tool} (package {packages[tool]})" for tool in absent)
        raise Problem(f"cannot bring up a host: missing {named}", f"{HERE}/install-tools")


def present(tool: str) -> bool:
    if tool.startswith("/"):
        return os.path.exists(tool)
    return shutil.which(tool, path=SEARCH) is not None
