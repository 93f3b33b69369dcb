"""A server loses its power in the middle of an import: nobody is there to say --resume."""

from host import Failed, Host, expect
from import_killer import seen
from import_trial import begun, ended, nodes, one, tail
from runner import scenario


@scenario
def an_import_goes_on_after_a_power_cut_at_three_steps():
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
