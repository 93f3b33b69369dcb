"""Clients of the node family as they are: the aleo-sdk of PyPI, through absences of several lengths."""

import clients
import drain_site as site
import pypi
from host import expect
from runner import scenario

PINNED = ["aleo-sdk==0.8.0", "httpx==0.28.1", "requests==2.32.5"]
LIBRARIES = ["aleo-sdk", "aleo-sdk-async"]
# Seconds that a new node loads before it answers.
ABSENCES = (1, 4, 8, 40)


def absences(name: str, rate: int | None) -> dict[int, clients.Clients]:
    """The clients of each absence; `rate` is that of each of two peers, none without peers."""
    seen = {}
    with site.start(name) as host:
        pypi.install(host, PINNED, "/opt/aleo")
        if rate is not None:
            site.with_peers(host, rate=rate, version="snarkos-4.6")
        for seconds in ABSENCES:
            version = f"3.{seconds}"
            site.site.add_release(host, "alphaos", version, "--validators", site.VALIDATORS,
                                  "--load-seconds", str(seconds))
            with clients.Clients(host, "http://127.0.0.1:3030", LIBRARIES, think_ms=50, timeout=90) as load:
                host.agent("swap", "alpha", version, timeout=200)
            seen[seconds] = load
            host.wait("it is healthy", lambda: site.health(host, "alpha")["state"] == "healthy", 60)
    return seen


def table(seen: dict[int, clients.Clients]) -> str:
    return "; ".join(f"{seconds} s: {load}" for seconds, load in seen.items())


@scenario(long=True)
def without_peers_absences_fail_only_where_the_client_gives_up():
    """The synchronous client waits for as long as it takes; the asynchronous one gives up after 5 s (httpx)."""
    seen = absences("sdkalone", None)
    for seconds, load in seen.items():
        kinds = load.reports["aleo-sdk-async"]["failures"].keys()
        expect(load.reports["aleo-sdk"]["failed"] == 0, f"{seconds} s: {load}")
        expect(kinds <= ({"ReadTimeout"} if load.worst > 4_900 else set()), f"{seconds} s: {load}")
    expect(seen[8].failed > 0 and seen[40].failed > 0, "nobody gave up: the table in docs/clients.md is wrong")
    return table(seen)


def expect_none(seen: dict[int, clients.Clients]) -> str:
    expect(not any(load.failed for load in seen.values()), table(seen))
    return table(seen)


@scenario(long=True)
def with_two_limited_peers_none_fails():
    return expect_none(absences("sdklimited", 10))


@scenario(long=True)
def with_two_peers_none_fails():
    return expect_none(absences("sdkpeers", 100_000))
