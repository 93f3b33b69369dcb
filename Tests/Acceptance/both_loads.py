"""Load on the REST of both chains at once."""

from contextlib import ExitStack

from host import Host
from load import ALPHA, Load

URLS = {"alpha": ALPHA, "delta": ALPHA.replace(":3030/", ":3031/")}


class BothLoads:
    """`with BothLoads(host, 100) as loads: …`; `rate` is each chain's. Afterwards the totals;
    loads.of["alpha"] is the load on one of them."""

    def __init__(self, host: Host, rate: int, mode: str = "new", timeout: int = 10):
        self.of = {chain: Load(host, rate, url, mode, timeout) for chain, url in URLS.items()}

    def __enter__(self) -> "BothLoads":
        with ExitStack() as stack:
            for load in self.of.values():
                stack.enter_context(load)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *problem) -> None:
        self.stack.__exit__(*problem)

    def __str__(self) -> str:
        return "; ".join(f"{chain}: {load}" for chain, load in self.of.items())

    @property
    def requests(self) -> int:
        return sum(load.requests for load in self.of.values())

    @property
    def failed(self) -> int:
        return sum(load.failed for load in self.of.values())

    @property
    def worst(self) -> float:
        """Milliseconds."""
        return max(load.worst for load in self.of.values())

    @property
    def totals(self) -> dict:
        return {
            "requests": self.requests, "failed": self.failed, "worst_ms": self.worst,
            "longest_silence_ms": {
                chain: load.report["longest_silence_ms"] for chain, load in self.of.items()},
            "versions": {chain: load.report["versions"] for chain, load in self.of.items()},
        }
