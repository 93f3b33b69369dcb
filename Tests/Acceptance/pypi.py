"""Packages of PyPI in a host, which can't fetch them itself."""

import fcntl
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from host import Host, LeftOut


def install(host: Host, pinned: list[str], to: str) -> None:
    """Puts them into the folder `to`, for the hosts' Python. They are fetched once, whoever else wants them at the
    same time."""
    folder = Path(tempfile.gettempdir()) / f"adnet-{pinned[0].replace('==', '-')}"
    archive = folder / "all.tar"
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not archive.exists():
            done = subprocess.run(
                [sys.executable, "-m", "pip", "install", "-q", "--no-compile", "--only-binary", ":all:",
                 "--python-version", "3.11", "--upgrade", "--target", folder, *pinned], capture_output=True, text=True)
            if done.returncode != 0:
                raise LeftOut(f"{pinned[0]} can't be installed: {done.stderr[-300:]}")
            subprocess.run(["tar", "-C", folder, "--exclude", "all.tar*", "-cf", f"{archive}.new", "."], check=True)
            os.rename(f"{archive}.new", archive)
    host.copy(archive, to="/root/")
    host.shell(f"mkdir -p {to}; tar -C {to} -xf /root/all.tar", timeout=300)
