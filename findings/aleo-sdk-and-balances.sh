#!/bin/sh
# A snarkOS node answers GET /NETWORK/program/credits.aleo/mapping/account/ADDRESS with the literal as snarkVM
# writes it, "5000000u64". Of aleo-sdk 0.8.0's clients, both the synchronous and the asynchronous one:
#   get_program_mapping_value       returns it as it is
#   get_program_mapping_plaintext   reads it
#   get_public_balance              raises ValueError: invalid literal for int() with base 10: '5000000u64'
# while it returns 0 for an address without a value (null), and for a node that answers 500. So a balance comes
# out only where there is none. The literal is made and read back by the library's own snarkVM; the server is
# Python's http.server.
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check aleo-sdk==0.8.0 httpx==0.28.1
"$folder/venv/bin/python" - <<'END'
import asyncio
import http.server
import json
import threading

from aleo import mainnet
from aleo.async_network_client import AsyncAleoNetworkClient
from aleo.network_client import AleoNetworkClient

LITERAL = str(mainnet.Plaintext.from_string("5000000u64"))
ADDRESS = str(mainnet.PrivateKey.random().address)
answer = [200, LITERAL]


class Node(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        body = json.dumps(answer[1]).encode()
        self.send_response(answer[0])
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Node)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}"
clients = {"synchronous": AleoNetworkClient(url), "asynchronous": AsyncAleoNetworkClient(url)}
loop = asyncio.new_event_loop()


def outcome(call, *words):
    try:
        value = call(*words)
        return str(loop.run_until_complete(value) if asyncio.iscoroutine(value) else value)
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


changed = LITERAL != "5000000u64"
for name, client in clients.items():
    answer[:] = [200, LITERAL]
    seen = {
        "value": outcome(client.get_program_mapping_value, "credits.aleo", "account", ADDRESS),
        "plaintext": outcome(client.get_program_mapping_plaintext, "credits.aleo", "account", ADDRESS),
        "balance": outcome(client.get_public_balance, ADDRESS),
    }
    answer[:] = [200, None]
    seen["balance of null"] = outcome(client.get_public_balance, ADDRESS)
    answer[:] = [500, "busy"]
    seen["balance of a 500"] = outcome(client.get_public_balance, ADDRESS)
    print(f"{name}: {seen}")
    changed |= seen["value"] != LITERAL or seen["plaintext"] != LITERAL
    changed |= not seen["balance"].startswith("ValueError: invalid literal for int()")
    changed |= (seen["balance of null"], seen["balance of a 500"]) != ("0", "0")
raise SystemExit("that has changed" if changed else 0)
END
