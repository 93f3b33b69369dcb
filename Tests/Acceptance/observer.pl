# What observer.py runs on the host, as root: a look every so many ms at who runs each chain, until
# SIGTERM. Its first line is its process; then it says all that it has seen, once a second, at each
# violation and at its end.
#
# Two at once are two nodes in the cgroups of the units that may run one chain; two ledgers' LOCKs
# held below the chain's home, or one process that holds two; and two of the chain's own locks,
# which can only be when somebody has replaced the file. A node that forks is two: ours doesn't.
use strict;
use warnings;
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID CLOCK_REALTIME);

my ($PERIOD, $MOST) = ($ARGV[0] / 1000, 20);
my $CGROUPS = "/sys/fs/cgroup";
# The units that may run a chain. adnet.service is one process for both.
my %CHAINS = (
  "alphaos.service" => ["alpha"], "adnet\@alpha.service" => ["alpha"],
  "deltaos.service" => ["delta"], "adnet\@delta.service" => ["delta"],
  "adnet.service" => ["alpha", "delta"],
);
# Between fork and exec a child is still the manager's program, in the unit's cgroup already: each
# ExecStop= beside a running node would look like a second one.
my %IS_OURS = map { $_ => 1 } "adnet-supervisor", "systemd", "systemd-executor";

my %chains = map { $_ => { nodes => {}, with => 0, gaps => [], held => {}, most => {} } }
  qw(alpha delta);
my (@violations, %violation_of, %places, %known_locks, %was_node);
my ($samples, $violation_count, $longest, %histogram) = (0, 0, 0);

sub slurp {
  my ($path) = @_;
  open(my $file, "<", $path) or return undef;
  local $/;
  return scalar <$file>;
}

# Nothing is left of what was read before: these files are made anew at each start of reading.
sub reread {
  my ($file) = @_;
  my ($text, $got) = ("");
  sysseek($file, 0, 0);
  1 while $got = sysread($file, $text, 65536, length $text);
  return defined $got ? $text : undef;
}

sub quoted {
  my ($text) = @_;
  $text =~ s/([^ !#-\[\]-~])/sprintf "\\u%04x", ord $1/ge;
  return "\"$text\"";
}

# Where the units' cgroups are

# The usual place of each is tried in every sample; those elsewhere are looked for once a second.
sub add_place {
  my ($unit, $path) = @_;
  $places{$path} //= { unit => $unit, path => $path };
}

sub find_places {
  my ($folder, $unit) = @_;
  opendir(my $entries, $folder) or return;
  for my $name (grep { !/^\./ } readdir $entries) {
    my $path = "$folder/$name";
    if ($unit ? -d $path : $CHAINS{$name}) {
      add_place($unit // $name, $path);
      find_places($path, $unit // $name);
    } elsif (!$unit && $name =~ /\.slice$/) {
      find_places($path);
    }
  }
}

sub members {
  my ($place) = @_;
  for (1, 2) {
    if (!$place->{file}) {
      open(my $file, "<", "$place->{path}/cgroup.procs") or return "";
      $place->{file} = $file;
    }
    my $text = reread($place->{file});
    return $text if defined $text;
    # That folder is gone; another of this name may be there already.
    delete $place->{file};
  }
  return "";
}

# Processes

# What a process runs, as long as any of its threads has an address space. One without can't do
# anything any more, whatever its state is called: a process at its end gives back its locks shortly
# before it becomes a zombie, and the next node may come in between. On the other hand a process
# whose first thread has ended is called a zombie and works on with its others.
sub program {
  my ($pid) = @_;
  for my $path ("/proc/$pid/exe", sub { glob("/proc/$pid/task/*/exe") }) {
    for my $link (ref $path ? $path->() : $path) {
      my $program = readlink($link);
      return $program if defined $program;
      return "unreadable" unless $!{ENOENT} || $!{ESRCH};
    }
  }
  return undef;
}

sub is_node {
  my $program = program(@_);
  return defined $program && !$IS_OURS{$program =~ s/ \(deleted\)$//r =~ s/.*\///r};
}

# Field 22; the second one may have spaces and brackets in it.
sub start_of {
  my ($pid) = @_;
  my $text = slurp("/proc/$pid/stat") // return undef;
  return (split / /, substr($text, rindex($text, ")") + 2))[19];
}

sub unit_of {
  my ($pid) = @_;
  return (slurp("/proc/$pid/cgroup") // "") =~ /^0::(.*)$/m ? $1 =~ s/.*\///r : "";
}

sub described {
  my ($pid, $file) = @_;
  my $words = substr(slurp("/proc/$pid/cmdline") // "", 0, 300) =~ tr/\0/ /r;
  return "{\"pid\":$pid,\"unit\":" . quoted(unit_of($pid)) . ",\"exe\":"
    . quoted(program($pid) // "") . ",\"cmdline\":" . quoted($words =~ s/ +$//r)
    . ($file ? ",\"file\":" . quoted($file) : "") . "}";
}

# The lists of the units are read one after another, and a process seen in the first may have ended
# before the one seen in the last began. So all suspects are looked at twice more: who was there
# both times, with the same start, was there all the time from the end of the first look to the
# begin of the second, so these were there at once.
sub at_once {
  my %start;
  for my $pid (@_) {
    my $start = start_of($pid);
    $start{$pid} = $start if defined $start && is_node($pid);
  }
  return grep { is_node($_) && (start_of($_) // "") eq $start{$_} } sort { $a <=> $b } keys %start;
}

# One violation, however many samples it lasts.
sub violate {
  my ($chain, $kind, $unix, $key, $describe) = @_;
  my $violation = $violation_of{"$chain $kind $key"} //= do {
    my $new = { chain => $chain, kind => $kind, begin => $unix, samples => 0 };
    if ($violation_count++ < $MOST) {
      $new->{holders} = join ",", $describe->();
      push @violations, $new;
    }
    $new;
  };
  $violation->{samples}++;
  $violation->{end} = $unix;
  say_all(0) if $violation->{samples} == 1 && $violation_count <= $MOST;
}

# Locks

my @LOCK_FILES = map { [$_, "/run/adnet/locks/$_.lock"] } sort keys %chains;

# [kind, chain, file] or, of a lock that is nothing to us, 0.
sub lock_facts {
  my ($type, $pid, $device, $inode) = @_;
  if ($type eq "FLOCK") {
    # The one who took it may be dead, and what it is of can't be asked there.
    for (@LOCK_FILES) {
      my ($chain, $path) = @$_;
      my ($number, $file) = (stat $path)[0, 1];
      next unless $file && $file == $inode;
      my $minor = $number & 0xff | $number >> 12 & 0xfff00;
      return ["locks", $chain, $path]
        if sprintf("%02x:%02x", $number >> 8 & 0xfff, $minor) eq $device;
    }
  }
  opendir(my $files, "/proc/$pid/fd") or return 0;
  for my $number (sort { $a <=> $b } grep { /^\d/ } readdir $files) {
    my $path = readlink("/proc/$pid/fd/$number") // next;
    my $name = $path =~ s/ \(deleted\)$//r;
    my $kind =
      $type eq "POSIX" && $name =~ m{^/var/lib/adnet/nodes/(alpha|delta)/(?:.*/)?LOCK$} ? "ledgers"
      : $type eq "FLOCK" && $name =~ m{^/run/adnet/locks/(alpha|delta)\.lock$} ? "locks" : next;
    my $chain = $1;
    return [$kind, $chain, $path] if ((stat "/proc/$pid/fd/$number")[1] // 0) == $inode;
  }
  return 0;
}

open(my $lock_table, "<", "/proc/locks") or die "/proc/locks: $!";

# By kind and chain, what is held for writing, and by whom.
sub locks_held {
  my (%held, %facts);
  for my $line (split /\n/, reread($lock_table) // "") {
    # A waiter's type is an arrow.
    my (undef, $type, undef, $access, $pid, $file) = split " ", $line;
    next unless $access eq "WRITE" && ($type eq "POSIX" || $type eq "FLOCK");
    # A file's number is given to another file later: known is only what is held without a break.
    my $key = "$type $pid $file";
    my ($device, $inode) = $file =~ /^(.*):(\d+)$/;
    my $found = $facts{$key} //= $known_locks{$key} // lock_facts($type, $pid, $device, $inode);
    $held{"$found->[0] $found->[1]"}{$key} = [$pid, $found->[2]] if $found;
  }
  %known_locks = %facts;
  return \%held;
}

sub look_at_locks {
  my ($unix, $passed) = @_;
  my ($held, $again) = (locks_held());
  for my $name (keys %$held) {
    my ($kind, $chain) = split / /, $name;
    my ($locks, $seen) = ($held->{$name}, $chains{$chain});
    $seen->{held}{$kind} += $passed;
    if (keys %$locks > 1) {
      # A table of more than a page is read in parts. What is in both readings was held from the
      # first to the second: a lock of either kind ends with its process.
      $again //= locks_held();
      my @both = grep { $again->{$name}{$_} } sort keys %$locks;
      violate($chain, $kind, $unix, "@both", sub { map { described(@{$locks->{$_}}) } @both })
        if @both > 1;
      $locks = { map { $_ => 1 } @both };
    }
    my $count = keys %$locks;
    $seen->{most}{$kind} = $count if $count > ($seen->{most}{$kind} // 0);
  }
}

# One sample

sub look_at_nodes {
  my ($now, $unix, $before) = @_;
  # First all lists, so that they are of one time as nearly as can be.
  my @lists = map { [$_->{unit}, members($_)] } values %places;
  my (%nodes, %is_node);
  for (@lists) {
    my ($unit, $text) = @$_;
    # 0: of another PID namespace.
    for my $pid (grep { $_ } split /\n/, $text) {
      # Once a node it is one until it leaves the list, which is at its end.
      next unless $is_node{$pid} //= $was_node{$pid} // is_node($pid) || 0;
      $nodes{$_}{$pid} = 1 for @{$CHAINS{$unit}};
    }
  }
  %was_node = map { $_ => 1 } grep { $is_node{$_} } keys %is_node;
  for my $name (keys %chains) {
    my ($chain, $nodes) = ($chains{$name}, $nodes{$name} // {});
    if (keys %$nodes > 1) {
      my @pids = at_once(keys %$nodes);
      violate($name, "nodes", $unix, "@pids", sub { map { described($_) } @pids }) if @pids > 1;
    }
    if (grep { $chain->{nodes}{$_} } keys %$nodes) {
      $chain->{with} += $now - $before;
    } else {
      # From the last moment a node was seen to the first that one is seen again: at most so long.
      # A node that took another's place between two samples makes a gap as well.
      $chain->{since} //= [$before, $unix - ($now - $before) * 1000];
      if ($samples == 1 && %$nodes) {
        delete $chain->{since};
      } elsif (%$nodes) {
        my ($since, $since_unix) = @{delete $chain->{since}};
        push @{$chain->{gaps}}, [$since_unix, ($now - $since) * 1000];
      }
    }
    $chain->{nodes} = $nodes;
  }
}

# What was seen

my ($begin, $worked_before, $latest);

sub percentile {
  my ($share) = @_;
  my $left = $samples * (1 - $share);
  for (sort { $b <=> $a } keys %histogram) {
    return ($_ + 1) / 10 if ($left -= $histogram{$_}) < 0;
  }
  return 0;
}

sub say_all {
  my ($is_final) = @_;
  my $seconds = $latest - $begin;
  my $worked = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $worked_before;
  my @chains;
  for my $name (sort keys %chains) {
    my $chain = $chains{$name};
    my @gaps = @{$chain->{gaps}};
    push @gaps, [$chain->{since}[1], ($latest - $chain->{since}[0]) * 1000] if $chain->{since};
    push @chains, sprintf "\"%s\":{\"with_node_s\":%.3f,\"gaps\":[%s]%s}", $name, $chain->{with},
      join(",", map { sprintf "[%.0f,%.1f]", @$_ } @gaps),
      join "", map { sprintf ",\"%s\":{\"held_s\":%.3f,\"most\":%d}", $_, $chain->{held}{$_} // 0,
        $chain->{most}{$_} // 0 } qw(locks ledgers);
  }
  my @said = map { sprintf "{\"unix_ms\":%.0f,\"until_ms\":%.0f,\"samples\":%d,\"chain\":\"%s\","
    . "\"kind\":\"%s\",\"holders\":[%s]}", @$_{qw(begin end samples chain kind holders)}
  } @violations;
  printf "{\"is_final\":%s,\"samples\":%d,\"seconds\":%.3f,\"longest_gap_ms\":%.1f,"
    . "\"p99_gap_ms\":%.1f,\"cpu_share\":%.4f,\"violation_count\":%d,\"violations\":[%s],"
    . "\"chains\":{%s}}\n", $is_final ? "true" : "false", $samples, $seconds, $longest * 1000,
    percentile(0.99), $seconds ? $worked / $seconds : 0, $violation_count,
    join(",", @said), join(",", @chains);
}

# Under load everyone else's turn would be a hole in what is seen.
system("chrt -f -p 10 $$ 2> /dev/null");
$| = 1;
my $is_ended = 0;
$SIG{TERM} = sub { $is_ended = 1 };
add_place($_, "$CGROUPS/adnet.slice/$_") for keys %CHAINS;
# The first reading of this table for long waits for all processors.
reread($lock_table);
$begin = $latest = clock_gettime(CLOCK_MONOTONIC);
$worked_before = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
my ($next, $next_said) = ($begin, $begin);
print "$$\n";
until ($is_ended) {
  my $now = clock_gettime(CLOCK_MONOTONIC);
  my $unix = clock_gettime(CLOCK_REALTIME) * 1000;
  my $passed = $now - $latest;
  if ($samples++) {
    $longest = $passed if $passed > $longest;
    $histogram{int($passed * 10000)}++;
  }
  look_at_nodes($now, $unix, $latest);
  $latest = $now;
  look_at_locks($unix, $passed);
  if ($now >= $next_said) {
    find_places($CGROUPS);
    say_all(0);
    $next_said = $now + 1;
  }
  $next += $PERIOD;
  my $left = $next - clock_gettime(CLOCK_MONOTONIC);
  if ($left > 0) {
    select(undef, undef, undef, $left);
  } else {
    $next -= $left;
  }
}
say_all(1);
