"""From two programs to the unified one and back, with clients on both chains."""

import json

import site_of as site
from both_loads import BothLoads
from health_site import put
from host import Host, expect
from migrate_site import SEPARATE, SPLIT, UNIFIED, migration, running, units
from observer import Observer
from reaper import Reaper
from runner import scenario


def told(document: dict) -> str:
    """Each step's gaps, in seconds."""
    return ", ".join(
        f"{step['topology']} " + " ".join(
            f"{chain['chain']} {chain.get('gap_ms', 0) / 1000:.1f}" for chain in step["chains"])
        for step in document["steps"])


def boot(host: Host) -> list[str]:
    """What systemd says of the chains' own units."""
    return [host.property(f"{chain}os.service", "UnitFileState") for chain in ("alpha", "delta")]


@scenario(long=True)
def there_and_back_under_load():
    with Host("migrate").start() as host:
        running(host, "--load-seconds", "0.5")
        site.add_release(host, "adnet", "3.0", "--load-seconds", "0.5")
        with Observer(host) as observer, BothLoads(host, 100) as fresh, \
                BothLoads(host, 50, mode="keepalive") as kept:
            host.agent("migrate", "start", "--to", "unified", "--release", "3.0", timeout=300)
            expect(units(host) == UNIFIED, f"{units(host)}")
            there = migration(host)
            host.wait("the old units are masked", lambda: boot(host) == ["masked", "masked"])
            host.agent("migrate", "start", "--to", "separate", timeout=300)
            expect(units(host) == SEPARATE, f"{units(host)}")
            back = migration(host)
            host.wait("they are as they were", lambda: boot(host) == ["enabled", "enabled"])
        observer.expect_none()
        failed = fresh.failed + kept.failed
        expect(failed == 0, f"{fresh}; {kept}")
        for document in (there, back):
            expect(document["state"] == "done", f"{document}")
            lost = [c["failed_requests"] for s in document["steps"] for c in s["chains"]]
            expect(set(lost) == {0}, f"{document}")
        return (f"{fresh.requests + kept.requests} requests, 0 failed; gaps in s: {told(there)}; "
                f"back {told(back)}; seen from outside {observer.gaps('alpha')} and "
                f"{observer.gaps('delta')} ms")


def begin(host: Host, *options: str) -> None:
    host.agent("migrate", "start", *options, "--no-wait")


def ended(host: Host, seconds: float = 120) -> dict:
    """The migration once nothing more happens by itself; the agent may be away meanwhile."""
    def look():
        done = host.run("adnet-agent", "migrate", "status", "--json")
        if done.returncode not in (0, 3) or not done.stdout:
            return None
        document = json.loads(done.stdout)
        return document if document["state"] not in ("running", "aborting") else None
    return host.wait("the migration ends", look, seconds)


def wait_for(host: Host, chain: str, step: str) -> None:
    """Until the chain's operation is in a step."""
    def look():
        operation = host.chain(chain).get("operation") or {}
        return operation.get("outcome") == "running" and operation.get("step") == step
    host.wait(f"{chain} is in {step}", look, 60, every=0.05)


@scenario(long=True)
def a_release_that_fails_only_for_delta_leads_both_back_where_that_is_wanted():
    with Host("sickback").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.1", "--misbehave", "crash-at-start",
                         "--misbehave-on", "delta")
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            done = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release",
                            "3.1", "--if-fails", "back", timeout=300)
            expect(done.returncode == 1, f"{done}")
            document = migration(host)
            expect(document["state"] == "rolled_back", f"{document}")
            expect(units(host) == SEPARATE, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        return f"{loads.requests} requests, 0 failed; {document['failure']['text']}"


@scenario(slow=True)
def a_release_that_fails_only_for_delta_leaves_alpha_where_it_is():
    with Host("sickdelta").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.1", "--misbehave", "crash-at-start",
                         "--misbehave-on", "delta")
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            done = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release",
                            "3.1", timeout=300)
            expect(done.returncode == 1, f"{done}")
            expect("adnet@delta.service: the node ended" in done.stdout, done.stdout)
            document = migration_asks(host)
            expect(units(host) == {"alpha": SPLIT["alpha"], "delta": SEPARATE["delta"]},
                   f"{units(host)}")
            journal = host.shell("journalctl -u adnet-agent -o cat --no-pager")
            expect("is stopped and needs attention: cannot start adnet@delta" in journal, journal[-2000:])
            kinds = {p["kind"]: p["severity"] for p in host.status()["problems"]}
            expect(kinds.get("migration_asks") == "critical", f"{kinds}")
            # Orders to single chains are possible again.
            host.agent("restart", "alpha")
            host.agent("migrate", "rollback", timeout=300)
            expect(units(host) == SEPARATE, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        return (f"alpha stays on adnet, delta is back on deltaos; {loads.requests} requests, 0 "
                f"failed; failure: {document['failure']['text']}")


def migration_asks(host: Host) -> dict:
    done = host.run("adnet-agent", "migrate", "status", "--json")
    document = json.loads(done.stdout)
    expect(done.returncode == 3 and document["state"] == "asks", f"{done}")
    return document


@scenario(slow=True)
def a_release_that_fails_only_as_one_process():
    with Host("sickdual").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.2", "--misbehave", "crash-after=1",
                         "--misbehave-on", "dual")
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            done = host.run("adnet-agent", "migrate", "start", "--to", "unified", "--release",
                            "3.2", timeout=300)
            expect(done.returncode == 1, f"{done}")
            expect(units(host) == SPLIT, f"{units(host)}")
        observer.expect_none()
        # It takes those it serves along when it dies, twice; nobody is lost by an order of ours.
        lost = {k: n for load in loads.of.values() for k, n in load.report["failures"].items() if n}
        expect(loads.failed <= 20, f"{loads}")
        return f"both are in the split; {loads.failed} of {loads.requests} cut by its crashes: {lost}"


@scenario(slow=True)
def an_abort_and_a_pause_in_the_middle():
    with Host("abort").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0", "--load-seconds", "3")
        with Observer(host) as observer, BothLoads(host, 100) as loads:
            begin(host, "--to", "unified", "--release", "3.0")
            wait_for(host, "alpha", "start")
            refused = host.run("adnet-agent", "swap", "delta", "1.0")
            expect(refused.returncode == 75, f"{refused}")
            told = host.agent("migrate", "abort")
            expect("aborted" in told, told)
            expect(units(host) == SEPARATE, f"{units(host)}")
            begin(host, "--to", "unified", "--release", "3.0")
            wait_for(host, "alpha", "start")
            host.agent("migrate", "pause")
            document = ended(host)
            host.wait("alpha is through", lambda: units(host)["alpha"] == SPLIT["alpha"], 30)
            expect(document["state"] == "paused", f"{document}")
            host.wait("nothing is under way", lambda: host.chain("alpha")["operation"]["outcome"]
                      == "done", 30)
            expect(units(host)["delta"] == SEPARATE["delta"], f"{units(host)}")
            host.agent("migrate", "resume", timeout=300)
            expect(units(host) == UNIFIED, f"{units(host)}")
            # As one process: nobody stops the other chain's by accident.
            refused = host.run("adnet-agent", "restart", "alpha")
            expect(refused.returncode == 3 and "together with delta" in refused.stderr,
                   f"{refused}")
            before = host.node_pid("alpha", "adnet.service")
            host.agent("restart", "alpha", "--together", timeout=120)
            expect(host.node_pid("delta", "adnet.service") not in (0, before), "not restarted")
            host.agent("migrate", "rollback", timeout=300)
            expect(units(host) == SEPARATE, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        return f"aborted, paused, resumed, restarted, rolled back; {loads.requests} requests, 0 failed"


@scenario(slow=True)
def the_agent_killed_in_every_resting_point():
    with Host("reaper").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0", "--load-seconds", "0.5")
        with Observer(host) as observer, BothLoads(host, 50, timeout=30) as loads, \
                Reaper(host) as reaper:
            for goal, release, place in (("unified", ["--release", "3.0"], UNIFIED),
                                         ("separate", [], SEPARATE)):
                # It may be killed before it can answer.
                host.run("adnet-agent", "migrate", "start", "--to", goal, *release, "--no-wait")
                document = ended(host, 600)
                expect(document["goal"] == goal, f"{document}")
                expect(document["state"] == "done", f"{document}")
                expect(units(host) == place, f"{units(host)}")
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        expect(len(reaper.points) >= 40, f"{len(reaper.points)}: {reaper.points}")
        return (f"killed in {len(reaper.points)} resting points; {loads.requests} requests, 0 failed; "
                f"worst {loads.worst} ms")


@scenario(long=True)
def what_is_in_the_way_is_told_and_nothing_is_touched():
    with Host("inway").start() as host:
        running(host)
        said = []
        def refused(why: str, *options: str, code: int = 3) -> None:
            before = host.node_pid("alpha"), host.node_pid("delta")
            done = host.run("adnet-agent", "migrate", "start", *options)
            expect(done.returncode == code and why in done.stderr, f"{options}: {done}")
            expect((host.node_pid("alpha"), host.node_pid("delta")) == before, "touched")
            said.append(done.stderr.splitlines()[0])
        refused("no release of adnet is named", "--to", "unified")
        refused("is not installed", "--to", "unified", "--release", "9.9")
        site.add_release(host, "adnet", "2.9", "--modes", "alpha-only,delta-only")
        refused("has no mode dual", "--to", "unified", "--release", "2.9")
        site.add_release(host, "adnet", "3.0")
        host.shell("printf '[chain.alpha.command]\nadnet = [\"run\", \"--storage\", \"{home}/ledger\", "
                   "\"--api\", \"127.0.0.1:30303\"]\ncheck_ports = false\ncheck_flags = false\n' > "
                   "/etc/adnet-agent/agent.toml.d/90-port.toml; "
                   "adnet-agent config apply; systemd-run --quiet --unit=thief "
                   "/root/adnet-testnode start --dev 77 --storage /tmp/thief --node 127.0.0.1:0 "
                   "--bft 127.0.0.1:0 --rest 127.0.0.1:30303; sleep 1")
        refused("port 30303 of adnet@alpha.service is already in use", "--to", "split", "--release", "3.0")
        host.shell("sed -i '/check_flags/d; s/--api/--wrong/' /etc/adnet-agent/agent.toml.d/90-port.toml;"
                   "adnet-agent config apply")
        refused("doesn't know --wrong", "--to", "split", "--release", "3.0")
        host.shell("systemctl stop thief; rm /etc/adnet-agent/agent.toml.d/90-port.toml; "
                   "adnet-agent config apply")
        host.shell("printf '[host.disk]\nreserve = \"4000G\"\n' > "
                   "/etc/adnet-agent/agent.toml.d/90-disk.toml; adnet-agent config apply")
        refused("chain alpha", "--to", "unified", "--release", "3.0")
        host.shell("rm /etc/adnet-agent/agent.toml.d/90-disk.toml; adnet-agent config apply")
        host.agent("drain", "alpha", "--without-peers", "--reason", "test")
        host.agent("undrain", "alpha")
        host.agent("stop", "delta")
        refused("the node of chain delta isn't ready", "--to", "unified", "--release", "3.0")
        host.agent("start", "delta")
        plan = host.agent("migrate", "plan", "--to", "unified", "--release", "3.0")
        expect("join alpha and delta in one process" in plan, plan)
        return "; ".join(said)


HOOK = r"""#!/bin/sh
echo "hook $1 as $(id -un)"
case $(cat /etc/hook-mood) in
  fail) exit 7 ;;
  hang) sleep 600 ;;
esac
"""


@scenario(long=True)
def a_hook_runs_around_each_step_and_stops_what_it_refuses():
    with Host("hook").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0")
        put(host, "/usr/local/bin/hook", HOOK)
        host.shell("""chmod 755 /usr/local/bin/hook; echo well > /etc/hook-mood
          printf '[migration]\\nhook = "/usr/local/bin/hook"\\nhook_timeout = "2s"\\n' \
            > /etc/adnet-agent/agent.toml.d/80-hook.toml; adnet-agent config apply""")
        said = []
        for mood, why in (("hang", "it took too long"), ("fail", "exit-code")):
            host.shell(f"echo {mood} > /etc/hook-mood")
            pid = host.node_pid("alpha")
            done = host.run("adnet-agent", "migrate", "start", "--to", "split", "--release", "3.0")
            expect(done.returncode == 1 and f"the hook before the step failed: {why}" in done.stdout,
                   f"{done}")
            expect(host.node_pid("alpha") == pid, "touched")
            said.append(migration_asks(host)["failure"]["text"])
            host.shell("echo well > /etc/hook-mood")
            host.agent("migrate", "abort")
        host.agent("migrate", "start", "--to", "split", "--release", "3.0", timeout=300)
        expect(units(host) == SPLIT, f"{units(host)}")
        host.wait("the old units are masked", lambda: boot(host) == ["masked", "masked"])
        host.agent("migrate", "finish")
        host.wait("and not any more", lambda: boot(host) == ["disabled", "disabled"])
        log = host.shell("journalctl -o cat --no-pager -t hook | grep '^hook'")
        calls = [line.split()[1].partition(":")[0] for line in log.splitlines()][-4:]
        expect(calls == ["before-split-alpha", "after-split-alpha", "before-split-delta",
                         "after-split-delta"], log)
        expect(all(line.endswith(" as adnet-hook") for line in log.splitlines()), log)
        known = host.run("getent", "passwd", "adnet-hook").stdout
        expect(not known, f"the hook has an account that stays: {known}")
        left = host.shell("systemctl list-units --no-legend --plain 'adnet-hook@*' | wc -l").strip()
        expect(int(left) <= 2, f"{left} units of the hook are left")
        return f"{'; '.join(said)}; then {' '.join(calls)}"


@scenario(slow=True)
def a_lock_that_stays_held_ends_an_attempt_and_the_next_one_finds_it_free():
    with Host("heldlock").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0")
        # 60 s above the time that a stop may take.
        host.shell("printf '[chain.alpha.timeouts]\nstop = \"5s\"\n' > "
                   "/etc/adnet-agent/agent.toml.d/90-stop.toml; adnet-agent config apply")
        host.agent("restart", "alpha")
        with Observer(host) as observer:
            # A stranger who has the lock open as the node's processes do.
            thief = host.begin("systemd-run", "--quiet", "--pipe", "--uid=adnet-node",
                               "--property=SupplementaryGroups=adnet-alpha", "sh", "-c",
                               "while ! flock -n -x /run/adnet/locks/alpha.lock sleep 100; do "
                               "sleep 0.01; done")
            done = host.run("adnet-agent", "migrate", "start", "--to", "split", "--release", "3.0",
                            timeout=400)
            thief.kill()
        # It was held for 100 s: the first attempt ended after 65, and alphaos served again when it
        # could.
        document = migration(host)
        expect(done.returncode == 0 and document["state"] == "done", f"{done}")
        why = document["failure"]["text"]
        expect("lock of chain alpha to be free" in why, why)
        expect(units(host) == SPLIT, f"{units(host)}")
        observer.expect_none()
        return f"first: {why}; then done, {document['steps'][0]['ms'] / 1000:.0f} s in all"
