"""A host that is a virtual machine."""

import os
import signal
import subprocess
import time
from pathlib import Path

import cache
import qemu
import secure_shell
from instances import Instance
from monitor import Monitor
from tools import need
from words import Problem, say

KIND = "vm"
BOOT_PATIENCE = 300.0
STOP_PATIENCE = 90.0


def booted(image: Path) -> Path:
    """The state of a machine that has just booted, and its disk."""
    sources = [Path(module.__file__ or "") for module in (qemu, secure_shell)]
    processor = open("/proc/cpuinfo").read().split("model name", 1)[-1].split("\n", 1)[0]
    key = cache.key_of(image.name, qemu.version(), qemu.hardware(), processor, *sources)

    def build(folder: Path, lock: int) -> None:
        instance = Instance(KIND, f"booting-{key}")
        kill(instance)
        instance.clear()
        instance.create(image, str(os.getpid()))
        try:
            cold_start(instance, image)
            run(instance, image, ["sync"])
            secure_shell.disconnect(instance)
            with Monitor(instance.folder / "monitor", 300) as monitor:
                qemu.save_state(monitor, folder / "memory")
                monitor.do("quit")
            wait_for_end(instance)
            (instance.folder / "disk.qcow2").rename(folder / "disk.qcow2")
        finally:
            kill(instance)
            instance.remove()

    return cache.image("vm-booted", key, qemu.TOOLS, build)


def cold_start(instance: Instance, image: Path) -> None:
    """Power on; on the disk that the instance has, if it has one."""
    disk = instance.folder / "disk.qcow2"
    if not disk.exists():
        qemu.new_disk(disk, image / "disk.raw", "raw")
    bring_up(instance, image, None)


def resume(instance: Instance, image: Path) -> None:
    """Goes on where the saved machine stood, with its own copy of the disk."""
    state = booted(image)
    qemu.new_disk(instance.folder / "disk.qcow2", state / "disk.qcow2", "qcow2")
    bring_up(instance, image, state / "memory")


def bring_up(instance: Instance, image: Path, memory: Path | None) -> None:
    give_up = time.monotonic() + BOOT_PATIENCE
    try:
        if memory is None:
            qemu.launch(instance, image, None)
        else:
            with memory.open("rb") as state:
                qemu.launch(instance, image, state)
        process = instance.running()
        with Monitor(instance.folder / "monitor") as monitor:
            port = qemu.ssh_port(monitor)
            if memory is not None:
                qemu.go_on(monitor)
        (instance.folder / "port").write_text(f"{port}\n")
        secure_shell.wait_for_greeting(port, process, give_up)
        secure_shell.connect(instance, image, give_up)
        settle(instance, image)
    except BaseException as error:
        kill(instance)
        if isinstance(error, Problem):
            error.hint = "\n".join(["what it said:", *last_words(instance)])
        raise


# Copies of one saved state would share the clock, the name, and every random number to come.
# 0x5207 is RNDRESEEDCRNG: use at once what was written.
SETTLE = """
date -s "@$1" >/dev/null
echo "$2" >/etc/hostname
hostname "$2"
perl -e 'open F, ">/dev/urandom"; syswrite F, $ARGV[0]; ioctl F, 0x5207, 0' "$3"
exec systemctl is-system-running --wait
"""


def settle(instance: Instance, image: Path) -> None:
    """Makes the machine itself, and waits until its systemd is up."""
    own = [f"{time.time():.3f}", instance.name, os.urandom(64).hex()]
    state = run(instance, image, ["sh", "-c", SETTLE, "sh", *own])
    if state != "running":
        failed = run(instance, image, ["systemctl", "--failed", "--plain", "--no-legend"])
        say(f"{instance.name} is {state}: {failed or 'no failed unit'}")


def last_words(instance: Instance) -> list[str]:
    logs = [instance.folder / name for name in ("qemu.log", "console.log")]
    return [
        line
        for log in logs
        if log.exists()
        for line in log.read_text(errors="replace").splitlines()[-10:]
    ]


def run(instance: Instance, image: Path, words: list[str]) -> str:
    command = secure_shell.call(instance, image, words)
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return done.stdout.strip()


def execute(instance: Instance, words: list[str], user: str) -> None:
    """Becomes the command; its exit code is ours."""
    need("ssh")
    command = secure_shell.call(instance, instance.image, words, user)
    os.execvp(command[0], command)


def copy(instance: Instance, sources: list[str], destination: str) -> int:
    """As `cp -a`: into a folder that exists, or under a new name."""
    reader = secure_shell.call(instance, instance.image, ["sh", "-c", UNPACK, "sh", destination])
    paths = [Path(source).absolute() for source in sources]
    for path in paths:
        if not path.exists():
            raise Problem(f"cannot copy {path}: no such file or folder")
    pack = ["tar", "-c", "--owner=0", "--group=0"]
    for path in paths:
        pack += ["-C", str(path.parent), path.name]
    with subprocess.Popen(pack, stdout=subprocess.PIPE) as writer:
        code = subprocess.run(reader, stdin=writer.stdout).returncode
    return code or writer.returncode


UNPACK = """
if [ -d "$1" ]; then exec tar -x -C "$1"; fi
new=$(mktemp -d "$1.XXXXXX") && tar -x -C "$new" && mv -T "$new"/* "$1" && rmdir "$new"
"""


def wait_for_end(instance: Instance) -> bool:
    give_up = time.monotonic() + STOP_PATIENCE
    while instance.process is not None:
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def power_off(instance: Instance) -> None:
    """An orderly end, for a disk that will be used again."""
    if instance.process is not None:
        run(instance, instance.image, ["systemctl", "poweroff", "--no-block"])
        if not wait_for_end(instance):
            say(f"{instance.name} did not power off in {STOP_PATIENCE:.0f} s: killed")
    kill(instance)


def kill(instance: Instance) -> None:
    """The power cut: QEMU ends in the middle of whatever it does."""
    process = instance.process
    if process is not None and not process.end(signal.SIGKILL, 20):
        raise Problem(f"cannot kill {instance.name}: process {process.pid} does not end")
    secure_shell.disconnect(instance)
    (instance.folder / "pid").unlink(missing_ok=True)
