"""A host whose systemd is the first process of namespaces of its own."""

import os
import signal
import subprocess
import time
from pathlib import Path

import cache
import cgroups
import debian
from instances import Instance
from processes import Process
from tools import HERE, need
from words import NOT_RUNNING, Problem, say

KIND = "namespace"
NEEDED = ("unshare", "nsenter", "mount")
PACKAGES = [
    "curl", "dbus", "iproute2", "libgcrypt20", "libnss-systemd", "libstdc++6", "libsystemd0",
    "man-db", "procps", "systemd", "systemd-sysv",
]  # fmt: skip
# There is no terminal, and these file systems are the machine's.
MASKED = [
    "console-getty.service", "dev-hugepages.mount", "sys-fs-fuse-connections.mount",
    "sys-kernel-config.mount", "sys-kernel-debug.mount", "sys-kernel-tracing.mount",
]  # fmt: skip
BOOT_PATIENCE = 90.0
STOP_PATIENCE = 20.0
# systemd's signal for "power off"
POWER_OFF = signal.SIGRTMIN + 4


def image(extra: list[str]) -> Path:
    packages = sorted({*PACKAGES, *extra})

    def build(folder: Path, lock: int) -> None:
        debian.build_root(folder / "root", packages, MASKED, lock)

    key = cache.key_of(debian.SUITE, packages, MASKED, Path(debian.__file__))
    return cache.image(KIND, key, debian.TOOLS, build)


def start(instance: Instance, image: Path, binds: list[tuple[Path, str, str]]) -> Process:
    """Boots on the instance's disk and returns when systemd says that it is up."""
    need(*NEEDED)
    with cgroups.hierarchy() as top:
        cgroups.remove(top, instance.folder)
        cgroup = cgroups.create(top, instance.folder)
        for stale in ("pid", "up"):
            (instance.folder / stale).unlink(missing_ok=True)
        with (instance.folder / "console.log").open("ab") as log:
            spaces = ["--pid", "--fork", "--mount", "--uts", "--ipc", "--net"]
            command = ["unshare", *spaces, "bash", HERE / "parts/namespace_boot.sh"]
            command += [instance.folder, image, cgroup, instance.name]
            for bind in binds:
                command += bind
            parent = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True,
            )  # fmt: skip
        try:
            process = wait_until_up(instance, parent)
        except BaseException:
            kill(instance)
            raise
    return process


def wait_until_up(instance: Instance, parent: "subprocess.Popen[bytes]") -> Process:
    give_up = time.monotonic() + BOOT_PATIENCE
    while parent.poll() is None and time.monotonic() < give_up:
        process = instance.process
        if process is not None and answers(process):
            state = run(process, ["systemctl", "is-system-running", "--wait"], give_up)
            if state != "running":
                failed = run(process, ["systemctl", "--failed", "--plain", "--no-legend"], give_up)
                say(f"{instance.name} is {state}: {failed or 'no failed unit'}")
            (instance.folder / "up").touch()
            return process
        time.sleep(0.01)
    log = (instance.folder / "console.log").read_text(errors="replace").splitlines()
    why = "it ended at once" if parent.poll() is not None else f"not up in {BOOT_PATIENCE:.0f} s"
    raise Problem(f"cannot start {instance.name}: {why}", "\n".join(["its console:", *log[-15:]]))


def answers(process: Process) -> bool:
    """Whether the first process is systemd already, and listens."""
    try:
        if Path(f"/proc/{process.pid}/comm").read_text() != "systemd\n":
            return False
        return os.path.exists(f"/proc/{process.pid}/root/run/systemd/private")
    except OSError:
        return False


def run(process: Process, command: list[str], give_up: float) -> str:
    done = subprocess.run(
        inside(process, command), stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=max(1, give_up - time.monotonic()),
    )  # fmt: skip
    return done.stdout.strip()


def inside(process: Process, command: list[str], user: str = "") -> list[str]:
    """The command line that runs `command` in all of the host's namespaces.

    The command ends with the caller: a test that is killed leaves nothing running.
    """
    spaces = ["--mount", "--uts", "--ipc", "--net", "--pid", "--cgroup"]
    become = ["setpriv", "--pdeathsig", "KILL"]
    if user:
        uid, gid, home = account(process, user)
        become += ["--reuid", str(uid), "--regid", str(gid), "--init-groups"]
        become += ["env", f"USER={user}", f"LOGNAME={user}", f"HOME={home}"]
    return ["nsenter", "--target", str(process.pid), *spaces, "--", *become, *command]


def account(process: Process, user: str) -> tuple[int, int, str]:
    for line in Path(f"/proc/{process.pid}/root/etc/passwd").read_text().splitlines():
        name, _, uid, gid, _, home, *_ = line.split(":")
        if name == user:
            return int(uid), int(gid), home
    raise Problem(f"cannot run as {user}: no such user in the host")


# In a cgroup of the host, so that what the command leaves behind is the host's.
ENTER = f"""
[ -d "$1" ] || mkdir "$1" 2>/dev/null ||
  {{ echo "cannot reach this host: it has stopped" >&2; exit {NOT_RUNNING}; }}
echo $$ >"$1/cgroup.procs"
shift
exec "$@"
"""


def entering(process: Process, command: list[str], user: str, settings: list[str]) -> list[str]:
    """The command line that becomes `command`, whose exit code is its own."""
    need("nsenter")
    group = f"/proc/{process.pid}/root/sys/fs/cgroup/exec"
    environment = {
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LANG": "C.UTF-8",
        "HOME": "/root",
        "TERM": os.environ.get("TERM", "dumb"),
    } | dict(setting.split("=", 1) for setting in settings)
    become = ["env", "-i", *(f"{key}={value}" for key, value in environment.items())]
    return ["/bin/sh", "-c", ENTER, "sh", group, *become, *inside(process, command, user)]


def execute(process: Process, command: list[str], user: str, settings: list[str]) -> None:
    words = entering(process, command, user, settings)
    os.execv(words[0], words)


def stop(instance: Instance) -> None:
    """An orderly power-off; what has not ended in time is killed."""
    process = instance.process
    # in the middle of its boot, systemd may lose the signal or wait for units to start
    booted = (instance.folder / "up").exists()
    if process is not None and booted and not process.end(POWER_OFF, STOP_PATIENCE):
        say(f"{instance.name} did not power off in {STOP_PATIENCE:.0f} s: killed")
    kill(instance)


def kill(instance: Instance) -> None:
    """Ends everything of the host at once and keeps its disk."""
    process = instance.process
    if process is not None and not process.end(signal.SIGKILL, STOP_PATIENCE):
        raise Problem(f"cannot kill {instance.name}: process {process.pid} does not end")
    (instance.folder / "pid").unlink(missing_ok=True)
    with cgroups.hierarchy() as top:
        cgroups.remove(top, instance.folder)
