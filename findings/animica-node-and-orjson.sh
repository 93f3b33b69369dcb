#!/bin/sh
# animica-node 4.0.1 (PyPI; a chain's node with JSON-RPC) doesn't start where orjson is installed next to it. It
# isn't among its requirements: core/utils/serialization.py takes it if it is there, and then asks for
# orjson.OPT_ESCAPE_FORWARD_SLASHES, which orjson 3.11.4 doesn't have (orjson never escapes slashes). The genesis
# file can't be hashed, and the start ends with AttributeError. Without orjson the standard json is used, and the
# same node serves. So an upgrade of an unrelated package, such as fastapi with its extra "all", ends a validator
# at its next start.
# Runs in a network namespace of its own, with loopback alone. Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check animica-node==4.0.1

# Prints "serves", or the last line of its log.
start() {
  unshare -rn sh -c '
    ip link set lo up
    export HOME=$1/$2 ANIMICA_DATA_DIR=$1/$2/data ANIMICA_P2P_ENABLE=false ANIMICA_RPC_PORT=8545
    mkdir -p "$HOME"
    "$1/venv/bin/python" -m animica_node.run > "$1/$2/log" 2>&1 &
    for _ in $(seq 120); do
      if curl -sf -m 2 http://127.0.0.1:8545/readyz > /dev/null; then echo serves; break; fi
      kill -0 $! 2> /dev/null || { grep -m 1 Error: "$1/$2/log"; break; }
      sleep 0.5
    done
    kill $! 2> /dev/null || true
    wait || true' sh "$folder" "$1"
}
alone=$(start alone)
"$folder/venv/bin/pip" install -q --disable-pip-version-check orjson==3.11.4
beside=$(start beside)
echo "alone: $alone"
echo "with orjson 3.11.4: $beside"
[ "$alone" = serves ] &&
  [ "$beside" = "AttributeError: module 'orjson' has no attribute 'OPT_ESCAPE_FORWARD_SLASHES'" ] || {
  echo "that has changed" >&2
  exit 1
}
