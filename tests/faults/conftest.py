"""What the fault tests share: the figure that each of them shows, and a database server that may be killed."""

import inspect
import re
from collections.abc import Callable, Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from launch.places import Profile
from launch.postgres import Postgres
from tests.faults.scale import FULL


@pytest.fixture
def figure(record_property) -> Callable[[str, str], None]:
    """Say what was seen: the line of this fault in `make faults`."""

    def say(fault: str, sentence: str) -> None:
        record_property("figure", f"{fault}: {sentence}")

    return say


class Lines:
    """One line a fault, as soon as it is known."""

    def __init__(self, config: pytest.Config) -> None:
        self.plugins = config.pluginmanager

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        terminal = self.plugins.get_plugin("terminalreporter")
        if report.when != "call" or terminal is None:
            return
        said = [str(value) for name, value in report.user_properties if name == "figure"]
        if report.failed:
            said = [f"FAILED {report.nodeid}"]
        for line in said:
            terminal.write_line(line)

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        return ("passed", "", "") if report.passed and report.when == "call" else None


def fault_number(item: pytest.Item) -> int:
    """Which fault of the reliability table the test is about: the first that its figure names."""
    named = re.search(r"\"F(\d+) ", inspect.getsource(getattr(item, "function", fault_number)))
    return int(named[1]) if named else 99


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In full: in the order of the table."""
    if FULL:
        items.sort(key=fault_number)


def pytest_configure(config: pytest.Config) -> None:
    if FULL:
        config.pluginmanager.register(Lines(config))


@pytest.fixture
def own_postgres(django_db_blocker, tmp_path) -> Iterator[Postgres]:
    """A PostgreSQL of the test's own, migrated and empty; this process's connection goes there meanwhile."""
    server = Postgres(Profile("fault", tmp_path / "postgres", durable=True))
    server.start()
    name, _, rest = server.url.removeprefix("postgres://").partition(":")
    password, _, address = rest.partition("@")
    host, _, port = address.partition("/")[0].partition(":")
    before = dict(connection.settings_dict)
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict.update(
            USER=name, PASSWORD=password, HOST=host, PORT=port, NAME=address.partition("/")[2]
        )
        try:
            call_command("migrate", verbosity=0)
            yield server
        finally:
            connection.close()
            connection.settings_dict.update(before)
    server.stop()
