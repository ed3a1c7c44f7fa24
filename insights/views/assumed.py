"""What the cost of inaction rests on, as plain values: a table of its own, and the head of every file that rests on it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from insights.forms.premises import RATES, WORTH, label_of
from insights.rules.company import SURVEY, Assumptions
from insights.views.premises import in_words
from insights.views.tables_out import Asked, Table, share_cell
from issues.views.spreadsheets import As, Meant, Value


def rests_on(assumed: Assumptions, as_of: datetime) -> Table:
    """Each assumption as of an instant, and what the survey says of it."""
    columns = [_("Assumed"), _("Here"), _("Unit"), _("The survey")]
    return Table("rests_on", _("What it rests on"), columns, _rows(assumed), [(_("As it stood at"), as_of)])


def head(assumed: Assumptions) -> Asked:
    """In words: that no period narrows what is at risk, and what is assumed of it."""
    counted = _("what nobody ever acted on, whenever it was reported: no period narrows it")
    told = [(label_of(name), in_words(name, getattr(assumed, name))) for name in (*RATES, *WORTH)]
    return [(_("Counted"), counted), *told]


def _rows(assumed: Assumptions) -> Iterator[list[Value]]:
    for name in RATES:
        here, survey = (getattr(one, name) / 100 for one in (assumed, SURVEY))
        yield [label_of(name), share_cell(here), _("share"), share_cell(survey)]
    worth = None if assumed.value is None else Meant(assumed.value, As.MONEY)
    yield [label_of("value"), worth, assumed.currency, None]
    yield [label_of("realisation"), share_cell(assumed.realisation / 100), _("share"), None]
