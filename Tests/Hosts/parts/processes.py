"""A process that can't be mistaken for a later one of the same number."""

import os
import select
import signal
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    pid: int
    started: str

    @staticmethod
    def of(pid: int) -> "Process | None":
        """None when there is none, or only what its parent has not yet buried."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return None
        fields = stat.rsplit(")", 1)[1].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return None if fields[0] in "ZX" else Process(pid, f"{boot}:{fields[19]}")

    @staticmethod
    def saved_in(path: Path) -> "Process | None":
        """The process that was saved, if it still runs."""
        try:
            pid, started = path.read_text().split()
        except (FileNotFoundError, ValueError):
            return None
        found = Process.of(int(pid))
        return found if found is not None and found.started == started else None

    def save(self, path: Path) -> None:
        new = path.with_suffix(".saving")
        new.write_text(f"{self.pid} {self.started}\n")
        new.rename(path)

    def end(self, number: int, patience: float) -> bool:
        """Sends a signal and waits; says whether the process is gone."""
        with suppress(ProcessLookupError):
            descriptor = os.pidfd_open(self.pid)
            try:
                if Process.of(self.pid) == self:
                    signal.pidfd_send_signal(descriptor, number)
                    return bool(select.select([descriptor], [], [], patience)[0])
            finally:
                os.close(descriptor)
        return True
