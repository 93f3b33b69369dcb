"""The hosts that were started: a folder each, under the cache."""

import shutil
from pathlib import Path

from cache import directory
from processes import Process
from words import NOT_RUNNING, Problem


class Instance:
    """One host: its disk, its log, and which process it is."""

    def __init__(self, kind: str, name: str):
        self.name = name
        self.folder = directory() / "instances" / f"{kind}-{name}"
        self.lock = self.folder.with_suffix(".lock")

    @staticmethod
    def all(kind: str) -> "list[Instance]":
        folders = sorted((directory() / "instances").glob(f"{kind}-*/"))
        return [Instance(kind, folder.name.removeprefix(f"{kind}-")) for folder in folders]

    @property
    def process(self) -> Process | None:
        return Process.saved_in(self.folder / "pid")

    def running(self) -> Process:
        if (process := self.process) is not None:
            return process
        known = "it has stopped" if self.folder.exists() else "never started"
        raise Problem(f"cannot reach {self.name}: {known}", exit_code=NOT_RUNNING)

    @property
    def image(self) -> Path:
        return Path((self.folder / "image").read_text().strip())

    @property
    def owner_gone(self) -> bool:
        """True when the host was started on behalf of a process that has ended."""
        owner = self.folder / "owner"
        return owner.exists() and Process.saved_in(owner) is None

    def create(self, image: Path, owner: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "image").write_text(f"{image}\n")
        (self.folder / "owner").unlink(missing_ok=True)
        if owner:
            process = Process.of(int(owner)) if owner.isdigit() else None
            if process is None:
                raise Problem(f"cannot start {self.name} for process {owner}: no such process")
            process.save(self.folder / "owner")

    def clear(self) -> None:
        """Removes what an earlier host of this name left."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def remove(self) -> None:
        """Removes the host altogether; the lock comes last, since it is what we hold."""
        self.clear()
        self.lock.unlink(missing_ok=True)
