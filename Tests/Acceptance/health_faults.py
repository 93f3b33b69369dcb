"""The faults a node can have, with the state that has to be found and how soon: written before the
first run, and the measure of it. docs/health-faults.md has what was measured.

A probe every second, answers within a second, three failures in a row, a height that may stand still
for 10 s, a load that may do nothing for 8 s. So: what the kernel tells is found within a period, a
wrong answer within three, silence within three of a period and a timeout each.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    name: str
    # Which server stands behind the chain's unit: see health_site.SERVERS.
    server: str
    # A shell script on the host. It may use $NODE, the node's process, and $FAULTS, the file that
    # tells our stand-in node what to do wrong.
    inject: str
    state: str
    # Seconds from the end of the script to the event in the journal.
    within: float
    # What the agent does or why it does nothing: a part of its reason or action; empty for no word.
    says: str = ""
    # Undoes it, apart from removing the faults file and restarting the unit.
    undo: str = ""
    # States that would be a false alarm on the way.
    never: tuple[str, ...] = ()
    chain: str = "alpha"
    # The height that the node has to have first.
    above: int = 0
    # Whether the short run of every commit has it too.
    is_quick: bool = False


def answers(name: str, word: str, state: str, within: float, says: str = "", **more) -> Fault:
    return Fault(name, "testnode", f"echo answer={word} > $FAULTS", state, within, says, **more)


def socket(name: str, word: str) -> Fault:
    return Fault(name, "testnode", f"echo ws={word} > $FAULTS", "degraded", 14, "websocket",
                 chain="delta")


FAULTS = [
    # The process
    Fault("stopped by SIGSTOP", "testnode", "kill -STOP $NODE", "hung", 2, "not restarted: can't tell whether",
          undo="kill -CONT $NODE", is_quick=True),
    Fault("killed once", "testnode", "kill -KILL $NODE", "down", 0.1, "", never=("crash_loop",),
          is_quick=True),
    Fault("crashes at every start", "testnode",
          "echo start=crash-at-start > $FAULTS; kill -KILL $NODE", "crash_loop", 5,
          "not restarted: its supervisor", is_quick=True),
    Fault("ends with 0 at every start", "testnode",
          "echo start=quit-at-start > $FAULTS; kill -KILL $NODE", "crash_loop", 5,
          "not restarted: its supervisor"),
    Fault("must be upgraded", "testnode",
          "echo start=must-upgrade > $FAULTS; kill -KILL $NODE", "needs_upgrade", 5,
          "not restarted: it needs another release", is_quick=True),
    Fault("its ledger is locked by another process", "locked", "", "crash_loop", 8,
          "another process has its ledger locked"),
    Fault("another process holds the chain's lock", "testnode",
          "systemd-run --quiet --unit=thief flock -x /run/adnet/locks/alpha.lock sleep 60; "
          "systemctl restart --no-block alphaos", "down", 8, "lock", undo="systemctl stop thief"),
    # The start
    Fault("binds nothing and does nothing", "sleep", "", "not_listening", 11, "been idle for"),
    Fault("binds nothing and is busy", "busy", "", "starting", 12, "loading for",
          never=("not_listening", "crash_loop")),
    Fault("P2P is taken by another process", "p2p-taken", "", "not_listening", 5,
          "thief.service (account root) has it", undo="systemctl stop thief"),
    Fault("BFT goes to a random port", "testnode",
          "echo start=wrong-port=bft > $FAULTS; systemctl restart --no-block alphaos",
          "not_listening", 5, "instead of port 5000", is_quick=True),
    Fault("P2P only on loopback", "p2p-loopback", "", "not_listening", 5, "not at 0.0.0.0:4130"),
    Fault("REST is taken by another process", "rest-taken", "", "crash_loop", 8,
          "held by thief.service",
          undo="systemctl stop thief"),
    # The ports
    Fault("P2P is closed while it runs", "testnode", "echo p2p=close > $FAULTS", "not_listening",
          # A second for the node to do it, and a period to see it.
          2.1, "nothing listens on port 4130", is_quick=True),
    Fault("metrics open to everyone", "metrics-open", "", "degraded", 8, "open to other networks"),
    Fault("P2P accepts nobody", "half-open", "", "not_listening", 25, "aren't accepted"),
    # The REST
    answers("200 with a page", "garbage", "faulty", 4, is_quick=True),
    answers("a height that is a string", "string", "faulty", 4),
    answers("a height that is a fraction", "fraction", "faulty", 4),
    answers("a height beyond 32 bits", "enormous", "faulty", 4),
    answers("a body without end", "huge", "faulty", 7),
    answers("a body a byte at a time", "slow", "hung", 7, "not restarted: can't tell whether"),
    answers("headers without end", "headers", "faulty", 7),
    answers("accepts and says nothing", "silent", "hung", 7, is_quick=True),
    answers("closes without an answer", "close", "hung", 4),
    answers("500 for all", "error", "faulty", 4),
    answers("a redirection", "redirect", "faulty", 4),
    answers("429 for all", "limited", "limited", 4, never=("faulty", "hung"), is_quick=True),
    answers("429 in the guise of 200", "limited-200", "limited", 4, never=("faulty", "hung")),
    # Seven results, three of them wrong. 8 s before the first run, when two wrong ones were enough;
    # simulated days showed that two come by chance.
    answers("every second answer is wrong", "flap", "faulty", 9, "intermittently"),
    # The chain
    answers("a height that goes back", "backwards", "degraded", 3, "fell"),
    # Far below what it had two minutes ago: a validator that may have lost its ledger is kept stopped.
    answers("a height that swings", "swing", "stopped", 30, "stopped", above=130),
    Fault("its height stands still", "testnode", "echo chain=stall > $FAULTS", "stalled", 14,
          "not restarted: can't tell whether", is_quick=True),
    Fault("forked", "peers", "echo chain=fork > $FAULTS", "forked", 40,
          "not restarted: a restart doesn't fix"),
    Fault("stalled with the whole network", "peers",
          "for n in 1 2 3 4; do echo chain=stall > /opt/faults-peer$n; done; "
          "echo chain=stall > $FAULTS", "network_stalled", 30, "not restarted: the peers",
          undo="rm -f /opt/faults-peer*"),
    Fault("takes no part in the consensus", "alone", "", "degraded", 30, "take part in the consensus"),
    # The WebSocket
    socket("a WebSocket that never pongs", "mute"),
    socket("a WebSocket with a wrong handshake", "wrong"),
    socket("a WebSocket that floods", "flood"),
    socket("no WebSocket at all", "refuse"),
    # Servers that aren't ours
    Fault("nginx: a page instead of a height", "nginx",
          "echo 'return 200 \"It works\";' > /opt/rest.conf; kill -HUP $NODE", "faulty", 5),
    Fault("nginx: 100 MB instead of a height", "nginx",
          "echo 'rewrite ^ /huge break;' > /opt/rest.conf; kill -HUP $NODE", "faulty", 5),
    Fault("nginx: 20 bytes a second", "nginx",
          "echo 'limit_rate 20; rewrite ^ /huge break;' > /opt/rest.conf; kill -HUP $NODE", "hung",
          8),
    Fault("nginx: closes without an answer", "nginx",
          "echo 'return 444;' > /opt/rest.conf; kill -HUP $NODE", "hung", 5),
    Fault("nginx: its own rate limit", "nginx",
          "echo 'limit_req zone=tight; limit_req_status 429; rewrite ^ /height break;'"
          " > /opt/rest.conf; kill -HUP $NODE", "limited", 6,
          never=("hung",)),
    Fault("nginx: stopped by SIGSTOP", "nginx", "kill -STOP $NODE; pkill -STOP -P $NODE", "hung",
          2, undo="kill -CONT $NODE; pkill -CONT -P $NODE"),
    Fault("nginx: listens on IPv6 only", "nginx-ipv6", "", "not_listening", 6, "rest"),
    Fault("python: accepts one connection and then none", "python-once", "", "hung", 15),
    Fault("socat: accepts and never answers", "socat", "", "hung", 12),
    Fault("python's http.server: 404 for all", "python-404", "", "faulty", 10),
]
