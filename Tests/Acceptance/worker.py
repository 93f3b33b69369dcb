"""A process that runs scenarios, one after another, for a runner that runs several.

A worker names its hosts after itself, so that two scenarios may use the same name, and keeps what
scenarios pass on, as a virtual machine that is up. It can be killed when a scenario hangs; its hosts
belong to it, and are then removed.
"""

import ctypes
import faulthandler
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

PR_SET_PDEATHSIG = 1
# How long a hanging worker may take to say where it is.
TELL_SECONDS = 5
CLOSE_SECONDS = 60
BEGIN = "import worker, sys; worker.serve(int(sys.argv[1]))"


class Worker:
    """As its runner sees it."""

    def __init__(self):
        self.said = tempfile.TemporaryFile()
        answers, answer = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, "-B", "-c", BEGIN, str(answer)], stdin=subprocess.PIPE, stdout=self.said,
            stderr=self.said, pass_fds=(answer,), start_new_session=True,
            cwd=Path(__file__).resolve().parent)
        os.close(answer)
        self.answers = os.fdopen(answers, "rb", buffering=0)

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def run(self, name: str, limit: float) -> tuple[bool, str, str]:
        """Whether the scenario is true, a note, and what it printed."""
        begin = os.fstat(self.said.fileno()).st_size
        try:
            self.process.stdin.write(f"{name}\n".encode())
            self.process.stdin.flush()
            is_ok, note = self._answer(limit)
        except BrokenPipeError:
            is_ok, note = False, self._end()
        # Not read(): the worker shares the place in the file.
        size = os.fstat(self.said.fileno()).st_size - begin
        return is_ok, note, os.pread(self.said.fileno(), size, begin).decode(errors="replace")

    def _answer(self, limit: float) -> tuple[bool, str]:
        if not select.select([self.answers], [], [], limit)[0]:
            # faulthandler writes where each thread is.
            self.process.send_signal(signal.SIGUSR1)
            time.sleep(TELL_SECONDS)
            self.kill()
            return False, f"hangs: killed after {limit:.0f} s"
        line = b""
        while not line.endswith(b"\n"):
            part = self.answers.read(65536)
            if not part:
                return False, self._end()
            line += part
        return tuple(json.loads(line))

    def _end(self) -> str:
        return f"its process ended with {self.process.wait()}"

    def kill(self) -> None:
        """With all that it has begun and that isn't a host."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def close(self) -> None:
        """Lets it stop what it kept."""
        self.process.stdin.close()
        try:
            self.process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()


def serve(answer: int) -> None:
    """Reads names from standard input until its end."""
    # Nobody is left to read what a worker without a runner finds.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    os.set_inheritable(answer, False)
    for line in sys.stdin:
        with open(answer, "w", closefd=False) as answers:
            print(json.dumps(attempt(line.strip())), file=answers)


def attempt(name: str) -> tuple[bool, str]:
    import runner  # It imports this file.
    from host import LeftOut

    try:
        note = runner.functions(name.split(".")[0])[name]() or ""
        return True, str(note)
    except LeftOut as why:
        return True, f"left out: {why}"
    except Exception as problem:
        traceback.print_exc()
        return False, f"{problem}"
    finally:
        sys.stdout.flush()
