"""What the weekly mail says, in the words of its reader, of the figures that were kept with it."""

from datetime import date, datetime
from html import unescape
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.html import strip_tags

from insights.rules.bands import Bands
from insights.rules.drawings import draw
from insights.rules.periods import WEEK, Period, Scope, monday_of
from insights.views.changes import days_of
from insights.views.links import Links
from insights.views.pictures import png
from insights.views.told import alt, cohorts, numbers, place_of, sentences, times, titles
from insights.views.weekly import token_of
from notifications.commands.extras import Extras, Picture
from notifications.models import Message
from people.models import User

_WIDE, _HIGH = 280, 270  # shown 280 to 420 wide: on a phone its letters are as large as those around it
_POST: Final = "List-Unsubscribe=One-Click"  # RFC 8058


def extras(message: Message, recipient: User) -> Extras:
    """The facts, charts and headers of one mail."""
    told = message.context
    stood_at = datetime.fromisoformat(told["stood_at"])
    links = Links({**told["asked"], "as_of": told["last_day"]})
    mondays = [monday_of(week["week"]) for week in told["weeks"]]
    scope = Scope(Period(mondays[0], stood_at, until=mondays[-1] + WEEK))
    charts = {"weeks": cohorts(told, scope, links), "times": times(told, scope)}
    stop = f"{settings.SITE_URL}{reverse('insights:unsubscribe_by_link', args=[token_of(recipient.pk)])}"
    facts = {
        "day": date.fromisoformat(told["last_day"]),
        "since": mondays[0].date(),  # a day has no zone in which it was the day before
        "bands": Bands(**told["now"]["bands"]),
        "numbers": numbers(told, links),
        "changes": [
            {"html": one, "text": unescape(strip_tags(one))}
            for one in sentences(told, links, site=settings.SITE_URL)
        ],
        "changed_in": days_of(scope),
        "charts": [{"name": name, "title": titles()[name], "alt": alt(one)} for name, one in charts.items()],
        "points": [place_of(links, "point", place) for place in told["points"]],
        "departments": [place_of(links, "department", place) for place in told["departments"]],
        "stop": stop,
        "change": f"{settings.SITE_URL}{reverse('insights:weekly_mail')}",
        "site": settings.SITE_URL,
    }
    pictures = tuple(Picture(name, png(draw(one, width=_WIDE, height=_HIGH))) for name, one in charts.items())
    return Extras(facts, pictures, {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": _POST})
