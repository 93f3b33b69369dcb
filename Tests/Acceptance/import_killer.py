"""Kills an import in its resting points, as soon as the record on disk shows them; and looks for two nodes."""

import select
import time

from host import Host

# What does the work is the import's unit; the command line only looks on.
KILL = r"""
  $| = 1; my ($from, $wanted, $act) = @ARGV; my (%seen, $pid); print "watching\n";
  sub worker { my $main = `systemctl show -P MainPID adnet-import\@alpha.service`; chomp $main; $main }
  while (1) {
    select(undef, undef, undef, 0.001);
    $pid = worker() if $act eq "kill" && (!$pid || !-e "/proc/$pid");
    open(my $file, "<", "/var/lib/adnet/imports/alpha.json") or next;
    my $text = do { local $/; <$file> } // ""; $text =~ s/\s//g;
    my ($done) = $text =~ /"isDone":(\w+)/; my ($step) = $text =~ /"step":"(\w+)"/;
    my ($way) = $text =~ /"direction":"(\w+)"/; next unless $step;
    my $point = "$way $step" . ($done eq "true" ? " done" : "");
    next if $seen{$point} || $act eq "kill" && !$pid;
    $seen{$point} = 1; next if $wanted && $point ne $wanted || keys %seen < $from;
    if ($act eq "kill") { kill "KILL", $pid; $pid = 0 }
    print "$point\n"; exit if $act eq "exit" || $from || $wanted;
  }
"""
# Two nodes of one chain, at any moment.
TWO = r"""
  $| = 1; print "watching\n"; my %told;
  while (1) {
    select(undef, undef, undef, 0.004); my @found;
    for my $folder (glob "/proc/[0-9]*") {
      open(my $name, "<", "$folder/comm") or next; next if (<$name> // "") ne "alphaos\n";
      open(my $file, "<", "$folder/cmdline") or next; my $line = do { local $/; <$file> } // "";
      open($file, "<", "$folder/cgroup") or next; my ($unit) = join("", <$file>) =~ m{^0::.*/(.*)$}m;
      push @found, substr($folder, 6) . " of $unit" if $line =~ /\0start\0/ && $unit !~ /^adnet-version/;
    }
    print join(" and ", @found), "\n" if @found > 1 && !$told{"@found"}++;
  }
"""


class Watched:
    """`with Watched(host, script, …) as it: …`; its lines afterwards."""

    def __init__(self, host: Host, *words: str):
        self.host, self.words, self.lines = host, words, []

    def __enter__(self) -> "Watched":
        self.process = self.host.begin("perl", "-e", *self.words)
        self.process.stdout.readline()
        return self

    def line(self, seconds: float) -> str:
        """The next one; empty when there is none in time."""
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return ""
        line = self.process.stdout.readline().strip()
        self.lines += [line] if line else []
        return line

    def __exit__(self, *_) -> None:
        time.sleep(0.1)
        self.process.kill()
        self.lines += self.process.stdout.read().split("\n")
        self.lines = [line for line in self.lines if line]
        self.process.wait()


def killer(host: Host, number: int = 0) -> Watched:
    """In each point, or only in the one with this number."""
    return Watched(host, KILL, str(number), "", "kill")


def seen(host: Host, point: str) -> Watched:
    """Only tells that it is there."""
    return Watched(host, KILL, "0", point, "exit")


def two(host: Host) -> Watched:
    return Watched(host, TWO)
