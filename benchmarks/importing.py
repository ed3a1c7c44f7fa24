"""P5: the real log of another system, end to end, into an empty database. `python -m benchmarks.importing FILE`."""

import io
import sys
from pathlib import Path
from statistics import median

from benchmarks import databases
from benchmarks.figures import at_most, milliseconds, save
from benchmarks.one import set_up

REPEAT = 3
LOG = Path(__file__).resolve().parent.parent / "tests" / "data" / "servicenow_incidents.csv.gz"
SECONDS = 10


def main(kept: Path) -> None:
    """Import into a database of its own, several times, and drop it."""
    databases.make_empty(0)
    set_up(databases.url_of(0))
    try:
        taken = [_import() for _ in range(REPEAT)]
    finally:
        databases.drop(0)
    seconds = median(taken) / 1000
    figure = at_most("P5 import of 5,998 real events, end to end", seconds, SECONDS, 1, unit="s", n=REPEAT)
    print(figure, flush=True)
    save(kept, [figure], {})


def _import() -> float:
    from django.core.management import call_command  # noqa: PLC0415  needs Django set up

    from issues.models import Issue  # noqa: PLC0415
    from people.models import User  # noqa: PLC0415
    from people.rules.permissions import Role  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    User.objects.create_user(
        "importer@bench.test", "only-for-benchmarks", name="Ida", role=Role.ADMINISTRATOR
    )
    taken = milliseconds(
        lambda: call_command("import_issues", str(LOG), mapping="servicenow", stdout=io.StringIO())
    )
    assert Issue.objects.count() > 800, "the log was not imported"  # noqa: S101
    return taken


if __name__ == "__main__":
    main(Path(sys.argv[1]))
