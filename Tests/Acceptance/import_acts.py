"""What the owner of the old node may try against an import, which root runs."""

from dataclasses import dataclass

from import_shapes import HOME, KEY, NODE, PORTS, RUN, START, service

LEDGER = f"{HOME}/.aleo/storage/ledger-0"
# As the foreign account: done over and over from the moment the old node has ended. $old is that node.
PERL = r"""
use Errno; use Fcntl; my ($old, $end) = (%s, 0);
sub again { !-e "/run/calm" }
sub pause { select undef, undef, undef, 0.0005 }
pause() while again() && -e "/proc/$old" && %s;
while (again()) { %s; pause() }
"""


@dataclass
class Act:
    name: str
    # Shell, as root, before anything is planned: the node's unit and what the owner prepares.
    setup: str = service() + RUN
    # Perl, as the foreign account, over and over once the old node has ended; or from the start on.
    during: str = ""
    at_once: bool = False
    who: str = "devops"
    # Shell, as root: how the owner puts it right, so that his node can run again.
    calm: str = ""
    source: str = "node"
    # It must end as done.
    must_end: bool = False
    # What no output may have.
    absent: tuple[str, ...] = ()


def swap(path: str, make: str) -> str:
    """The thing at a path goes away for a moment, and something else is there."""
    return (f'if (rename "{path}", "{path}.aside") {{ {make}; pause(); '
            f'unlink "{path}"; rmdir "{path}"; rename "{path}.aside", "{path}" }}')


def restore(path: str) -> str:
    """His node may have begun another one there meanwhile."""
    return (f"if [ -e {path}.aside ] || [ -L {path}.aside ]; then systemctl stop node.service || true; "
            f"rm -rf {path}; mv -T {path}.aside {path}; systemctl start node.service || true; fi\n")


def link(path: str, to: str) -> str:
    return swap(path, f'symlink "{to}", "{path}"')


def once(path: str, shell: str) -> str:
    """As soon as it is there again, from then on for good."""
    return f'if (!$end && -e "{path}") {{ $end = 1; system q({shell}) }}'


def hostile(path: str, make: str) -> Act:
    return Act(path, during=swap(path, make), calm=restore(path))


FIFO = 'system "mkfifo", "{0}"'
COPIED = f"{HOME}/faults.txt"
WITH_COPIED = (f"install -o devops -g devops -m 600 /dev/null {COPIED}\n"
               + service(f"{START} --faults {COPIED}") + RUN)
# No unit: its folder and environment are all that is known of it.
EVIL = "a\nExecStartPre=+/usr/bin/touch /root/pwned\nUser=root"


def by_hand(folder: str, environment: str = "A=1") -> str:
    """From a folder with this name, as its own process."""
    return f"""cat > /root/start.pl <<'END'
my ($folder, $environment) = ({quoted(folder)}, {quoted(environment)});
system "mkdir", "-p", $folder; system "chown", "-R", "devops:", "{HOME}"; chdir $folder or die $!;
my ($name, $value) = split /=/, $environment, 2; $ENV{{$name}} = $value; $ENV{{HOME}} = "{HOME}";
open STDIN, "<", "/dev/null"; open STDOUT, ">", "/tmp/log"; open STDERR, ">&", STDOUT;
exec "setpriv", "--reuid", "devops", "--regid", "devops", "--init-groups", split / /, "{START}";
END
setsid perl /root/start.pl &
"""


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# A node of his that was started again waits in a fifo that is gone.
WAITS = "pkill -KILL -u devops -x alphaos || true\n"

ACTS = [
    Act("the ledger becomes a link to root's folder", during=link(LEDGER, "/root/canary/tree"),
        calm=restore(LEDGER)),
    Act("the ledger becomes a link, from the start on", during=link(LEDGER, "/root/canary/tree"),
        at_once=True, calm=restore(LEDGER)),
    Act("a parent of the ledger becomes a link", during=link(f"{HOME}/.aleo/storage", "/root/canary/tree"),
        calm=restore(f"{HOME}/.aleo/storage")),
    Act("a parent becomes a link to another's home", during=link(f"{HOME}/.aleo", "/home/other/.aleo"),
        calm=restore(f"{HOME}/.aleo")),
    Act("a fifo in place of the key", during=swap(f"{HOME}/keys/validator.key", 'system "mkfifo", '
        f'"{HOME}/keys/validator.key"'), calm=restore(f"{HOME}/keys/validator.key") + WAITS),
    Act("a folder in place of the key", during=swap(f"{HOME}/keys/validator.key", f'mkdir "{HOME}/keys/validator.key"'),
        calm=restore(f"{HOME}/keys/validator.key")),
    Act("the key becomes a link to /etc/shadow", during=link(f"{HOME}/keys/validator.key", "/etc/shadow"),
        calm=restore(f"{HOME}/keys/validator.key")),
    Act("a fifo in place of the record", setup=service(f"{START} --node-data-storage {HOME}/.aleo/storage") + RUN,
        during=swap(f"{HOME}/.aleo/storage/current-proposal-cache",
                    f'system "mkfifo", "{HOME}/.aleo/storage/current-proposal-cache"'),
        calm=restore(f"{HOME}/.aleo/storage/current-proposal-cache") + WAITS),
    Act("the record becomes a link to /etc/shadow",
        setup=service(f"{START} --node-data-storage {HOME}/.aleo/storage") + RUN,
        during=link(f"{HOME}/.aleo/storage/current-proposal-cache", "/etc/shadow"),
        calm=restore(f"{HOME}/.aleo/storage/current-proposal-cache")),
    Act("a fifo in place of a copied file", setup=WITH_COPIED,
        during=swap(COPIED, f'system "mkfifo", "{COPIED}"'),
        calm=restore(COPIED) + WAITS),
    Act("a copied file becomes a link to root's", setup=WITH_COPIED,
        during=link(COPIED, "/root/canary/file"), at_once=True, calm=restore(COPIED)),
    Act("a copied file becomes huge", setup=WITH_COPIED,
        during=once(COPIED, f"truncate -s 1T {COPIED}"), calm=f"truncate -s 0 {COPIED}\n"),
    Act("hard links to root's files", setup=service() + f"ln /root/canary/file {HOME}/.aleo-canary\n"
        f"install -d -o devops -g devops {HOME}/.aleo {HOME}/.aleo/storage {LEDGER}\n"
        f"ln /root/canary/file {LEDGER}/hard; ln -s /root/canary/tree {LEDGER}/soft\n"
        f"ln -s /etc/shadow {LEDGER}/shadow; mkfifo {LEDGER}/fifo; chown devops: {LEDGER}/fifo\n"
        "ln /home/other/secret " + f"{LEDGER}/others\n" + RUN, must_end=False),
    Act("a hard link in place of the key", setup=f"ln -f /root/canary/file {HOME}/keys/other.key\n" + service() + RUN,
        during=f'if (rename "{HOME}/keys/validator.key", "{HOME}/keys/aside") {{ rename "{HOME}/keys/other.key", '
        f'"{HOME}/keys/validator.key"; pause(); rename "{HOME}/keys/validator.key", "{HOME}/keys/other.key"; '
        f'rename "{HOME}/keys/aside", "{HOME}/keys/validator.key" }}',
        calm=f"if [ -e {HOME}/keys/aside ]; then mv -f {HOME}/keys/aside {HOME}/keys/validator.key; fi\n"),
    Act("unit text in the names of folders", setup=by_hand(f"{HOME}/{EVIL}"), source="pid"),
    Act("unit text in the environment", setup=by_hand(f"{HOME}/b", f"A=1\nExecStartPre=+/usr/bin/touch "
        "/root/pwned\nUser=root"), source="pid"),
    Act("signs of units in names", setup=by_hand(f"{HOME}/100%h %n \"q' \\x20 ${{HOME}}"), source="pid"),
    Act("unit text in --storage", setup=service(
        f'{NODE} start --validator {KEY} {PORTS} --storage "{HOME}/x\\nUser=root\\n[[chain]]\\n\\"y\\x1b[31m"') + RUN,
        absent=("\x1b", "\nUser=root", "\n[[chain]]")),
    Act("the program is exchanged", during=once(f"{HOME}/bin", "printf '#!/bin/sh\\ntouch /tmp/evil\\n' > "
        f"{HOME}/bin/new; chmod 755 {HOME}/bin/new; mv {HOME}/bin/alphaos {HOME}/bin/old; mv {HOME}/bin/new "
        f"{HOME}/bin/alphaos"), at_once=True, calm=f"mv -f {HOME}/bin/old {HOME}/bin/alphaos 2>/dev/null || true\n",
        must_end=True),
    # Longer than any path may be; not so deep that the hosts' own tools couldn't remove it.
    Act("a very deep folder", setup=service() + f"install -d -o devops -g devops {HOME}/.aleo {HOME}/.aleo/storage {LEDGER}\n"
        f"cd {LEDGER}; perl -e '$n = \"deep\" x 20; for (1..500) {{ mkdir $n; chdir $n or die }}'; "
        f"chown -R devops: {LEDGER}\n"
        + RUN),
    Act("twenty thousand files", setup=service() + f"install -d -o devops -g devops {HOME}/.aleo {HOME}/.aleo/storage {LEDGER}\n"
        f"cd {LEDGER}; perl -e 'for (1..20000) {{ open my $f, \">\", \"f$_\" }}'; chown -R devops: {LEDGER}\n"
        + RUN, must_end=True),
    Act("somebody holds the ledger open", during=f'open(my $file, "<", "{LEDGER}/height"); sleep 1; close $file',
        at_once=True),
    Act("the node is started by hand meanwhile", during=f'if (!fork) {{ exec "timeout 1 {START} > /dev/null 2>&1" }}; '
        'sleep 1; 1 while waitpid(-1, 1) > 0'),
    Act("the neighbour plants links in the chain's home", setup=service() + RUN
        + "runuser -u adnet-node -- ln -s /root/canary/tree /var/lib/adnet/nodes/alpha/.aleo\n"
        + "runuser -u adnet-node -- ln -s /root/canary/file /var/lib/adnet/nodes/alpha/validator.key\n",
        calm="rm -f /var/lib/adnet/nodes/alpha/.aleo /var/lib/adnet/nodes/alpha/validator.key\n"),
    Act("the neighbour swaps folders of the chain's home", who="adnet-node",
        during='my $h = "/var/lib/adnet/nodes/alpha"; symlink "/root/canary/file", "$h/validator.key"; '
        'if (rename "$h/.aleo", "$h/aside") { symlink "/root/canary/tree", "$h/.aleo"; pause(); '
        'unlink "$h/.aleo"; rename "$h/aside", "$h/.aleo" } else { symlink "/root/canary/tree", "$h/.aleo"; '
        'pause(); unlink "$h/.aleo" } unlink "$h/validator.key" if -l "$h/validator.key"',
        at_once=True, calm="h=/var/lib/adnet/nodes/alpha; [ ! -L $h/.aleo ] || rm $h/.aleo; "
        "[ ! -L $h/validator.key ] || rm $h/validator.key; "
        "[ ! -d $h/aside ] || mv -T $h/aside $h/.aleo\n"),
    Act("the neighbour takes the key's place", who="adnet-node", setup=service(
        f"{NODE} start --validator --private-key APrivateKeyOfThisNode {PORTS}") + RUN,
        during='my $k = "/var/lib/adnet/nodes/alpha/validator.key"; unlink $k; symlink "/root/canary/file", $k; '
        'pause(); unlink $k; system "mkfifo", $k; pause(); unlink $k', at_once=True,
        calm="rm -f /var/lib/adnet/nodes/alpha/validator.key\n", absent=("APrivateKeyOfThisNode",)),
]
