"""The language a run is in is known before it is asked for."""

from types import SimpleNamespace

import pytest

from components.asking import language


@pytest.mark.parametrize(
    ("held", "link", "walks", "browser", "expected"),
    [
        (None, None, False, "zh-CN", "zh"),  # a page that opens
        (None, "en", False, "zh-CN", "en"),
        (None, "xx", False, "de", "en"),
        ("zh", "en", False, "en-US", "zh"),  # chosen on the page, which the bar has yet to show
        ("zh", "en", True, "en-US", "en"),  # back, to what the bar says
        ("en", None, True, "zh-CN", "zh"),  # … and to the browser's own, which it does not name
    ],
)
def test_pages_are_named_in_the_language_of_what_is_shown(
    held, link, walks, browser, expected, monkeypatch
):
    given = SimpleNamespace(
        session_state={} if held is None else {"lang": held},
        query_params={} if link is None else {"lang": link},
        context=SimpleNamespace(locale=browser),
    )
    monkeypatch.setattr(language, "st", given)
    monkeypatch.setattr(language, "walked", lambda: walks)
    assert language.language_ahead() == expected
