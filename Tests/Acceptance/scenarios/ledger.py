"""What becomes of the ledgers when another program gets them."""

import json

import drain_site
import site_of as site
from both_loads import BothLoads
from health_site import put
from host import Host, expect
from migrate_site import DUAL, SEPARATE, SPLIT, UNIFIED, migration, one_chain, running, units
from observer import Observer
from runner import scenario

HOME = "/var/lib/adnet/nodes"
# As RocksDB has them: one that never changes, in each chain's ledger.
TABLE = "000042.sst"
CHAINS = ("alpha", "delta")


def configure(host: Host, *sections: str) -> None:
    put(host, "/etc/adnet-agent/agent.toml.d/70-ledger.toml", "\n".join(sections))
    host.agent("config", "apply")


def elsewhere() -> list[str]:
    """The unified program has the ledgers at another place, for one chain and for both."""
    def moved(words: list[str]) -> str:
        return json.dumps([w.replace("home}/ledger", "home}/data/ledger") for w in words])
    return [f"[chain.{c}.command]\nadnet = {moved(one_chain(c))}\n" for c in CHAINS] + [
        f"[unified]\ncommand = {moved(DUAL)}\n"]


def converted(chain: str) -> str:
    words = ["convert", "--storage", "{home}/ledger"]
    return (f"[chain.{chain}.ledger]\nconvert = {json.dumps(words)}\nconvert_timeout = \"20s\"\n")


def write_tables(host: Host) -> None:
    for chain in CHAINS:
        host.shell(f"cd {HOME}/{chain}/ledger && head -c 3000000 /dev/urandom > {TABLE} && "
                   f"chown adnet-node: {TABLE}")


def kept(host: Host, chain: str) -> list[str]:
    return host.shell(f"cd {HOME}/{chain}/ledger.adnet-backup && find . -type f | sort").split()


def inode(host: Host, path: str) -> str:
    return host.shell(f"stat -c %i {HOME}/{path}").strip()


def hand(host: Host) -> None:
    """Somebody starts alpha's next unit by hand, again and again, while its ledger is worked on."""
    host.shell("systemd-run -q --unit hand sh -c '"
               "while sleep 0.02; do "
               "case $(systemctl show -P ActiveState adnet-ledger-alpha@handover.service "
               "adnet-ledger-alpha@handback.service | xargs) in *activating* | failed*) "
               "systemctl start --no-block adnet@alpha.service;; esac; done'")


def supervised(host: Host) -> str:
    return host.shell("journalctl -o cat -u adnet@alpha.service --no-pager")


def put_back(host: Host) -> None:
    """docs/operating.md, "After a conversion". These nodes don't sync: the third step is a copy."""
    host.agent("migrate", "start", "--to", "split", timeout=120)
    host.agent("stop", "alpha")
    ledger = f"{HOME}/alpha/ledger"
    host.shell(f"mv {ledger} {ledger}.converted && cp -a {ledger}.adnet-backup/files {ledger} && "
               f"cd {ledger}.converted && cp -a height .current-proposal-cache* {ledger}/")
    host.agent("swap", "alpha", "alphaos/1.0", "--ledger-put-back", timeout=60)
    expect(units(host) == {"alpha": SEPARATE["alpha"], "delta": SPLIT["delta"]}, f"{units(host)}")


def height(host: Host, chain: str) -> int:
    return int(host.shell(f"cat {HOME}/{chain}/ledger/height"))


@scenario(long=True)
def it_is_backed_up_and_moved_there_and_back_under_load():
    with Host("ledger").start() as host:
        running(host)
        configure(host, *elsewhere())
        site.add_release(host, "adnet", "3.0")
        write_tables(host)
        before = [inode(host, f"{chain}/ledger/{TABLE}") for chain in CHAINS]
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            host.agent("migrate", "start", "--to", "split", "--release", "3.0", timeout=300)
            expect(units(host) == SPLIT, f"{units(host)}")
            there = [inode(host, f"{chain}/data/ledger/{TABLE}") for chain in CHAINS]
            expect(there == before, "it was copied")
            names = kept(host, "alpha")
            expect("./files/" + TABLE in names and "./files/height" in names, f"{names}")
            expect(not any("proposal-cache" in n or n.endswith("LOCK") for n in names), f"{names}")
            host.agent("migrate", "rollback", timeout=300)
            expect(units(host) == SEPARATE, f"{units(host)}")
            back = [inode(host, f"{chain}/ledger/{TABLE}") for chain in CHAINS]
            expect(back == before, "it was copied")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        # What would keep a node away for long is seen before anything is touched.
        host.shell(f"head -c 3000000 /dev/urandom > {HOME}/alpha/ledger/big.log")
        configure(host, '[chain.alpha.ledger]\ncopy_limit = "1M"\n')
        pid = host.node_pid("alpha")
        host.agent("migrate", "start", "--to", "split", "--release", "3.0", "--no-wait")
        said = host.wait("it is refused", lambda: migration(host).get("failure"), 60)
        host.agent("migrate", "abort")
        expect("has no reflinks" in said["text"], f"{said}")
        expect(host.node_pid("alpha") == pid, "touched")
        return (f"{loads.requests} requests, 0 failed; backup of {len(names) - 1} files; "
                f"{said['text']}")


@scenario(long=True)
def a_conversion_that_fails_is_undone_and_one_that_ends_well_is_a_point_of_no_return():
    with Host("convert").start() as host:
        running(host)
        configure(host, converted("alpha"), converted("delta"))
        write_tables(host)
        flags = ("--ledger-format", "2", "--convert-seconds", "1")
        site.add_release(host, "adnet", "3.1", *flags, "--convert-fails")
        site.add_release(host, "adnet", "3.2", *flags)
        begun = height(host, "alpha")
        refused = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release", "3.2")
        expect(refused.returncode == 3 and "no rollback to alphaos/1.0" in refused.stderr, f"{refused}")
        hand(host)
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            done = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release", "3.1",
                            "--accept-conversion", "--if-fails", "back", timeout=300)
            expect(done.returncode == 1 and units(host) == SEPARATE, f"{done}")
            failure = migration(host)["failure"]["text"]
            expect("hand over the ledger: converting with adnet/3.1" in failure, failure)
            said = host.shell("journalctl -o cat -u adnet-ledger-alpha@handover.service "
                              "-u adnet-ledger-alpha@handback.service --no-pager")
            expect("converted 50 %" in said and "ledger restored from the backup" in said, said)
            expect(height(host, "alpha") >= begun, "the ledger is older than it was")
            declined = supervised(host).count("alphaos, says .adnet-ledger")
            expect(declined > 0 and "the node" not in supervised(host), supervised(host))
            host.agent("migrate", "start", "--to", "unified", "--release", "3.2",
                       "--accept-conversion", timeout=300)
            expect(units(host) == UNIFIED, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        ends = [line for line in supervised(host).splitlines() if "the node exited" in line]
        expect(ends and all(", a clean stop" in end for end in ends), f"{ends}")
        shown = host.agent("migrate", "status")
        expect("it can't go back to alphaos" in shown and "backup of delta" in shown, shown)
        for order in (["migrate", "rollback"], ["migrate", "start", "--to", "separate"]):
            refused = host.run("adnet-agent", *order)
            expect(refused.returncode == 3 and "can't read it" in refused.stderr, f"{refused}")
        put_back(host)
        host.agent("migrate", "finish")
        host.wait("the backups are gone", lambda: not host.shell(
            f"ls -d {HOME}/*/ledger.adnet-backup 2> /dev/null || true").strip(), 30)
        return (f"{loads.requests} requests, 0 failed; {failure}; {declined} starts by hand declined; "
                f"then {refused.stderr.splitlines()[0]}")


@scenario(slow=True)
def a_sick_release_past_the_return_is_mended_while_peers_answer():
    with Host("pastreturn").start() as host:
        running(host)
        configure(host, converted("alpha"), converted("delta"))
        drain_site.with_peers(host)
        flags = ("--ledger-format", "2")
        site.add_release(host, "adnet", "3.3", *flags, "--misbehave", "crash-at-start")
        site.add_release(host, "adnet", "3.4", *flags)
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            host.agent("migrate", "start", "--to", "split", "--release", "3.3",
                       "--accept-conversion", "--no-wait")
            told = host.wait("it is told", lambda: next(
                (p for p in host.status()["problems"] if p["kind"] == "past_return"), None), 90)
            expect(told["severity"] == "critical", f"{told}")
            # Neither way leads to a program that can't read it.
            host.agent("migrate", "pause")
            for order in (["migrate", "rollback"], ["swap", "alpha", "alphaos/1.0"]):
                refused = host.run("adnet-agent", *order)
                expect(refused.returncode == 3 and "can't read it" in refused.stderr, f"{refused}")
            host.agent("swap", "alpha", "3.4", timeout=120)
            expect(units(host) == {"alpha": SPLIT["alpha"], "delta": SEPARATE["delta"]},
                   f"{units(host)}")
            kinds = [p["kind"] for p in host.status()["problems"]]
            expect("past_return" not in kinds, f"{kinds}")
            host.agent("migrate", "abort")
            host.agent("migrate", "start", "--to", "split", "--release", "3.4",
                       "--accept-conversion", timeout=300)
            expect(units(host) == SPLIT, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        return f"{loads.requests} requests, 0 failed; {told['text']}"
