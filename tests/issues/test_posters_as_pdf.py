"""Posters as PDF: text that can be read and copied, fonts inside, the code drawn in lines, and nothing fetched."""

import re
import subprocess
import sys
import zlib

import pytest

from inflection_points.commands.posters import make_poster, token_of
from inflection_points.models import Site
from issues.views.paper import pdf_of
from tests.cast import REPORTED
from tests.codes import Matrix, read_code, without_quiet_zone

try:
    import weasyprint  # noqa: F401  it loads Pango
except OSError as missing:
    pytest.skip(f"Pango is missing: {missing}", allow_module_level=True)


def streams(pdf: bytes) -> list[str]:
    """The contents of the file that are text: pages, and which letters the glyphs stand for."""
    found = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(packed).decode("latin-1"))
        except zlib.error:
            found.append(packed.decode("latin-1"))
    return found


def anything(pdf: bytes) -> str:
    """All of the file, unpacked."""
    return "\n".join([pdf.decode("latin-1"), *streams(pdf)])


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Each page in millimetres."""
    boxes = re.findall(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", anything(pdf))
    return [(round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in boxes]


def words(pdf: bytes) -> str:
    """What somebody who searches or copies finds in it."""
    letters: dict[str, str] = {}
    for font in (text for text in streams(pdf) if "beginbfchar" in text):
        letters |= {glyph: chr(int(letter, 16)) for glyph, letter in re.findall(r"<(\w{4})> <(\w{4})>", font)}
    shown = [run for text in streams(pdf) for run in re.findall(r"\[(.*?)\] TJ", text)]
    return " ".join("".join(letters.get(g, "?") for g in re.findall(r"<(\w{4})>", run)) for run in shown)


def drawn(pdf: bytes) -> Matrix:
    """The modules of the code on a page, from its lines."""
    page = next(text for text in streams(pdf) if " m\n" in text and "TJ" in text)
    corners = re.findall(r"^(\d+) (\d+) m\n(\d+) \d+ l", page, re.MULTILINE)
    size = max(int(end) for _, _, end in corners)
    dark = [[False] * size for _ in range(size)]
    for x, y, end in corners:
        if (int(x), int(end)) != (0, size):  # the white ground
            dark[int(y)][int(x) : int(end)] = [True] * (int(end) - int(x))
    return without_quiet_zone(dark)


@pytest.fixture
def poster(company):
    site = Site.objects.create(name="Depot Lüneburg")
    return make_poster(point=company.point, site=site, actor=company.administrator, now=REPORTED)


@pytest.fixture
def pdf(company, poster, signed_in):
    answer = signed_in(company.owner).get(f"/posters/{poster.pk}/poster.pdf?language=de")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return answer.content


class TestPosterPdf:
    def test_holds_real_text_its_fonts_and_no_picture(self, pdf, poster):
        said = words(pdf)
        assert "Delivery slot kept" in said
        assert "Depot Lüneburg" in said
        assert f"127.0.0.1:8000/r/{token_of(poster)}" in said
        assert "/FontFile" in anything(pdf)
        assert "/Subtype /Image" not in anything(pdf)

    def test_is_one_page_of_a4_with_the_code_that_leads_to_the_place(self, pdf, poster):
        assert sizes(pdf) == [(210, 297)]
        assert read_code(drawn(pdf)) == f"http://127.0.0.1:8000/r/{token_of(poster)}/"

    def test_of_several_has_a_page_each(self, company, poster, signed_in):
        other = make_poster(point=company.point, site=None, actor=company.owner, now=REPORTED)
        asked = f"/posters/posters.pdf?poster={poster.pk}&poster={other.pk}&size=a6"
        made = signed_in(company.owner).get(asked).content
        assert sizes(made) == [(105, 148)] * 2


class TestPaper:
    def test_fetches_nothing_neither_from_the_disk_nor_from_a_network(self, tmp_path):
        secret = tmp_path / "secret.svg"
        secret.write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>hush</text></svg>'
        )
        page = f'<p>Here</p><img src="{secret.as_uri()}"><img src="http://127.0.0.1:1/x.png"><link rel="attachment" href="{secret.as_uri()}">'
        made = pdf_of(page, [])
        assert "Here" in words(made)
        assert "/EmbeddedFile" not in anything(made)
        assert "hush" not in words(made)

    def test_where_it_cannot_be_made_leads_to_the_page_that_a_browser_prints(
        self, company, poster, signed_in, monkeypatch
    ):
        bare = getattr(sys, "_base_executable", sys.executable)  # the Python beneath the environment
        if (
            subprocess.run(
                [bare, "-I", "-c", "import weasyprint"], capture_output=True, check=False
            ).returncode
            == 0
        ):
            pytest.skip("The extra is installed for every Python here.")
        monkeypatch.setattr(sys, "executable", bare)
        answer = signed_in(company.owner).get(f"/posters/{poster.pk}/poster.pdf?size=a5")
        page = answer.content.decode()
        assert (answer.status_code, "Print the page from your browser instead" in page) == (501, True)
        assert f"/posters/{poster.pk}/print/?size=a5" in page
