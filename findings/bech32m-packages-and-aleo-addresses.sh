#!/bin/sh
# An Aleo address (snarkOS, snarkVM) is bech32m, with the checksum constant of BIP 350, but no segwit address:
# its data part is 32 bytes without a witness version. Of the PyPI packages that name bech32m, only one of
# three decodes it:
#   bech32m 1.0.0       decode("aleo", ADDRESS) raises DecodeError without a word: it reads segwit addresses,
#                       and takes the first five bits for a witness version
#   bip_utils 2.12.3    Bech32Decoder.Decode raises Bech32ChecksumError: it tries the constant of BIP 173 alone,
#                       and its bech32m is within SegwitBech32Decoder
#   btclib 2026.10.24   bech32.decode returns the prefix and 52 groups of five bits
# Whoever checks a list of validators with the first two finds every address mistyped. The addresses here are
# made by aleo-sdk 0.8.0 (snarkVM's own code) from fresh keys, and read back by it.
# Exits 1 where that has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check \
  aleo-sdk==0.8.0 bech32m==1.0.0 bip_utils==2.12.3 btclib==2026.10.24
"$folder/venv/bin/python" - <<'END'
import bech32m
from aleo import mainnet
from bip_utils import Bech32Decoder
from btclib import bech32 as btclib_bech32


def outcome(what):
    try:
        return what()
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}".strip(": ")


changed = False
for _ in range(3):
    address = str(mainnet.PrivateKey.random().address)
    assert str(mainnet.Address.from_string(address)) == address
    seen = {
        "bech32m": outcome(lambda: bech32m.decode("aleo", address)),
        "bip_utils": outcome(lambda: Bech32Decoder.Decode("aleo", address)),
        "btclib": outcome(lambda: btclib_bech32.decode(address)),
    }
    prefix, groups = seen["btclib"] if isinstance(seen["btclib"], tuple) else ("", [])
    print(f"{len(address)} characters: bech32m: {seen['bech32m']}; bip_utils: {seen['bip_utils']}; "
          f"btclib: {prefix}, {len(groups)} groups")
    changed |= seen["bech32m"] != "DecodeError" or not str(seen["bip_utils"]).startswith("Bech32ChecksumError")
    changed |= (prefix, len(groups)) != ("aleo", 52)
raise SystemExit("that has changed" if changed else 0)
END
