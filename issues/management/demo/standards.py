"""What Lindenholm promises at each point, what of it can be measured, and which departments have signed it.

Most versions are signed; one waits for signatures and one for an answer to what is missing, one is a draft.
"""

from datetime import datetime, timedelta
from typing import Final

from inflection_points.commands import standards
from inflection_points.models import InflectionPoint, Standard
from inflection_points.rules.standards import Target, Words
from issues.management.demo.chain import Point
from issues.management.demo.company import Company
from issues.management.demo.points import POINTS

Lines = tuple[tuple[str, str], ...]

TARGETS: Final[dict[str, Lines]] = {
    "lindenholm-showroom-advice": (("Greeted within", "2 minutes"), ("Leaves with a drawing", "9 of 10")),
    "lindenholm-quote": (("Quote on the day we named", "95 %"), ("Bill differs from the quote", "never")),
    "lindenholm-order-confirmed": (("In writing within", "2 working days"), ("Pages", "1")),
    "lindenholm-measure": (("Surveyor at the door", "within 15 minutes"), ("Measured once", "97 of 100")),
    "lindenholm-plan-release": (("Signed drawing before release", "always"), ("Released within", "3 days")),
    "lindenholm-fronts": (("Gap between fronts", "2 mm, ± 0.5"), ("Fronts sent back", "under 1 %")),
    "lindenholm-worktop": (("Fits at the first try", "98 of 100"),),
    "lindenholm-ready-on-date": (("Ready on the agreed date", "96 %"), ("A delay is told", "a week before")),
    "lindenholm-boxes-complete": (("Boxes complete", "995 of 1,000"), ("Weighed before closing", "each")),
    "lindenholm-packed-to-survive": (("Arrives whole", "99 %"), ("Opened without a knife", "always")),
    "lindenholm-labels": (("Read from", "2 metres"), ("Boxes without a label", "none")),
    "lindenholm-slot-agreed": (("Slot in writing within", "1 day"), ("Width of a slot", "2 hours")),
    "lindenholm-slot-kept": (("Call ahead", "60 minutes before"), ("Within the slot", "95 %")),
    "lindenholm-carry-in": (
        ("Into the room asked for", "always"),
        ("Damage in the house", "under 2 in 1,000"),
    ),
    "lindenholm-damage-at-door": (("Noted before we leave", "always"), ("Next step named", "the same day")),
    "lindenholm-fitter-arrives": (("On the day and hour", "97 %"), ("With the plan", "always")),
    "lindenholm-one-visit": (("Finished in one visit", "85 %"), ("Second visit within", "5 working days")),
    "lindenholm-connections": (("Test record signed", "each"), ("Leaks within a year", "none")),
    "lindenholm-left-clean": (("Packaging taken along", "all of it"),),
    "lindenholm-first-invoice": (("Sent after everything works", "always"), ("Wrong bills", "under 1 %")),
    "lindenholm-refund": (("Paid within", "10 days"), ("Asked for by the customer", "never")),
    "lindenholm-call-answered": (("Picked up within", "1 minute"), ("Told twice", "never")),
    "lindenholm-call-back": (("Rung back when we said", "98 %"),),
    "lindenholm-spare-part": (("Leaves within", "3 days"), ("Can be followed", "always")),
    "lindenholm-repair-visit": (("Repaired at the first visit", "88 %"),),
}

# From version 1 on there was a second one, with this added; the third is under way.
SHARPENED: Final[dict[str, Lines]] = {
    "lindenholm-slot-kept": (("Customers who waited in vain", "none"),),
    "lindenholm-one-visit": (("Explained before we leave", "every drawer"),),
    "lindenholm-call-back": (("An answer, or the next time named", "always"),),
}
WAITS: Final = "lindenholm-slot-agreed"  # signed by its own department; of those upstream nobody has looked
OBJECTED: Final = "lindenholm-spare-part"
MISSING: Final = (
    "We cannot see when Customer Care has promised a part, so “within three days” begins on a day that we do not know. "
    "Add that the order carries that day."
)
ONLY_A_DRAFT: Final = "lindenholm-left-clean"  # promises nothing yet: its owner still writes


def set_standards(company: Company, now: datetime) -> None:
    """Write the versions as they were written and signed over the last year."""
    for plan in POINTS:
        point = company.points[plan.slug]
        draft = _write(point, _words(plan), now - timedelta(days=310))
        if plan.slug == ONLY_A_DRAFT:
            continue
        _ask(draft, now - timedelta(days=305))
        _sign(draft, now - timedelta(days=300))
        if plan.slug in SHARPENED:
            sharper = _write(point, _words(plan, SHARPENED[plan.slug]), now - timedelta(days=64))
            _ask(sharper, now - timedelta(days=62))
            _sign(sharper, now - timedelta(days=55))
    _leave_waiting(company, now)


def _leave_waiting(company: Company, now: datetime) -> None:
    sooner = _words(_plan(WAITS), (("Change of slot", "only when the customer agrees"),))
    waits = _write(company.points[WAITS], sooner, now - timedelta(days=6))
    _ask(waits, now - timedelta(days=5))
    own = waits.point.department
    standards.sign_standard(
        standard=waits.pk,
        department=own.pk,
        actor=standards.signers(own, now)[0],
        now=now - timedelta(days=4),
    )
    tracked = _words(_plan(OBJECTED), (("Told before the part is late", "always"),))
    objected = _write(company.points[OBJECTED], tracked, now - timedelta(days=12))
    _ask(objected, now - timedelta(days=11))
    line = objected.signatures.exclude(department=objected.point.department).get(department__name="Warehouse")
    standards.object_to_standard(
        standard=objected.pk,
        department=line.department_id,
        missing=MISSING,
        actor=standards.signers(line.department, now)[0],
        now=now - timedelta(days=9),
    )


def _plan(slug: str) -> Point:
    return next(plan for plan in POINTS if plan.slug == slug)


def _words(plan: Point, more: Lines = ()) -> Words:
    return Words(plan.promise, plan.guidance, tuple(Target(*line) for line in (*TARGETS[plan.slug], *more)))


def _write(point: InflectionPoint, words: Words, at: datetime) -> Standard:
    return standards.write_standard(point=point.pk, seen="", words=words, actor=point.owner, now=at)


def _ask(draft: Standard, at: datetime) -> None:
    point = draft.point
    standards.ask_to_sign(
        point=point.pk, seen=draft.seen, departments=standards.touched(point), actor=point.owner, now=at
    )


def _sign(version: Standard, at: datetime) -> None:
    """Everybody who was asked, a few hours apart."""
    for hours, line in enumerate(version.signatures.select_related("department__head")):
        head = standards.signers(line.department, at)[0]
        standards.sign_standard(
            standard=version.pk,
            department=line.department_id,
            actor=head,
            now=at + timedelta(hours=5 * hours),
        )
