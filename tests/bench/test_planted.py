from __future__ import annotations

import pytest

from bench.hostile import planted

KINDS = dict(planted.kinds())
INNOCENT = dict(planted.innocent())


def test_the_corpora_have_their_sizes() -> None:
    assert (len(KINDS), len(INNOCENT)) == (93, 20)


@pytest.mark.parametrize("kind", KINDS)
def test_a_planted_kind_is_refused_or_asked_about(kind: str) -> None:
    assert planted.became(KINDS[kind]) in ("refused", "asked")


@pytest.mark.parametrize("kind", INNOCENT)
def test_an_innocent_file_is_not_refused(kind: str) -> None:
    assert planted.became(INNOCENT[kind]) in ("read", "asked")


def test_few_innocent_files_are_asked_about() -> None:
    assert sum(planted.became(data) == "asked" for data in INNOCENT.values()) <= 4
