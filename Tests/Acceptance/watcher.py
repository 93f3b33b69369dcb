"""Catches a swap in one of its steps, some of which last only milliseconds."""

import select
import subprocess

from host import Host

# The file's keys are in the order of the alphabet, and it is replaced as a whole.
SCRIPT = r"""
  $| = 1; my ($phase, $signal, $agent) = @ARGV; print "watching\n";
  while (1) {
    open(my $file, "<", "/var/lib/adnet-agent/state.json") or next;
    my $text = do { local $/; <$file> }; $text =~ s/\s//g;
    if ($text =~ /"operation":\{(?>.*?"id":"([^"]+)".*?"phase":"([a-z]+)")/ && $2 eq $phase) {
      kill $signal, $agent if $agent; print "$1\n"; exit;
    }
    select(undef, undef, undef, 0.0005);
  }
"""


class Watcher:
    """Sends the agent a signal, if any, as soon as its state says that a swap is in `phase`."""

    def __init__(self, host: Host, phase: str, signal: str = ""):
        agent = host.property("adnet-agent.service", "MainPID") if signal else ""
        self.process = host.begin("perl", "-e", SCRIPT, phase, signal, agent)
        self.process.stdout.readline()

    def caught(self, seconds: float) -> str:
        """The operation's identifier; empty when it wasn't seen in time. Ends the watching."""
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        return self.process.stdout.readline().strip() if ready else ""

    def end(self) -> None:
        self.process.kill()
        try:
            self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            pass  # the host is gone, and with it who would answer
