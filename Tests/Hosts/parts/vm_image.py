"""The disk, kernel and initial ramdisk of a virtual machine."""

import gzip
import platform
import shutil
import subprocess
from pathlib import Path

import cache
import debian
import namespaces
from tools import HERE
from words import Problem

TOOLS = (*debian.TOOLS, "mke2fs", "cpio", "busybox", "ssh-keygen")
PACKAGES = [*namespaces.PACKAGES, "kmod", "openssh-server", "udev"]
# The serial console is a log; the others only cost time, of which emulation has little.
MASKED = [
    "e2scrub_reap.service", "getty@tty1.service", "modprobe@drm.service",
    "modprobe@efi_pstore.service", "serial-getty@ttyS0.service", "systemd-pstore.service",
]  # fmt: skip
DISK_SIZE = "4G"
# What the kernel needs to reach its disk and the network; all else udev loads from the disk.
DRIVERS = ["virtio_pci", "virtio_blk", "virtio_net", "crc32c_generic", "ext4"]
SCRIPTS = [HERE / "parts/vm_kernel.sh", HERE / "parts/vm_init.sh"]


def image(extra: list[str]) -> Path:
    if platform.machine() != "x86_64":
        raise Problem("cannot build a virtual machine: only for x86_64 so far")
    packages = sorted({*PACKAGES, *extra})

    def build(folder: Path, lock: int) -> None:
        root = folder / "root"
        debian.build_root(root, packages, MASKED, lock, hook=SCRIPTS[0])
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / "key")])
        settle(root, (folder / "key.pub").read_text())
        (kernel,) = (root / "boot").glob("vmlinuz-*")
        shutil.copy(kernel, folder / "vmlinuz")
        build_ramdisk(root, folder)
        disk = folder / "disk.raw"
        features = "lazy_itable_init=0,lazy_journal_init=0"
        run(["mke2fs", "-q", "-t", "ext4", "-E", features, "-d", str(root), str(disk), DISK_SIZE])
        shutil.rmtree(root)

    files = [Path(module.__file__ or "") for module in (debian,)] + [Path(__file__), *SCRIPTS]
    return cache.image("vm", cache.key_of(debian.SUITE, packages, *files), TOOLS, build)


def settle(root: Path, public_key: str) -> None:
    (root / "etc/fstab").write_text("")
    (root / "etc/hostname").write_text("vm\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost vm\n::1 localhost\n")
    (root / "root/.ssh").mkdir(mode=0o700, exist_ok=True)
    (root / "root/.ssh/authorized_keys").write_text(public_key)
    settings = "UsePAM no\nUseDNS no\nMaxSessions 100\nMaxStartups 100\n"
    (root / "etc/ssh/sshd_config.d/tests.conf").write_text(settings)


def build_ramdisk(root: Path, folder: Path) -> None:
    """A busybox and the drivers, in the order of their loading."""
    (modules,) = (root / "usr/lib/modules").iterdir()
    tree = folder / "ramdisk"
    for name in ("bin", "dev", "proc", "sys", "disk", "modules"):
        (tree / name).mkdir(parents=True)
    shutil.copy(shutil.which("busybox") or "/bin/busybox", tree / "bin/busybox")
    shutil.copy(SCRIPTS[1], tree / "init")
    (tree / "init").chmod(0o755)
    files = in_order(modules)
    for file in files:
        shutil.copy(modules / file, tree / "modules")
    order = "".join(f"{Path(file).name}\n" for file in files)
    (tree / "modules/order").write_text(order)
    names = "\n".join(str(path.relative_to(tree)) for path in sorted(tree.rglob("*")))
    archive = run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=tree, input=names.encode())
    (folder / "ramdisk.gz").write_bytes(gzip.compress(archive, 6))
    shutil.rmtree(tree)


def in_order(modules: Path) -> list[str]:
    """The files of the drivers, each after those that it needs; built-in ones are left out."""
    needs: dict[str, list[str]] = {}
    for line in (modules / "modules.dep").read_text().splitlines():
        file, others = line.split(":", 1)
        needs[file] = others.split()
    by_name = {Path(file).name.split(".")[0].replace("-", "_"): file for file in needs}
    order: list[str] = []
    for driver in DRIVERS:
        file = by_name.get(driver)
        for each in [*reversed(needs[file]), file] if file else []:
            if each not in order:
                order.append(each)
    return order


def run(command: list[str], cwd: Path | None = None, input: bytes | None = None) -> bytes:
    done = subprocess.run(command, cwd=cwd, input=input, capture_output=True)
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip() or f"ended with {done.returncode}"
        raise Problem(f"cannot build a virtual machine: {command[0]}: {why}")
    return done.stdout
