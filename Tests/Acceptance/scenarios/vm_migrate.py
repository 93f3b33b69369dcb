"""The migration on a machine of its own: a real boot, a real power cut."""

import json
import random
import time

import site_of as site
from both_loads import BothLoads
from health_site import put
from host import Host, expect
from migrate_site import SEPARATE, UNIFIED, migration, running, units
from observer import Observer
from runner import scenario

from scenarios.migrate import ended, told

GOALS = {"unified": (["--release", "3.0"], UNIFIED), "separate": ([], SEPARATE)}


@scenario(slow=True)
def there_and_back_under_load():
    with Host("vmmigrate", kind="vm-host").start() as host:
        running(host)
        # Emulated, everything takes several times as long; so may clients.
        put(host, "/etc/adnet-agent/agent.toml.d/90-park.toml", "".join(
            f'[chain.{chain}.park]\nlimit = "180s"\n' for chain in ("alpha", "delta")))
        host.agent("config", "apply")
        site.add_release(host, "adnet", "3.0")
        said = []
        with Observer(host) as observer, BothLoads(host, 10, timeout=180) as loads:
            for goal, (release, place) in GOALS.items():
                host.agent("migrate", "start", "--to", goal, *release, timeout=600)
                expect(units(host) == place, f"{units(host)}")
                said.append(told(migration(host)))
        observer.expect_none()
        expect(loads.failed == 0, f"{loads}")
        return (f"{loads.requests} requests, 0 failed; gaps in s: {'; back '.join(said)}; "
                f"{observer.report['samples']} looks")


def steps(host: Host) -> list[str]:
    """How far it is, where the agent has the time to say it: nothing depends on it."""
    done = host.run("adnet-agent", "migrate", "status", "--json")
    return [s["state"] for s in json.loads(done.stdout)["steps"]] if done.returncode == 0 else ["?"]


@scenario(slow=True)
def the_power_cut_at_ten_random_moments():
    with Host("vmcuts", kind="vm-host").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0")
        dice, said, length = random.Random(7), [], 0.0
        with Observer(host) as observer:
            goal = "unified"
            begun = time.monotonic()
            host.agent("migrate", "start", "--to", goal, *GOALS[goal][0], timeout=900)
            length = time.monotonic() - begun
            for _ in range(10):
                goal = "separate" if units(host) == UNIFIED else "unified"
                host.agent("migrate", "start", "--to", goal, *GOALS[goal][0], "--no-wait")
                after = dice.uniform(0, length)
                time.sleep(after)
                where = steps(host)
                host.power_cut()
                host.start("--same-disk")
                observer.begin()
                document = ended(host, 200)
                expect(document["state"] == "done", f"cut after {after:.1f} s: {document}")
                expect(units(host) == GOALS[goal][1], f"cut after {after:.1f} s: {units(host)}")
                for chain in ("alpha", "delta"):
                    host.wait(f"{chain} serves", lambda: host.chain(chain)["health"]["state"]
                              == "healthy", 120)
                said.append(f"{goal} {after:.0f} s {'/'.join(where)}")
        observer.expect_none()
        return f"a migration takes {length:.0f} s; cut at: {', '.join(said)}"
