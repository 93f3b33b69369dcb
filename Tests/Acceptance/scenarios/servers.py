"""The node's place taken by servers that aren't ours: nothing of the swap is made for one server.

Each waits for its clients in its own way, and to take its connections over depends on that.
"""

from host import Host
from runner import scenario
from servers_site import SERVERS, twenty_swaps


def try_with(name: str) -> str:
    with Host(name) as host:
        return twenty_swaps(host, SERVERS[name])


@scenario(slow=True)
def nginx_is_swapped_without_a_failed_request():
    return try_with("nginx")


@scenario(slow=True)
def caddy_is_swapped_without_a_failed_request():
    return try_with("caddy")


@scenario(slow=True)
def node_js_is_swapped_without_a_failed_request():
    return try_with("node")


@scenario(slow=True)
def uvicorn_is_swapped_without_a_failed_request():
    return try_with("uvicorn")
