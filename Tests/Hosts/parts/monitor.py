"""QEMU's control socket."""

import json
import os
import socket
import time
from pathlib import Path
from typing import Any

from words import Problem


class Monitor:
    def __init__(self, path: Path, patience: float = 20.0):
        self.connection = connect(path, patience)
        self.lines = self.connection.makefile("r")
        self.lines.readline()
        self.do("qmp_capabilities")

    def __enter__(self) -> "Monitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.lines.close()
        self.connection.close()

    def do(self, command: str, **arguments: Any) -> Any:
        request = {"execute": command, "arguments": arguments}
        self.connection.sendall(json.dumps(request).encode() + b"\n")
        for line in self.lines:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise Problem(f"cannot control QEMU: {command}: {answer['error']['desc']}")
        raise Problem(f"cannot control QEMU: {command}: it has ended")

    def human(self, command: str) -> str:
        return self.do("human-monitor-command", **{"command-line": command})


def connect(path: Path, patience: float) -> socket.socket:
    """The socket appears a moment after QEMU has started."""
    give_up = time.monotonic() + patience
    # by a descriptor of its folder, since a socket's path may have 107 bytes only
    folder = os.open(path.parent, os.O_PATH | os.O_CLOEXEC)
    try:
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(f"/proc/self/fd/{folder}/{path.name}")
                connection.settimeout(patience)
                return connection
            except (FileNotFoundError, ConnectionRefusedError) as error:
                connection.close()
                if time.monotonic() > give_up:
                    raise Problem(f"cannot control QEMU: {error}") from error
                time.sleep(0.02)
    finally:
        os.close(folder)
