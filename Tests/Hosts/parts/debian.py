"""A Debian root folder from packages, the way Debian itself builds one."""

import os
import shutil
import subprocess
from pathlib import Path

from words import Problem

SUITE = "bookworm"
TOOLS = ("unshare", "mmdebstrap", "/usr/share/keyrings/debian-archive-keyring.gpg")
# A host of a test is read by nobody: documentation stays out of the image. The rule is removed
# afterwards, so that a package under test installs completely.
LEFT_OUT = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*"]
# An index of the manual, built anew with each package, would only cost time.
NO_MAN_INDEX = (
    'echo man-db man-db/auto-update boolean false | chroot "$1" debconf-set-selections'
)
# Timers of the distribution would make a test host do things that no test asked for.
MASKED = [
    "apt-daily.timer", "apt-daily-upgrade.timer", "dpkg-db-backup.timer", "e2scrub_all.timer",
    "fstrim.timer", "man-db.timer",
]  # fmt: skip


def build_root(
    root: Path, packages: list[str], masked: list[str], lock: int, hook: Path | None = None
) -> None:
    """Fills `root`; units in `masked` never run; `hook` is a script that gets the root before
    the package lists are removed. The build runs in its own mounts, so that a killed one leaves none."""
    log = root.parent / "mmdebstrap.log"
    command = ["unshare", "--mount", "mmdebstrap", "--mode=root", "--variant=minbase"]
    command += [f"--dpkgopt=path-exclude={pattern}" for pattern in LEFT_OUT]
    command += [f"--essential-hook={NO_MAN_INDEX}", "--include=" + ",".join(packages)]
    command += [f"--customize-hook={hook}"] if hook else []
    command += [SUITE, str(root)]
    command += [mirror] if (mirror := os.environ.get("ADNET_DEBIAN_MIRROR")) else []
    with log.open("wb") as out:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, pass_fds=(lock,),
            env=os.environ | {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"},
        )  # fmt: skip
    if done.returncode != 0:
        shutil.rmtree(root, ignore_errors=True)
        errors = [line[3:] for line in log.read_text().splitlines() if line.startswith("E: ")]
        why = errors[0] if errors else f"mmdebstrap ended with {done.returncode}"
        raise Problem(f"cannot build a Debian root: {why}", f"less {log}")
    settle(root, MASKED + masked)


def settle(root: Path, masked: list[str]) -> None:
    """What makes a root of packages a machine that boots quickly and says what it did."""
    (root / "etc/dpkg/dpkg.cfg.d/99mmdebstrap").unlink()
    units = root / "etc/systemd/system"
    for unit in masked:
        (units / unit).unlink(missing_ok=True)
        (units / unit).symlink_to("/dev/null")
    (units / "default.target").unlink(missing_ok=True)
    (units / "default.target").symlink_to("/lib/systemd/system/multi-user.target")
    # with this folder the journal is kept over a boot
    (root / "var/log/journal").mkdir(exist_ok=True)
    (root / "etc/resolv.conf").unlink(missing_ok=True)
    (root / "etc/resolv.conf").write_text("# no network beyond this host\n")
    (root / "etc/machine-id").write_text("")
