"""A validator that comes up with less than its chain had: no ledger, an older one, no safety record."""

import json

import site_of as site
from health_site import put
from migrate_site import running
from host import Host, expect
from runner import scenario

HOME = "/var/lib/adnet/nodes/alpha"
LEDGER = f"{HOME}/ledger"
RECORD = f"{LEDGER}/.current-proposal-cache-0-0"
UNIT = "alphaos.service"


def problems(host: Host) -> dict[str, dict]:
    return {p["kind"]: p for p in host.status()["problems"]}


def is_down(host: Host) -> bool:
    return host.property(UNIT, "ActiveState") in ("inactive", "failed")


def is_well(host: Host) -> bool:
    return host.chain("alpha")["health"]["state"] == "healthy"


def remembers(host: Host, settled: int = 0) -> bool:
    """What the agent has on its disk; what is settled outlasts an unclean end."""
    state = json.loads(host.shell("cat /var/lib/adnet-agent/state.json"))["chains"]["alpha"]
    reached = state.get("reached") or {"height": 0, "settled": 0}
    return (reached["height"] >= 500_000 and reached["settled"] >= settled
            and bool(state.get("record")))


def held(host: Host, kind: str, what: str) -> None:
    """Where the ledger is gone its record is, too, and either may be seen first."""
    kinds = [kind] if kind == "record_lost" else [kind, "record_lost"]

    def seen() -> list[dict]:
        return [p for k, p in problems(host).items() if k in kinds] if is_down(host) else []

    problem = host.wait(f"the node to be kept stopped, {what}", seen, 60)[0]
    expect(problem["severity"] == "critical", f"{what}: {problem}")
    expect("adnet-agent start alpha --accept-height" in problem["hint"], f"{what}: {problem}")


def kept_stopped(host: Host) -> None:
    """Neither an order, nor a hand, nor systemd itself starts it."""
    cursor = host.shell("journalctl -n 0 --show-cursor").split("cursor: ")[-1].strip()
    # The agent's own stop may last a moment longer than its node.
    host.wait("the stop to end", host.is_idle)
    done = host.run("adnet-agent", "start", "alpha")
    expect(done.returncode == 1 and "isn't back" in done.stderr + done.stdout, f"{done}")
    held(host, "record_lost", "after another start")
    host.run("systemctl", "start", UNIT)
    host.wait("it to decline", lambda: is_down(host), 30)
    said = host.shell(f"journalctl -o cat --after-cursor '{cursor}' -u {UNIT} --no-pager")
    expect("nobody until its safety record is back" in said and "Loaded the ledger" not in said, said)
    held(host, "record_lost", "after a start by hand")


def stopped(host: Host) -> None:
    host.wait("a height and a record to be remembered", lambda: remembers(host), 90)
    host.agent("stop", "alpha")


@scenario(long=True)
def a_validator_without_its_ledger_or_its_record_is_kept_stopped():
    with Host("storage").start() as host:
        site.install(host)
        for version in ("1.0", "2.0"):
            site.add_release(host, "alphaos", version)
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        # A chain of some age: no new ledger is at its height within the minutes of this.
        host.agent("stop", "alpha")
        host.shell(f"echo 500000 > {LEDGER}/height")
        host.agent("start", "alpha")
        notes = []
        # The blocks alone; the record is there.
        stopped(host)
        host.shell(f"mv {LEDGER}/height {HOME}/away")
        done = host.run("adnet-agent", "start", "alpha")
        expect(done.returncode == 1 and "the chain had reached" in done.stderr + done.stdout, f"{done}")
        held(host, "ledger_fell", "without a ledger")
        # As a boot would.
        host.run("systemctl", "start", UNIT)
        host.wait("it to run for a moment", lambda: not is_down(host), 10, every=0.02)
        held(host, "ledger_fell", "started by hand")
        host.shell(f"mv -f {HOME}/away {LEDGER}/height")
        host.agent("start", "alpha")
        host.wait("the problem to be gone", lambda: not {"ledger_fell", "record_lost"} & set(problems(host)) and is_well(host))
        notes.append("a ledger")
        # The record alone.
        stopped(host)
        host.shell(f"mv {RECORD} {HOME}/away")
        done = host.run("adnet-agent", "start", "alpha")
        expect(done.returncode == 1 and "without its safety record" in done.stderr + done.stdout, f"{done}")
        held(host, "record_lost", "without a record")
        # Its stop has written a new one: what was signed before isn't in it, and no order starts on it.
        kept_stopped(host)
        host.shell(f"mv {HOME}/away {RECORD}")
        host.agent("start", "alpha")
        host.wait("the record to be seen", lambda: "record_lost" not in problems(host) and is_well(host))
        notes.append("a record")
        # Both at once, and nothing to put back but an older copy of the ledger.
        stopped(host)
        host.shell(f"mv {LEDGER} {LEDGER}.away")
        expect(host.run("adnet-agent", "start", "alpha").returncode == 1, "started without anything")
        held(host, "record_lost", "without anything")
        host.shell(f"rm -rf {LEDGER} && mv {LEDGER}.away {LEDGER} && rm {RECORD}")
        kept_stopped(host)
        host.agent("start", "alpha", "--accept-height")
        host.wait("it to serve without", lambda: is_well(host) and "record_lost" not in problems(host))
        notes.append("both")
        # While it runs: what it has open goes with its process.
        host.wait("its height", lambda: remembers(host, 500_000), 180)
        host.shell(f"mv {LEDGER} {LEDGER}.away")
        host.run("adnet-agent", "swap", "alpha", "2.0")
        held(host, "ledger_fell", "before a swap")
        expect("/1.0-" in host.release("alpha"), host.release("alpha"))
        notes.append("a ledger before a swap")
        # On purpose.
        host.agent("start", "alpha", "--accept-height")
        host.wait("it to serve", lambda: is_well(host) and not problems(host).get("ledger_fell"))
        expect("accepted by root" in host.shell("journalctl -u adnet-agent --no-pager"), "the journal")
        # Another place, by settings.
        # A ledger from genesis, again of some age.
        host.wait("its record", lambda: "reached" in host.shell(
            "cat /var/lib/adnet-agent/state.json"))
        words = [w.replace("{home}/ledger", "{home}/other") for w in site.COMMON]
        put(host, "/etc/adnet-agent/agent.toml.d/70-storage.toml",
            f"[chain.alpha.command]\nalphaos = {json.dumps(words)}\n")
        host.out("chmod", "644", "/etc/adnet-agent/agent.toml.d/70-storage.toml")
        host.agent("config", "apply")
        done = host.run("adnet-agent", "restart", "alpha")
        expect(done.returncode == 1 and "ledger" in done.stderr + done.stdout, f"{done}")
        expect(host.operation()["outcome"] == "rolled_back", f"{host.operation()}")
        host.wait("the old place to serve", lambda: is_well(host))
        log = host.shell(f"journalctl -u {UNIT} -n 30 --no-pager")
        expect("no proposal cache was found" not in log, log)
        notes.append("another --storage")
        return ", ".join(notes) + ": never left running"


@scenario
def in_one_process_of_both_chains_the_one_that_lost_its_record_holds_it():
    with Host("storage2").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0")
        host.agent("migrate", "start", "--to", "unified", "--release", "3.0", timeout=300)
        ledger = {c: f"/var/lib/adnet/nodes/{c}/ledger/.current-proposal-cache-0-0" for c in ("alpha", "delta")}

        def both_remembered() -> bool:
            state = json.loads(host.shell("cat /var/lib/adnet-agent/state.json"))["chains"]
            return all(state[c].get("record", {}).get("path") for c in ledger)

        def held_for(chain: str) -> bool:
            lost = [p for p in host.status()["problems"] if p["kind"] == "record_lost"]
            return ([p["chain"] for p in lost] == [chain] and lost[0]["severity"] == "critical"
                    and host.property("adnet.service", "ActiveState") in ("inactive", "failed"))

        for chain, by_hand in (("delta", False), ("alpha", True)):
            host.wait("records to be remembered", both_remembered, 90)
            host.agent("stop", "alpha", "--together")
            host.shell(f"mv {ledger[chain]} /root/away")
            if by_hand:
                host.run("systemctl", "start", "adnet.service")
            else:
                host.run("adnet-agent", "start", "alpha", "--together")
            host.wait(f"the process to be held for {chain}", lambda: held_for(chain), 60)
            other = "alpha" if chain == "delta" else "delta"
            expect(host.run("test", "-e", ledger[other]).returncode == 0, f"{other}'s record is gone")
            host.wait("the stops to be over", host.is_idle, 30)
            done = host.run("adnet-agent", "start", "alpha", "--together", timeout=60)
            expect(done.returncode == 1 and "isn't back" in done.stderr + done.stdout, f"{done}")
            host.wait("that to be over", host.is_idle, 60)
            host.shell(f"mv /root/away {ledger[chain]}")
            host.agent("start", "alpha", "--together", timeout=60)
            host.wait("both to be well", lambda: all(
                host.chain(c)["health"]["state"] == "healthy" for c in ledger), 60)
        return "delta's, started by an order; alpha's, started by hand"


@scenario
def a_record_that_is_lost_in_the_gap_of_a_swap_to_another_program_ends_it():
    with Host("storage3").start() as host:
        running(host)
        site.add_release(host, "adnet", "3.0")
        host.agent("stop", "alpha")
        host.agent("start", "alpha")
        host.wait("the record to be remembered", lambda: json.loads(host.shell(
            "cat /var/lib/adnet-agent/state.json"))["chains"]["alpha"].get("record", {}).get("path"), 60)
        host.shell(f"systemd-run -q --unit snatch sh -c 'while [ -e {LEDGER}/running ]; do :; done; "
                   f"mv {RECORD} /root/away'")
        done = host.run("adnet-agent", "swap", "alpha", "adnet/3.0", timeout=120)
        expect(done.returncode == 1 and "safety record" in done.stderr + done.stdout, f"{done}")
        held(host, "record_lost", "after the swap")
        host.shell(f"mv /root/away {RECORD}")
        host.agent("start", "alpha", timeout=60)
        host.wait("it to be well", lambda: is_well(host), 60)
        return host.release("alpha")
