"""The private servers: found again, shared, put away by the last user, and not confused by what a crash leaves."""

import os
import signal
import subprocess

import psycopg2
import pytest
import redis

from launch.daemons import is_alive
from tests.launch.checkout import Checkout, eventually


def addresses(checkout: Checkout) -> dict[str, str]:
    ended = checkout.launch("servers", "--env")
    assert ended.code == 0, ended.err
    printed = subprocess.run(
        ("sh", "-c", f'{ended.out}\nprintf "%s\n%s" "$DATABASE_URL" "$REDIS_URL"'),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return {"DATABASE_URL": printed[0], "REDIS_URL": printed[1]}


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url.replace("postgres://", "postgresql://"))
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


@pytest.fixture
def urls(checkout):
    yield addresses(checkout)
    checkout.launch("stop")


class TestServers:
    def test_answer_at_the_addresses_that_are_printed_for_a_shell(self, urls):
        assert ask(urls["DATABASE_URL"], "SHOW server_version")[0][0].startswith("18")
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()

    def test_are_found_again_and_not_started_twice(self, checkout, urls):
        before = set(checkout.processes())
        assert addresses(checkout) == urls
        assert checkout.pid_of("bin/postgres") in before
        assert checkout.pid_of("redis-server") in before
        assert sum("bin/postgres -D" in command for command in checkout.commands()) == 1

    def test_ask_for_the_password(self, urls):
        nameless = urls["DATABASE_URL"].split("@")[1]
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgresql://moment_of_service:guessed@{nameless}")
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url("redis://" + urls["REDIS_URL"].split("@")[1]).ping()

    def test_stay_up_when_a_command_that_borrows_them_ends(self, checkout, urls):
        assert checkout.launch("with", "true").code == 0
        assert redis.Redis.from_url(urls["REDIS_URL"]).ping()

    def test_are_put_away_by_the_last_borrower(self, checkout):
        assert checkout.launch("with", "true").code == 0
        assert checkout.processes() == []

    def test_come_back_after_a_crash_with_their_data_despite_a_pid_file_that_names_somebody_else(
        self, checkout, urls
    ):
        ask(urls["DATABASE_URL"], "CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
        ask(urls["DATABASE_URL"], "CHECKPOINT")
        postgres, keeper = checkout.pid_of("bin/postgres"), checkout.pid_of("redis-server")
        for pid in (postgres, keeper):
            os.kill(pid, signal.SIGKILL)
        eventually(lambda: not is_alive(postgres) and not is_alive(keeper))
        pid_file = checkout.root / "var/test/postgres/data/postmaster.pid"
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        (checkout.root / "var/test/redis/pid").write_text(f"{os.getpid()}\n")

        again = addresses(checkout)

        assert ask(again["DATABASE_URL"], "SELECT answer FROM kept") == [(42,)]
        assert redis.Redis.from_url(again["REDIS_URL"]).ping()
        assert checkout.launch("stop").code == 0
        assert is_alive(os.getpid())
        assert checkout.processes() == []

    def test_addresses_left_in_a_shell_do_not_make_run_use_the_test_servers(self, checkout, urls):
        shown = checkout.launch("manage", "shell", **urls)
        assert "unknown command shell" in shown.err
        assert (checkout.root / "var/postgres/data").exists()
