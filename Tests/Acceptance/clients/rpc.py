"""JSON-RPC clients that POST until a file appears: rpc.py URL FILE. Prints what came of it, as JSON.

Half of them keep their connection, half open one for each call. Each call has to give a result."""

import json
import os
import sys
import threading
import time

import requests

URL, FILE = sys.argv[1:]
CALL = {"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}
report = {"calls": 0, "failed": 0, "worst_ms": 0.0, "samples": []}
lock = threading.Lock()


def call(session) -> str:
    """What is wrong with the answer."""
    try:
        answer = session.post(URL, json=CALL, timeout=30)
        return "" if answer.status_code == 200 and "result" in answer.json() else f"{answer.status_code} {answer.text[:100]}"
    except (requests.RequestException, ValueError) as problem:
        return repr(problem)[:200]


def run(keeps: bool) -> None:
    session = requests.Session()
    while not os.path.exists(FILE):
        if not keeps:
            session = requests.Session()
        began = time.monotonic()
        wrong = call(session)
        took = (time.monotonic() - began) * 1_000
        with lock:
            report["calls"] += 1
            report["failed"] += bool(wrong)
            report["worst_ms"] = max(report["worst_ms"], took)
            if wrong and len(report["samples"]) < 5:
                report["samples"].append(wrong)
        if not keeps:
            session.close()
        time.sleep(0.02)


threads = [threading.Thread(target=run, args=(number % 2 == 0,)) for number in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(report))
