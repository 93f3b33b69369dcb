"""The observer itself: that it finds what it is for, and nothing else."""

import time

import site_of as site
from both_loads import BothLoads
from host import Failed, Host, expect
from observer import Observer
from runner import scenario

# A second stand-in node that the agent knows nothing of, for a second in a unit's cgroup. A unit
# that doesn't run has none: then it is made as systemd would make it.
PLANT = """
folder=/sys/fs/cgroup/adnet.slice/{unit}
made=; [ -d $folder ] || {{ mkdir $folder; made=yes; }}
cd /tmp
/opt/planted start --dev 1 --norest --node 127.0.0.1:0 --bft 127.0.0.1:0 --storage {storage} \
  > /tmp/planted.log 2>&1 &
# Not while it is a copy of this shell; but one with a chain's ledger would be seen without its unit.
case {storage} in /tmp/*)
  until [ "$(readlink /proc/$!/exe)" = /opt/planted ]; do sleep 0.01; done;;
esac
echo $! > $folder/cgroup.procs
sleep 1
grep -qx $! $folder/cgroup.procs || {{ cat /tmp/planted.log; exit 1; }}
kill -9 $!
# The dead one may be in it for a moment.
[ -z "$made" ] || for _ in 1 2 3 4 5 6 7 8 9 10; do rmdir $folder && break; sleep 0.1; done
rm -rf {storage}
echo $!
"""


def planted(host: Host, unit: str, storage: str) -> tuple[int, list[dict], Observer]:
    """The planted one's process and what was seen of it."""
    with Observer(host) as observer:
        pid = int(host.shell(PLANT.format(unit=unit, storage=storage)))
    found = [{"kind": v["kind"], "chain": v["chain"], "pids": [h["pid"] for h in v["holders"]],
              "units": [h["unit"] for h in v["holders"]], "ms": v["until_ms"] - v["unix_ms"],
              "files": [h.get("file", "").rpartition("/nodes/")[2] for h in v["holders"]]}
             for v in observer.violations]
    expect(all(800 < v["ms"] < 3000 for v in found), f"not for as long as it was there: {found}")
    return pid, found, observer


def refusal(observer: Observer) -> str:
    try:
        observer.expect_none()
    except Failed as problem:
        return f"{problem}"
    return "nothing is refused"


def expect_found(found: list[dict], *wanted: tuple) -> None:
    # On a busy machine one is seen right before it enters its unit, in the group that it was begun in.
    units = {(w[0], w[1]): w[3] for w in wanted}
    seen = sorted((v["kind"], v["chain"], v["pids"],
                   [units[v["kind"], v["chain"]][i] if u == "exec" and (v["kind"], v["chain"]) in units else u
                    for i, u in enumerate(v["units"])]) for v in found)
    expect(seen == sorted(wanted), f"{seen}, not {sorted(wanted)}")


@scenario
def it_catches_a_planted_double_start():
    with Host("planted").start() as host:
        site.running(host)
        host.out("cp", "/root/adnet-testnode", "/opt/planted")
        node, delta = host.node_pid("alpha"), host.node_pid("delta")
        owner, other = "alphaos.service", "adnet@alpha.service"

        pid, found, observer = planted(host, owner, "/tmp/planted")
        expect_found(found, ("nodes", "alpha", [node, pid], [owner, owner]))
        said = [f"{observer}"]
        expect(f"{pid} of {owner} (/opt/planted start" in refusal(observer), refusal(observer))

        # Two ledgers of one chain, in two units.
        pid, found, observer = planted(host, other, "/var/lib/adnet/nodes/alpha/planted")
        expect_found(found, ("nodes", "alpha", [node, pid], [owner, other]),
                     ("ledgers", "alpha", [node, pid], [owner, other]))
        files = next(v["files"] for v in found if v["kind"] == "ledgers")
        expect(files == ["alpha/ledger/LOCK", "alpha/planted/LOCK"], f"{files}")
        said.append(f"{observer}")

        # One that runs outside of all units is seen by its ledger.
        pid, found, _ = planted(host, "stranger.service", "/var/lib/adnet/nodes/alpha/planted")
        expect_found(found, ("ledgers", "alpha", [node, pid], [owner, "stranger.service"]))

        # A process of the unit for both chains is one of either.
        both = "adnet.service"
        pid, found, _ = planted(host, both, "/tmp/planted")
        expect_found(found, ("nodes", "alpha", [node, pid], [owner, both]),
                     ("nodes", "delta", [delta, pid], ["deltaos.service", both]))
        return "; ".join(said)


@scenario(slow=True)
def a_swap_has_none():
    with Host("observed").start() as host:
        site.running(host)
        site.add_release(host, "alphaos", "2.0", "--load-seconds", "1")
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            time.sleep(1)
            host.agent("swap", "alpha", "2.0")
        observer.expect_none()
        gaps = observer.gaps("alpha")
        expect(len(gaps) == 1, f"alpha's gaps: {gaps}")
        expect(not observer.gaps("delta"), f"delta's gaps: {observer.gaps('delta')}")
        seen = observer.report["chains"]
        expect(all(seen[c][kind][1] == 1 for c in seen for kind in ("locks", "ledgers")),
               f"{seen}")
        expect(loads.failed == 0, f"{loads}")
        return f"{observer}; {loads.totals}; steps: {host.steps()}"
