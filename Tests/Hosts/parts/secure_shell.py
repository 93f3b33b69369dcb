"""Commands in a virtual machine, over one ssh connection that all share."""

import os
import shlex
import signal
import socket
import subprocess
import time
from pathlib import Path

from instances import Instance
from processes import Process
from words import Problem


def command(instance: Instance, image: Path) -> list[str]:
    port = (instance.folder / "port").read_text().strip()
    options = {
        "IdentityFile": f"{image}/key", "IdentitiesOnly": "yes", "BatchMode": "yes",
        "StrictHostKeyChecking": "no", "UserKnownHostsFile": "/dev/null", "LogLevel": "ERROR",
        "ControlPath": control_path(instance), "ConnectTimeout": "60",
        "GSSAPIAuthentication": "no",
    }  # fmt: skip
    words = ["ssh", "-F", "none", "-p", port]
    for key, value in options.items():
        words += ["-o", f"{key}={value}"]
    return words


def control_path(instance: Instance) -> str:
    """Short, since a socket's path may have 107 bytes only: the machine's own number."""
    return f"/run/adnet-vm-{instance.running().pid}"


def wait_for_greeting(port: int, process: Process, give_up: float) -> None:
    """The port accepts from the start; whether ssh answers shows only in what it says."""
    while time.monotonic() < give_up:
        if Process.of(process.pid) != process:
            raise Problem("cannot reach the virtual machine: QEMU has ended")
        try:
            with socket.create_connection(("127.0.0.1", port), 2) as connection:
                connection.settimeout(5)
                if connection.recv(4) == b"SSH-":
                    return
        except OSError:
            pass  # not yet
        time.sleep(0.1)
    raise Problem("cannot reach the virtual machine: ssh does not answer")


def connect(instance: Instance, image: Path, give_up: float) -> None:
    """Starts the shared connection, detached: it would hold the pipes of whoever called us."""
    # not the key of another machine that had this number
    Path(control_path(instance)).unlink(missing_ok=True)
    with (instance.folder / "ssh.log").open("ab") as log:
        master = subprocess.Popen(
            [*command(instance, image), "-M", "-N", "root@127.0.0.1"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True,
        )  # fmt: skip
    if (process := Process.of(master.pid)) is not None:
        process.save(instance.folder / "ssh")
    while not os.path.exists(control_path(instance)):
        if master.poll() is not None or time.monotonic() > give_up:
            why = (instance.folder / "ssh.log").read_text(errors="replace").strip()
            raise Problem(f"cannot reach {instance.name}: {why or 'ssh does not connect'}")
        time.sleep(0.02)


def disconnect(instance: Instance) -> None:
    """The connection ends with its machine; here it is waited for."""
    master = Process.saved_in(instance.folder / "ssh")
    if master is not None:
        master.end(signal.SIGTERM, 5)
    (instance.folder / "ssh").unlink(missing_ok=True)


def call(instance: Instance, image: Path, words: list[str], user: str = "") -> list[str]:
    """The command line that runs `words` in the machine."""
    there = shlex.join(words)
    if user:
        name = shlex.quote(user)
        there = (
            f'setpriv --reuid {name} --regid "$(id -g {name})" --init-groups env USER={name}'
            f" LOGNAME={name} HOME=\"$(getent passwd {name} | cut -d: -f6)\" {there}"
        )
    # the shell there turns the death by a signal into an exit code, as shells do
    return [*command(instance, image), "root@127.0.0.1", "--", f"{there}; exit $?"]
