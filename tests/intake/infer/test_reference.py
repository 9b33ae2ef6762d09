"""Which arms there are, and which of them the others are compared with."""

import pytest

from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.infer.arms import SAID, arm_blocks, arm_values, reference_of, slug


@pytest.mark.parametrize(
    ("values", "order", "arm", "sure"),
    [
        (("A", "B"), {"B": SAID, "A": 1.0}, "B", True),
        (("HIPEC", "No HIPEC"), None, "No HIPEC", True),
        (("A", "placebo"), None, "placebo", True),
        (("对照组", "试验组"), None, "对照组", True),
        (("A", "B"), {"A": 2.0, "B": 1.0}, "B", True),
        (("A", "B"), {"B": 1.0}, "A", False),  # not every arm has a number
        (("HIPEC + SOX", "SOX"), None, "SOX", True),
        (("AB", "A"), None, "A", False),  # one letter is contained by accident
        (("XELOX", "HIPEC and FOLFOX"), None, "XELOX", True),
        (("XELOX", "FOLFOX", "HIPEC and S1"), None, "FOLFOX", False),
        (("control one", "control two"), None, "control one", False),
    ],
)
def test_the_arm_of_reference(values, order, arm, sure):
    found = reference_of(values, order)
    assert (found.arm, found.sure) == (arm, sure)


def test_blocks_have_ids_of_their_own():
    blocks = arm_blocks(["SOX", "HIPEC + SOX"])
    assert [(b["id"], b["label"], b["reference"]) for b in blocks] == [
        ("sox", "SOX", True), ("hipec_sox", "HIPEC + SOX", False),
    ]  # fmt: skip
    assert [b["id"] for b in arm_blocks(["对照组", "试验组"])] == ["arm_1", "arm_2"]
    assert [b["id"] for b in arm_blocks(["a-1", "a 1"])] == ["a_1", "arm_2"]
    assert [b["id"] for b in arm_blocks(["1 mg", "mg 2"])] == ["arm_1", "mg_2"]
    assert [b["label"] for b in arm_blocks(["c", "b", "a"], {"c": 0, "a": 1})] == ["a", "c", "b"]


@pytest.mark.parametrize(("n", "made"), [(0, 0), (1, 0), (2, 2), (8, 8), (9, 0)])
def test_two_to_eight_arms(n, made):
    assert len(arm_blocks([f"arm {c}" for c in "abcdefghi"[:n]])) == made
    assert arm_blocks(["A", "a"]) == []


def test_an_id_of_a_text():
    assert [slug(t) for t in ("HIPEC + SOX", " S-1 ", "组")] == ["hipec_sox", "s_1", ""]


def arms(*texts, header="arm", **options):
    rows = tuple((text,) for text in texts)
    return arm_values(
        RawSheet("p", (header,), ("A",), tuple(range(2, 2 + len(rows))), rows), **options
    )


def test_the_values_of_the_column():
    assert arms("B", "A", "B", None, "NA") == ("B", "A")
    assert arms("A", "B", header="x") == ()
    assert arms("A", "B", header="x", mapped="X") == ("A", "B")
    assert arms("A", "B", mapped="other") == ()
    assert arms("A", "B", "A→B", "A -> B") == ("A", "B")
    assert arms("A", "B", "b.", said=("B.",)) == ("A", "B")


def test_none_of_one_in_five_is_an_arm():
    assert arms(*["HIPEC"] * 4, "none") == ("HIPEC", "none")
    assert arms(*["HIPEC"] * 5, "none") == ("HIPEC",)


def test_a_slip_of_a_commoner_spelling_is_no_arm():
    assert arms(*["Control"] * 3, *["Contol"] * 2, "HIPEC") == ("Control", "HIPEC")
    assert arms(*["SOX"] * 18, "SXO", "HIPEC") == ("SOX", "HIPEC")  # one in twenty
    assert arms(*["SOX"] * 17, "SXO", "HIPEC") == ("SOX", "SXO", "HIPEC")
    assert arms("sox", "SOX", "HIPEC") == ("sox", "SOX", "HIPEC")
