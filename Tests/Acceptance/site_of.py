"""What an operator does on a new server: install, configure, add releases, enable chains."""

import atexit
import shutil
import subprocess
import tempfile
from pathlib import Path

from host import ROOT, Host, LeftOut

# A chain of one halts with every restart; scenarios/quorum.py is about chains that mustn't.
UNGUARDED = "[chain.alpha.quorum]\nguard = false\n[chain.delta.quorum]\nguard = false\n"
# The stand-in node needs no key file and no rate limit for a load test.
CONFIGURATION = """
[agent]
watch = "{watch}"
ready_timeout = "{ready}"
[host.disk]
reserve = "64M"
[chain.alpha.command]
alphaos = {alpha}
[chain.delta.command]
deltaos = {delta}
""" + UNGUARDED
COMMON = ["start", "--validator", "--dev", "0", "--node", "{p2p.address}:{p2p.port}",
          "--bft", "{bft.address}:{bft.port}", "--rest", "{rest.address}:{rest.port}",
          "--metrics", "--metrics-ip", "{metrics.address}:{metrics.port}",
          "--rest-rps", "100000", "--storage", "{home}/ledger", "--nodisplay", "--nocdn",
          "--verbosity", "0"]


def package() -> Path:
    found = sorted((ROOT / "dist").glob("adnet-agent_*.deb"), key=lambda p: p.stat().st_mtime)
    if not found:
        raise SystemExit("no package: run make package first")
    return found[-1]


def upgraded_package() -> Path:
    """The same package under a higher version, for an upgrade."""
    return relabelled(lambda version: version + "+upgrade")


def package_of_before() -> Path:
    """The same under the version that an upgrade takes for one with an account for each chain."""
    return relabelled(lambda _: "0.1.0")


def released(version: str) -> Path:
    """What a version really was; built from git the first time."""
    done = subprocess.run([ROOT / "Tests" / "Acceptance" / "released", version], stdout=subprocess.PIPE,
                          text=True)
    if done.returncode == 2:
        raise LeftOut(f"{version} can't be built without the history")
    done.check_returncode()
    return Path(done.stdout.strip())


def relabelled(change) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="adnet-upgrade-"))
    atexit.register(shutil.rmtree, folder)
    subprocess.run(["dpkg-deb", "-R", package(), folder / "tree"], check=True)
    control = folder / "tree" / "DEBIAN" / "control"
    text = control.read_text()
    version = next(line for line in text.splitlines() if line.startswith("Version: "))
    number = version.removeprefix("Version: ")
    control.write_text(text.replace(version, f"Version: {change(number)}"))
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", folder / "tree",
                    folder / "adnet-agent-upgrade.deb"], check=True, stdout=subprocess.DEVNULL)
    return folder / "adnet-agent-upgrade.deb"


def testnode() -> Path:
    """Built by make; never packaged."""
    return ROOT / "dist" / "adnet-testnode"


def install(host: Host, watch: str = "3s", ready: str = "60s", deb: Path | None = None) -> None:
    deb = deb or package()
    host.copy(deb, testnode(), to="/root/")
    host.out("dpkg", "-i", f"/root/{deb.name}")
    words = lambda program: "[" + ", ".join(f'"{w}"' for w in COMMON + program) + "]"
    text = CONFIGURATION.format(
        watch=watch, ready=ready, alpha=words([]),
        delta=words(["--ws", "{ws.address}:{ws.port}"]))
    path = Path("/tmp") / f"{host.name}.toml"
    path.write_text(text)
    host.copy(path, to="/etc/adnet-agent/agent.toml.d/50-test.toml")
    path.unlink()
    host.out("chmod", "644", "/etc/adnet-agent/agent.toml.d/50-test.toml")
    host.agent("config", "apply")


def add_release(host: Host, program: str, version: str, *behaviour: str) -> None:
    """A release whose behaviour is in its bytes, as with real ones."""
    file = f"/root/{program}-{version}"
    host.out("/root/adnet-testnode", "make-release", "--out", file, "--version", version,
             *behaviour)
    host.agent("release", "add", file, "--name", program, "--version", version)


def running(host: Host, *chains: str) -> Host:
    """Both chains, or those named, enabled with release 1.0 and serving."""
    install(host)
    for chain in chains or ("alpha", "delta"):
        add_release(host, f"{chain}os", "1.0")
        host.agent("chain", "enable", chain)
        host.agent("swap", chain, "1.0")
    return host
