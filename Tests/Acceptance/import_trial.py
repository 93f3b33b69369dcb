"""One shape on a host: its node runs, is planned, taken over and given back; what went wrong, by column."""

import itertools
import re
import subprocess
import time
from dataclasses import dataclass

import site_of as site
from host import Failed, Host
import import_shapes as shapes
from import_shapes import Shape

COLUMNS = ("plan", "end", "record", "quiet", "secret", "back", "same")
# Blocks come fast, so that a height says something soon.
QUICK = "--block-seconds 0.1 --shutdown-delay 0.2"
ACCOUNT = """
rm -rf /home/devops; useradd -m -s /bin/sh devops
install -d -m 0700 -o devops -g devops /home/devops/bin /home/devops/keys
/root/adnet-testnode make-release --out /home/devops/bin/alphaos --version 3.9 {program}
echo APrivateKey1zkpSecret > /home/devops/keys/validator.key
chmod 0600 /home/devops/keys/validator.key
chown devops: /home/devops/bin/alphaos /home/devops/keys/validator.key
"""
# As each process sees its ledger.
NODES = r"""
for (`pgrep -x alphaos`) {
  chomp(my $pid = $_); my ($lock) = grep m{/LOCK$}, map { readlink // "" } glob "/proc/$pid/fd/*";
  my $user = (stat "/proc/$pid")[4] // next; $user = getpwuid($user) // $user;
  open(my $file, "<", "/proc/$pid/cgroup") or next; my ($unit) = join("", <$file>) =~ m{^0::.*/(.*)$}m;
  my $height = 0; my $folder = ($lock // "") =~ s{LOCK$}{}r;
  if (open($file, "<", "/proc/$pid/root${folder}height")) { $height = int(<$file> || 0) }
  $folder =~ s/\s/?/g; print "$pid $user $height ", $unit || "-", " ", $folder || "-", "\n";
}
"""
# What an operator has of units and files, but for what a node writes as it goes, and what is ours.
LISTING = r"""
find /etc/systemd/system /run/systemd/system /home /srv /opt /var/lib/private /root/keys -xdev \
  ! -path '*/releases/*' -printf '%p %y %m %U:%G %l\n' 2>/dev/null |
  grep -vE '/(log|running|LOCK|height|current-proposal-cache) |^/(etc|run)/systemd/system/(adnet|alphaos|deltaos)' |
  sort
find /etc/systemd/system/node* /home/*/.config /home/*/keys /srv/keys /root/keys -type f -exec sha256sum {} + 2>/dev/null | sort -k2
find /var/lib/adnet/nodes/alpha ! -name .adnet-ledger -printf '%p %y %m %U:%G %l\n' | sort
"""
CLEAN = r"""
find /etc/systemd/system /usr/lib/systemd/system /run/systemd/system -mindepth 1 | sort > /root/now
comm -13 /root/base /root/now > /root/new
for unit in $(sed -n 's/.*\///p' /root/new | grep -E '\.(timer|path|socket)$') \
  $(sed -n 's/.*\///p' /root/new | grep -E '\.service$' | grep -v @\\.) 'node@*' node.service; do
  systemctl stop --no-block "$unit" 2>/dev/null || true
done
systemctl stop user@1000.service 2>/dev/null || true
pkill -KILL -u devops || true
while pgrep -x alphaos > /dev/null; do pkill -KILL -x alphaos || true; sleep 0.05; done
tac /root/new | while read path; do rm -rf "$path"; done
umount -q /srv/other || true
userdel -f devops 2>/dev/null || true
rm -rf /home/* /srv/* /opt/* /root/keys /var/lib/node /var/lib/private/node /tmp/ledger
systemctl daemon-reload; systemctl reset-failed
"""
CONFIGURATION = '[agent]\nwatch = "1s"\n[host.disk]\nreserve = "64M"\n' + site.UNGUARDED


class Wrong(Exception):
    pass


@dataclass
class Node:
    pid: int
    user: str
    height: int
    unit: str
    ledger: str


def prepare(host: Host) -> None:
    """The package as it comes but for what a lone stand-in needs."""
    host.copy(site.package(), site.testnode(), to="/root/")
    host.out("dpkg", "-i", f"/root/{site.package().name}")
    host.shell(f"cat > /etc/adnet-agent/agent.toml.d/50-test.toml <<'END'\n{CONFIGURATION}END\n"
               "adnet-agent config apply\n"
               "find /etc/systemd/system /usr/lib/systemd/system /run/systemd/system -mindepth 1 "
               "| sort > /root/base")


def account(height: int, program: str = "") -> str:
    """Shell that makes devops, with a program that begins at this height."""
    return ACCOUNT.format(program=f"{QUICK} --first-height {height} {program}")


def nodes(host: Host) -> list[Node]:
    """Every process of the program, whoever runs it."""
    found = [line.split() for line in host.out("perl", "-e", NODES).splitlines()]
    return [Node(int(f[0]), f[1], int(f[2]), f[3], f[4]) for f in found]


def one(host: Host, height: int, seconds: float = 15, user: str = "", but: int = 0) -> Node:
    """The one node that there is, once it has this height."""
    limit = time.monotonic() + seconds * host.patience
    while True:
        found = nodes(host)
        ready = [n for n in found if n.height >= height and n.pid != but and n.user.startswith(user)]
        if len(found) == 1 and ready:
            return ready[0]
        if time.monotonic() > limit:
            raise Wrong(f"no single node of {user or 'anybody'} at height {height}: {found}")
        time.sleep(0.1)


# Each node begins higher than those before it: a chain remembers how high it was.
first_height = itertools.count(1000, 1000)


class Trial:
    def __init__(self, host: Host, shape: Shape):
        self.host = host
        self.shape = shape
        self.found: dict[str, str] = {}
        self.said: list[str] = []
        self.time = 0.0

    # What it does

    def run(self) -> "Trial":
        start = time.monotonic()
        try:
            self.begin()
            if self.plan():
                self.over()
                self.back()
        except (Wrong, subprocess.TimeoutExpired) as problem:
            self.wrong("end", f"{problem}")
        except Exception as problem:  # A shell command of the trial's own.
            self.wrong("end", f"trial: {problem}")
        self.time = time.monotonic() - start
        return self

    def begin(self) -> None:
        host, shape = self.host, self.shape
        base = next(first_height)
        host.shell(account(base, shape.program) + shape.setup)
        before = one(host, base + 2)
        # It ends gracefully once, so that a record is there.
        host.shell(f"kill {before.pid}; while [ -e /proc/{before.pid} ]; do sleep 0.05; done; sleep 0.2;"
                   + shape.start)
        self.old = one(host, base + 6, but=before.pid)
        self.listing = host.shell(LISTING)
        self.readable = self.spread()
        self.mark()

    def plan(self) -> bool:
        """Whether it goes on."""
        shape = self.shape
        done = self.command(*self.named())
        text = done.stdout + done.stderr
        if done.returncode == 3 and (shape.refused or shape.may_refuse):
            self.refused(text)
            self.said.append("refused")
            return False
        if shape.refused or done.returncode != 0:
            self.wrong("plan", f"exit {done.returncode}: {tail(text)}")
            return done.returncode == 0
        self.check_words(text)
        return True

    def refused(self, text: str) -> None:
        """It names the cause and what to do, and nothing changed."""
        shape = self.shape
        lacks = [w for w in shape.refused if w not in text]
        if shape.may_refuse and not any(w in text for w in shape.may_refuse):
            lacks += shape.may_refuse
        if lacks or "hint:" not in text:
            self.wrong("plan", f"refused, without {lacks or 'hint'}: {tail(text)}")
        done = self.command(*self.named(), "--yes")
        if done.returncode != 3:
            self.wrong("end", f"--yes: exit {done.returncode}: {tail(done.stdout + done.stderr)}")
        if [n.pid for n in nodes(self.host)] != [self.old.pid]:
            self.wrong("end", f"refused, but {nodes(self.host)}")
        self.same()

    def over(self) -> None:
        shape, host = self.shape, self.host
        before = one(host, 0, but=0).height
        done = self.command(*self.named(), "--yes")
        text = done.stdout + done.stderr
        if done.returncode != 0:
            self.failed(before, f"exit {done.returncode}: {tail(text)}")
            return
        new = one(host, before, 5)
        if new.user != "adnet-node" or new.unit != "alphaos.service":
            raise Wrong(f"not our node: {new}")
        self.said.append(f"{before % 1000} -> {new.height % 1000}")
        self.check_record("record", before)
        self.check_secret(text)
        self.quiet(new)

    def quiet(self, new: Node) -> None:
        """Nothing starts the old one."""
        host, named = self.host, self.shape.source
        names = sorted({self.old.unit, named} - {"pid", "exec"})
        for name in names:
            if host.run("timeout", "5", "systemctl", "start", name).returncode == 0:
                self.wrong("quiet", f"systemctl start {name} succeeds")
        tries = ["systemctl start --no-block multi-user.target default.target"]
        tries += [f"({self.shape.tries}) || true"] if self.shape.tries else []
        host.shell("\n".join(tries + ["sleep 0.5"]) + " 2>&1")
        for name in names:
            state = host.property(name, "ActiveState")
            if state not in ("inactive", "failed"):
                self.wrong("quiet", f"{name} is {state}")
        now = nodes(host)
        if [n.pid for n in now] != [new.pid]:
            self.wrong("quiet", f"beside {new.pid}: {[n for n in now if n.pid != new.pid]}")

    def failed(self, before: int, why: str) -> None:
        """The old one runs as before, or `--undo` leads there."""
        if not self.shape.may_fail:
            self.wrong("end", why)
        self.said.append("led back")
        try:
            one(self.host, before, 5, user=self.shape.account)
            self.check_record("back", before)
        except Wrong as problem:
            self.wrong("end", f"{why}; then {problem}")

    def back(self) -> None:
        host, shape = self.host, self.shape
        now = nodes(host)
        before = max([n.height for n in now], default=0)
        self.mark()
        done = self.command("--undo")
        if done.returncode != 0:
            self.wrong("back", f"exit {done.returncode}: {tail(done.stdout + done.stderr)}")
        try:
            again = one(host, max(before, 1) + 1, 8, user=shape.account)
            if again.pid not in [n.pid for n in now]:
                self.check_record("back", before)
        except Wrong as problem:
            self.wrong("back", f"{problem}")
        self.same()

    # What it looks at

    def same(self) -> None:
        # A command ends with the import, just before the import's unit takes itself out of the boot.
        settled(self.host)
        after = self.host.shell(LISTING)
        if after != self.listing:
            old, new = self.listing.splitlines(), after.splitlines()
            self.wrong("same", "; ".join([f"gone: {x}" for x in old if x not in new][:4]
                                         + [f"new: {x}" for x in new if x not in old][:4]))
        for unit in self.shape.dependents:
            if self.host.run("systemctl", "is-active", "-q", unit).returncode:
                self.wrong("same", f"{unit} doesn't run again")

    def check_words(self, text: str) -> None:
        plain = " ".join(text.split())
        for word in self.shape.plan:
            if word.startswith("every: "):
                commands = [c for c in re.findall(r"^ *(?:alphaos|adnet|arguments) = (\[.*?\])$", text, re.M)]
                wanted = ", ".join(f'"{w}"' for w in word.removeprefix("every: ").split())
                says = any("arguments = " in line and wanted in line for line in text.splitlines())
                if not says and not all(wanted in c for c in commands):
                    self.wrong("plan", f"not in every command: {wanted}: {commands}")
            elif word not in plain:
                self.wrong("plan", f"lacks {word}")
        for word in self.shape.absent + self.shape.secrets + ("APrivateKey",):
            if word in plain:
                self.wrong("plan", f"has {word}")

    def check_record(self, column: str, before: int) -> None:
        """What the node said as it started: its ledger and its record were found."""
        text = self.told()
        loaded = [int(h) for h in re.findall(r"Loaded the ledger at height (\d+)", text)]
        if not loaded or loaded[-1] < before:
            self.wrong(column, f"loaded {loaded}, was at {before}")
        for line in text.splitlines():
            if "Unclean start" in line:
                self.wrong(column, line.split("Unclean start: ")[-1])

    def check_secret(self, text: str) -> None:
        show = "adnet-agent {} 2>&1 || true"
        places = {"import": text, "status": self.host.shell(show.format("status")),
                  "config show": self.host.shell(show.format("config show")), "journal": self.told(".")}
        for place, said in places.items():
            for word in self.shape.secrets:
                if word in said:
                    self.wrong("secret", f"{word} in {place}")
        for path in sorted(self.spread() - self.readable):
            # The unit's own file, set aside.
            if not re.search(r"/node\.service[^/]*$", path.split(" ")[-1]):
                self.wrong("secret", path)
        line = self.host.shell("tr '\\0' ' ' < /proc/$(pgrep -x alphaos | head -1)/cmdline")
        if self.shape.secrets and self.shape.secrets[0] in line:
            self.wrong("secret", "the key on the new command line")

    def spread(self) -> set[str]:
        """Where others can read a secret."""
        words = " ".join(f"-e {w}" for w in (*self.shape.secrets, "APrivateKey"))
        text = self.host.shell(f"cd /; runuser -u nobody -- grep -rsoF {words} /etc /var /run /tmp /home || true")
        return {f"{line.rpartition(':')[2]} in {line.rpartition(':')[0]}" for line in text.splitlines()}

    def mark(self) -> None:
        self.cursor = self.host.shell("journalctl -n 0 --show-cursor").split("cursor: ")[-1].strip()
        log = self.shape.log
        self.size = int(self.host.shell(f"stat -c %s {log} 2>/dev/null || echo 0")) if log else 0

    def told(self, words: str = "Loaded the ledger|Unclean start") -> str:
        log = self.shape.log
        more = f"; tail -c +{self.size + 1} {log} 2>/dev/null" if log else ""
        return self.host.shell(f"{{ journalctl -o cat --after-cursor '{self.cursor}'{more}; }} "
                               f"| grep -aE '{words}' || true")

    # Its parts

    def named(self) -> tuple[str, ...]:
        source = self.shape.source
        where = ("--from-pid", str(nodes(self.host)[0].pid)) if source == "pid" else ("--from-unit", source)
        return (*where, *self.shape.options)

    def command(self, *words: str):
        return self.host.run("adnet-agent", "import", "alpha", *words, timeout=60)

    def wrong(self, column: str, text: str) -> None:
        self.found[column] = self.found[column] + "; " + text if column in self.found else text

    def line(self) -> str:
        cells = "".join(f"{'FAIL' if c in self.found else 'ok':7}" for c in COLUMNS)
        return f"{self.shape.name:34} {cells} {self.time:4.1f} s  {', '.join(self.said)}"


def settled(host: Host, seconds: float = 10) -> None:
    """The import's unit has ended, or waits for another try."""
    limit = time.monotonic() + seconds * host.patience
    while host.property("adnet-import@alpha.service", "ActiveState") not in ("inactive", "failed"):
        if time.monotonic() > limit:
            return
        time.sleep(0.1)


def tail(text: str) -> str:
    """The words that say why."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    at = next((i for i, l in enumerate(lines) if "can't be imported" in l or "cannot" in l), -4)
    return " / ".join(lines[at:][:8])[:500]


def begun(host: Host) -> Trial:
    prepare(host)
    # It starts again after a kill, with a pause that only costs time here.
    host.shell("mkdir -p /etc/systemd/system/adnet-import@.service.d; printf '[Service]\\nRestartSec=100ms\\n' "
               "> /etc/systemd/system/adnet-import@.service.d/quick.conf; systemctl daemon-reload")
    trial = Trial(host, shapes.LIFE[0])
    trial.begin()
    return trial


def ended(host: Host, *words: str, seconds: float = 60) -> None:
    """Asked again and again until it is so, as one who is told "busy" does."""
    limit = time.monotonic() + seconds * host.patience
    while True:
        done = host.run("adnet-agent", "import", "alpha", *words, timeout=60)
        if done.returncode == 0:
            return
        if time.monotonic() > limit:
            raise Failed(f"{words}: {tail(done.stdout + done.stderr)}; {nodes(host)}")
        time.sleep(0.2)
