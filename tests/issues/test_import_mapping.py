"""The mapping: what it may say, and the sentence for what it may not."""

import pytest

from issues.commands.importing import shipped_mappings
from issues.rules.mapping import InvalidMapping, Layout, parse
from tests.imported import LIST, LOG


def without(text, line):
    return "\n".join(one for one in text.splitlines() if not one.startswith(line))


class TestParse:
    def test_reads_what_the_product_ships(self):
        shipped = {one.slug: parse(one.text) for one in shipped_mappings()}
        assert shipped["servicenow"].layout is Layout.EVENTS
        assert shipped["nyc311"].layout is Layout.CASES
        assert all(mapping.name for mapping in shipped.values())

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("layout = ", "The mapping is not valid TOML"),
            ("", "lacks “layout”"),
            (
                LOG.replace('"events"', '"rows"'),
                "“layout” in the mapping must be one of events, cases; it is “rows”.",
            ),
            (LOG.replace('"desk"', '"Our Desk"'), "“source” in the mapping names the system"),
            (without(LOG, "at ="), "lacks “columns.at”"),
            (LOG.replace("case = ", "cases = "), "lacks “columns.case”"),
            (
                LOG.replace("person =", "persom ="),
                "“columns.persom” in the mapping is not known. Is “person” meant?",
            ),
            (
                LOG.replace("person =", "closed_at ="),
                "“columns.closed_at” does not go with layout = “events”.",
            ),
            (LIST.replace("closed_at =", "at ="), "“columns.at” does not go with layout = “cases”."),
            (LOG.replace("Europe/Berlin", "Europe"), "must be a time zone such as “Europe/Berlin”"),
            (LOG.replace("%d-%m-%Y %H:%M", "%Q"), "“%Q” in “times.formats” is not a date format."),
            (LOG.replace("%d-%m-%Y %H:%M", "%H:%M"), "has no year"),
            (LOG.replace('formats = ["%d-%m-%Y %H:%M"]', "formats = 5"), "must be a list of texts in quotes"),
            (without(LOG, "zone"), "lacks “times.zone”"),
            (
                LOG.replace('"acting"', '"worked on"'),
                "“states.Work” in the mapping must be one of reported, acting",
            ),
            (LOG.replace('"acting"', '"reported"'), "Say when somebody acted"),
            (
                LOG + '[acted]\nstate = ["Nowhere"]',
                "“acted” names the state “nowhere”, which “states” does not have.",
            ),
            (
                without(LIST, "acted_at") + '\n[acted]\nknown = ["updated"]',
                "“acted” needs “columns.acted_at”",
            ),
            (LOG.replace('"low"', '"lowest"'), "“severities.2 - Low” in the mapping must be one of critical"),
            (LOG + '[calendar]\nhours = ["9 to 5"]', "“9 to 5” in “calendar.hours” is not a span."),
            (LOG + '[calendar]\ndays = ["someday"]', "“someday” in “calendar.days” is not a day."),
            (LOG + '[people]\nactive = "yes"', "“people.active” in the mapping must be true or false."),
            (LOG + '[people]\ndomain = "not a domain"', "“people.domain” must be a domain"),
            (LOG + f'[departments.names]\n"a" = "{"x" * 121}"', "is longer than 120 characters"),
            (f'delimiter = "::"\n{LOG}', "“delimiter” in the mapping must be one character"),
            (f'encoding = "ebcdic"\n{LOG}', "“encoding” in the mapping must be one of utf-8"),
            (f'colour = "red"\n{LOG}', "“colour” in the mapping is not known."),
        ],
    )
    def test_says_what_to_change(self, text, sentence):
        with pytest.raises(InvalidMapping) as refusal:
            parse(text)
        assert sentence in str(refusal.value)
