"""The owner of the old node, and the neighbour in the chain's home, against an import that root runs."""

import subprocess
import time

from host import Failed, Host
from import_acts import ACTS, PERL, Act
from import_trial import CLEAN, Wrong, account, first_height, one, prepare, tail
from runner import scenario
from sampling import some

CANARIES = """
install -d -m 700 /root/canary /root/canary/tree /root/canary/tree/ledger-0
echo canaryword-of-root > /root/canary/file; chmod 600 /root/canary/file
cp -p /root/canary/file /root/canary/tree/height; cp -p /root/canary/file /root/canary/tree/ledger-0/height
cp -p /root/canary/file /root/canary/tree/validator.key
useradd -m other; install -d -o other -g other -m 700 /home/other/.aleo /home/other/.aleo/storage \
  /home/other/.aleo/storage/ledger-0
echo canaryword-of-another > /home/other/secret; chmod 600 /home/other/secret; chown other: /home/other/secret
cp -p /home/other/secret /home/other/.aleo/storage/ledger-0/height
"""
# Everything of root's and of others that is near. Ours is written by the import itself.
GUARDED = r"""
find /root/canary /home/other /etc /usr/local /opt -xdev -printf '%p %y %i %m %U:%G %s %l\n' |
  grep -vE '^/etc/(adnet-agent|systemd/system)(/| )' | grep -v '^/etc d' | sort
find /etc/systemd/system /usr/lib/systemd/system -printf '%p %y %l\n' |
  grep -vE '/(adnet|alphaos|deltaos)|^/etc/systemd/system(/multi-user.target.wants)? d|node\.service' | sort
find /root/canary /home/other /etc/shadow -type f -exec sha256sum {} +
for who in devops adnet-node nobody; do
  runuser -u $who -- grep -rslF -e canaryword -e "$(head -1 /etc/shadow)" /etc /var /run /tmp /home || true
done
ls /root/pwned /tmp/evil 2>/dev/null || true
"""


def against(host: Host, act: Act) -> tuple[dict[str, str], str]:
    """What went wrong, and how it ended."""
    wrong: dict[str, str] = {}
    base = next(first_height)
    host.shell(account(base) + act.setup)
    old = one(host, base + 5)
    guarded = host.shell(GUARDED)
    named = ("--from-pid", str(old.pid)) if act.source == "pid" else ("--from-unit", act.source)
    foe = None
    if act.during:
        text = PERL % (old.pid, 0 if act.at_once else 1, act.during)
        foe = host.begin("runuser", "-u", act.who, "--", "perl", "-e", text)
    start, said = time.monotonic(), ""
    try:
        done = host.run("adnet-agent", "import", "alpha", *named, "--yes", timeout=60)
        said = done.stdout + done.stderr
        ended = {0: "done", 3: "refused"}.get(done.returncode, f"exit {done.returncode}")
        if act.must_end and done.returncode:
            wrong["end"] = f"{ended}: {tail(said)}"
    except subprocess.TimeoutExpired:
        last = host.shell("tail -n 4 /var/lib/adnet/imports/alpha.log; systemctl status node.service --no-pager || true")
        ended, wrong["end"] = "hangs", f"no end within 60 s: {last}"
    took = time.monotonic() - start
    for word in act.absent:
        if word in said:
            wrong["printed"] = repr(word)
    # The owner has enough of it, and wants his node to run.
    host.shell(f"touch /run/calm; sleep 0.1\n{act.calm}")
    if foe:
        foe.kill()
        foe.communicate()
    if guarded != (now := host.shell(GUARDED)):
        wrong["canary"] = changes(guarded, now)
    if "end" not in wrong:
        wrong |= whole(host, ended, old.height, f"{tail(said)}")
        if "canary" not in wrong and guarded != (now := host.shell(GUARDED)):
            wrong["canary"] = "after --undo: " + changes(guarded, now)
    host.shell("rm -f /run/calm")
    return wrong, f"{ended} after {took:.1f} s"


def whole(host: Host, ended: str, height: int, said: str) -> dict[str, str]:
    """The node runs in one place; and is at home again after an --undo."""
    try:
        if ended == "done":
            new = one(host, height, 10)
            if new.unit != "alphaos.service":
                return {"node": f"{new}"}
        # What was in the way may take its time to go.
        limit = time.monotonic() + 20
        while (done := host.run("adnet-agent", "import", "alpha", "--undo", timeout=60)).returncode:
            if time.monotonic() > limit:
                return {"undo": tail(done.stdout + done.stderr)}
            time.sleep(0.5)
        one(host, height, 12, user="devops")
    except Wrong as problem:
        return {"node": f"{ended}: {problem}; {said}"}
    except subprocess.TimeoutExpired:
        return {"undo": "no end within 60 s"}
    return {}


def changes(before: str, after: str) -> str:
    old, new = before.splitlines(), after.splitlines()
    return "; ".join([f"gone: {x}" for x in old if x not in new][:3]
                     + [f"new: {x}" for x in new if x not in old][:3])


@scenario(long=True)
def nothing_the_old_owner_does_reaches_what_is_not_his():
    rest = some(ACTS, 3, "acts")
    count, red = len(rest), []
    while rest:
        with Host("hostile").start() as host:
            prepare(host)
            host.shell(CANARIES)
            while rest:
                act = rest.pop(0)
                try:
                    wrong, how = against(host, act)
                except Exception as problem:
                    wrong, how = {"trial": f"{problem}"}, ""
                print(f"{'FAIL' if wrong else 'ok':5} {act.name:48} {how}", flush=True)
                for column, text in wrong.items():
                    print(f"      {column}: {text}", flush=True)
                if wrong:
                    red.append(act.name)
                    break
                host.shell(CLEAN.replace("/home/*", "/home/devops"))
    if red:
        raise Failed(f"{count - len(red)} of {count} acts without effect; not: {', '.join(red)}")
    return f"{count} acts without effect"
