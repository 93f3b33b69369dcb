"""HTTP/1.1 on a bare socket, for what no library shows: how exactly a connection ended, and when.

A library opens another connection where these say that one broke.
"""

import json
import os
import resource
import socket
import time
from collections import Counter

# How a connection can end before there was a whole answer; "cut" is an end in the middle of one.
CLOSED, RESET, CUT, CUT_BY_RESET, TIMEOUT, GARBLED = (
    "closed", "reset", "cut", "cut by reset", "timeout", "garbled")


class Ended(Exception):
    """Instead of an answer; its only argument is one of the words above."""


class Answer:
    def __init__(self, status: int, headers: dict[str, str], body: bytes):
        self.status, self.headers, self.body = status, headers, body

    @property
    def version(self) -> str:
        return self.headers.get("x-node-version", "")

    @property
    def closes(self) -> bool:
        return self.headers.get("connection", "").lower() == "close"

    @property
    def is_relayed(self) -> bool:
        return "adnet-relay" in self.headers.get("via", "")


class Wire:
    """A connection. What is read too much of stays here for the next answer."""

    def __init__(self, port: int, timeout: float = 30, window: int = 0):
        self.port = port
        self.socket = socket.socket()
        if window:
            # Before it connects, or the kernel has promised more already.
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(timeout)
        self.socket.connect(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.input = b""

    def send(self, data: bytes) -> None:
        """An end shows when the answer is read: there may be one all the same."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass

    def get(self, path: str) -> None:
        self.send(request(path, self.port))

    def answer(self) -> Answer:
        head, _, self.input = self._read(lambda: b"\r\n\r\n" in self.input).partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split()
        if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
            raise Ended(GARBLED)
        headers = {name.lower(): value.strip() for name, _, value in
                   (line.partition(":") for line in lines[1:])}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return Answer(int(words[1]), headers, self._chunks())
        return Answer(int(words[1]), headers, self._exactly(int(headers.get("content-length", 0))))

    def how_it_ends(self, seconds: float) -> str:
        """CLOSED, RESET, TIMEOUT when it doesn't, or GARBLED when more is said."""
        self.socket.settimeout(seconds)
        try:
            return GARBLED if self.input or self.socket.recv(1) else CLOSED
        except TimeoutError:
            return TIMEOUT
        except ConnectionResetError:
            return RESET

    def close(self) -> None:
        self.socket.close()

    def _chunks(self) -> bytes:
        body = b""
        while True:
            line, _, self.input = self._read(
                lambda: b"\r\n" in self.input, True).partition(b"\r\n")
            size = int(line.split(b";")[0], 16)
            body += self._exactly(size + 2)[:-2]
            if size == 0:
                return body

    def _exactly(self, count: int) -> bytes:
        self._read(lambda: len(self.input) >= count, True)
        taken, self.input = self.input[:count], self.input[count:]
        return taken

    def _read(self, is_enough, is_inside: bool = False) -> bytes:
        while not is_enough():
            inside = is_inside or bool(self.input)
            try:
                data = self.socket.recv(65536)
            except TimeoutError:
                raise Ended(TIMEOUT) from None
            except ConnectionResetError:
                raise Ended(CUT_BY_RESET if inside else RESET) from None
            if not data:
                raise Ended(CUT if inside else CLOSED)
            self.input += data
        return self.input


def request(path: str, port: int, *headers: str, method: str = "GET") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def allow_descriptors() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class Signals:
    """Files by which the scenario and its client wait for each other."""

    def __init__(self, path: str):
        self.path = path

    def say(self, word: str) -> None:
        open(f"{self.path}.{word}", "w").close()

    def hears(self, word: str) -> bool:
        return os.path.exists(f"{self.path}.{word}")

    def wait(self, word: str) -> None:
        while not self.hears(word):
            time.sleep(0.01)


def milliseconds(seconds: float) -> int:
    return round(seconds * 1000)


def report(found: list[dict], **more) -> None:
    """One line of JSON: how often each outcome was, and what there is to say beside."""
    outcomes = Counter(each["outcome"] for each in found)
    print(json.dumps({"outcomes": outcomes, "found": found, **more}))
