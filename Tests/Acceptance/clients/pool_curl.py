#!/usr/bin/python3
"""What pool.py does, with libcurl's pool of connections.

A multi handle, because libcurl doesn't let threads share connections safely.

libcurl sends a request again when a connection that it had used before ends without a byte of an
answer, and Debian 12's 7.88 has no option against that, short of giving up reuse. It does say so
in its log, and nowhere else: a connection that it found dead before it sent anything looks the
same in CURLINFO_NUM_CONNECTS. Here such a request counts as failed, since with any other library
it would be. (A handle does it five times in its life; each sixth time is SEND_ERROR.)
"""

import io
import time

import pycurl

from tally import Tally, complaint, options

# The codes of multi handles are numbers of their own.
CODES = {value: name[2:] for name, value in vars(pycurl).items()
         if name.startswith("E_") and not name.startswith("E_MULTI_")}
RESENT = b"Connection died, retrying"


class Slot:
    """A worker: its handle, and what its request has met so far."""

    def __init__(self, tally: Tally):
        self.tally, self.due = tally, 0.0
        self.handle = pycurl.Curl()
        self.handle.slot = self
        for option, value in {
            pycurl.URL: tally.chosen.url, pycurl.PROXY: "", pycurl.NOSIGNAL: 1,
            pycurl.TIMEOUT_MS: int(tally.chosen.timeout * 1000),
            pycurl.WRITEFUNCTION: lambda data: self.body.write(data),
            pycurl.VERBOSE: 1, pycurl.DEBUGFUNCTION: self.note,
        }.items():
            self.handle.setopt(option, value)

    def note(self, kind: int, text: bytes) -> None:
        if kind == pycurl.INFOTYPE_TEXT and RESENT in text:
            self.resent = text.decode().strip()

    def begin(self) -> None:
        self.start, self.body, self.resent = time.monotonic(), io.BytesIO(), ""

    def end(self, code: int = 0, message: str = "") -> None:
        body = self.body.getvalue()
        if code:
            kind, sample = CODES.get(code, f"error_{code}"), message
        elif self.resent:
            kind, sample = "resent", self.resent
        else:
            kind, sample = complaint(self.handle.getinfo(pycurl.RESPONSE_CODE), body), body[:80]
        if code != pycurl.E_COULDNT_CONNECT:
            self.tally.opened += self.handle.getinfo(pycurl.NUM_CONNECTS)
        self.tally.add(self.start, kind, sample)
        self.due = time.monotonic() + self.tally.think


def finished(multi: pycurl.CurlMulti):
    more = 1
    while more:
        more, good, bad = multi.info_read()
        yield from ((handle,) for handle in good)
        yield from bad


def run(tally: Tally) -> None:
    size = tally.chosen.connections
    multi = pycurl.CurlMulti()
    multi.setopt(pycurl.M_MAX_TOTAL_CONNECTIONS, size)
    multi.setopt(pycurl.M_MAXCONNECTS, size)
    idle, busy = [Slot(tally) for _ in range(size)], 0
    goes_on = True
    while goes_on or busy:
        goes_on = goes_on and tally.goes_on()
        now = time.monotonic()
        for slot in [s for s in idle if goes_on and s.due <= now]:
            idle.remove(slot)
            busy += 1
            slot.begin()
            multi.add_handle(slot.handle)
        while multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
            pass
        for handle, *problem in finished(multi):
            # Only a handle that was removed may be added again.
            multi.remove_handle(handle)
            busy -= 1
            handle.slot.end(*problem)
            idle.append(handle.slot)
        rest = min((slot.due - time.monotonic() for slot in idle), default=0.05)
        rest = max(0, min(rest, 0.05))
        # Without a descriptor to wait for, select returns at once.
        if not busy or multi.select(rest) == -1:
            time.sleep(rest if not busy else 0.001)


if __name__ == "__main__":
    tally = Tally(options(["curl"]))
    run(tally)
    print(tally.report(pycurl.version_info()[1]))
