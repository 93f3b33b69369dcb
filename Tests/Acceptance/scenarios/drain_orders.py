"""Chains that an operator drains: what their peers' limits do to clients, and how it ends."""

import time

import drain_site as site
from host import Host, expect
from load import Load
from runner import scenario

# A relay that is gone soon after the node is back.
KEYS = {"drain": {"linger": "3s"}}


def outcome(load: Load) -> tuple[dict, dict]:
    """The answers of each peer, and the failures that are no status, by kind."""
    return ({who: n for who, n in load.report["versions"].items() if who.startswith("peer")},
            {k: n for k, n in load.report["failures"].items() if n and k != "bad_status"})


def limited(host: Host, rate: int, api: str) -> str:
    """`api` decides what a refusal looks like, and how soon another request is let in."""
    keys = KEYS | {"park": {"limit": "8s"}}
    site.with_peers(host, keys=keys, rate=rate, api=api)
    with Load(host, 100, timeout=30) as load:
        host.agent("drain", "alpha", "--reason", "limits")
        begun = time.monotonic()
        most, seen = 0, {}
        while time.monotonic() - begun < 20:
            seen = host.chain("alpha")["relay"]
            most = max(most, seen["parked"])
            time.sleep(0.5)
        host.agent("undrain", "alpha")
    site.expect_recovered(host)
    counts = {key: n for key, n in seen["counts"].items() if n}
    answered, other = outcome(load)
    share = sum(answered.values()) / load.requests
    note = (f"{api}, {rate}/s at each of 2: {share:.0%} of {load.requests} by peers {answered}, "
            f"{load.report['failures']['bad_status']} got 503, at most {most} waited, worst "
            f"{load.worst:.0f} ms; the relay after 20 s: {counts}, {seen['connections']} open")
    # A refusal that reaches a client as an answer is bad_body, or a status of theirs; other words mean
    # lost ones.
    expect(not other and load.report["statuses"].keys() <= {"503"}, f"{other}: {note}")
    if rate < 100:
        expect(counts.get("limited", 0) > 0, f"nobody was limited: {note}")
        # They may have what their limit allows: at first a second's worth, then with v3 one a
        # second. Our own probes need some of it.
        allowed = 2 * (rate + 20 * (rate if api == "v4" else 1))
        expect(sum(answered.values()) > allowed * 0.6, f"of {allowed}: {note}")
    else:
        expect(load.failed == 0 and not counts.get("limited"), note)
    return note


@scenario(slow=True)
def a_rate_limit_of_the_peers_is_waited_for_and_never_passed_on():
    with site.start("limits") as host:
        return "; ".join(limited(host, rate, api) for rate, api in (
            (10, "v3"), (10, "v4"), (100_000, "v3")))


def at_their_limit(host: Host, version: str) -> str:
    """Two peers of a version, at their limit of 10 a second each, and 12 clients."""
    keys = KEYS | {"park": {"limit": "5s"}}
    site.with_peers(host, keys=keys, rate=10, version=version)
    with Load(host, 60, mode="keepalive", timeout=30, connections=12) as load:
        host.agent("drain", "alpha", "--reason", "limits")
        time.sleep(15)
        counts = host.chain("alpha")["relay"]["counts"]
        host.agent("undrain", "alpha")
    site.expect_recovered(host)
    answered, other = outcome(load)
    statuses = load.report["statuses"]
    note = (f"{version}: {sum(answered.values()) / load.requests:.0%} of {load.requests} answered by "
            f"peers, {statuses.get('503', 0)} got 503, {counts.get('limited', 0)} refusals of peers, "
            f"worst {load.worst:.0f} ms")
    expect(not other and statuses.keys() <= {"503"}, f"{other} {statuses}: {note}")
    expect(counts.get("limited", 0) > 0 and len(answered) == 2, note)
    return note


@scenario(long=True)
def no_refusal_of_a_peer_of_any_version_reaches_a_client():
    with site.start("versions") as host:
        return "; ".join(at_their_limit(host, f"snarkos-{v}") for v in ("3.0", "4.4", "4.6"))


@scenario(slow=True)
def a_drained_node_is_stopped_and_started_by_hand_with_no_failed_request():
    # So that there is more than one connection in the generator's pool.
    behaviour = ("--load-seconds", "1", "--rest-delay", "0.1")
    with site.start("maintained", old=behaviour, keys=KEYS) as host:
        site.with_peers(host, keys=KEYS)
        new, kept = (Load(host, 100, mode=mode, timeout=40) for mode in ("new", "keepalive"))
        with new, kept:
            time.sleep(1)
            host.agent("drain", "alpha", "--reason", "new disk")
            adopted = site.adoption(host)
            host.out("systemctl", "stop", "alphaos")
            drained = host.chain("alpha").get("drained") or {}
            text = host.run("adnet-agent", "status").stdout
            time.sleep(5)
            host.out("systemctl", "start", "alphaos")
            host.wait("it serves", lambda: "state=ready" in host.shell(
                "cat /run/adnet/alpha/alphaos.service.status"), 60)
            host.wait("it is healthy again", lambda: site.health(
                host)["state"] == "healthy", 60, every=0.5)
            host.agent("undrain", "alpha")
            site.expect_recovered(host)
            time.sleep(1)
        note = f"new {new}; kept-alive {kept}; {adopted}"
        expect(drained.get("reason") == "new disk" and drained.get("since"), f"{drained}")
        lines = [line.strip() for line in text.splitlines() if "drained" in line]
        expect(any("new disk" in line for line in lines), f"status says: {lines}\n{text}")
        expect(new.failed + kept.failed == 0, note)
        return f"{note}; status: {lines}"


@scenario(slow=True)
def a_drain_for_a_reboot_ends_by_itself_when_the_node_is_healthy():
    with site.start("reboot", old=("--load-seconds", "5"), keys=KEYS) as host:
        site.with_peers(host, keys=KEYS)
        # Namespaces have a boot of their own but their units see the kernel's, which goes on.
        return site.reboot_drained(host, before=(
            f"systemctl stop adnet-agent; grep -q rebootOf {site.STATE}; sed -Ei "
            f"'s/(\"rebootOf\" *: *\")[^\"]*/\\1another/' {site.STATE}"))
