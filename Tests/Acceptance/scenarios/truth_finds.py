"""Beside truth.py: what doesn't hold yet."""

import time

import migrate_site
import site_of as site
from host import Host, expect
from runner import scenario

from scenarios.truth import enable, of_three, problems, with_a_child


@scenario(slow=True)
def an_order_for_the_other_chain_does_not_wait_for_what_a_node_left_behind():
    with Host("others").start() as host:
        with_a_child(host)
        host.agent("restart", "alpha", "--no-wait")
        host.wait("it is waited for", lambda: "left behind" in host.property(
            "alphaos.service", "StatusText"), 20)
        host.agent("restart", "delta")


@scenario(slow=True)
def a_way_back_that_is_resumed_ends_with_0():
    with Host("resumed").start() as host:
        guard = of_three(host)
        host.agent("migrate", "start", "--to", "split", "--release", "3.0")
        guard("true")
        host.agent("migrate", "rollback", "--no-wait")
        host.wait("it waits", lambda: "would halt" in host.agent("migrate", "status"))
        host.agent("migrate", "pause")
        done = host.run("adnet-agent", "migrate", "resume", "--accept-halt")
        expect(host.owner("alpha") == "alphaos.service", f"it isn't back: {done}")
        expect(done.returncode == 0, f"exit {done.returncode}: {done.stdout}")


@scenario(slow=True)
def a_socket_of_its_own_is_no_stranger_while_a_chain_stops():
    with Host("ownsocket").start() as host:
        site.install(host)
        enable(host, "alphaos", "1.0", "--shutdown-delay", "3")
        order = host.begin("adnet-agent", "stop", "alpha")
        lines = set()
        while order.poll() is None:
            lines |= {line for line in problems(host) if "is held by" in line}
            time.sleep(0.2)
        expect(not lines, f"{lines}")


@scenario(slow=True)
def a_masked_unit_is_nothing_that_systemd_has_not_read():
    with Host("masked").start() as host:
        migrate_site.install(host, watch="1s")
        enable(host, "alphaos")
        site.add_release(host, "adnet", "3.0")
        host.agent("migrate", "start", "--to", "split", "--release", "3.0")
        host.wait("the old unit is masked", lambda: host.property(
            "alphaos.service", "UnitFileState") == "masked")
        time.sleep(2)
        host.out("systemctl", "daemon-reload")
        time.sleep(2)
        lines = [line for line in problems(host) if "hasn't read" in line]
        expect(not lines, f"{lines}")


@scenario(slow=True)
def a_licence_is_not_a_version():
    with Host("licence").start() as host:
        site.install(host)
        said = host.run("adnet-agent", "release", "add", "/usr/bin/env", "--name", "alphaos",
                        "--version", "3.0")
        expect("its --version doesn't say 3.0" in said.stderr, f"{said}")
