"""A server on its way to the unified program: releases of all three programs."""

import json

import site_of as site
from health_site import put
from host import Host

ADDRESSES = ["--node", "{p2p.endpoint}", "--bft", "{bft.endpoint}", "--rest", "{rest.endpoint}",
             "--metrics", "--metrics-ip", "{metrics.endpoint}"]
QUIET = ["--rest-rps", "100000", "--nodisplay", "--nocdn", "--verbosity", "0"]
DUAL = (
    ["run", "--mode", "dual", "--dev", "0"]
    + [word.replace("{", "{alpha.") for word in ADDRESSES] + ["--storage", "{alpha.home}/ledger"]
    + ["--delta-node", "{delta.p2p.endpoint}", "--delta-bft", "{delta.bft.endpoint}",
       "--delta-rest", "{delta.rest.endpoint}", "--delta-ws", "{delta.ws.endpoint}",
       "--delta-metrics-ip", "{delta.metrics.endpoint}", "--delta-storage", "{delta.home}/ledger"]
    + QUIET)


def one_chain(chain: str) -> list[str]:
    ws = ["--ws", "{ws.endpoint}"] if chain == "delta" else []
    return (["run", "--mode", f"{chain}-only", "--dev", "0"] + ADDRESSES + ws
            + ["--storage", "{home}/ledger"] + QUIET)


def configuration() -> str:
    parts = [f"[chain.{chain}.command]\nadnet = {json.dumps(one_chain(chain))}\n" for chain in ("alpha", "delta")]
    return "\n".join(parts + [f"[unified]\ncommand = {json.dumps(DUAL)}\n"])


def install(host: Host, **options: str) -> None:
    """Nothing runs yet."""
    site.install(host, **options)
    put(host, "/etc/adnet-agent/agent.toml.d/60-migration.toml", configuration())
    host.agent("config", "apply")


def running(host: Host, *behaviour: str) -> Host:
    """Both chains serve with release 1.0 of their own programs."""
    install(host, ready="300s" if host.kind == "vm-host" else "60s")
    for chain in ("alpha", "delta"):
        site.add_release(host, f"{chain}os", "1.0", *behaviour)
        host.agent("chain", "enable", chain)
        host.agent("swap", chain, "1.0")
    return host


def migration(host: Host) -> dict:
    return json.loads(host.agent("migrate", "status", "--json"))


def units(host: Host) -> dict[str, str]:
    return {chain: host.owner(chain) for chain in ("alpha", "delta")}


SEPARATE = {"alpha": "alphaos.service", "delta": "deltaos.service"}
SPLIT = {"alpha": "adnet@alpha.service", "delta": "adnet@delta.service"}
UNIFIED = {"alpha": "adnet.service", "delta": "adnet.service"}
