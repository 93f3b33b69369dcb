"""Taking over nodes that already run on a server: from a foreign unit under another account, and from a
process that no unit runs; and the ways back."""

import json
import time
from pathlib import Path

import site_of as site
from host import Host, expect
from runner import scenario

HEIGHT = "http://127.0.0.1:3030/mainnet/block/height/latest"
# As an operator would have it: an account with a home, a script, a key on disk, a default ledger.
FOREIGN = """
useradd -m -s /bin/sh devops
install -d -m 0700 -o devops -g devops /home/devops/bin /home/devops/keys
/root/adnet-testnode make-release --out /home/devops/bin/alphaos --version 3.9 --shutdown-delay 1
chown devops: /home/devops/bin/alphaos
echo APrivateKey1zkpSecret > /home/devops/keys/validator.key
chmod 0600 /home/devops/keys/validator.key
chown devops: /home/devops/keys/validator.key
cat > /etc/systemd/system/alphaos-node.service <<END
[Unit]
Description=alphaos by hand
After=network-online.target
[Service]
User=devops
WorkingDirectory=/home/devops
Environment=RUST_LOG=info
ExecStart=/home/devops/bin/alphaos start --validator --private-key-file /home/devops/keys/validator.key \\
  --rest 0.0.0.0:3030 --rest-rps 100000 --logfile /home/devops/alphaos.log --metrics --nodisplay
Restart=always
LimitNOFILE=70000
Nice=5
[Install]
WantedBy=multi-user.target
END
systemctl daemon-reload
systemctl enable -q --now alphaos-node.service
"""


def prepare(host: Host, deb: Path | None = None) -> None:
    """The package, or a released one, and agent.toml as it comes but for what a lone stand-in needs."""
    deb = deb or site.package()
    host.copy(deb, site.testnode(), to="/root/")
    host.out("dpkg", "-i", f"/root/{deb.name}")
    text = '[agent]\nwatch = "3s"\n[host.disk]\nreserve = "64M"\n' + site.UNGUARDED
    host.shell(f"cat > /etc/adnet-agent/agent.toml.d/50-test.toml <<'END'\n{text}END\n"
               "adnet-agent config apply")


def height(host: Host) -> int:
    text = host.run("curl", "-sf", "-m", "20", HEIGHT).stdout
    return int(text) if text.isdigit() else 0


def grown(host: Host, least: int) -> int:
    return host.wait(f"a height of {least}", lambda: (h := height(host)) >= least and h)


def foreign(host: Host) -> dict:
    """What is true of the old node's unit and files."""
    return json.loads(host.shell(r"""
      cd /home/devops
      printf '{"active": "%s", "enabled": "%s", "user": "%s", "ledger": %s, "key": %s, "owner": "%s"}' \
        "$(systemctl is-active alphaos-node.service)" \
        "$(systemctl is-enabled alphaos-node.service 2>/dev/null)" \
        "$(ps -o user= -C alphaos | sort -u | tr '\n' ' ' | sed 's/ *$//')" \
        "$(test -d .aleo/storage/ledger-0 && echo true || echo false)" \
        "$(test -f keys/validator.key && echo true || echo false)" \
        "$(stat -c %U .aleo/storage/ledger-0 2>/dev/null)"
    """))


def imported(host: Host, *options: str) -> str:
    done = host.run("adnet-agent", "import", "alpha", *options, timeout=240)
    expect(done.returncode == 0, f"import {options}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def from_a_unit(host: Host) -> str:
    prepare(host)
    host.shell(FOREIGN)
    before = grown(host, 3)
    plan = imported(host, "--from-unit", "alphaos-node")
    for word in ("Nice=5 of alphaos-node.service", "RUST_LOG", "/home/devops/alphaos.log",
                 "move    /home/devops/.aleo/storage/ledger-0", "open_files = 70000",
                 '"--private-key-file", "{home}/validator.key"', "port = 9000",
                 "nothing changed"):
        expect(word in plan, f"the plan lacks {word}:\n{plan}")
    expect("APrivateKey" not in plan, plan)
    expect(foreign(host)["active"] == "active", f"{foreign(host)}")

    said = imported(host, "--from-unit", "alphaos-node", "--yes", "--version", "3.9")
    old = foreign(host)
    expect(old["active"] == "inactive" and old["enabled"] == "masked", f"{old}")
    expect(not old["ledger"] and not old["key"], f"{old}")
    expect(old["user"] == "adnet-node", f"{old}")
    chain = host.chain("alpha")
    expect(chain["release"].startswith("alphaos/3.9-") and chain["enabled"], f"{chain}")
    # The same chain goes on, from the same ledger, after a clean stop.
    after = grown(host, before + 1)
    log = host.out("journalctl", "-o", "cat", "-u", "alphaos.service")
    expect("unclean" not in log and "no proposal cache" not in log, log)
    journal = host.out("journalctl", "-o", "cat", "ADNET_EVENT=import_stops")
    expect("alphaos-node.service is stopped to be imported" in journal, journal)
    # The key of before 0.3 stays beside the new one until 0.4.
    expect(chain["imported_from"] == chain["importedFrom"] == "alphaos-node.service", f"{chain}")
    shown = host.agent("status")
    expect("imported from alphaos-node.service; undo with adnet-agent import alpha --undo" in shown, shown)
    health = host.run("adnet-agent", "health", "alpha").stdout
    expect("open to other networks" not in health, health)
    again = host.run("adnet-agent", "import", "alpha", "--from-unit", "alphaos-node")
    expect(again.returncode == 0 and "already" in again.stdout, f"{again}")

    back = imported(host, "--undo")
    old = foreign(host)
    expect(old == {"active": "active", "enabled": "enabled", "user": "devops", "ledger": True,
                   "key": True, "owner": "devops"}, f"{old}")
    expect("runs its node again" in back, back)
    last = grown(host, after + 1)
    given_back(host)
    log = host.out("journalctl", "-o", "cat", "-u", "alphaos-node.service")
    expect("unclean" not in log and "no proposal cache" not in log, log)
    left = host.shell("ls /var/lib/adnet/nodes/alpha /etc/adnet-agent/agent.toml.d "
                      "/var/lib/adnet/imports /run/systemd/system /etc/systemd/system")
    for word in ("import-alpha", "start.json", "adnet-imported", "ledger"):
        expect(word not in left, left)
    away = next(line for line in said.splitlines() if "imported from" in line)
    return f"{away}; height {before} -> {after} -> {last}"


def given_back(host: Host) -> None:
    """What is told of the old node and of its release afterwards."""
    known = host.wait("the old node is known", lambda: {
        p["kind"]: p for p in host.status()["problems"]}.keys() >= {"second_process", "port_foreign"})
    expect(known, "")
    for problem in host.status()["problems"]:
        if problem["kind"] in ("second_process", "port_foreign"):
            expect(problem["severity"] == "notice" and
                   "adnet-agent import alpha --from-unit alphaos-node.service" in problem["hint"],
                   f"{problem}")
    expect("imported_from" not in host.chain("alpha"), f"{host.chain('alpha')}")
    release = json.loads(host.agent("release", "list", "--json"))["releases"][0]
    expect(release["current"] == [] and release["stopped"] == ["alpha"], f"{release}")
    dropped = host.shell("cat /etc/systemd/system/*.d/50-adnet-agent.conf")
    expect("{" not in dropped, dropped)


@scenario
def a_node_of_a_foreign_unit_is_taken_over_and_given_back():
    with Host("import").start() as host:
        return from_a_unit(host)


@scenario(slow=True)
def in_a_machine_too_and_over_a_reboot():
    with Host("vmimport", kind="vm-host") as host:
        host.start()
        said = from_a_unit(host)
        imported(host, "--from-unit", "alphaos-node", "--yes")
        host.out("sync")
        host.power_cut()
        host.start("--same-disk")
        host.wait("the node is back", lambda: height(host))
        old = foreign(host)
        expect(old["active"] == "inactive" and old["user"] == "adnet-node", f"{old}")
        imported(host, "--undo")
        host.power_cut()
        host.start("--same-disk")
        host.wait("the old node is back", lambda: height(host))
        expect(foreign(host)["user"] == "devops", f"{foreign(host)}")
        return said


@scenario
def a_process_of_no_unit_is_taken_over_and_given_back():
    with Host("importpid").start() as host:
        prepare(host)
        host.shell(FOREIGN + "systemctl disable -q --now alphaos-node.service\n"
                   "rm /etc/systemd/system/alphaos-node.service; systemctl daemon-reload")
        # The key on its command line, as it is done by people in a hurry.
        shell = host.begin("runuser", "-u", "devops", "--", "/bin/sh", "-c",
                           "cd /home/devops; exec /home/devops/bin/alphaos start --dev 1 "
                           "--storage /home/devops/data/alpha --rest 0.0.0.0:3030 --rest-rps 100000")
        before = grown(host, 2)
        pid = host.shell("pgrep -x alphaos").strip()
        # Where processes of the tests are in no group of systemd's, as on these hosts.
        imported(host, "--from-pid", pid, "--yes")
        shell.communicate(timeout=30)
        after = grown(host, before + 1)
        expect(host.run("test", "-e", "/home/devops/data/alpha").returncode == 1, "it is still there")
        imported(host, "--undo")
        last = grown(host, after + 1)
        user = host.shell("ps -o user= -C alphaos").strip()
        expect(user == "devops", user)
        return f"height {before} -> {after} -> {last}"


@scenario
def what_fails_leads_back_to_the_old_unit():
    with Host("importback").start() as host:
        prepare(host)
        host.shell(FOREIGN)
        before = grown(host, 2)
        # Two things that are in the way, told at once, and nothing is touched.
        host.shell("install -d /var/lib/adnet/nodes/alpha/.aleo/storage/ledger-0; "
                   "cp /home/devops/bin/alphaos /tmp/alphaos; "
                   "systemd-run -q --unit second --uid devops /tmp/alphaos start --rest "
                   "0.0.0.0:3999 --node 0.0.0.0:4199 --bft 0.0.0.0:5099 --storage /tmp/second")
        host.wait("a second node", lambda: host.shell("pgrep -cx alphaos").strip() == "2")
        done = host.run("adnet-agent", "import", "alpha", "--from-unit", "alphaos-node", "--yes")
        expect(done.returncode == 3, f"{done}")
        expect("one network a host" in done.stdout and "exists already" in done.stdout,
               done.stdout)
        host.shell("systemctl stop second; rm -r /var/lib/adnet/nodes/alpha/.aleo")
        # It starts, and its node is never ready: bin/alphaos was exchanged below the old node, for one
        # that ends at once, and the running one is what is taken.
        host.shell("""printf '[agent]\\nready_timeout = "3s"\\n' \
          > /etc/adnet-agent/agent.toml.d/60-hasty.toml
          printf '[Service]\\nExecStart=\\nExecStart=/bin/false\\n' > /tmp/broken
          mkdir -p /etc/systemd/system/alphaos.service.d
          cp /tmp/broken /etc/systemd/system/alphaos.service.d/99-broken.conf
          systemctl daemon-reload""")
        start = time.monotonic()
        done = host.run("adnet-agent", "import", "alpha", "--from-unit", "alphaos-node", "--yes",
                        timeout=240)
        took = time.monotonic() - start
        expect(done.returncode != 0 and "as before" in done.stderr, f"{done}")
        old = foreign(host)
        expect(old["active"] == "active" and old["user"] == "devops" and old["ledger"], f"{old}")
        after = grown(host, before + 1)
        return f"back after {took:.1f} s; height {before} -> {after}"


@scenario(long=True)
def nobody_is_given_back_less_than_he_had():
    with Host("importless").start() as host:
        prepare(host)
        host.shell(FOREIGN)
        grown(host, 20)
        imported(host, "--from-unit", "alphaos-node", "--yes")
        grown(host, 25)
        # Another ledger's content in the folder that was moved: its inode tells nothing.
        ledger = "/var/lib/adnet/nodes/alpha/.aleo/storage/ledger-0"
        host.agent("stop", "alpha")
        host.shell(f"cp -p {ledger}/height /root/height; echo 5 > {ledger}/height")
        done = host.run("adnet-agent", "import", "alpha", "--undo", timeout=240)
        expect(done.returncode == 1 and "it is at height 5, and was at" in done.stderr, f"{done}")
        # Neither systemd nor what carries the import out starts it again.
        for _ in range(2):
            time.sleep(6)
            host.run("systemctl", "start", "alphaos-node.service")
            expect(host.run("pgrep", "-x", "alphaos").returncode == 1, "it runs")
        kinds = [p["kind"] for p in host.status()["problems"] if p["severity"] == "critical"]
        expect("import_unfinished" in kinds, f"{kinds}")
        host.shell("cat /root/height > /home/devops/.aleo/storage/ledger-0/height")
        imported(host, "--undo")
        old = foreign(host)
        expect(old["active"] == "active" and old["enabled"] == "enabled" and old["user"] == "devops", f"{old}")
        last = grown(host, 25)
        # One that is kept stopped is mended, or accepted, first.
        imported(host, "--from-unit", "alphaos-node", "--yes")
        host.wait("a height to be remembered", lambda: "reached" in host.shell(
            "cat /var/lib/adnet-agent/state.json"), 60)
        host.agent("stop", "alpha")
        host.shell(f"mv {ledger}/height /root/height")
        expect(host.run("adnet-agent", "start", "alpha").returncode == 1, "it started on nothing")
        host.wait("it to be kept stopped", lambda: "ledger_fell" in [
            p["kind"] for p in host.status()["problems"]]
            and host.run("pgrep", "-x", "alphaos").returncode == 1, 30)
        host.wait("the stop to be over", lambda: host.operation()["outcome"] != "running", 30)
        done = host.run("adnet-agent", "import", "alpha", "--undo")
        expect(done.returncode == 3 and "kept stopped" in done.stderr, f"{done}")
        host.shell(f"mv -f /root/height {ledger}/height")
        host.agent("start", "alpha")
        imported(host, "--undo")
        return f"height {last}; {done.stderr.splitlines()[0]}"


@scenario(long=True)
def an_import_that_is_not_finished_keeps_its_package():
    with Host("importkeep").start() as host:
        prepare(host)
        host.shell(FOREIGN.replace("--shutdown-delay 1", "--shutdown-delay 25"))
        grown(host, 2)
        older = site.relabelled(lambda _: "0.1.9")
        host.copy(older, to="/root/older.deb")
        doing = host.begin("adnet-agent", "import", "alpha", "--from-unit", "alphaos-node", "--yes")
        host.wait("the old node is told to stop", lambda: host.run(
            "grep", "-q", "stop", "/var/lib/adnet/chains/alpha/import.json").returncode == 0)
        before = host.shell("dpkg-query -W -f '${Version}' adnet-agent")
        for words, what in ((("--remove", "adnet-agent"), "refuses to be removed"),
                            (("--purge", "adnet-agent"), "refuses to be removed"),
                            (("-i", "/root/older.deb"), "refuses to be downgraded to 0.1.9")):
            done = host.run("dpkg", *words)
            expect(done.returncode != 0 and what in done.stderr
                   and "adnet-agent import alpha --undo" in done.stderr, f"{words}: {done}")
        state = host.shell("dpkg-query -W -f '${Version} ${db:Status-Status}' adnet-agent")
        expect(state == f"{before} installed", state)
        # The other chain's operations wait until its node is there.
        done = host.run("adnet-agent", "chain", "enable", "delta")
        expect(done.returncode == 75 and "chain alpha is being imported" in done.stderr, f"{done}")
        out, err = doing.communicate(timeout=240)
        expect(doing.returncode == 0, f"{out}{err}")
        done = host.run("dpkg", "--remove", "adnet-agent")
        expect(done.returncode != 0 and "run here: alpha" in done.stderr, f"{done}")


@scenario
def what_the_old_unit_starts_at_its_end_is_seen_and_named():
    with Host("importend").start() as host:
        prepare(host)
        host.shell(FOREIGN.replace("Restart=always", "Restart=always\nExecStopPost=-+/bin/systemctl "
                                   "--no-block start heir.service") + """
          sed 's/^ExecStopPost.*//; s/0.0.0.0:3030/127.0.0.1:3999/; s/--metrics //' \
            /etc/systemd/system/alphaos-node.service > /etc/systemd/system/heir.service
          systemctl daemon-reload""")
        grown(host, 2)
        done = host.run("adnet-agent", "import", "alpha", "--from-unit", "alphaos-node", "--yes",
                        timeout=240)
        expect(done.returncode == 3, f"{done}")
        expect("has started its program again, as process" in done.stderr
               and "of heir.service" in done.stderr
               and "keep heir.service from starting it" in done.stderr, done.stderr)
