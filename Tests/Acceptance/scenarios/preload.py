"""What it is worth to read the next node's files into memory before the old one is stopped."""

import statistics

import health_site as site
from host import expect
from runner import scenario

FILES = "/var/lib/adnet/nodes/alpha/ledger"
MEBIBYTES = 512
# The stand-in's ledger is small: the files that a real node reads at its start are read for it.
START = site.node()
COMMAND = ["dash", "-c", f"cat {FILES}/*.sst > /dev/null; exec \"$@\"", "node", *START]


def forget(host) -> None:
    """The files leave the page cache, as those of a node that has run for days."""
    host.shell(f"sync; for f in {FILES}/*.sst; do dd if=$f iflag=nocache count=0 status=none; done")


def start_took(host, preloads: bool) -> int:
    """Milliseconds from the order to start until the node was ready."""
    forget(host)
    # Without the take-over nobody reads ahead.
    host.shell("systemctl " + ("unmask" if preloads else "mask")
               + " --runtime --quiet adnet-drain@alpha.service; systemctl daemon-reload")
    host.agent("restart", "alpha")
    steps = {step["name"]: step["ms"] for step in host.operation()["steps"] if "ms" in step}
    return steps["start"]


@scenario(slow=True)
def a_start_is_shorter_when_its_files_were_read_ahead():
    with site.start("preload") as host:
        host.shell(f"mkdir -p {FILES}; for n in 1 2 3 4; do dd if=/dev/urandom of={FILES}/$n.sst "
                   f"bs=1M count={MEBIBYTES // 4} status=none; done; "
                   f"chown -R adnet-node:adnet-node {FILES}")
        site.configure(host, site.alpha(COMMAND))
        host.agent("restart", "alpha")
        without, ahead = [], []
        for number in range(6):
            for preloads in (True, False) if number % 2 else (False, True):
                (ahead if preloads else without).append(start_took(host, preloads))
        expect(statistics.median(ahead) < statistics.median(without), f"{ahead} {without}")
        return (f"{MEBIBYTES} MiB read at the start: {statistics.median(without):.0f} ms without "
                f"({min(without)} to {max(without)}), {statistics.median(ahead):.0f} ms when read "
                f"ahead ({min(ahead)} to {max(ahead)}), 6 restarts each")
