"""Delivering what the outbox holds: at least once, never twice by our own doing, never what nobody needs any more.

Two sweeps, both safe beside others of their kind: *dispatch* makes a recorded message visible and opens a delivery
for each way that its reader chose; *sending* leases deliveries, sends them outside any transaction and writes how it went.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from notifications.commands.asking import Unwanted
from notifications.commands.digest import digest
from notifications.commands.dispatch import dispatch
from notifications.commands.ending import give_up_waiting
from notifications.commands.mailing import ServerAway, send_mails
from notifications.commands.posting import Lanes

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]
# A slow mail server must not hold a worker for long: the next run goes on.
LONGEST_RUN = timedelta(seconds=60)


def deliver(*, clock: Clock, unwanted: Unwanted) -> None:
    """Dispatch everything queued and send what is due, for about a minute at most.

    `clock` is read for each batch: a slow mail server must not make leases that have already run out. `unwanted`
    says of messages which of them would only disturb, and why; it is asked again before sending.
    """
    _dispatch_all(clock, unwanted)
    digest(now=clock(), unwanted=unwanted)
    _dispatch_all(clock, unwanted)
    began = clock()
    while give_up_waiting(clock()) and clock() - began <= LONGEST_RUN / 2:
        pass
    with Lanes(clock, unwanted) as lanes:
        _send_all(clock, unwanted, lanes)


def _dispatch_all(clock: Clock, unwanted: Unwanted) -> None:
    while dispatch(now=clock(), unwanted=unwanted):
        pass


def _send_all(clock: Clock, unwanted: Unwanted, lanes: Lanes) -> None:
    """Mails in this thread, channels beside them: neither waits for the other, and no channel for another."""
    started, mail_is_away = clock(), False
    while clock() - started <= LONGEST_RUN:
        taken = lanes.begin()
        try:
            taken += 0 if mail_is_away else send_mails(clock, unwanted, lanes.reap)
        except ServerAway:
            mail_is_away = True
            log.warning("The mail server does not answer; what waits is tried again later.")
        if taken:
            lanes.reap()
        elif lanes.running:
            lanes.wait()
        else:
            return
