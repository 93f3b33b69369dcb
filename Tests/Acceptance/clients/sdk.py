#!/usr/bin/python3
"""Reads and broadcasts by the aleo-sdk of PyPI, as programs that use it have them: its own retries, its own
timeouts. What it raises in the end counts as failed, and so does a balance of nothing, which it makes of most
failures.
"""

import asyncio
import itertools
import sys
import threading
import time

sys.path.insert(0, "/opt/aleo")

from tally import BadAnswer, Tally, options  # noqa: E402

ADDRESS = "aleo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq3ljyzc"
TRANSACTION = '{"type":"execute","id":"at1","execution":{}}'
SOLUTION = '{"partial_solution":{"solution_id":"solution1"}}'


def calls(client, balance) -> list:
    return [
        ("height", lambda: client.get_latest_height()),
        ("state root", lambda: client.get_state_root()),
        ("mapping", lambda: client.get_program_mapping_value("credits.aleo", "account", ADDRESS)),
        ("balance", lambda: balance(client)),
        ("transaction", lambda: client.submit_transaction(TRANSACTION)),
        ("solution", lambda: client.submit_solution(SOLUTION)),
    ]


class Balance:
    """A balance as the library reads it. This version can't read the "12u64" that nodes give: that came, and
    isn't 0."""

    def __enter__(self):
        return self

    def __exit__(self, kind, problem, _) -> bool:
        return kind is ValueError and "u64" in str(problem)


def balance(client):
    with Balance():
        return client.get_public_balance(ADDRESS)
    return 1


async def balance_async(client):
    with Balance():
        return await client.get_public_balance(ADDRESS)
    return 1


def check(what: str, answer) -> None:
    if what == "height" and not isinstance(answer, int):
        raise BadAnswer("bad_height", repr(answer)[:80])
    if what == "balance" and answer == 0:
        raise BadAnswer("balance_0", "")
    if not answer:
        raise BadAnswer(f"no_{what}", repr(answer)[:80])


def synchronous(tally: Tally) -> None:
    from aleo.network_client import AleoNetworkClient

    def work(number: int) -> None:
        client = AleoNetworkClient(tally.chosen.url)
        every = calls(client, balance)
        for what, call in itertools.islice(itertools.cycle(every), number, None):
            if not tally.goes_on():
                return
            with tally.request():
                check(what, call())
            time.sleep(tally.think)

    workers = [threading.Thread(target=work, args=(n,)) for n in range(tally.chosen.connections)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


async def asynchronous(tally: Tally) -> None:
    from aleo.async_network_client import AsyncAleoNetworkClient
    client = AsyncAleoNetworkClient(tally.chosen.url)

    async def work(number: int) -> None:
        for what, call in itertools.islice(itertools.cycle(calls(client, balance_async)), number, None):
            if not tally.goes_on():
                return
            with tally.request():
                check(what, await call())
            await asyncio.sleep(tally.think)

    await asyncio.gather(*(work(n) for n in range(tally.chosen.connections)))


chosen = options(["aleo-sdk", "aleo-sdk-async"])
tally = Tally(chosen)
if chosen.library == "aleo-sdk":
    synchronous(tally)
else:
    asyncio.run(asynchronous(tally))
print(tally.report("0.8.0"))
