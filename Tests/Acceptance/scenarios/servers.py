"""The node's place taken by servers that aren't ours: nothing of the swap is made for one server.

Each waits for its clients in its own way, and to take its connections over depends on that.
"""

from host import Host
from runner import scenario
from servers_site import SERVERS, under_load


def try_with(name: str, count: int = 20) -> str:
    with Host(name) as host:
        return under_load(host, SERVERS[name], count)


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


@scenario(long=True)
def hyper_that_ends_gracefully_is_swapped_without_a_failed_request():
    return try_with("granian", 5)


@scenario(long=True)
def a_server_of_threads_that_wait_for_their_clients_is_swapped_without_a_failed_request():
    return try_with("threads", 5)


@scenario(long=True)
def waitress_which_waits_in_select_is_swapped_without_a_failed_request():
    return try_with("waitress", 5)


@scenario(slow=True, limit=1_200)
def servers_of_pypi_are_swapped_without_a_failed_request():
    names = ("uvicorn-workers", "hypercorn", "gunicorn-sync", "gunicorn-gthread", "aiohttp", "tornado", "cheroot")
    return "\n".join(f"{name}: {try_with(name, 5)}" for name in names)
