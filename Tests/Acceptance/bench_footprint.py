"""Size, memory, threads and start of adnet-supervisor beside other supervisors; the agent's."""

import json
import re
import statistics
import subprocess
import tempfile
from pathlib import Path

import site_of as site
from bench_report import Report, quartiles
from host import Host, expect

FILES = {
    "adnet-supervisor": ["/usr/libexec/adnet-agent/adnet-supervisor"],
    "s6-supervise": ["/usr/bin/s6-supervise"],
    "supervisord": ["/usr/bin/supervisord", "/usr/bin/python3"],
    "tini": ["/usr/bin/tini"],
}
# A static Foundation brings ICU's data and code along; either leaves one of these.
ICU = re.compile(rb"icudt\d|icu_\d\d|FoundationICU|FoundationInternationalization")


def rig(host: Host, *words: str, timeout: float = 900):
    return json.loads(host.out("/usr/bin/python3", "-B", "/root/bench_rig.py", *words,
                               timeout=timeout))


def stripped(package: Path) -> tuple[int, int, bool]:
    """Bytes of the supervisor and of the agent after strip, and whether the agent has ICU."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["dpkg-deb", "-x", str(package), folder], check=True)
        sizes = []
        for path in ("usr/libexec/adnet-agent/adnet-supervisor", "usr/bin/adnet-agent"):
            out = f"{folder}/stripped"
            subprocess.run(["strip", "-o", out, f"{folder}/{path}"], check=True)
            sizes.append(Path(out).stat().st_size)
        found = ICU.search(Path(f"{folder}/usr/bin/adnet-agent").read_bytes())
        libraries = subprocess.run(["readelf", "-d", f"{folder}/usr/bin/adnet-agent"],
                                   capture_output=True, text=True, check=True).stdout
        return sizes[0], sizes[1], found is not None or "libicu" in libraries


def supervisors(host: Host, report: Report, size: int, rounds: int) -> None:
    report.head("Supervisors, one run")
    took = rig(host, "starts", str(rounds))
    idle = rig(host, "idle")
    alone = statistics.median(took["no supervisor"])
    rows = []
    for name, paths in FILES.items():
        bytes_ = [size] if name == "adnet-supervisor" else [
            int(host.out("stat", "-L", "-c", "%s", path)) for path in paths]
        low, high = quartiles(took[name])
        here = idle[name]
        rows.append([name, " + ".join(f"{b / 1024:.1f}" for b in bytes_), here["pss"],
                     here["libc"], here["rss"], here["anon"], here["threads"],
                     f"{statistics.median(took[name]):.2f} ({low:.2f} to {high:.2f})",
                     f"{min(took[name]):.2f}", f"{here['wakeups']:.1f}"])
    report.table(["supervisor", "file KiB", "PSS KiB", "of it libc", "RSS KiB", "Anon KiB",
                  "threads", "start to node's main, ms", "least", "wake-ups/s idle"], rows)
    report.say(f"Start: median and quartiles of {rounds}, alternated, from just before the "
               "supervisor's exec to the first line of its node's main; the same with no "
               f"supervisor at all takes {alone:.2f} ms, which is what the node's own exec costs. "
               "The limit is for what comes before that: the difference. Of it libc: the share of libc.so's and "
               "ld.so's file pages, which shrinks with each further process on the host. "
               "supervisord: its script and python3.")
    report.say()
    ours = idle["adnet-supervisor"]
    start = statistics.median(took["adnet-supervisor"]) - alone
    report.limits([
        ("supervisor, stripped", f"{size / 1024:.1f} KiB", "64 KB", size <= 64_000),
        ("supervisor, PSS", f"{ours['pss']} KiB", "256 KB", ours["pss"] * 1024 <= 256_000),
        ("supervisor, threads", f"{ours['threads']}", "1", ours["threads"] == 1),
        ("supervisor start to node exec", f"{start:.2f} ms", "2 ms", start <= 2),
    ])


def agent(host: Host, report: Report, size: int, icu: bool, seconds: float) -> None:
    report.head("The agent, both chains running")
    for chain in ("alpha", "delta"):
        site.add_release(host, f"{chain}os", "1.0")
        host.agent("chain", "enable", chain)
        host.agent("swap", chain, "1.0")
    host.wait("both chains settle", lambda: all(
        c["operation"]["outcome"] == "done" for c in host.status()["chains"]), 60)
    host.run("sleep", "10")  # until the agent is quiet
    idle = rig(host, "agent", str(seconds))
    times = rig(host, "status", "20")
    expect({"agent", "alpha", "delta"} <= set(idle), f"what runs: {sorted(idle)}")
    names = {"agent": "adnet-agent run", "door": "adnet-agent door",
             "alpha": "adnet-supervisor of alpha", "delta": "adnet-supervisor of delta"}
    report.table(
        ["process", "PSS KiB", "RSS KiB", "Anon KiB", "threads", "CPU %", "by ticks %",
         "wake-ups/s"],
        [[names[n], i["pss"], i["rss"], i["anon"], i["threads"], f"{i['cpu_percent']:.3f}",
          f"{i['ticks_percent']:.2f}", f"{i['wakeups']:.1f}"] for n, i in idle.items()])
    report.say(f"CPU over {seconds:g} s by the scheduler's clock, and by utime and stime. The door "
               "runs on demand. Wall time of 20 in ms: "
               + "; ".join(f"{name} median {times[key]['median']:.1f}, least "
                           f"{times[key]['min']:.1f}, worst {times[key]['max']:.1f}, CPU "
                           f"{times[key]['cpu']:.1f}"
                           for name, key in (("`adnet-agent status`", "status"),
                                             ("`adnet-agent version`", "version"),
                                             ("`/bin/true`", "true"))) + ".")
    report.say()
    ours = idle["agent"]
    report.limits([
        ("agent, stripped", f"{size / 1e6:.1f} MB", "28 MB", size <= 28e6),
        ("agent, PSS", f"{ours['pss'] * 1024 / 1e6:.1f} MB", "16 MB", ours["pss"] * 1024 <= 16e6),
        ("agent, no ICU", "found" if icu else "none", "none", not icu),
        ("agent, idle threads", f"{ours['threads']}", "4", ours["threads"] <= 4),
        ("agent, idle CPU", f"{ours['cpu_percent']:.3f} %", "0.1 %", ours["cpu_percent"] <= 0.1),
        ("adnet-agent status", f"{times['status']['median']:.1f} ms", "15 ms",
         times["status"]["median"] <= 15),
    ])
