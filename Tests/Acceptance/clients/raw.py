#!/usr/bin/python3
"""Clients that are in the middle of something when a drain begins: see --help for what each does.

They say PATH.ready when they are where the scenario wants them, wait for PATH.go where they have
to, and end with one line of JSON. The exit code is 0 whatever they saw: their caller judges.
"""

import argparse
import hashlib
import itertools
import random
import threading
import time

from wire import Ended, Signals, Wire, allow_descriptors, milliseconds, report, request

HEIGHT = "/mainnet/block/height/latest"


def all_at_once(count: int, work) -> list[dict]:
    """`work(number)` on a thread each; what they return, in the order of their numbers."""
    found: list[dict] = [{} for _ in range(count)]

    def run(number: int) -> None:
        found[number] = work(number)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def outcome(wire: Wire) -> dict:
    """One answer, or how there was none."""
    begun = time.monotonic()
    try:
        answer = wire.answer()
        text = answer.body[:80].decode("latin-1").strip()
        found = {"outcome": str(answer.status), "version": answer.version, "text": text,
                 "relayed": answer.is_relayed, "closes": answer.closes}
    except Ended as ended:
        found = {"outcome": ended.args[0]}
    return found | {"ms": milliseconds(time.monotonic() - begun)}


def waiting(chosen, signals: Signals) -> None:
    """Kept-alive connections, one request on each under way, and one more after its answer."""
    barrier = threading.Barrier(chosen.connections + 1)

    def work(_: int) -> dict:
        wire = Wire(chosen.port, chosen.timeout)
        wire.get(chosen.path)
        wire.answer()
        barrier.wait()
        wire.get(chosen.path)
        barrier.wait()
        first = outcome(wire)
        if first["outcome"] != "200":
            return first
        if first["closes"]:
            return first | {"then": wire.how_it_ends(chosen.timeout)}
        wire.get(chosen.path)
        return first | {"then": outcome(wire)["outcome"]}

    def tell() -> None:
        barrier.wait()
        barrier.wait()
        signals.say("ready")

    threading.Thread(target=tell).start()
    report(all_at_once(chosen.connections, work))


def posts(chosen, signals: Signals) -> None:
    """Half a body, in turn: the rest when told, with a length or in chunks or looking like a
    request; when all is over; never."""
    kinds = list(itertools.islice(
        itertools.cycle(("length", "chunks", "request", "late", "never")), chosen.connections))
    half = b"x" * 5_000
    barrier = threading.Barrier(chosen.connections + 1)

    def work(number: int) -> dict:
        kind = kinds[number]
        wire = Wire(chosen.port, chosen.timeout)
        wire.get(HEIGHT if chosen.path.startswith("/mainnet") else chosen.path)
        wire.answer()
        is_chunked = kind == "chunks"
        header = "Transfer-Encoding: chunked" if is_chunked else "Content-Length: 10000"
        frame = (lambda data: b"%x\r\n%s\r\n" % (len(data), data)) if is_chunked else bytes
        wire.send(request(chosen.path, chosen.port, header, "Content-Type: text/plain",
                          method="POST") + frame(half))
        barrier.wait()
        if kind != "never":
            signals.wait("late" if kind == "late" else "go")
            rest = half
            if kind == "request":
                rest = request(HEIGHT, chosen.port).ljust(len(half), b"x")
            wire.send(frame(rest) + (b"0\r\n\r\n" if is_chunked else b""))
        return {"kind": kind} | outcome(wire)

    def tell() -> None:
        barrier.wait()
        time.sleep(0.2)
        signals.say("ready")

    threading.Thread(target=tell).start()
    report(all_at_once(chosen.connections, work))


def slow(chosen, signals: Signals) -> None:
    """One large answer each, at --rate bytes a second; each second one stops for --pause."""
    barrier = threading.Barrier(chosen.connections + 1)

    def work(number: int) -> dict:
        pause = chosen.pause if number % 2 else 0
        wire = Wire(chosen.port, chosen.timeout, window=65_536)
        begun = time.monotonic()
        wire.get(chosen.path)
        got, digest, length, told = 0, hashlib.sha256(), None, False
        word = "complete"
        try:
            head, _, rest = wire._read(lambda: b"\r\n\r\n" in wire.input).partition(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                          if line.lower().startswith(b"content-length"))
            got = len(rest)
            digest.update(rest)
            while got < length:
                if not told and got > chosen.rate // 2:
                    told = True
                    barrier.wait()
                    time.sleep(pause)
                    begun += pause
                wire.input = b""
                data = wire._read(lambda: wire.input, True)
                digest.update(data)
                got += len(data)
                time.sleep(max(0, begun + got / chosen.rate - time.monotonic()))
        except Ended as ended:
            word = ended.args[0]
        if not told:
            barrier.wait()
        return {"outcome": word, "bytes": got, "of": length, "paused": pause,
                "sha256": digest.hexdigest()[:16], "seconds": round(time.monotonic() - begun, 1)}

    def tell() -> None:
        barrier.wait()
        signals.say("ready")

    threading.Thread(target=tell).start()
    report(all_at_once(chosen.connections, work))


def pipelined(chosen, signals: Signals) -> None:
    """Two requests in one write, again and again until told; each answer has to be of its own."""
    wrong: list[str] = []
    started = threading.Barrier(chosen.connections + 1)

    def check(wire: Wire, number: int) -> str:
        answer = wire.answer()
        if answer.status != 200:
            return f"status {answer.status}"
        if f'"height":{number}}}'.encode() not in answer.body:
            wrong.append(f"{number}: {answer.body[:200]!r}")
        return "closes" if answer.closes else ""

    def work(number: int) -> dict:
        dice = random.Random(number)
        found = {"outcome": "", "answers": 0, "lost": 0, "unasked": 0, "ends": {}}
        wire, is_told = None, False
        while not signals.hears("go"):
            wire = wire or Wire(chosen.port, chosen.timeout)
            pair = [dice.randrange(chosen.heights), dice.randrange(chosen.heights)]
            wire.send(b"".join(request(f"/mainnet/block/{n}", chosen.port) for n in pair))
            answered, word = 0, ""
            try:
                for height in pair:
                    word = check(wire, height)
                    answered += 1
                    if word:
                        break
            except Ended as ended:
                word = ended.args[0]
            found["answers"] += answered
            if word:
                found["ends"][word] = found["ends"].get(word, 0) + 1
                # After "Connection: close" the second was never taken, and the client knows it.
                found["unasked" if word == "closes" else "lost"] += 2 - answered
                wire.close()
                wire = None
            if not is_told:
                is_told = True
                started.wait()
        found["outcome"] = "wrong" if wrong else "right"
        return found

    def tell() -> None:
        started.wait()
        signals.say("ready")

    threading.Thread(target=tell).start()
    found = all_at_once(chosen.connections, work)
    report(found, wrong=wrong[:3])


def main() -> None:
    works = {"waiting": waiting, "posts": posts, "slow": slow, "pipelined": pipelined}
    options = argparse.ArgumentParser(description="; ".join(
        f"{name}: {work.__doc__}" for name, work in works.items()))
    options.add_argument("work", choices=works)
    options.add_argument("--port", type=int, default=3030)
    options.add_argument("--path", default=HEIGHT)
    options.add_argument("--connections", type=int, default=8)
    options.add_argument("--timeout", type=float, default=60, help="seconds")
    options.add_argument("--rate", type=int, default=200_000, help="bytes a second")
    options.add_argument("--pause", type=float, default=0, help="seconds")
    options.add_argument("--heights", type=int, default=2, help="blocks that are there")
    options.add_argument("--signals", required=True, metavar="PATH")
    chosen = options.parse_args()
    allow_descriptors()
    works[chosen.work](chosen, Signals(chosen.signals))


if __name__ == "__main__":
    main()
