"""Redis is wiped, killed, full or hangs: reports are still accepted, nothing is lost, the engine catches up."""

import os
import signal
import socket
import threading
import time

import pytest
from django.utils import timezone

from tests.cast import make_company
from tests.engine import wait_until
from tests.faults import invariants
from tests.faults.invariants import fired
from tests.faults.late import make_due
from tests.faults.load import Reporter
from tests.faults.proxy import proxy_to
from tests.faults.scale import dose

pytestmark = pytest.mark.fault

CUT_OFF = dose(40, 12)
CATCH_UP = 60  # seconds in which everything that came due meanwhile must have fired
HANGS = dose(600, 12)  # seconds; longer than the socket's patience of 10


def port_of(redis):
    return int(redis.url.rsplit(":", 1)[1].split("/")[0])


def tell(redis, command):
    """Send one command, as somebody with the password would."""
    with socket.create_connection(("127.0.0.1", port_of(redis)), timeout=5) as talk:
        talk.sendall(f"AUTH {redis.password}\r\n{command}\r\n".encode())
        assert talk.recv(100).startswith(b"+OK")


def wiped(redis, _proxy):
    for _ in range(5):
        tell(redis, "FLUSHALL")
        time.sleep(0.3)


def full(redis, _proxy):
    """Celery's worker ends when it cannot acknowledge; `supervise` starts another, as Compose does."""
    tell(redis, "CONFIG SET maxmemory 1")
    time.sleep(3)
    tell(redis, "CONFIG SET maxmemory 0")


def killed_and_wiped(redis, proxy):
    os.kill(redis.pid(), signal.SIGKILL)
    proxy.cut()
    time.sleep(3)
    redis.start()  # it keeps nothing on the disk: it comes back empty


def hanging(redis, _proxy):
    """SIGSTOP: it takes connections and bytes, and answers nothing."""
    os.kill(redis.pid(), signal.SIGSTOP)
    time.sleep(HANGS)
    os.kill(redis.pid(), signal.SIGCONT)


def cut_off(_redis, proxy):
    """A network that drops everything, and then ends what was open."""
    proxy.stall()
    time.sleep(CUT_OFF)
    proxy.cut()
    proxy.resume()


FAULTS = {
    "FLUSHALL five times": wiped,
    "full for 3 s": full,
    "killed and wiped, away for 3 s": killed_and_wiped,
    f"cut off for {CUT_OFF} s": cut_off,
    f"hanging for {HANGS // 60} min" if HANGS >= 60 else f"hanging for {HANGS} s": hanging,
}


def test_whatever_happens_to_redis_reports_are_accepted_and_the_engine_catches_up(engine, own_redis, figure):
    due = dose(300, 100)
    company = make_company()
    with proxy_to(port_of(own_redis)) as proxy:
        engine.environment["REDIS_URL"] = own_redis.url.replace(str(port_of(own_redis)), str(proxy.port))
        supervise(engine)
        engine.beat()
        with Reporter(engine.web(), company.reporter) as reporter:
            wait_until(lambda: reporter.acknowledged, 30, "the web server does not report")
            seen = {
                name: suffer(fault, own_redis, proxy, company, due, reporter)
                for name, fault in FAULTS.items()
            }
        engine.stop()
    invariants.settle()

    assert reporter.unanswered == set()
    invariants.hold(due=due * len(FAULTS), acknowledged=reporter.acknowledged)
    assert invariants.told_twice() == 0
    for name, (accepted, seconds) in seen.items():
        figure(
            f"F4 Redis {name}",
            f"{accepted} reports accepted meanwhile, 0 refused, 0 lost; {due} due: 0 missing, 0 double, "
            f"caught up in {seconds:.1f} s",
        )


def supervise(engine):
    """Keep a worker running."""

    def keep():
        worker = engine.worker()
        while not engine.is_stopping:
            if worker.poll() is not None:
                worker = engine.worker()
            time.sleep(0.2)

    threading.Thread(target=keep, daemon=True).start()


def suffer(fault, redis, proxy, company, due, reporter):
    """The reports accepted during the fault, and the seconds from its end until all that was due had fired."""
    before, told = fired(), len(reporter.acknowledged)
    make_due(company, due, timezone.now())
    fault(redis, proxy)
    accepted = len(reporter.acknowledged) - told
    assert accepted > 0, "no report was accepted meanwhile"
    healed = time.monotonic()
    wait_until(lambda: fired() >= before + due, CATCH_UP, "the engine does not catch up")
    return accepted, time.monotonic() - healed
