"""The subtree of cgroups that belongs to one host."""

import os
import subprocess
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator

from cache import directory, key_of
from words import Problem, say

PARENT = "adnet-hosts"


def folder_name(instance: Path) -> str:
    """Two caches may each have a host of this name."""
    return f"{instance.name}-{key_of(str(instance))[:8]}"


@contextmanager
def hierarchy() -> Iterator[Path]:
    """Where cgroup2 is mounted; on a machine without it, mounted for as long as it is used."""
    with open("/proc/self/mounts") as mounts:
        for line in mounts:
            _, where, kind, *_ = line.split()
            if kind == "cgroup2":
                yield Path(where)
                return
    where = directory() / f"cgroup2.{os.getpid()}"
    where.mkdir(parents=True)
    try:
        done = subprocess.run(["mount", "-t", "cgroup2", "cgroup2", where], capture_output=True)
        if done.returncode != 0:
            raise Problem(f"cannot mount cgroup2: {done.stderr.decode().strip()}")
        yield where
    finally:
        subprocess.run(["umount", where], capture_output=True)
        where.rmdir()


def create(top: Path, instance: Path) -> Path:
    """An empty cgroup for the host, with the controllers that the machine can pass on."""
    parent = top / PARENT
    path = parent / folder_name(instance)
    while not path.exists():
        # the end of another host may take the parent away in between
        with suppress(FileNotFoundError):
            parent.mkdir(exist_ok=True)
            path.mkdir()
    for controller in (parent / "cgroup.controllers").read_text().split():
        # not all can be passed on everywhere; the host runs without those
        with suppress(OSError):
            (parent / "cgroup.subtree_control").write_text(f"+{controller}")
    return path


def remove(top: Path, instance: Path) -> None:
    """Removes the host's cgroups; whatever still runs in them is killed first."""
    path = top / PARENT / folder_name(instance)
    give_up = time.monotonic() + 10
    while path.exists():
        # absent before Linux 5.14; the end of the host's first process kills them too
        with suppress(OSError):
            (path / "cgroup.kill").write_text("1")
        for folder, _, _ in os.walk(path, topdown=False):
            # busy until the kernel has buried the last process
            with suppress(OSError):
                os.rmdir(folder)
        if time.monotonic() > give_up:
            say(f"cannot remove {path}: still in use")
            return
        time.sleep(0.01)
    # the last host takes the common parent with it
    with suppress(OSError):
        (top / PARENT).rmdir()
