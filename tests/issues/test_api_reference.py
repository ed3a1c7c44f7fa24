"""The API's own page, in a real browser under the policy that all pages have."""

import pytest

from tests.cast import PASSWORD, make_company

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


class TestReference:
    def test_sends_a_stranger_to_the_sign_in(self, client, db):
        answer = client.get("/api/v1/")
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")

    @pytest.mark.browser
    @pytest.mark.django_db(transaction=True)
    def test_is_drawn_without_breaking_the_content_policy(self, live_server, page):
        company = make_company()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(f"{live_server.url}/account/login/?next=/api/v1/")
        page.fill("[name=login]", company.owner.email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.get_by_text("Report a problem", exact=True).wait_for()
        page.get_by_text("/api/v1/issues/{number}/accept/", exact=False).first.click()
        page.get_by_text("Not possible now, and why.").first.wait_for()
        assert page.evaluate("window.violations") == []
        assert errors == []
