"""One version of a policy as a form: targets, rungs and the longest hold, in flat fields that are sent all at once.

What is typed is a plain dictionary throughout, so that a rung can be added, or a form shown again, without losing any.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from inflection_points.commands.policies import MOST_PERCENT
from inflection_points.models import Policy
from inflection_points.rules import policies as rules
from inflection_points.rules.policies import Clock, Recipient, Rung, Severity, Whom
from inflection_points.rules.wording import AIMS, CLOCKS, NAMES, RELATIONS, ROLES, SEVERITIES
from issues.forms.numbers import WholeField
from issues.forms.sentences import Helpful
from issues.forms.targets import TargetForm
from people.models import User

MOST_RUNGS: Final = 20
Typed = dict[str, str]
One = TypeVar("One", bound=forms.Form)
_RUNG: Final = re.compile(r"(accept|act|resolve)-(\d{1,3})-percent")
_NEEDED: Final = (Clock.ACT, Clock.RESOLVE)


def percent(label: Any, **kwargs: Any) -> WholeField:
    """A share of a target."""
    return WholeField(label=label, min_value=1, max_value=MOST_PERCENT, **kwargs)


class RungForm(Helpful):
    """One rung: at which share of the target, and whom it tells."""

    percent = percent(_("At % of the target"))
    people = forms.CharField(label=_("Also these people"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in _BOXES.items():
            self.fields[name] = forms.BooleanField(label=str(label), required=False)
        self.fields["people"].widget.attrs |= {"list": "people", "placeholder": ""}

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in _BOXES]

    def clean_people(self) -> list[User]:
        words = self.cleaned_data["people"].split(",")
        return [_person(word.strip()) for word in words if word.strip()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "people" in cleaned and not self.tells:
            self.add_error(None, _("Choose at least one: a rung that tells nobody is none."))
        return cleaned

    @property
    def tells(self) -> tuple[Recipient, ...]:
        ticked = [recipient for name, recipient in _RECIPIENTS.items() if self.cleaned_data.get(name)]
        named = [Recipient(Whom.PERSON, person=one.pk) for one in self.cleaned_data["people"]]
        return tuple(dict.fromkeys([*ticked, *named]))


_RECIPIENTS: Final = {f"tells_{whom}": Recipient(whom) for whom in RELATIONS} | {
    f"role_{role}": Recipient(Whom.ROLE, role=role) for role in ROLES
}
_BOXES: Final = {f"tells_{whom}": words for whom, words in RELATIONS.items()} | {
    f"role_{role}": words for role, words in ROLES.items()
}


def _person(word: str) -> User:
    """Whoever has this address, or alone has this name. Raises `ValidationError`."""
    active = User.objects.active()
    found = list(active.filter(email__iexact=word)[:1]) or list(active.filter(name__iexact=word)[:2])
    if len(found) > 1:
        raise ValidationError(
            _("Several people are called “%(word)s”. Write the e-mail address.") % {"word": word}
        )
    if not found:
        raise ValidationError(
            _("Nobody here has the name or address “%(word)s”. Write it as People shows it.") % {"word": word}
        )
    person: User = found[0]
    return person


class SheetForm(Helpful):
    """What stands once in a version, and which one it was made from."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    hold = percent(
        _("Commitments hold the ladder for at most this share of the act target, in %"),
        help_text=_(
            "A planned action holds the act ladder until its due date, but no longer than this. 200 is usual."
        ),
    )


class NewSheetForm(SheetForm):
    """The same for a policy that does not exist yet."""

    name = forms.CharField(label=_("Name of the policy"), max_length=120)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if Policy.objects.filter(name__iexact=name).exists():
            raise ValidationError(
                _("There is a policy of this name. Choose another name, or change that one.")
            )
        return name


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field: where it is, what it is called, and the sentence."""

    anchor: str
    label: str
    sentence: str


class PolicySheet:
    """The whole form. Bound, it says what is wrong; else it shows what is typed as it is."""

    def __init__(self, typed: Typed, *, is_bound: bool = False, is_new: bool = False) -> None:
        self.typed = typed
        self._is_bound = is_bound
        self.head = self._form(NewSheetForm if is_new else SheetForm, "")
        self.targets = {
            (severity, clock): self._form(TargetForm, f"{clock}-{severity}")
            for clock in Clock
            for severity in Severity
        }
        self.rungs = {
            clock: [self._form(RungForm, f"{clock}-{n}") for n in _numbers(typed, clock)] for clock in Clock
        }
        self.missing = [c for c in _NEEDED if is_bound and not self.rungs[c]]
        if is_bound:
            for ladder in self.rungs.values():
                _must_ascend(ladder)

    def _form(self, kind: type[One], prefix: str) -> One:
        if self._is_bound:
            return kind(self.typed, prefix=prefix)
        start = f"{prefix}-" if prefix else ""
        initial = {
            key.removeprefix(start): value for key, value in self.typed.items() if key.startswith(start)
        }
        return kind(initial=initial, prefix=prefix)

    @property
    def forms(self) -> list[Helpful]:
        return [
            self.head,
            *self.targets.values(),
            *(form for ladder in self.rungs.values() for form in ladder),
        ]

    @property
    def target_rows(self) -> list[tuple[Severity, list[tuple[Clock, TargetForm]]]]:
        """The targets as a table: a row per severity, clock by clock."""
        return [(s, [(clock, self.targets[s, clock]) for clock in Clock]) for s in Severity]

    @property
    def ladders(self) -> list[tuple[Clock, str, list[RungForm]]]:
        """Each clock, what it waits for, and its rungs."""
        return [(clock, str(CLOCKS[clock]), self.rungs[clock]) for clock in Clock]

    def is_valid(self) -> bool:
        return self._is_bound and not self.missing and not any(form.errors for form in self.forms)

    def problems(self) -> list[Problem]:
        """Everything that is wrong, in the order in which it stands on the page."""
        found = [
            Problem(
                f"rungs-{c}",
                str(NAMES[c]),
                _("Add a rung %(to)s: without it nobody would be told.") % {"to": AIMS[c]},
            )
            for c in self.missing
        ]
        return [*found, *(problem for form in self.forms if form.is_bound for problem in _problems(form))]

    def value(self) -> rules.Policy:
        """What is typed, as the rules read it. Only when it is valid."""
        return rules.Policy(
            0,
            {key: form.target for key, form in self.targets.items()},
            tuple(
                Rung(clock, position, form.cleaned_data["percent"], form.tells)
                for clock, ladder in self.rungs.items()
                for position, form in enumerate(ladder, start=1)
            ),
            self.head.cleaned_data["hold"],
        )


def _problems(form: Helpful) -> Iterator[Problem]:
    for name, sentences in form.errors.items():
        field = form[name] if name in form.fields else None
        anchor = str(field.auto_id) if field is not None else f"tells-{form.prefix}"
        what = str(field.label if field is not None else _("Whom it tells"))
        for sentence in sentences:
            yield Problem(anchor, _placed(form, what), str(sentence))


def _placed(form: Helpful, what: str) -> str:
    """With the clock, and the rung or the severity, that the form is of."""
    clock, which = (*str(form.prefix or "").split("-"), "")[:2]
    if not which:
        return what
    facts = {"clock": NAMES[Clock(clock)], "what": what[:1].lower() + what[1:]}
    if which.isdecimal():
        return _("%(clock)s, rung %(number)s: %(what)s") % {**facts, "number": which}
    return _("%(clock)s, %(severity)s: %(what)s") % {**facts, "severity": SEVERITIES[Severity(which)]}


def _must_ascend(ladder: Iterable[RungForm]) -> None:
    for lower, upper in pairwise(ladder):
        least, share = (_cleaned(form).get("percent") for form in (lower, upper))
        if least is not None and share is not None and share < least:
            sentence = _("Write %(least)s or more: it comes after the rung above it on this page.")
            upper.add_error("percent", sentence % {"least": least})


def _cleaned(form: RungForm) -> dict[str, Any]:
    form.is_valid()
    return form.cleaned_data


def typed_of(value: rules.Policy, *, base: int, addresses: Mapping[int, str]) -> Typed:
    """A version as it is typed. `addresses` has those of the people whom it names, by primary key."""
    typed = {"base": str(base), "hold": str(value.hold_limit_percent)}
    for (severity, clock), target in value.targets.items():
        typed |= {
            f"{clock}-{severity}-amount": str(target.amount),
            f"{clock}-{severity}-unit": target.unit.value,
        }
    names = {recipient: name for name, recipient in _RECIPIENTS.items()}
    for rung in value.rungs:
        start = f"{rung.clock}-{rung.position}-"
        people = [addresses.get(r.person, "") for r in rung.tells if r.person is not None]
        typed |= {f"{start}percent": str(rung.percent), f"{start}people": ", ".join(filter(None, people))}
        typed |= {f"{start}{names[r]}": "on" for r in rung.tells if r in names}
    return typed


def with_rung(typed: Typed, clock: Clock) -> Typed:
    """With one more rung at the end of the clock's ladder, half the target after the last."""
    numbers = _numbers(typed, clock)
    if len(numbers) >= MOST_RUNGS:
        return typed
    last = typed.get(f"{clock}-{numbers[-1]}-percent", "") if numbers else "50"
    share = int(last) + 50 if last.isdecimal() and len(last) < 6 else 100
    return typed | {f"{clock}-{numbers[-1] + 1 if numbers else 1}-percent": str(share)}


def without_rung(typed: Typed, clock: Clock, number: int) -> Typed:
    """Without that rung; the ones above it move down."""
    kept = [n for n in _numbers(typed, clock) if n != number]
    rest = {key: value for key, value in typed.items() if not re.match(rf"{clock}-\d+-", key)}
    for position, old in enumerate(kept, start=1):
        start = f"{clock}-{old}-"
        rest |= {
            f"{clock}-{position}-{k.removeprefix(start)}": v for k, v in typed.items() if k.startswith(start)
        }
    return rest


def _numbers(typed: Typed, clock: Clock) -> list[int]:
    found = (_RUNG.fullmatch(key) for key in typed)
    return sorted(int(match[2]) for match in found if match and match[1] == clock)[:MOST_RUNGS]
