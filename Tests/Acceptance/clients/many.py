#!/usr/bin/python3
"""Many connections of one process, most of them silent: idle ones of HTTP, and WebSockets.

It says PATH.ready when all are open, and the rest is up to PATH.first and PATH.second.
"""

import argparse
import base64
import json
import os
import selectors
import time
from collections import Counter

from wire import Ended, Signals, Wire, allow_descriptors, milliseconds, request

HEIGHT = "/mainnet/block/height/latest"


def look(wires: dict, until) -> tuple[dict[int, str], list[float]]:
    """Which of the silent ones end, and how, until `until` is true; and when, by the clock."""
    chooser = selectors.DefaultSelector()
    for number, wire in wires.items():
        chooser.register(wire.socket, selectors.EVENT_READ, number)
    ended: dict[int, str] = {}
    times: list[float] = []
    while not until():
        for key, _ in chooser.select(0.05):
            chooser.unregister(key.fileobj)
            ended[key.data] = wires[key.data].how_it_ends(0)
            times.append(time.time())
    chooser.close()
    return ended, times


def ask(wires: dict, seconds: float) -> dict[int, str]:
    """A request on each, all at once; a status and who answered, or how it ended."""
    for wire in wires.values():
        wire.get(HEIGHT)
    limit = time.monotonic() + seconds
    found = {}
    for number, wire in wires.items():
        wire.socket.settimeout(max(0.01, limit - time.monotonic()))
        try:
            answer = wire.answer()
            how = "relayed" if answer.is_relayed else "by the node"
            found[number] = f"{answer.status} {how}{', closes' if answer.closes else ''}"
        except Ended as ended:
            found[number] = f"no answer: {ended.args[0]}"
    return found


def idle(chosen, signals: Signals) -> None:
    """Half of them ask at `first`, the others at `second`, unless they ended before."""
    wires = {}
    for number in range(chosen.connections):
        wires[number] = Wire(chosen.port, chosen.timeout)
        wires[number].get(HEIGHT)
        wires[number].answer()
    signals.say("ready")
    ended, _ = look(wires, lambda: signals.hears("first"))
    early = Counter(ended.values())
    half = {n: w for n, w in wires.items() if n not in ended and n % 2 == 0}
    first = Counter(ask(half, chosen.timeout).values())
    rest = {n: w for n, w in wires.items() if n not in ended and n % 2}
    signals.say("asked")
    ended, times = look(rest, lambda: signals.hears("second"))
    asked = {n: w for n, w in rest.items() if n not in ended}
    second = Counter(ask(asked, chosen.timeout).values())
    print(json.dumps({
        "ended_before": early, "first": first, "ended_after": Counter(ended.values()),
        "second": second, "last_end": max(times, default=0)}))


class WebSocket:
    """A client that answers pings and closes and comes again at an end; `chats` sends as well."""

    def __init__(self, port: int, timeout: float, chats: bool = False):
        self.port, self.timeout, self.chats = port, timeout, chats
        self.ends: list[str] = []
        # From an end, and from the last that was heard before it, to the next message of a node.
        self.absences: list[float] = []
        self.heard = 0.0
        self.open()

    def open(self) -> None:
        self.is_upgraded, self.code, self.pongs = False, 0, 0
        self.wire = Wire(self.port, self.timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        self.wire.send(request("/", self.port, "Connection: Upgrade", "Upgrade: websocket",
                               "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {key}"))
        self.wire.socket.settimeout(0)

    def send(self, opcode: int, payload: bytes) -> None:
        # A mask of zeros leaves the payload as it is.
        self.wire.send(bytes([0x80 | opcode, 0x80 | len(payload), 0, 0, 0, 0]) + payload)

    def read(self) -> str:
        """How it ended, or nothing."""
        try:
            data = self.wire.socket.recv(65536)
        except (BlockingIOError, TimeoutError):
            return ""
        except ConnectionResetError:
            return self.describe("reset")
        if not data:
            return self.describe("closed")
        self.wire.input += data
        if not self.is_upgraded:
            head, found, rest = self.wire.input.partition(b"\r\n\r\n")
            if not found:
                return ""
            if head.split()[1] != b"101":
                return f"status {head.split()[1].decode()}"
            self.is_upgraded, self.wire.input = True, rest
        self.take()
        return ""

    def describe(self, how: str) -> str:
        if not self.is_upgraded:
            return f"no handshake, {how}"
        return f"{self.code or 'no close frame'}, {how}"

    def take(self) -> None:
        """Frames of a server, which has no mask; ours are all short."""
        while len(self.wire.input) >= 2:
            length = self.wire.input[1]
            frame, rest = self.wire.input[:2 + length], self.wire.input[2 + length:]
            if length > 125 or len(frame) < 2 + length:
                return
            self.wire.input = rest
            opcode, payload = frame[0] & 15, frame[2:]
            if opcode == 8:
                self.code = int.from_bytes(payload[:2])
                self.send(8, payload[:2])
                continue
            if len(self.absences) < len(self.ends):
                self.absences.append(time.time() - self.heard)
            self.heard = time.time()
            if opcode == 9:
                self.send(10, payload)
            elif opcode == 10:
                self.pongs += 1


def listen(sockets: list[WebSocket], every: float, until) -> None:
    """They hear what there is; those that chat say something each `every` seconds."""
    chooser = selectors.DefaultSelector()
    for each in sockets:
        chooser.register(each.wire.socket, selectors.EVENT_READ, each)
    said = time.monotonic()
    while not until():
        for key, _ in chooser.select(0.02):
            each = key.data
            if how := each.read():
                each.ends.append(how)
                chooser.unregister(each.wire.socket)
                each.wire.close()
                each.open()
                chooser.register(each.wire.socket, selectors.EVENT_READ, each)
        if time.monotonic() - said > every:
            said = time.monotonic()
            for each in sockets:
                if each.chats and each.is_upgraded and not each.code:
                    each.send(1, b"hello")
    chooser.close()


def words(sockets: list[WebSocket]) -> dict:
    return {"ends": Counter("; ".join(each.ends) or "none" for each in sockets),
            "alive": sum(each.pongs > 0 for each in sockets), "of": len(sockets),
            # A block a second is what they hear.
            "absence_ms": max((milliseconds(each.absences[0]) for each in sockets
                               if each.absences), default=0)}


def websockets(chosen, signals: Signals) -> None:
    """Half of them say something each --every seconds. They come again whenever one ends; at
    `first` all are asked whether they live."""
    sockets = [WebSocket(chosen.port, chosen.timeout, chats=number % 2 == 1)
               for number in range(chosen.connections)]
    limit = time.monotonic() + 10
    listen(sockets, chosen.every, lambda: time.monotonic() > limit or all(
        each.heard for each in sockets))
    signals.say("ready")
    listen(sockets, chosen.every, lambda: signals.hears("first"))
    for each in sockets:
        each.pongs = 0
        each.send(9, b"there?")
    limit = time.monotonic() + 3
    listen(sockets, chosen.every, lambda: time.monotonic() > limit)
    print(json.dumps({"silent": words([each for each in sockets if not each.chats]),
                      "chatting": words([each for each in sockets if each.chats])}))


def main() -> None:
    works = {"idle": idle, "websockets": websockets}
    options = argparse.ArgumentParser()
    options.add_argument("work", choices=works)
    options.add_argument("--port", type=int, default=3030)
    options.add_argument("--every", type=float, default=0.3, help="seconds")
    options.add_argument("--connections", type=int, default=100)
    options.add_argument("--timeout", type=float, default=20, help="seconds")
    options.add_argument("--signals", required=True, metavar="PATH")
    chosen = options.parse_args()
    allow_descriptors()
    works[chosen.work](chosen, Signals(chosen.signals))


if __name__ == "__main__":
    main()
