#!/usr/bin/python3
"""Requests over kept-alive connections, by an HTTP library as programs that use a node have it.

Our own load generator knows nothing of pools: which of its idle connections a library takes, when
it looks whether that one is dead, what it makes of an end in the middle. Nothing is retried, since
a retry would hide the very failure that is looked for. Each worker is like a program that polls.
"""

import asyncio
import threading
import time

from tally import Tally, check, options


def with_requests(tally: Tally) -> str:
    import requests
    import urllib3
    connect = urllib3.connection.HTTPConnection.connect

    # A pool's own count leaves out connections that it replaced because they were dropped.
    def counted(connection) -> None:
        connect(connection)
        tally.open()

    urllib3.connection.HTTPConnection.connect = counted

    # A Session isn't meant for several threads, so that each has its own, with a pool of one.
    def work() -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.mount("http://", requests.adapters.HTTPAdapter(max_retries=0, pool_maxsize=1))
            while tally.goes_on():
                with tally.request():
                    answer = session.get(
                        tally.chosen.url, timeout=tally.chosen.timeout, allow_redirects=False)
                    check(answer.status_code, answer.content)
                time.sleep(tally.think)

    workers = [threading.Thread(target=work) for _ in range(tally.chosen.connections)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return f"{requests.__version__} (urllib3 {urllib3.__version__})"


async def work(tally: Tally, get) -> None:
    """Tasks that share one pool, with a connection for each."""
    async def worker() -> None:
        while tally.goes_on():
            with tally.request():
                check(*await get())
            await asyncio.sleep(tally.think)

    await asyncio.gather(*(worker() for _ in range(tally.chosen.connections)))


async def with_httpx(tally: Tally) -> str:
    import httpcore
    import httpx
    size = tally.chosen.connections

    async def trace(event: str, _) -> None:
        if event == "connection.connect_tcp.complete":
            tally.open()

    # Its retries would be of connecting only.
    transport = httpx.AsyncHTTPTransport(
        retries=0, limits=httpx.Limits(max_connections=size, max_keepalive_connections=size))
    async with httpx.AsyncClient(
            transport=transport, timeout=tally.chosen.timeout, trust_env=False) as client:
        async def get() -> tuple[int, bytes]:
            answer = await client.get(tally.chosen.url, extensions={"trace": trace})
            return answer.status_code, answer.content
        await work(tally, get)
    return f"{httpx.__version__} (httpcore {httpcore.__version__})"


async def with_aiohttp(tally: Tally) -> str:
    import aiohttp

    async def opened(*_) -> None:
        tally.open()

    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(opened)
    async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=tally.chosen.connections),
            timeout=aiohttp.ClientTimeout(total=tally.chosen.timeout),
            trace_configs=[trace]) as session:
        # From 3.10 on it repeats a GET once whose kept connection ended, and only from 3.11 on
        # that has a switch, this one. Debian 12's 3.8 repeats nothing.
        if hasattr(session, "_retry_connection"):
            session._retry_connection = False

        async def get() -> tuple[int, bytes]:
            async with session.get(tally.chosen.url, allow_redirects=False) as answer:
                return answer.status, await answer.read()
        await work(tally, get)
    return aiohttp.__version__


def main() -> None:
    tally = Tally(options(["requests", "httpx", "aiohttp"]))
    if tally.chosen.library == "requests":
        version = with_requests(tally)
    else:
        run = with_httpx if tally.chosen.library == "httpx" else with_aiohttp
        version = asyncio.run(run(tally))
    print(tally.report(version))


if __name__ == "__main__":
    main()
