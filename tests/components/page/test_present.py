"""Which slide stands on the projector."""

import pytest

from components.page import present


@pytest.mark.parametrize(
    ("given", "place"),
    [("", 0), ("2", 2), ("9", 4), ("-1", 0), ("x", 0), ("²", 0), ("9" * 5_000, 4)],
)
def test_a_link_names_a_slide_there_is_or_the_first(given, place, monkeypatch):
    monkeypatch.setattr(present, "kept", lambda key: (given,))
    assert present._place(5) == place
