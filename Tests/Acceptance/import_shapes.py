"""The shapes in which operators run a node: each with what it needs and what has to come of it."""

from dataclasses import dataclass

HOME = "/home/devops"
NODE = f"{HOME}/bin/alphaos"
KEY = f"--private-key-file {HOME}/keys/validator.key"
PORTS = "--rest 0.0.0.0:3030 --rest-rps 100000 --nodisplay"
START = f"{NODE} start --validator {KEY} {PORTS}"
# What no listing and no output may have.
SECRETS = [f"secretword{number}" for number in range(1, 6)]


@dataclass
class Shape:
    name: str
    # Shell, as root; the account devops, its program and its key are there.
    setup: str
    # What the command line names; the process's number for "pid".
    source: str = "node"
    # Words of make-release, so of the program.
    program: str = ""
    # Shell that starts it when it has ended.
    start: str = "systemctl start node.service"
    options: tuple[str, ...] = ()
    plan: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    # It has to be refused with these words; or it may be, with one of them.
    refused: tuple[str, ...] = ()
    may_refuse: tuple[str, ...] = ()
    # It may also end with the old node running again: nothing tells beforehand.
    may_fail: bool = False
    # Shell: other ways to start it, each of which has to fail once it is taken over.
    tries: str = ""
    dependents: tuple[str, ...] = ()
    account: str = "devops"
    # A file with its output; else the journal.
    log: str = ""
    secrets: tuple[str, ...] = ()


def file(path: str, text: str, mode: str = "644") -> str:
    return f"install -D -m {mode} /dev/stdin {path} <<'END'\n{text}\nEND\n"


def script(text: str) -> str:
    return file(f"{HOME}/bin/run.sh", f"#!/bin/sh\n{text}", "755")


def service(command: str = START, *lines: str, name: str = "node", user: str = "devops",
            folder: str = "/etc/systemd/system", install: str = "WantedBy=multi-user.target",
            unit: str = "") -> str:
    text = [f"[Unit]\nDescription=a node by hand\n{unit}\n[Service]\nRestart=always"]
    text += [f"User={user}\nWorkingDirectory={HOME}"] if user else []
    text += [*lines, f"ExecStart={command}", f"[Install]\n{install}" if install else ""]
    return file(f"{folder}/{name}.service", "\n".join(text))


RUN = "systemctl daemon-reload; systemctl enable -q --now node.service\n"
STORE = f"install -d -o devops -g devops {HOME}/.aleo {HOME}/.aleo/storage /srv/disk /srv/disk/storage\n"

LIFE = [
    Shape("simple", service() + RUN, plan=(f"{HOME}/.aleo/storage/ledger-0",)),
    Shape("forking", script(f"{START} &\necho $! > /run/node/pid") + service(
        f"{HOME}/bin/run.sh", "Type=forking", "RuntimeDirectory=node", "PIDFile=/run/node/pid") + RUN),
    Shape("script with exec", script(f"exec {START}") + service(f"{HOME}/bin/run.sh") + RUN),
    Shape("script", script(f"{START}\necho it ended") + service(f"{HOME}/bin/run.sh") + RUN,
          plan=("run.sh",)),
    Shape("pipe", service(f"/bin/sh -c '{START} 2>&1 | tee -a {HOME}/log'") + RUN, log=f"{HOME}/log"),
    Shape("loop in a unit", script(f"while :; do {START}; sleep 0.2; done") + service(
        f"{HOME}/bin/run.sh") + RUN, plan=("run.sh",)),
    Shape("KillMode=process", script(f"{START}\necho it ended") + service(
        f"{HOME}/bin/run.sh", "KillMode=process", "Restart=no") + RUN),
    Shape("KillSignal and no SIGKILL", service(
        START, "KillSignal=SIGINT", "SendSIGKILL=no", "TimeoutStopSec=7200") + RUN),
    Shape("runuser", service(f"/usr/sbin/runuser -u devops -- {START}", f"Environment=HOME={HOME}",
                             f"WorkingDirectory={HOME}", user="") + RUN),
    Shape("root", "install -d -m 700 /root/keys; install -m 600 /dev/stdin /root/keys/k <<'END'\nkey\nEND\n"
          + service(f"{NODE} start --validator --private-key-file /root/keys/k {PORTS}",
                    "Environment=HOME=/root", "WorkingDirectory=/root", user="") + RUN,
          account="root"),
]

NAMES = [
    Shape("alias", service(install="WantedBy=multi-user.target\nAlias=validator.service") + RUN,
          source="validator", plan=("node.service",), tries="systemctl start --no-block validator"),
    Shape("linked", service(folder="/opt/node") + "systemctl enable -q --now /opt/node/node.service\n",
          tries="systemctl start --no-block /opt/node/node.service"),
    Shape("template", service(name="node@", install="WantedBy=multi-user.target\nDefaultInstance=main")
          + "systemctl daemon-reload; systemctl enable -q --now node@main.service\n",
          source="node@main", start="systemctl start node@main.service",
          tries="systemctl start --no-block node@main.service"),
    Shape("from /usr/lib", service(folder="/usr/lib/systemd/system") + RUN),
    Shape("from /run", service(folder="/run/systemd/system") + RUN.replace("enable -q --now", "start")),
    Shape("link by hand", service(install="") + "mkdir -p /etc/systemd/system/multi-user.target.wants; "
          "ln -s ../node.service /etc/systemd/system/multi-user.target.wants/\n"
          "systemctl daemon-reload; systemctl start node.service\n"),
    Shape("transient", f"systemd-run -q --unit node --uid devops --working-directory {HOME} "
          f"--setenv HOME={HOME} {START}\n", may_refuse=("transient",),
          start="pgrep -x alphaos || systemd-run -q --unit node --uid devops --working-directory "
          f"{HOME} --setenv HOME={HOME} {START}"),
    Shape("user manager", file(f"{HOME}/.config/systemd/user/node.service",
                               f"[Service]\nExecStart={START}\nRestart=always\n[Install]\nWantedBy=default.target")
          + file("/etc/systemd/system/user@.service.d/run.conf", "[Service]\n"
                 "Environment=XDG_RUNTIME_DIR=/run/user/%i\n"
                 "ExecStartPre=+/usr/bin/install -d -m 0700 -o devops -g devops /run/user/%i")
          + f"chown -R devops: {HOME}/.config; systemctl daemon-reload\n"
          "systemctl start user@$(id -u devops); export XDG_RUNTIME_DIR=/run/user/$(id -u devops)\n"
          "runuser -u devops -- systemctl --user enable -q --now node.service\n",
          source="pid", refused=("node.service", "devops", "systemctl --user"),
          start="true"),
    Shape("shell loop", f"cd {HOME}; setsid runuser -u devops -- sh -c "
          f"'while :; do {START}; sleep 0.2; done' > {HOME}/log 2>&1 < /dev/null &\n",
          source="pid", may_refuse=("sh",), may_fail=True, start="true", log=f"{HOME}/log"),
    Shape("process", f"cd {HOME}; setsid runuser -u devops -- {START} > {HOME}/log 2>&1 < /dev/null &\n",
          source="pid", start=f"pgrep -x alphaos || (cd {HOME}; setsid runuser -u devops -- {START} "
          f">> {HOME}/log 2>&1 < /dev/null &)", log=f"{HOME}/log"),
]

SETTINGS = [
    Shape("drop-ins", service("/bin/false", "Environment=OLDWORD=1", "Nice=7", "ExecStartPre=/bin/oldpre")
          + file("/etc/systemd/system/node.service.d/10.conf", "[Service]\nExecStart=\n"
                 f"ExecStart={START}\nEnvironment=\nEnvironment=NEWWORD=2\nExecStartPre=\nNice=3") + RUN,
          plan=("NEWWORD", "Nice=3"), absent=("/bin/false", "OLDWORD", "oldpre", "Nice=7")),
    Shape("secrets", service(
        f"{NODE} start --validator --private-key {SECRETS[0]} --jwt-secret {SECRETS[1]} {PORTS}",
        f"Environment=API_TOKEN={SECRETS[2]}", f"SetCredential=pass:{SECRETS[3]}",
        "ExecStartPost=-/bin/sh -c 'true Authorization: Bearer " + SECRETS[4] + "'")
        + RUN, plan=("API_TOKEN", "SetCredential", "ExecStartPost"), secrets=tuple(SECRETS)),
    Shape("no limits", service(START, "TimeoutStopSec=infinity", "LimitNOFILE=infinity",
                               "TasksMax=infinity", "MemoryHigh=1.5G", "MemoryMax=infinity") + RUN,
          plan=("TimeoutStopSec", "LimitNOFILE", "TasksMax", "MemoryHigh")),
    Shape("other limits", service(START, "TimeoutStopSec=2h", "LimitNOFILE=1M:2M", "TasksMax=80%",
                                  "MemoryHigh=90%", "CPUQuota=400%").replace("Restart=always", "Restart=no")
          + RUN, plan=("TimeoutStopSec", "CPUQuota", "Restart=no")),
    Shape("network 1", service(f"{START} --network 1 --nocdn --allow-external-peers") + RUN,
          program="--features testnet", plan=("--network", "--allow-external-peers", "ledger-1")),
    Shape("options in every command", service(f"{START} --network testnet --trusted-peers-only") + RUN,
          program="--features testnet", plan=("every: --network testnet --trusted-peers-only",)),
    Shape("Requires= from another", service() + file("/etc/systemd/system/explorer.service",
          "[Unit]\nRequires=node.service\nAfter=node.service\n[Service]\nExecStart=/bin/sleep infinity")
          + file("/etc/systemd/system/bot.service",
                 "[Unit]\nBindsTo=node.service\n[Service]\nExecStart=/bin/sleep infinity")
          + file("/etc/systemd/system/meter.service",
                 "[Unit]\nPartOf=node.service\n[Service]\nExecStart=/bin/sleep infinity")
          + RUN + "systemctl start explorer bot meter\n", plan=("explorer.service", "bot.service", "meter.service"),
          start="systemctl start node explorer bot meter", tries="systemctl start --no-block explorer bot",
          dependents=("explorer.service", "bot.service", "meter.service")),
    Shape("Upholds= from another", service(install="") + file("/etc/systemd/system/keeper.service",
          "[Unit]\nUpholds=node.service\n[Service]\nExecStart=/bin/sleep infinity")
          + "systemctl daemon-reload; systemctl start keeper\n", plan=("keeper.service",), start="true",
          dependents=("keeper.service",)),
    Shape("watchdog", service(install="") + file("/etc/systemd/system/watchdog.service",
          "[Service]\nExecStart=/bin/sh -c 'while :; do systemctl start node.service; sleep 0.05; done'")
          + "systemctl daemon-reload; systemctl start watchdog\n", may_fail=True, start="true",
          dependents=("watchdog.service",)),
    Shape("socket", service(install="") + file("/etc/systemd/system/node.socket",
          "[Socket]\nListenStream=127.0.0.1:7999\nFlushPending=yes\n[Install]\nWantedBy=sockets.target")
          + "systemctl daemon-reload; systemctl enable -q --now node.socket\ncurl -sm 1 127.0.0.1:7999 || true\n",
          plan=("node.socket",), tries="curl -sm 1 127.0.0.1:7999 || true", dependents=("node.socket",)),
    Shape("timer", service(install="") + file("/etc/systemd/system/node.timer",
          "[Timer]\nOnCalendar=*-*-* *:*:*\nAccuracySec=1ms\n[Install]\nWantedBy=timers.target")
          + "systemctl daemon-reload; systemctl enable -q --now node.timer\n",
          plan=("node.timer",), tries="sleep 1.2", dependents=("node.timer",)),
    Shape("path", service(install="") + file("/etc/systemd/system/node.path",
          f"[Path]\nPathExists={NODE}\n[Install]\nWantedBy=multi-user.target")
          + "systemctl daemon-reload; systemctl enable -q --now node.path\n",
          plan=("node.path",), tries="systemctl start node.path; sleep 0.3", dependents=("node.path",)),
]

PLACES = [
    Shape("DynamicUser", service(
        f"/var/lib/node/alphaos start --validator --private-key-file /var/lib/node/keys/k {PORTS}",
        "DynamicUser=yes", "StateDirectory=node", "Environment=HOME=/var/lib/node",
        "WorkingDirectory=/var/lib/node", "ExecStartPre=/bin/sh -c 'umask 077; mkdir -p keys; "
        "[ -e keys/k ] || echo key > keys/k'", user="")
        + f"install -D {NODE} /var/lib/private/node/alphaos; chmod 700 /var/lib/private\n" + RUN,
        may_refuse=("DynamicUser", "StateDirectory", "/var/lib/private"), account="node"),
    Shape("DynamicUser, --storage", service(
        f"/var/lib/node/alphaos start --validator --private-key-file /var/lib/node/keys/k {PORTS} "
        "--storage /var/lib/node/ledger",
        "DynamicUser=yes", "StateDirectory=node", "ExecStartPre=/bin/sh -c 'umask 077; cd /var/lib/node; "
        "mkdir -p keys; [ -e keys/k ] || echo key > keys/k'", user="")
        + f"install -D {NODE} /var/lib/private/node/alphaos; chmod 700 /var/lib/private\n" + RUN,
        may_refuse=("DynamicUser", "StateDirectory", "/var/lib/private"), account="node"),
    Shape("BindPaths", STORE + f"cp -a {HOME}/.aleo/. /srv/disk/\n"
          f"install -d -o devops -g devops {HOME}/.aleo/storage/ledger-0\n"
          f"echo 2 > {HOME}/.aleo/storage/ledger-0/height; chown devops: {HOME}/.aleo/storage/ledger-0/height\n"
          + service(START, f"BindPaths=/srv/disk:{HOME}/.aleo") + RUN,
          may_refuse=("BindPaths", "/srv/disk", "another view")),
    Shape("PrivateTmp", service(f"{START} --storage /tmp/ledger", "PrivateTmp=yes") + RUN,
          may_refuse=("PrivateTmp", "/tmp/ledger")),
    Shape(".aleo is a link", STORE + f"rm -r {HOME}/.aleo; ln -s /srv/disk {HOME}/.aleo\n" + service() + RUN,
          may_refuse=("link",)),
    Shape("ledger-0 is a link", STORE + f"install -d -o devops -g devops /srv/disk/big\n"
          f"ln -s /srv/disk/big {HOME}/.aleo/storage/ledger-0\n" + service() + RUN, may_refuse=("link",)),
    Shape("a home that is a link", f"install -d /srv/homes; mv {HOME} /srv/homes/devops; "
          f"ln -s /srv/homes/devops {HOME}\n" + service() + RUN),
    Shape("a link in --storage", STORE + f"ln -s /srv/disk {HOME}/data\n"
          + service(f"{START} --storage {HOME}/data/alpha") + RUN),
    Shape("a key that is a link", "install -D -m 600 -o devops -g devops /dev/stdin /srv/keys/k <<'END'\nkey\nEND\n"
          "chmod 700 /srv/keys; chown devops: /srv/keys\n"
          f"ln -sf /srv/keys/k {HOME}/keys/validator.key\n" + service() + RUN,
          may_refuse=("link", "/keys/validator.key")),
    Shape("relative --storage", service(f"{START} --storage data/alpha") + RUN),
    Shape("spaces in --storage", service(f'{START} --storage "{HOME}/my data/a b"') + RUN),
    Shape("another file system", "install -d /srv/other; mount -t tmpfs none /srv/other; "
          "install -d -o devops /srv/other/ledger\n" + service(f"{START} --storage /srv/other/ledger") + RUN,
          refused=("file system", "hint")),
    Shape("up to 4.4, --storage", service(f"{START} --storage {HOME}/data") + RUN, program="--layout joint"),
    Shape("up to 4.4, default", service() + RUN, program="--node-data-storage .aleo/storage"),
    Shape("4.5, named", service(f"{START} --ledger-storage {HOME}/ledger --node-data-storage {HOME}/record") + RUN,
          program="--layout parted"),
    Shape("record's folder holds the ledger", service(f"{START} --node-data-storage {HOME}/.aleo/storage") + RUN),
    Shape("4.5, default", service() + RUN, program="--node-data-storage .aleo/storage/node-data-0"),
    Shape("4.5, record in the ledger", service(f"{START} --node-data-storage {HOME}/.aleo/storage/ledger-0/data")
          + RUN),
    Shape("--norest", service(START.replace("--rest 0.0.0.0:3030 --rest-rps 100000",
                                            "--norest --verbosity 0")) + RUN,
          refused=("height", "--rest 127.0.0.1:3030", "--accept-unknown-height")),
    Shape("--norest, log", service(START.replace("--rest 0.0.0.0:3030 --rest-rps 100000", "--norest"))
          + RUN, plan=("by its log",)),
    Shape("--norest, accepted", service(START.replace("--rest 0.0.0.0:3030 --rest-rps 100000",
                                                      "--norest --verbosity 0")) + RUN, options=("--accept-unknown-height",)),
    Shape("--norest, metrics", service(START.replace("--rest 0.0.0.0:3030 --rest-rps 100000",
                                                     "--norest --metrics")) + RUN,
          plan=("by its metrics",)),
]

ALL = LIFE + NAMES + SETTINGS + PLACES
