"""The host's memory safety, on a machine with its own kernel."""

import json
import time

import site_of as site
from host import Host, expect
from runner import scenario

from scenarios.vm import _spare, machine

SWAP_MIB = 256


def host_document(host: Host) -> dict:
    done = host.run("adnet-agent", "host", "status", "--json")
    return json.loads(done.stdout)


def score(host: Host, pid: int | str) -> int:
    return int(host.shell(f"cat /proc/{pid}/oom_score_adj"))


def swap_bytes(host: Host) -> int:
    return sum(int(line.split()[2]) * 1024
               for line in host.shell("cat /proc/swaps").splitlines()[1:])


def as_wanted(host: Host) -> None:
    """Read from the kernel, without asking the agent."""
    expect(abs(swap_bytes(host) - SWAP_MIB * 2**20) <= 4096, host.shell("cat /proc/swaps"))
    expect(host.shell("stat -c %a:%U /swapfile").strip() == "600:root", "the swap file's mode")
    expect(host.shell("cat /proc/sys/vm/swappiness").strip() == "10", "swappiness")
    for chain in ("alpha", "delta"):
        for pid in host.shell(
                f"cat /sys/fs/cgroup/adnet.slice/{chain}os.service/cgroup.procs").split():
            expect(score(host, pid) == -500, f"{chain}: {pid} has {score(host, pid)}")
    agent = host.property("adnet-agent.service", "MainPID")
    expect(score(host, agent) == -900, f"the agent has {score(host, agent)}")


def corrected(host: Host, what: str, condition) -> float:
    start = time.monotonic()
    host.wait(what, condition, 60 / host.patience, every=0.2)
    took = time.monotonic() - start
    expect(took <= 30, f"{what} after {took:.1f} s")
    return took


@scenario
def a_fresh_machine_is_made_as_wanted_and_stays_so_after_a_boot():
    with machine() as host:
        as_wanted(host)
        log = host.property("systemd-journald.service", "MainPID")
        expect(score(host, log) <= -500, f"journald has {score(host, log)}")
        before = host.shell("stat -c %Y:%i:%s /swapfile /etc/sysctl.d/99-zz-adnet-agent.conf")
        again = host.agent("host", "apply")
        expect(again.strip() == "nothing to do", again)
        after = host.shell("stat -c %Y:%i:%s /swapfile /etc/sysctl.d/99-zz-adnet-agent.conf")
        expect(before == after, f"{before} {after}")
        if host.boots == 0:  # an earlier scenario may have booted it anew after the apply
            host.out("sync")
            host.power_cut()
            host.start("--same-disk")
            host.wait("both serve", lambda: all(
                host.node_pid(c) > 0 for c in ("alpha", "delta")))
            as_wanted(host)
        document = host_document(host)
        expect(document["is_applied"] and not document["problems"], f"{document}")
        return "; ".join(f"{p['name']}: {p['found']}" for p in document["parts"])


@scenario
def what_drifts_is_found_named_and_corrected():
    with machine() as host:
        host.shell("echo 'vm.swappiness = 0' >> /etc/sysctl.conf; sysctl -qw vm.swappiness=0")
        took = {"swappiness": corrected(host, "swappiness", lambda: host.shell(
            "cat /proc/sys/vm/swappiness").strip() == "10")}
        line = host.shell("grep -n swappiness /etc/sysctl.conf | tail -1").split(":")[0]
        notes = host_document(host)["notes"]
        expect(any(f"/etc/sysctl.conf:{line} " in n for n in notes), f"{notes}")

        host.out("swapoff", "-a")
        took["swap"] = corrected(host, "swap is on", lambda: swap_bytes(host) > 0)

        pid = host.node_pid("alpha")
        host.shell(f"echo 0 > /proc/{pid}/oom_score_adj")
        took["score"] = corrected(host, "the score", lambda: score(host, pid) == -500)

        host.shell("echo 'vm.swappiness = 1' > /etc/sysctl.d/zzz-late.conf")
        corrected(host, "the late file is named", lambda: [
            p for p in host.status()["problems"] if p["kind"] == "swappiness_overridden"
            and "/etc/sysctl.d/zzz-late.conf:1" in p["text"]])
        host.shell("rm /etc/sysctl.d/zzz-late.conf; sed -i '$ d' /etc/sysctl.conf")

        said = host.shell("journalctl -o cat -t adnet-agent | grep drifted")
        for word in ("vm.swappiness", "swapfile.swap", f"({pid}, alphaos.service)"):
            expect(word in said, f"{word} isn't in {said}")
        as_wanted(host)
        return ", ".join(f"{what} {seconds:.1f} s" for what, seconds in took.items())


# More than there is, and no more than the kernel lets anybody ask for.
HOG_MIB = 1200
RUNS = 10


def bring_in_ballast(host: Host) -> None:
    """Nodes that are larger than the hog will ever be: the kernel's own choice."""
    for chain in ("alpha", "delta"):
        site.add_release(host, f"{chain}os", "9.0", "--ballast-mib", "400")
        host.agent("swap", chain, "9.0")


def hog(host: Host) -> str:
    """Runs one out of memory. Who was killed first, by the kernel's own words."""
    cursor = host.shell("journalctl -n 0 --show-cursor | sed -n 's/^-- cursor: //p'").strip()
    host.run("systemd-run", "--wait", "--collect", "-q", "-p", "OOMScoreAdjust=0",
             "-p", "OOMPolicy=continue", "timeout", "60", "/root/adnet-testnode", "start", "--dev",
             "0", "--norest", "--node", "127.0.0.1:9", "--bft", "127.0.0.1:19", "--storage",
             "/tmp/hog", "--ballast-mib", str(HOG_MIB), timeout=60)
    said = host.wait("the kernel killed somebody", lambda: host.shell(
        f"journalctl -k -o cat --after-cursor '{cursor}' | grep -o 'Killed process.*' || true"))
    return said.splitlines()[0].split("(")[1].split(")")[0]


def served(host: Host) -> None:
    for chain in ("alpha", "delta"):
        host.wait(f"{chain} serves", lambda: host.chain(chain)["supervisor"]["state"] == "ready")


@scenario(slow=True)
def a_hog_dies_and_the_nodes_live():
    with machine() as host:
        bring_in_ballast(host)
        nodes = [host.node_pid(c) for c in ("alpha", "delta")]
        with_order = [hog(host) for _ in range(RUNS)]
        expect(with_order.count("adnet-testnode") == RUNS, f"{with_order}")
        expect(nodes == [host.node_pid(c) for c in ("alpha", "delta")], "a node died")

        # The control: as if nobody had ordered anything.
        host.shell("printf '[host]\\nenforce = \"report\"\\n' > "
                   "/etc/adnet-agent/agent.toml.d/70-report.toml; adnet-agent config apply")
        without = []
        for _ in range(RUNS):
            host.shell("""for chain in alpha delta; do
              for pid in $(cat /sys/fs/cgroup/adnet.slice/${chain}os.service/cgroup.procs); do
                echo 0 > /proc/$pid/oom_score_adj; done; done""")
            without.append(hog(host))
            served(host)
        lost = RUNS - without.count("adnet-testnode")
        expect(lost >= 8, f"{without}")
        told = host.wait("the kill is told", lambda: [
            p for p in host.status()["problems"] if p["kind"] == "node_oom_killed"])
        expect({p["chain"] for p in told} <= {"alpha", "delta"}, f"{told}")
        # A crash loop is told only while it lasts; that there was one is in the journal.
        for chain in {p["chain"] for p in told}:
            changes = host.shell(f"journalctl -o cat ADNET_EVENT=health_changed ADNET_CHAIN={chain}")
            expect("crash loop" in changes or "crash_loop" in changes or "down" in changes, changes)
        journal = host.shell("journalctl -o cat ADNET_EVENT=killed_for_memory")
        for problem in told:
            expect(f"ADNET_CHAIN={problem['chain']}" in host.shell(
                "journalctl -o export ADNET_EVENT=killed_for_memory"), journal)
        return f"with our order {RUNS} of {RUNS} hogs died; without it {lost} of {RUNS} nodes"


def set_swap(host: Host, path: str, size: str = "128M", reserve: str = "64M") -> None:
    host.shell(f"""printf '[host.swap]\\npath = "{path}"\\nsize = "{size}"\\nreserve = "{reserve}"\\n' \\
      > /etc/adnet-agent/agent.toml.d/60-host.toml; sync; adnet-agent config apply""")


def refusal(host: Host, kind: str) -> str:
    """What `host plan` says; nothing may be done."""
    done = host.run("adnet-agent", "host", "plan", "--json")
    document = json.loads(done.stdout)
    found = {p["kind"]: p["text"] for p in document["problems"]}
    expect(done.returncode == 3 and kind in found, f"{kind}: {document}")
    expect(not any("create" in s for s in document["steps"]), f"{document['steps']}")
    return found[kind]


@scenario(slow=True)
def each_file_system_gets_its_recipe_or_a_reason():
    with Host("vmfs", kind="vm-host") as host:
        host.start("--with", "curl,wrk,procps,iproute2,xfsprogs,btrfs-progs")
        site.install(host)
        # Else the agent makes what is removed here once more.
        host.shell("printf '[host]\\nenforce = \"report\"\\n' > /etc/adnet-agent/agent.toml.d/70-report.toml")
        said = []
        for kind, make in (("xfs", "mkfs.xfs -q"), ("btrfs", "mkfs.btrfs -q"),
                           ("ext3", "mkfs.ext3 -q"), ("ext4", "mkfs.ext4 -q")):
            host.shell(f"""truncate -s 1G /{kind}.img; {make} /{kind}.img; mkdir -p /{kind}
              mount -o loop /{kind}.img /{kind}""", timeout=300)
            set_swap(host, f"/{kind}/swapfile")
            host.agent("host", "apply")
            swaps = host.shell("cat /proc/swaps")
            expect(f"/{kind}/swapfile" in swaps, f"{kind}: {swaps}")
            expect(host.agent("host", "apply").strip() == "nothing to do", kind)
            host.shell(f"""systemctl disable --now {kind}-swapfile.swap
              rm /etc/systemd/system/{kind}-swapfile.swap /{kind}/swapfile
              systemctl daemon-reload""")
            said.append(kind)

        set_swap(host, "/run/swapfile")
        said.append(refusal(host, "swap_unsupported"))
        set_swap(host, "/ext4/swapfile", size="4G")
        said.append(refusal(host, "swap_no_room"))
        set_swap(host, "/ext4/swapfile")
        host.shell("truncate -s 128M /ext4/swapfile; chmod 600 /ext4/swapfile; mkswap /ext4/swapfile")
        said.append(refusal(host, "swap_file_holed"))
        host.shell("rm /ext4/swapfile; mount -o remount,ro /ext4")
        said.append(refusal(host, "swap_read_only"))
        host.shell("mount -o remount,rw /ext4; fallocate -l 128M /ext4/swapfile; "
                   "chmod 644 /ext4/swapfile; mkswap -q /ext4/swapfile")
        host.agent("host", "apply")
        expect(host.shell("stat -c %a /ext4/swapfile").strip() == "600", "the mode")
        return "; ".join(said)


@scenario(slow=True)
def a_power_cut_while_a_swap_file_is_made_leaves_nothing_broken():
    with Host("vmcut", kind="vm-host") as host:
        host.start("--with", "curl,wrk,procps,iproute2,xfsprogs,btrfs-progs")
        site.install(host)
        # ext3 is written full, which takes its time.
        host.shell("truncate -s 1500M /ext3.img; mkfs.ext3 -q /ext3.img; mkdir /ext3; "
                   "echo '/ext3.img /ext3 ext3 loop 0 0' >> /etc/fstab; mount /ext3", timeout=300)
        set_swap(host, "/ext3/swapfile", size="60M")
        host.agent("host", "apply", "--no-wait")
        host.wait("half of it is there", lambda: int(host.shell(
            "stat -c %s /ext3/swapfile.adnet-unfinished 2> /dev/null || echo 0")) > 20 << 20)
        doing = host_document(host)["work"]
        host.power_cut()
        host.start("--same-disk")
        expect(host.run("test", "-e", "/ext3/swapfile").returncode == 1, "half a swap file")
        # The agent goes on by itself: the apply was ordered.
        host.wait("the swap is there", lambda: "/ext3/swapfile" in host.shell("cat /proc/swaps"),
                  120)
        expect(host.run("test", "-e", "/ext3/swapfile.adnet-unfinished").returncode == 1, "left")
        document = host_document(host)
        expect(document["parts"][0]["state"] == "ok", f"{document}")
        return f"cut at {doing.get('done_bytes', 0) >> 20} MiB, {doing.get('rate', 0) >> 20} MiB/s"


@scenario
def purging_undoes_it_and_leaves_what_others_set():
    with machine() as host:
        host.shell("echo 'vm.swappiness = 42' > /etc/sysctl.d/50-theirs.conf")
        # An apply that is stopped in the middle of a file.
        host.shell("""truncate -s 200M /ext2.img; mkfs.ext2 -q /ext2.img; mkdir /ext2
          mount -o loop /ext2.img /ext2""", timeout=300)
        set_swap(host, "/ext2/swapfile", size="350M", reserve="16M")
        host.agent("host", "apply", "--no-wait")
        host.wait("a part is there", lambda: host.run(
            "test", "-s", "/ext2/swapfile.adnet-unfinished").returncode == 0)
        host.shell("touch /run/adnet/remove")  # its nodes run
        host.out("apt-get", "-y", "purge", "adnet-agent", timeout=300)
        left = host.shell("""tail -n +2 /proc/swaps; ls /swapfile* /ext2/swap* 2> /dev/null || true
          find /etc -name '*adnet*' ! -path '/etc/.pwd.lock' ! -name 'adnet-agent' || true
          ls -d /var/lib/adnet/host-applied 2> /dev/null || true""")
        expect(left.strip() == "", left)
        expect(host.shell("cat /proc/sys/vm/swappiness").strip() == "42", "theirs counts again")
        log = host.property("systemd-journald.service", "MainPID")
        expect(score(host, log) == -250, f"journald has {score(host, log)}")
        host.stop()
    _spare.clear()
    return "no swap, swappiness 42, journald -250"
