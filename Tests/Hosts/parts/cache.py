"""Images, built once and kept outside the tree under a hash of their inputs."""

import fcntl
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator

from tools import need
from words import Problem, say

UNUSED_DAYS = 14


def directory() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    path = Path(os.environ.get("ADNET_HOSTS_CACHE") or f"{base}/adnet-agent/hosts")
    if not path.is_absolute() or any(c in str(path) for c in ":,\\ \n"):
        # overlayfs takes its layers in one string, separated by these
        raise Problem(f"cannot cache in {str(path)!r}: not a plain absolute path")
    return path


def key_of(*inputs: object) -> str:
    """A short name for exactly these inputs; a path stands for the file's content."""
    import hashlib  # only here: its library takes longer to load than most commands to run

    digest = hashlib.sha256()
    for thing in inputs:
        content = thing.read_bytes() if isinstance(thing, Path) else repr(thing).encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:16]


@contextmanager
def locked(path: Path, waiting_for: str = "") -> Iterator[int]:
    """Holds an exclusive lock; whoever inherits the descriptor holds it too."""
    path.parent.mkdir(parents=True, exist_ok=True)
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            lock(descriptor, waiting_for)
            # who held it before may have removed the file: then this lock excludes nobody
            if path.exists() and os.path.samestat(os.fstat(descriptor), path.stat()):
                yield descriptor
                return
        finally:
            os.close(descriptor)


def lock(descriptor: int, waiting_for: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        if waiting_for:
            say(f"waiting for another process: {waiting_for}")
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def image(kind: str, key: str, tools: tuple[str, ...], build: Callable[[Path, int], None]) -> Path:
    """The folder of an image; builds it (folder, lock descriptor) if it isn't there yet.

    The build fills a folder that gets its name by one rename, so a killed build leaves no
    half image. Its children inherit the lock: a build goes on alone when its caller is killed.
    """
    images = directory() / "images"
    path = images / f"{kind}-{key}"
    if not path.exists():
        with locked(images / f"{path.name}.lock", f"building {path.name}") as held:
            if not path.exists():
                need(*tools)
                drop_unused(images)
                building = images / f"{path.name}.building"
                shutil.rmtree(building, ignore_errors=True)
                building.mkdir(parents=True)
                say(f"building {path.name} in {images}, once")
                started = time.monotonic()
                build(building, held)
                building.rename(path)
                say(f"built {path.name} in {time.monotonic() - started:.0f} s")
    os.utime(path)
    return path


def drop_unused(images: Path) -> None:
    """Images of inputs that nobody uses any more would fill the disk of a developer."""
    in_use = {file.read_text().strip() for file in directory().glob("instances/*/image")}
    for path in images.iterdir():
        unused = time.time() - path.stat().st_mtime > UNUSED_DAYS * 86400
        if path.is_dir() and unused and str(path) not in in_use:
            shutil.rmtree(path, ignore_errors=True)
