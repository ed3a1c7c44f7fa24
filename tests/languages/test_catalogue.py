"""The catalogues: what is taken from the code, what stays of them, and what is found wrong with them."""

from pathlib import Path

import pytest
from django.template import Context, Engine
from django.utils import translation

from launch.words import catalogues, checking, extracting, pseudo
from launch.words.places import SOURCES, TEMPLATES, written

TEMPLATE = """{% load i18n %}
<p title="{% translate 'Half of 50 %' %}">{% translate "May" context "month" %}</p>
{% blocktranslate trimmed count n=n %}
  One <b>message</b>
  for {{ who }}
{% plural %}
  {{ n }} messages
  for {{ who }}
{% endblocktranslate %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext
from people.rules.words import say, say_many
A = _("Said " "in two parts")
B = say("%(name)s has left", name=1)
C = say_many("%(count)s day", "%(count)s days", 2)
D = say(variable)
E = pgettext("navigation", "Home")
F = _("100 % of it")
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    for name in (*SOURCES, TEMPLATES):
        (tmp_path / name).mkdir()
    (tmp_path / "people" / "some.py").write_text(CODE)
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    return tmp_path


def of_two(text: str, path: Path) -> Path:
    path.mkdir(parents=True)
    file = path / "django.po"
    file.write_text(f'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n{text}')
    return file


class TestTaking:
    def test_finds_what_python_templates_and_rules_mark(self, code):
        found = extracting.extracted(code)
        assert {message.id for message in found if message.id} == {
            "Said in two parts",
            "%(name)s has left",
            ("%(count)s day", "%(count)s days"),
            "Home",
            "100 % of it",
            "Half of 50 %%",
            "May",
            ("One <b>message</b> for %(who)s", "%(n)s messages for %(who)s"),
        }
        assert found.get("Home", "navigation") is not None
        assert "python-format" in found.get("%(name)s has left").flags
        assert "python-format" not in found.get("100 % of it").flags

    def test_takes_a_block_as_django_looks_it_up(self):
        """The pseudo-locale translates whatever is found, so a block that is found otherwise stays English."""
        text = "{% load i18n %}{% blocktranslate trimmed count count=n %}\n {{ count }} issue\n{% plural %}\n {{ count }} issues\n{% endblocktranslate %}"
        page = Engine.get_default().from_string(text)
        with translation.override("en-xa"):
            assert page.render(Context({"n": 2})).startswith("⟦2 íššúéš")

    def test_keeps_translations_drops_what_is_no_longer_said_and_changes_nothing_the_second_time(
        self, code, tmp_path
    ):
        path = of_two(
            'msgid "Home"\nmsgstr "Heim"\n\nmsgctxt "navigation"\nmsgid "Home"\nmsgstr "Start"\n\nmsgid "Gone"\nmsgstr "Weg"\n',
            tmp_path / "de" / "LC_MESSAGES",
        )
        once = catalogues.in_step(extracting.extracted(code), catalogues.read(path))
        path.write_text(catalogues.text(once, "de"))
        again = catalogues.in_step(extracting.extracted(code), catalogues.read(path))
        assert once.get("Home", "navigation").string == "Start"
        assert once.get("Gone") is None
        assert catalogues.text(again, "de") == path.read_text()
        assert str(tmp_path) not in path.read_text()


class TestChecking:
    def test_finds_nothing_wrong_with_what_is_shipped(self):
        found = extracting.extracted()
        assert [fault for path in written() for fault in checking.faults(path, found)] == []

    @pytest.mark.parametrize(
        ("entry", "fault"),
        [
            ('msgid "May"\nmsgstr ""', "Not translated"),
            ('#, fuzzy\nmsgid "May"\nmsgstr "Mai"', "Fuzzy"),
            ('msgid "%(name)s has left"\nmsgstr "%(nam)s ist weg"', "Other placeholders"),
            ('msgid "%(name)s has left"\nmsgstr "Ist weg"', "Other placeholders"),
            ('msgid "May"\nmsgstr "May"', "The same as the English"),
        ],
    )
    def test_names_what_cannot_be_shipped(self, code, tmp_path, entry, fault):
        path = of_two(f"{entry}\n", tmp_path / "de" / "LC_MESSAGES")
        assert any(one.startswith(fault) for one in checking.faults(path, extracting.extracted(code)))

    def test_lets_one_form_of_a_plural_go_without_the_number(self, code, tmp_path):
        path = of_two(
            'msgid "One day"\nmsgid_plural "%(count)s days"\nmsgstr[0] "Ein Tag"\nmsgstr[1] "%(count)s Tage"\n',
            tmp_path / "de" / "LC_MESSAGES",
        )
        assert not [one for one in checking.faults(path, extracting.extracted(code)) if "placeholders" in one]


class TestPseudo:
    def test_is_longer_in_brackets_and_keeps_what_is_filled_in(self):
        said = pseudo.pseudo("Hello <b>%(name)s</b>, 5 %% of it is done")
        assert said.startswith("⟦Ħéłłó <b>%(name)s</b>, 5 %% óƒ íţ")
        assert said.endswith("⟧")
        assert len(said) > 1.3 * len("Hello <b>%(name)s</b>, 5 %% of it")

    def test_is_never_offered(self, client, db):
        assert b"Pseudo" not in client.get("/account/login/").content
