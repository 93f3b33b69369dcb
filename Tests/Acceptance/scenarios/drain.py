"""What a drain does to the connections that clients have when it begins."""

import time

import drain_site as site
from clients import Clients
from drain_site import PATIENT, Raw
from health_site import put
from host import Host, expect
from load import Load
from runner import scenario


@scenario(long=True)
def kept_alive_clients_of_real_libraries_see_no_failed_request():
    # There is always a request under way: with answers at once, even a plain restart meets none.
    behaviour = ("--load-seconds", "1", "--rest-delay", "0.02")
    with site.start("kept", old=behaviour, new=behaviour) as host:
        notes = []
        for what, version in (("park", "2.0"), ("relay", "1.0")):
            if what == "relay":
                site.with_peers(host)
            with Load(host, 200, mode="keepalive") as load, \
                    Clients(host, libraries=["requests", "aiohttp"], think_ms=2) as clients:
                done = site.swap(host, version)
                time.sleep(1)
            expect(load.failed == 0, f"{what}: {load}\n{done}")
            expect(clients.failed == 0, f"{what}: {clients}\n{done}")
            expect(done["adoption"]["adopted"] > 0, f"{what}: nothing was taken over: {done}")
            notes.append(f"{what}: 0 of {load.requests + clients.requests} failed, worst "
                         f"{max(load.worst, clients.worst):.0f} ms, {away(done)} ms away")
        return "; ".join(notes)


@scenario
def a_node_that_shuts_its_connections_down_ends_none_that_was_taken_over():
    # As hyper does it: at SIGTERM idle connections are shut down, shutdown(2), whoever else has them.
    behaviour = ("--graceful", "--load-seconds", "1")
    with site.start("graceful", old=behaviour, new=behaviour) as host:
        notes = []
        for version in ("2.0", "1.0"):
            with Load(host, 200, mode="keepalive") as load, \
                    Clients(host, libraries=["requests", "aiohttp"]) as clients:
                done = site.swap(host, version)
                time.sleep(1)
            expect(load.failed + clients.failed == 0, f"{load}\n{clients}\n{done}")
            found = done["adoption"]
            expect(found["adopted"] > 0, f"nothing was taken over: {found}")
            expect(found["severed"] == found["adopted"] and found["reachable"] == 0, f"{found}")
            notes.append(f"{found['severed']} of {found['adopted']} severed, the node stood for "
                         f"{found['stopped_us']} us; 0 of {load.requests + clients.requests} failed")
        return "; ".join(notes)


@scenario
def what_the_node_can_still_end_is_told_and_counted_as_clients_see_it():
    # The take-over may not look into the node as it has to: a host that forbids ptrace(2).
    behaviour = ("--graceful", "--load-seconds", "1")
    with site.start("reachable", old=behaviour, new=behaviour) as host:
        folder = "/etc/systemd/system/adnet-drain@alpha.service.d"
        host.out("mkdir", "-p", folder)
        put(host, f"{folder}/60-test.conf", "[Service]\nSystemCallFilter=~ptrace\n")
        host.out("systemctl", "daemon-reload")
        with Raw(host, "many.py", "idle", "--connections", 20) as raw:
            done = site.swap(host, "2.0")
            raw.say("first")
            raw.say("second")
        found, ended = done["adoption"], raw.report["ended_before"]
        expect(found["severed"] == 0 and found["cut"] == sum(ended.values()) == 20, f"{found} {ended}")
        expect(found["adopted"] == 0 and "Operation not permitted" in found["trouble"], f"{found}")
        words = host.agent("operation", "show", host.operation()["id"])
        expect("20 cut" in words, words)
        return f"{ended}: {found['cut']} cut; {found['trouble']}"


def away(done: dict) -> int:
    return sum(done["took"][name] for name in ("stop", "own", "start", "answer"))


def in_flight(seconds: float, grace: str, connections: int = 20) -> tuple[dict, dict]:
    """What the clients saw whose requests were being answered when a swap began."""
    keys = PATIENT | {"drain": {"grace": grace}}
    with site.start("flight", old=("--rest-delay", str(seconds)), new=(), keys=keys) as host:
        with Raw(host, "raw.py", "waiting", "--connections", connections) as raw:
            done = site.swap(host, "2.0")
        site.expect_recovered(host)
        return raw.report, done


@scenario(slow=True)
def requests_in_flight_are_answered_by_the_node_that_has_them():
    notes = []
    for seconds in (0.2, 5):
        report, done = in_flight(seconds, "10s")
        expect(report["outcomes"] == {"200": 20}, f"{seconds} s: {report} {done}")
        versions = {each["version"] for each in report["found"]}
        then = {each["then"] for each in report["found"]}
        expect(versions == {"1.0"}, f"{seconds} s: answered by {versions}")
        expect(then == {"200"}, f"{seconds} s: the next request on the same connection: {then}")
        notes.append(f"{seconds} s: 20 of 20, drain {done['took']['drain']} ms")
    return "; ".join(notes)


@scenario(slow=True)
def requests_that_take_longer_than_the_grace_are_cut_when_it_is_over():
    report, done = in_flight(5, "2s")
    took = done["took"]["drain"]
    expect(1_900 <= took <= 3_500, f"the drain took {took} ms")
    expect(report["outcomes"].keys() <= {"closed", "reset"}, f"{report}")
    times = sorted(each["ms"] for each in report["found"])
    # Whoever has an answer coming learns that there is none when its node is gone, not later.
    expect(times[-1] < took + 3_000, f"the last were told after {times[-3:]} ms: {done}")
    return (f"20 clients: {report['outcomes']} {min(times)} to {max(times)} ms after they asked, "
            f"drain {took} ms, {done['adoption']}")


def half_sent(host: Host, path: str, expected: dict) -> str:
    """`expected` is what each kind of body is answered with."""
    with Raw(host, "raw.py", "posts", "--path", path, "--connections", 50) as raw:
        swap = host.begin("adnet-agent", "swap", "alpha", "2.0")
        host.wait("the drain", lambda: host.operation().get("step") == "drain", 10, every=0.05)
        time.sleep(1)
        raw.say("go")
        out = swap.communicate(timeout=120)
        raw.say("late")
    expect(swap.returncode == 0, f"{out}")
    done = site.ended(host)
    found = [each for each in raw.report["found"] if each["kind"] in expected]
    bad = [each for each in found if (each["outcome"], each.get("text")) != expected[each["kind"]]]
    expect(not bad, f"{path}: {len(bad)} of {len(found)}: {bad[:3]} {done}")
    lost = [each for each in raw.report["found"] if each["kind"] in ("late", "never")]
    ends = {kind: {each["outcome"] for each in lost if each["kind"] == kind}
            for kind in ("late", "never")}
    longest = max(each["ms"] for each in lost)
    site.expect_recovered(host)
    # The rest of a body that comes to someone else is no request, and its answer no answer to it.
    expect(ends["late"] <= {"closed", "reset", "502", "503"}, f"{path}: {ends} {done}")
    expect(ends["never"] <= {"closed", "reset", "408", "502", "503"}, f"{path}: {ends} {done}")
    # Nobody has their requests any more once the node is gone.
    expect(longest < sum(done["took"].values()) + 5_000, f"{path}: {ends} after {longest} ms")
    return (f"{path}: {len(found)} of {len(found)} answered, the rest too late or never: {ends} "
            f"after {longest} ms at most, drain {done['took']['drain']} ms")


@scenario(slow=True)
def half_sent_bodies_get_a_real_answer():
    with site.start("bodies") as host:
        # The stand-in reads over a body that has a length, and knows no chunks.
        first = half_sent(host, "/mainnet/block/height/latest", dict.fromkeys(
            ("length", "request"), ("405", "")))
    with site.start_nginx("bodies") as host:
        second = half_sent(host, "/bodies", dict.fromkeys(
            ("length", "chunks", "request"), ("200", "10000 bytes")))
    return f"{first}; {second}"


@scenario(slow=True)
def slow_readers_get_their_whole_answer_within_the_grace():
    with site.start_nginx("slow") as host:
        # More than the kernel takes off the node's hands. Each second client stops in the middle
        # for a time, which looks like the end of an answer.
        wanted = host.shell("sha256sum /opt/www/huge")[:16]
        with Raw(host, "raw.py", "slow", "--path", "/huge", "--connections", 10,
                 "--rate", 3_000_000, "--pause", 3, "--timeout", 60) as raw:
            done = site.swap(host, "2.0")
        site.expect_recovered(host)
        bad = [each for each in raw.report["found"]
               if each["outcome"] != "complete" or each["sha256"] != wanted]
        expect(not bad, f"{len(bad)} of 10 not complete: {bad} {done}")
        return (f"20 MB at 3 MB/s: 10 of 10 complete after "
                f"{[each['seconds'] for each in raw.report['found']]} s, drain "
                f"{done['took']['drain']} ms, {done['adoption']}")


@scenario(slow=True)
def slow_readers_see_the_end_of_an_answer_that_outlasts_the_grace():
    with site.start_nginx("slower") as host:
        with Raw(host, "raw.py", "slow", "--path", "/huge", "--connections", 10,
                 "--pause", 2, "--timeout", 60) as raw:
            done = site.swap(host, "2.0")
        site.expect_recovered(host)
        # 20 MB at 200 KB/s would be 100 s.
        expect(raw.report["outcomes"].keys() <= {"cut", "cut by reset"}, f"{raw.report} {done}")
        return (f"20 MB: {raw.report['outcomes']} after "
                f"{[each['seconds'] for each in raw.report['found']]} s, drain "
                f"{done['took']['drain']} ms, {done['adoption']}")


@scenario(slow=True)
def idle_connections_are_taken_over_and_none_hangs():
    count = 2_000
    with site.start("idle") as host:
        with Raw(host, "many.py", "idle", "--connections", count) as raw:
            done = site.swap(host, "2.0")
            memory = site.relay_memory(host)
            raw.say("first")
            raw.hear("asked")
            begun = float(host.shell("date +%s.%N"))
            host.wait("the relay is gone", lambda: host.property(
                "adnet-relay@alpha.service", "ActiveState") == "inactive", 30)
            raw.say("second")
        site.expect_recovered(host)
        report = raw.report
        bad = [how for how in report["first"].keys() | report["second"].keys()
               if not how.startswith("200")]
        expect(not bad, f"{report} {done}")
        # The relay keeps them for longer than the swap takes.
        expect(not report["ended_before"], f"{report} {done}")
        expect(report["ended_after"].keys() <= {"closed"}, f"{report} {done}")
        expect(done["adoption"]["cut"] == 0, f"{done}")
        return (f"{done['adoption']['adopted']} of {count} taken over in "
                f"{done['took']['drain']} ms; asked afterwards: {report['first']}; left idle: "
                f"{report['ended_after']} after {report['last_end'] - begun:.1f} s; then "
                f"{report['second']}; the relay had {memory} MiB")


@scenario(slow=True)
def pipelined_requests_get_no_answers_but_their_own():
    # As many blocks to tell apart.
    with site.start("pipelined", old=("--first-height", "1000")) as host:
        notes = []
        for what, version in (("park", "2.0"), ("relay", "1.0")):
            if what == "relay":
                site.with_peers(host)
            with Raw(host, "raw.py", "pipelined", "--connections", 8, "--heights", 1_000) as raw:
                done = site.swap(host, version)
                raw.say("go")
            found = raw.report["found"]
            sums = {key: sum(each[key] for each in found) for key in ("answers", "lost", "unasked")}
            ends = [each["ends"] for each in found]
            expect(not raw.report["wrong"], f"{what}: {raw.report['wrong']}")
            expect(all(each.keys() <= {"closes"} for each in ends), f"{what}: {ends} {done}")
            expect(sums["lost"] == 0, f"{what}: {sums} {ends} {done}")
            notes.append(f"{what}: {sums['answers']} answers, all right, {sums['unasked']} behind "
                         f"a last one, {done['adoption']['adopted']} taken over")
        site.expect_recovered(host)
        return "; ".join(notes)


@scenario(slow=True)
def websockets_are_told_to_come_again_and_do():
    count = 200
    with site.start("sockets", chain="delta", keys={"drain": {"linger": "3s"}}) as host:
        with Raw(host, "many.py", "websockets", "--port", 3032, "--connections", count) as raw:
            done = site.swap(host, "2.0", "delta")
            # Whoever comes again waits for the node: give it a few blocks.
            time.sleep(5)
            pid = host.node_pid("delta")
            mine = host.shell("ss -Htnp state established '( sport = :3032 )'"
                              f" | grep -c pid={pid}, || true").strip()
            raw.say("first")
        site.expect_recovered(host, "delta")
        for kind, found in raw.report.items():
            expect(found["alive"] == found["of"], f"{kind}: some are silent: {found} {done}")
            expect(found["ends"].keys() == {"1012, closed"}, f"{kind}: {found['ends']} {done}")
        # The agent's own probe has one now and then.
        expect(count <= int(mine) <= count + 1, f"the new node has {mine}: {raw.report} {done}")
        return (f"{raw.report}; {mine} with the new node; drain {done['took']['drain']} ms, "
                f"{away(done)} ms away, {done['adoption']}")
