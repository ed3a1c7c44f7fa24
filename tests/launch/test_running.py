"""`run` as one process tree, from a path with spaces that is longer than a socket's name may be."""

import os
import signal
import urllib.request

import pytest

from launch.daemons import is_alive
from tests.launch.checkout import Checkout, eventually


def page(port: int) -> bytes:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
        return bytes(answer.read())


@pytest.fixture
def running(checkout, port):
    process = checkout.start(PORT=str(port))
    assert process.poll() is None, checkout.said()
    yield process
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    checkout.started.remove(process)


def left_over(checkout: Checkout) -> list[int]:
    return [pid for pid in checkout.processes() if is_alive(pid)]


class TestRun:
    def test_prints_the_address_and_the_sign_ins_of_a_page_that_answers(self, checkout, running, port):
        assert len(str(checkout.root)) > 107
        assert page(port) == b"It runs."
        assert f"Moment of Service runs at http://127.0.0.1:{port}" in checkout.said()
        assert "frontline: fay@example.com" in checkout.said()

    def test_without_the_demo_company_says_how_the_first_administrator_is_made(self, checkout, port):
        (checkout.root / "no_demo").touch()
        process = checkout.start(PORT=str(port))
        (checkout.root / "no_demo").unlink()
        eventually(lambda: "Ctrl-C stops it" in checkout.said())
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        checkout.started.remove(process)
        assert 'make manage ARGS="createsuperuser"' in checkout.said()
        assert 'make manage ARGS="load_demo"' in checkout.said()

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_stops_everything_that_it_started(self, checkout, running, number):
        running.send_signal(number)
        assert running.wait(30) == 0
        assert left_over(checkout) == []

    def test_refuses_to_run_twice_from_one_checkout(self, checkout, running):
        again = checkout.launch("run", PORT="1")
        assert again.is_one_sentence()
        assert "already runs" in again.last_line

    def test_stops_as_a_whole_when_the_web_process_dies_and_says_which(self, checkout, running):
        os.kill(checkout.pid_of("gunicorn"), signal.SIGKILL)
        assert running.wait(30) == 1
        assert "The web process was killed by signal 9" in checkout.said()
        assert "var/log/web.log" in checkout.said()
        assert left_over(checkout) == []

    @pytest.mark.parametrize("name", ["worker", "sweeper", "beat"])
    def test_starts_a_part_of_the_engine_that_dies_again(self, checkout, running, name):
        os.kill(checkout.pid_of("celery", name), signal.SIGKILL)
        eventually(
            lambda: f"The {name} process was killed by signal 9 and is started again" in checkout.said()
        )
        eventually(lambda: any("celery" in one and name in one for one in checkout.commands()))
        assert running.poll() is None

    def test_stops_as_a_whole_when_its_postgresql_dies(self, checkout, running):
        os.kill(checkout.pid_of("bin/postgres"), signal.SIGKILL)
        assert running.wait(30) == 1
        assert "The private PostgreSQL ended" in checkout.said()
        eventually(lambda: left_over(checkout) == [])

    def test_recovers_from_its_own_violent_death(self, checkout, running, port):
        running.kill()
        running.wait()
        words = ("gunicorn", "celery")
        eventually(lambda: not any(word in command for word in words for command in checkout.commands()))
        again = checkout.start(PORT=str(port))
        assert page(port) == b"It runs."
        again.send_signal(signal.SIGINT)
        assert again.wait(30) == 0
        assert left_over(checkout) == []

    def test_is_stopped_by_the_stop_command(self, checkout, running):
        assert checkout.launch("stop").code == 0
        assert running.wait(30) == 0
        assert left_over(checkout) == []
