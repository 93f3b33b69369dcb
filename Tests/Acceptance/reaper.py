"""Kills the agent in each new resting point of a migration, as soon as the state on disk shows it."""

import select

from host import Host

# A resting point: the step of the migration, and of each operation its name, phase and direction.
# Numbers of attempts are left out, so that a step that is done again counts once.
SCRIPT = r"""
  $| = 1; my %seen; print "watching\n";
  while (1) {
    select(undef, undef, undef, 0.002);
    open(my $file, "<", "/var/lib/adnet-agent/state.json") or next;
    my $text = do { local $/; <$file> }; $text =~ s/\s//g;
    my @found;
    while ($text =~ /"operation":\{(?>.*?"direction":"([a-z]+)".*?"id":"([^"]+)".*?"phase":"([a-z]+)")/g) {
      push @found, "$2 $3 $1";
    }
    next unless @found;
    my $point = join(", ", @found);
    next if $seen{$point}++;
    my $pid = `systemctl show -P MainPID adnet-agent.service`; chomp $pid;
    next if !$pid;
    kill "KILL", $pid; print "$point\n";
  }
"""


class Reaper:
    """`with Reaper(host) as reaper: …`; afterwards reaper.points, in their order."""

    def __init__(self, host: Host):
        self.host = host
        self.points: list[str] = []

    def __enter__(self) -> "Reaper":
        self.process = self.host.begin("perl", "-e", SCRIPT)
        self.process.stdout.readline()
        return self

    def __exit__(self, *_) -> None:
        self.host.run("pkill", "-f", "resting|watching")
        while select.select([self.process.stdout], [], [], 0.5)[0]:
            line = self.process.stdout.readline()
            if not line:
                break
            self.points.append(line.strip())
        self.process.kill()
        self.process.wait()
