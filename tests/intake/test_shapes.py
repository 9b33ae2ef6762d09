from __future__ import annotations

import random

import pytest

from outcomes.intake.cells import file_facts
from outcomes.intake.checks import repeats
from outcomes.intake.identify import patient_ids, texts
from outcomes.intake.shapes import by_shape
from outcomes.intake.sheets import holds
from outcomes.intake.sheets.rows import footers

LOOKS = [
    file_facts._is_number,
    footers._said_by,
    holds._written_as,
    patient_ids._letters,
    repeats._shape,
    texts.worth_a_look,
]
WORDS = (
    "HX AB P A.B. - _ / : . , 95 % CI ( ) total n= mean sum sd note 注: 合计 例 岁 tel born mrn id "
    "yo < + e 年 １９ ³ ﹢ x@y"
).split(" ")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.__name__.strip("_"))
def test_what_is_looked_at_by_its_shape_tells_no_digits_apart(look):
    rng = random.Random(look.__name__)
    for _ in range(3_000):
        said = [rng.choice((rng.choice(WORDS), str(rng.randrange(10_000)))) for _ in range(4)]
        text = rng.choice(("", " ")).join(said)
        assert look(text) == look.__wrapped__(text), text


def test_texts_of_one_shape_are_looked_at_once():
    seen = []
    look = by_shape(lambda text: seen.append(text) or text[:1])
    assert [look(text) for text in ("P-001", "P-027", "P-836")] == ["P"] * 3
    assert seen == ["P-000"]
    assert look("95") == "9"
    long = "7" * 65
    assert (look(long), seen[-1]) == ("7", long)


def test_a_broken_text_is_looked_at_like_any_other():
    assert by_shape(len)("\ud800" + "1") == 2
