"""Validators of both chains, whose hosts are migrated one after another: what either chain sees of it.
Real agents, stand-in validators as in quorum.py, and an observer of each chain that belongs to none."""

import time

import site_of
from health_site import PROBE, Network, put, toml
from host import Host, expect
from migrate_site import DUAL, UNIFIED, install, migration, one_chain, units
from runner import scenario

from scenarios.quorum import BLOCK, FLAGS, Observer, connected

REST = {"alpha": 3030, "delta": 3031}
BFT = {"alpha": 5000, "delta": 5001}
# What an operator's script does on each server.
SCRIPT = """
adnet-agent wait alpha --until safe --timeout 5m &&
adnet-agent wait delta --until safe --timeout 5m &&
adnet-agent migrate start --to unified --release 3.0
"""


class Fleet(Network):
    """A validator of either chain on each host, each of its own program, under one account."""

    chains = tuple(REST)

    def prepare(self, host: Host) -> None:
        host.start()
        install(host)
        for program, version in (("alphaos", "1.0"), ("deltaos", "1.0"), ("adnet", "3.0")):
            # The same committee in every mode, so it is in the bytes.
            site_of.add_release(host, program, version, "--committee", self.committee, *self.flags)
        for chain in self.chains:
            host.agent("chain", "enable", chain)

    def serve(self, number: int, host: Host) -> None:
        put(host, "/etc/adnet-agent/agent.toml.d/70-fleet.toml",
            "".join(self.configured(number, chain) for chain in self.chains)
            + f"[unified]\ncommand = {toml(DUAL + self.dual(number))}\n")
        host.agent("config", "apply")
        # A host does one thing at a time.
        for chain in self.chains:
            host.agent("swap", chain, "1.0")

    def configured(self, number: int, chain: str) -> str:
        ws = ["--ws", "{ws.endpoint}"] if chain == "delta" else []
        # Of a flag that is given twice the last counts.
        own = ["--dev", str(number), "--validators", self.validators(number, BFT[chain])]
        return f"""
[chain.{chain}.command]
{chain}os = {toml(site_of.COMMON + ws + own)}
adnet = {toml(one_chain(chain) + own)}
[chain.{chain}.peers]
urls = {toml(self.peers(number, REST[chain]))}
[chain.{chain}.quorum]
guard = {"true" if self.guarded else "false"}
address = "{self.addresses[number]}"
""" + PROBE.format(chain=chain, stall=self.stall)

    def dual(self, number: int) -> list[str]:
        return ["--dev", str(number), "--validators", self.validators(number, BFT["alpha"]),
                "--delta-validators", self.validators(number, BFT["delta"])]


@scenario(slow=True)
def four_validators_are_migrated_one_after_another_and_both_chains_go_on():
    with Fleet("fleet", size=4, flags=FLAGS, guarded=True, stall="30s") as fleet:
        begun = time.monotonic()
        with Observer(fleet, REST["alpha"]) as alpha, Observer(fleet, REST["delta"]) as delta:
            for host in fleet.hosts:
                host.shell(SCRIPT, timeout=900)
            took = time.monotonic() - begun
            time.sleep(2 * BLOCK)
        for chain, seen in (("alpha", alpha), ("delta", delta)):
            # A stand-in that misses a block tries again after a whole one. Two that are away at once, for
            # as long as they load, make it four.
            expect(seen.longest <= 3 * BLOCK, f"{chain} stood still for {seen.longest:.1f} s")
        for host in fleet.hosts:
            document = migration(host)
            # None of the steps needed a second attempt.
            expect(document["state"] == "done" and "failure" not in document, f"{document}")
            expect(units(host) == UNIFIED, f"{units(host)}")
            for chain, port in REST.items():
                host.wait(f"{chain} is connected", lambda: connected(host, port) == 3, 10)
        return (f"four migrations in {took:.0f} s; alpha stood still for {alpha.longest:.1f} s at most, "
                f"delta for {delta.longest:.1f} s; a block takes {BLOCK} s")
