"""Swap files on a machine that is at work: beside nodes that commit, over boots, growing and going."""

import statistics
import time

import site_of as site
from host import Host, expect
from runner import scenario

from scenarios.vm_memory import host_document, set_swap

TOOLS = "curl,wrk,procps,iproute2,xfsprogs,btrfs-progs,fdisk"


def latencies(host: Host, begin: str, end: str) -> list[int]:
    """Of the blocks alpha committed between two moments of the machine's clock, in us."""
    return [int(word) for word in host.shell(
        f"journalctl -o cat -u alphaos.service --since @{begin} --until @{end} | "
        "sed -n 's/.*Committed block [0-9]* in \\([0-9]*\\) us/\\1/p'").split()]


def now(host: Host) -> str:
    return host.shell("date +%s.%N").strip()[:-3]


def window(host: Host, work) -> tuple[list[int], float]:
    begin, start = now(host), time.monotonic()
    work()
    return latencies(host, begin, now(host)), time.monotonic() - start


def make(host: Host, count: int) -> None:
    """Waits for the swap with as little work as can be: on an emulated machine looking costs."""
    host.agent("host", "apply", "--no-wait")
    host.shell(f"while [ $(wc -l < /proc/swaps) -le {count} ]; do sleep 0.5; done", timeout=20)


def compare(host: Host, what: str, creations: list[str], path: str) -> str:
    """Quiet and busy stretches in turn, so that what else the machine does hits both alike."""
    quiet, busy, took = [], [], 0.0
    for size in creations:
        quiet += window(host, lambda: time.sleep(20))[0]
        set_swap(host, path, size=size, reserve="16M")
        time.sleep(5)
        known = len(areas(host))
        found, seconds = window(host, lambda: make(host, known + 1))
        busy += found
        took += seconds
    expect(len(quiet) > 50 and len(busy) > 20, f"{len(quiet)} and {len(busy)} blocks")
    ratio = statistics.mean(busy) / statistics.mean(quiet)
    said = (f"{what}: {len(quiet)} blocks before, mean {statistics.mean(quiet) / 1000:.1f} ms, "
            f"worst {max(quiet) / 1000:.0f}; {len(busy)} blocks in {took:.0f} s of creation, "
            f"mean {statistics.mean(busy) / 1000:.1f}, worst {max(busy) / 1000:.0f}; "
            f"ratio {ratio:.2f}, of medians "
            f"{statistics.median(busy) / statistics.median(quiet):.2f}")
    expect(ratio <= 1.2, said)
    return said


@scenario(slow=True)
def a_swap_file_is_made_beside_a_node_that_commits():
    with Host("vmcommit", kind="vm-host") as host:
        host.start("--with", TOOLS)
        # The ledgers and the swap file on one disk, in turn of either kind.
        host.shell("""for kind in ext3 ext4; do
            truncate -s 1100M /$kind.img; mkfs.$kind -q /$kind.img; mkdir -p /$kind
            mount -o loop /$kind.img /$kind; done
          mkdir -p /var/lib/adnet/nodes""", timeout=300)
        said = []
        host.out("mount", "--bind", "/ext3", "/var/lib/adnet/nodes")
        site.install(host, ready="300s")
        # Only an apply makes files, so that it is known when.
        host.shell("printf '[host]\\nenforce = \"report\"\\n' > "
                   "/etc/adnet-agent/agent.toml.d/70-report.toml")
        site.add_release(host, "alphaos", "1.0", "--commit-kib", "256", "--block-seconds", "0.2")
        host.agent("chain", "enable", "alpha")
        host.agent("swap", "alpha", "1.0")
        load = host.begin("/root/adnet-testnode", "load", "--url",
                          "http://127.0.0.1:3030/mainnet/block/height/latest",
                          "--rate", "20", "--duration", "1500")
        said.append(compare(host, "ext3, zeros", ["18M", "36M", "54M"], "/ext3/swapfile"))

        host.agent("stop", "alpha")
        host.shell("""cp -a /ext3/alpha /ext3/delta /ext4/; umount /var/lib/adnet/nodes
          mount --bind /ext4 /var/lib/adnet/nodes; rm -f /ext4/alpha/ledger/blocks""")
        host.agent("start", "alpha")
        sizes = [f"{size}M" for size in range(154, 404, 50)]
        said.append(compare(host, "ext4, reserved", sizes, "/ext4/swapfile"))
        load.kill()
        return "; ".join(said)


def areas(host: Host) -> dict[str, int]:
    return {words[0]: int(words[2]) >> 10 for words in (
        line.split() for line in host.shell("cat /proc/swaps").splitlines()[1:])}


def settled(host: Host) -> None:
    again = host.agent("host", "apply")
    expect(again.strip() == "nothing to do", again)
    document = host_document(host)
    expect(document["parts"][0]["state"] == "ok" and not document["problems"], f"{document}")


@scenario(slow=True)
def swap_grows_beside_what_is_there_survives_a_boot_and_goes_when_memory_can_take_it():
    with Host("vmgrow", kind="vm-host") as host:
        host.start("--with", TOOLS)
        site.install(host)
        # A partition that fstab names, XFS and btrfs, all there again after a boot.
        host.shell("""for kind in xfs btrfs; do
            truncate -s 500M /$kind.img; mkfs.$kind -q /$kind.img; mkdir /$kind
            echo "/$kind.img /$kind $kind loop 0 0" >> /etc/fstab; mount /$kind; done
          truncate -s 65M /disk.img; echo ',,S' | sfdisk -q /disk.img
          cat > /etc/systemd/system/disk.service <<END
[Unit]
DefaultDependencies=no
Before=swap.target
After=systemd-remount-fs.service systemd-udevd.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/sbin/losetup -P /dev/loop7 /disk.img
[Install]
WantedBy=swap.target
END
          systemctl enable -q --now disk.service; udevadm settle; mkswap -q /dev/loop7p1
          echo "/dev/loop7p1 none swap nofail 0 0" >> /etc/fstab; systemctl daemon-reload
          systemctl start swap.target dev-loop7p1.swap""", timeout=300)
        expect(list(areas(host)) == ["/dev/loop7p1"], f"{areas(host)}")
        for path, size in (("/xfs/swapfile", "128M"), ("/btrfs/swapfile", "256M"),
                           ("/btrfs/swapfile", "320M")):
            set_swap(host, path, size=size, reserve="16M")
            host.agent("host", "apply")
            settled(host)
        grown = areas(host)
        expect(set(grown) == {"/dev/loop7p1", "/xfs/swapfile", "/btrfs/swapfile",
                              "/btrfs/swapfile-2"}, f"{grown}")
        notes = host_document(host)["notes"]
        expect(any("/dev/loop7p1" in n and "counts as swap" in n for n in notes), f"{notes}")

        host.out("sync")
        host.power_cut()
        host.start("--same-disk")
        # systemd's alone: it is on before the agent looks.
        host.wait("all swap is on", lambda: set(areas(host)) == set(grown))
        host.wait("the agent is done", lambda: not host_document(host)["steps"])
        settled(host)

        # Off by hand, fstab's too.
        host.out("swapoff", "-a")
        host.wait("all swap is on again", lambda: set(areas(host)) == set(grown), 60)

        # Less is wanted: first goes what is at a path that was configured before, then the last.
        for size, gone in (("256M", "/xfs/swapfile"), ("192M", "/btrfs/swapfile-2")):
            set_swap(host, "/btrfs/swapfile", size=size, reserve="16M")
            host.agent("host", "apply")
            grown.pop(gone)
            expect(set(areas(host)) == set(grown), f"{areas(host)}")
            expect(host.run("test", "-e", gone).returncode == 1, f"{gone} is still there")
            settled(host)
        left = host.shell("cd /etc/systemd/system; echo *.swap; ls swap.target.wants")
        expect("xfs" not in left and "x2d2" not in left, left)
        return f"left: {grown} MiB"
