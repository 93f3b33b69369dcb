"""The import cut off in each of its resting points, by kill -9 or with the power: it goes on or goes back,
and there are never two nodes, nor none at the end."""

import time

import import_shapes as shapes
from host import Failed, Host, expect
from import_killer import killer, seen, two
from import_trial import Trial, nodes, one, prepare, tail
from runner import scenario

SIMPLE = shapes.LIFE[0]


def begun(host: Host) -> Trial:
    prepare(host)
    # It starts again after a kill, with a pause that only costs time here.
    host.shell("mkdir -p /etc/systemd/system/adnet-import@.service.d; printf '[Service]\\nRestartSec=100ms\\n' "
               "> /etc/systemd/system/adnet-import@.service.d/quick.conf; systemctl daemon-reload")
    trial = Trial(host, SIMPLE)
    trial.begin()
    return trial


def ended(host: Host, *words: str, seconds: float = 60) -> None:
    """Asked again and again until it is so, as one who is told "busy" does."""
    limit = time.monotonic() + seconds * host.patience
    while True:
        done = host.run("adnet-agent", "import", "alpha", *words, timeout=60)
        if done.returncode == 0:
            return
        if time.monotonic() > limit:
            raise Failed(f"{words}: {tail(done.stdout + done.stderr)}; {nodes(host)}")
        time.sleep(0.2)


def proven(trial: Trial, unit: str, height: int, where: str) -> int:
    """One node, of this unit, with its ledger and its record."""
    now = one(trial.host, height, 20)
    expect(now.unit == unit, f"{where}: {now}")
    trial.found = {}
    trial.check_record("record", height)
    expect(not trial.found, f"{where}: {trial.found}")
    return now.height


@scenario(slow=True)
def killed_at_each_step_it_goes_on_and_killed_at_each_step_it_is_undone():
    with Host("killed").start() as host:
        trial, points = begun(host), []
        with two(host) as twice:
            for words, unit in (("--from-unit", "node", "--yes"), "alphaos.service"), (
                    ("--undo",), "node.service"):
                before = one(host, 0).height
                trial.mark()
                with killer(host) as reaper:
                    host.run("adnet-agent", "import", "alpha", *words, timeout=60)
                    ended(host, "--undo" if words == ("--undo",) else "--resume")
                proven(trial, unit, before, f"{words}")
                points += reaper.lines
        expect(not twice.lines, f"two nodes: {twice.lines}")
        trial.same()
        expect(not trial.found, f"{trial.found}")
        expect(len(points) > 12, f"{points}")
        return f"{len(points)} kills: {', '.join(points)}"


@scenario(slow=True)
def killed_at_any_step_it_can_be_undone():
    with Host("undone").start() as host:
        trial, points = begun(host), []
        with two(host) as twice:
            for number in range(1, 40):
                before = one(host, 1).height
                trial.mark()
                with killer(host, number) as reaper:
                    host.run("adnet-agent", "import", "alpha", "--from-unit", "node", "--yes", timeout=60)
                points += reaper.lines
                try:
                    ended(host, "--undo")
                except Failed as problem:
                    raise Failed(f"killed at {reaper.lines}: {problem}") from problem
                now = one(host, before, 20)
                expect(now.unit == "node.service", f"{reaper.lines}: {now}")
                trial.found = {}
                trial.same()
                expect(not trial.found, f"{reaper.lines}: {trial.found}")
                expect("Unclean" not in trial.told(), f"{reaper.lines}: {trial.told()}")
                if not reaper.lines:
                    break
        expect(not twice.lines, f"two nodes: {twice.lines}")
        expect(len(points) > 8, f"{points}")
        return f"undone after: {', '.join(points)}"


@scenario(slow=True)
def without_power_at_three_steps():
    with Host("vmpower", kind="vm-host").start() as host:
        trial, told = begun(host), []
        for point in ("forward move", "forward stop", "forward start"):
            before = one(host, 1).height
            host.out("sync")
            with seen(host, point) as watch:
                process = host.begin("adnet-agent", "import", "alpha", "--from-unit", "node", "--yes")
                if not watch.line(180):
                    said = process.communicate(timeout=300)
                    raise Failed(f"never at {point}: {process.returncode} {tail(said[0] + said[1])}; {nodes(host)}")
                host.power_cut()
            process.kill()
            process.wait()
            host.start("--same-disk")
            # By itself: there is nobody to say --resume.
            now = host.wait("one node", lambda: len(found := nodes(host)) == 1
                            and found[0].height >= before and found[0], 60)
            expect(now.unit in ("node.service", "alphaos.service"), f"{point}: {now}")
            told.append(f"{point}: {now.unit} at {now.height}, was {before}")
            ended(host, "--undo", seconds=120)
            now = one(host, before, 60)
            expect(now.unit == "node.service", f"{point}: {now}")
        return "; ".join(told)
