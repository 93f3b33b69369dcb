"""The import cut off in each of its resting points, by kill -9 or with the power: it goes on or goes back,
and there are never two nodes, nor none at the end."""

import sampling
from host import Failed, Host, expect
from import_killer import killer, two
from import_trial import Trial, begun, ended, one
from runner import scenario
from sampling import some


def proven(trial: Trial, unit: str, height: int, where: str) -> int:
    """One node, of this unit, with its ledger and its record."""
    now = one(trial.host, height, 20)
    expect(now.unit == unit, f"{where}: {now}")
    trial.found = {}
    trial.check_record("record", height)
    expect(not trial.found, f"{where}: {trial.found}")
    return now.height


@scenario(long=True)
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


@scenario(long=True)
def killed_at_any_step_it_can_be_undone():
    with Host("undone").start() as host:
        trial, points = begun(host), []
        with two(host) as twice:
            for number in some(list(range(1, 40)), 3, "points"):
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
        expect(len(points) > (8 if sampling.IS_ALL else 3), f"{points}")
        return f"undone after: {', '.join(points)}"
