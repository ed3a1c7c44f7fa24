"""People who report problems through the API while something is broken."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID, uuid4

from rest_framework.authtoken.models import Token

from people.models import User

PAUSE = 0.03  # seconds between two reports


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one report; status 0 when it said nothing."""

    key: UUID
    status: int
    retry_after: str = ""
    number: int = 0


@dataclass
class Reporter:
    """Reports one problem after the other and remembers every answer."""

    port: int
    person: User
    answers: list[Answer] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.token = Token.objects.get_or_create(user=self.person)[0].key

    @property
    def acknowledged(self) -> set[UUID]:
        return {answer.key for answer in list(self.answers) if answer.status in {200, 201}}

    @property
    def unanswered(self) -> set[UUID]:
        """Those of which the reporter does not know whether they arrived."""
        return {answer.key for answer in list(self.answers)} - self.acknowledged

    def report(self, key: UUID | None = None) -> Answer:
        """Report once, under this key or a new one."""
        key = key or uuid4()
        body = {
            "point": "delivery-slot",
            "severity": "normal",
            "text": f"Late, {key}",
            "client_key": str(key),
        }
        answer = Answer(key, 0)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Authorization": f"Token {self.token}", "Content-Type": "application/json"}
            connection.request("POST", "/api/v1/issues/", json.dumps(body), headers)
            got = connection.getresponse()
            said = got.read()
            number = json.loads(said).get("number", 0) if got.status in {200, 201} else 0
            answer = Answer(key, got.status, got.headers.get("Retry-After", ""), number)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        self.answers.append(answer)
        return answer

    def repeat(self) -> None:
        """Send again, under its own key, whatever was not acknowledged."""
        for key in self.unanswered:
            self.report(key)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(30)

    def _go_on(self) -> None:
        while not self._over.is_set():
            self.report()
            time.sleep(PAUSE)


def ask(port: int, person: User, path: str, body: dict[str, Any]) -> int:
    """Post once as this person; the status of the answer."""
    token = Token.objects.get_or_create(user=person)[0].key
    headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
    talk = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        talk.request("POST", path, json.dumps(body), headers)
        return talk.getresponse().status
    finally:
        talk.close()
