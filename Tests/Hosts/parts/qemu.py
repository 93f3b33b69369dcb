"""The command line of QEMU, and what is done through its monitor."""

import os
import re
import subprocess
import time
from pathlib import Path
from typing import BinaryIO

from instances import Instance
from monitor import Monitor
from processes import Process
from words import Problem

PROGRAM = "qemu-system-x86_64"
TOOLS = (PROGRAM, "qemu-img", "ssh")
MEMORY_MIB, PROCESSORS = 1024, 2
KERNEL_COMMAND = "console=ttyS0 net.ifnames=0 panic=-1 quiet loglevel=4 mitigations=off"


def hardware() -> list[str]:
    """KVM only where the processor's own module runs it: other backends may offer the device and
    then emulate, worse than QEMU does."""
    fast = os.path.exists("/dev/kvm") and any(
        os.path.exists(f"/sys/module/{module}") for module in ("kvm_intel", "kvm_amd")
    )
    if fast:
        return ["-accel", "kvm", "-cpu", "host"]
    return ["-accel", "tcg,thread=multi,tb-size=256", "-cpu", "Nehalem"]


def version() -> str:
    return subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout


def new_disk(disk: Path, base: Path, kind: str) -> None:
    """A disk that keeps what is written, on a base that stays as it is."""
    command = ["qemu-img", "create", "-q", "-f", "qcow2", "-F", kind, "-b", str(base), str(disk)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Problem(f"cannot create {disk}: {done.stderr.strip()}")


def launch(instance: Instance, image: Path, state: BinaryIO | None) -> None:
    """Starts QEMU on the instance's disk: from power-on, or from a saved state."""
    folder = instance.folder
    # With `writeback` a flush of the guest is one of the machine, and what the guest hasn't
    # flushed QEMU may lose when it is killed: a power cut.
    disk = f"if=none,id=disk,format=qcow2,cache=writeback,discard=unmap,file={folder}/disk.qcow2"
    command = [
        PROGRAM, "-name", instance.name, "-machine", "q35", *hardware(),
        "-smp", str(PROCESSORS), "-m", str(MEMORY_MIB),
        "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
        "-kernel", f"{image}/vmlinuz", "-initrd", f"{image}/ramdisk.gz",
        "-append", KERNEL_COMMAND,
        "-serial", f"file:{folder}/console.log",
        "-qmp", "unix:monitor,server=on,wait=off",
        "-drive", disk, "-device", "virtio-blk-pci,drive=disk",
        "-netdev", "user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:0-:22",
        "-device", "virtio-net-pci,netdev=net,romfile=",
        "-device", "virtio-rng-pci",
    ]  # fmt: skip
    if state is not None:
        command += ["-incoming", f"fd:{state.fileno()}"]
    (folder / "monitor").unlink(missing_ok=True)
    with (folder / "qemu.log").open("ab") as log:
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder,
            start_new_session=True, pass_fds=(state.fileno(),) if state else (),
            preexec_fn=lambda: begin(folder / "pid"),
        )  # fmt: skip


def begin(path: Path) -> None:
    """In QEMU's own process. Its number is known even when this command is killed; and an emulated
    machine takes all it can get, so what else runs here goes first, but doesn't starve it: limits of
    the machine's own services run by the clock."""
    save_own(path)
    os.nice(3)


def save_own(path: Path) -> None:
    process = Process.of(os.getpid())
    assert process is not None
    process.save(path)


def ssh_port(monitor: Monitor) -> int:
    found = re.search(r"HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)", monitor.human("info usernet"))
    if found is None:
        raise Problem("cannot reach the virtual machine: QEMU forwards no port")
    return int(found[1])


def save_state(monitor: Monitor, path: Path) -> None:
    """Saves memory and devices; the machine stands still afterwards."""
    monitor.do("stop")
    monitor.do("migrate-set-parameters", **{"max-bandwidth": 10**12})
    monitor.do("migrate", uri=f"exec:cat >'{path}'")
    while (status := monitor.do("query-migrate")["status"]) != "completed":
        if status in ("failed", "cancelled"):
            raise Problem("cannot save the state of the virtual machine")
        time.sleep(0.1)


def go_on(monitor: Monitor) -> None:
    """A loaded state stands still, as it was saved."""
    while monitor.do("query-status")["status"] == "inmigrate":
        time.sleep(0.02)
    monitor.do("cont")
