"""Signing in at a provider: who is listed sees the release, as long as the sign-in lasts."""

import time

import pytest

from tests.publish.bundles import write
from tests.serving import free_port, serving

pytest.importorskip("authlib")
provider = pytest.importorskip("tests.browser.provider")

pytestmark = pytest.mark.slow

SECRETS = """[auth]
redirect_uri = "{app}/oauth2callback"
cookie_secret = "{secret}"
client_id = "outcomes"
client_secret = "x"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def signing(tmp_path_factory):
    """A hosted instance and its provider."""
    folder = tmp_path_factory.mktemp("oidc")
    write(folder / "bundle")
    access = folder / "access.toml"
    access.write_text('mode = "oidc"\nviewers = ["ann@sponsor.example"]', encoding="utf-8")
    port = free_port()
    with provider.providing() as asked:
        secrets = folder / "secrets.toml"
        app = f"http://127.0.0.1:{port}"
        secrets.write_text(SECRETS.format(app=app, secret="s" * 40, provider=asked.address))
        environment = {
            "OUTCOMES_MODE": "hosted", "OUTCOMES_BUNDLE": str(folder / "bundle"),
            "OUTCOMES_ACCESS": str(access), "STREAMLIT_SECRETS_FILES": str(secrets),
        }  # fmt: skip
        with serving(environment, port) as address:
            yield address, asked


def sign_in(page, address):
    page.goto(address)
    page.get_by_test_id("stMain").get_by_role("button", name="Sign in").click()


def test_who_is_listed_sees_the_release_until_the_sign_in_ends(signing, page):
    address, asked = signing
    asked.email, asked.seconds = "ann@sponsor.example", 8
    page.goto(address)
    page.get_by_text("people who were invited").wait_for()
    assert "Toy study" not in page.content()
    sign_in(page, address)
    page.get_by_text("Toy study").first.wait_for()
    time.sleep(8)
    page.get_by_role("tab", name="Survival").or_(page.get_by_text("Survival")).first.click()
    page.get_by_text("has expired").wait_for()
    assert page.get_by_text("Toy study").count() == 0


def test_who_is_not_listed_sees_nothing(signing, page):
    address, asked = signing
    asked.email, asked.seconds = "eve@sponsor.example", 600
    sign_in(page, address)
    page.get_by_text("have not been given access").wait_for()
    assert "Toy study" not in page.content()
