"""What parts of a section are called, and what is read as an answer."""

import pytest

from outcomes.displays.adjusted.curves import CURVES
from outcomes.displays.base.words import Words
from outcomes.displays.contents import Entry
from outcomes.export.report.sections import in_short, no_progress, sections_of, titled
from tests.demos import demo_study
from tests.export.report.test_document import source_of


@pytest.mark.parametrize(
    ("title", "own", "called"),
    [
        ("Curves · OS", "", "Curves · OS"),
        ("", "At risk", "At risk"),
        ("Curves · OS", "At risk", "Curves · OS · At risk"),
        ("Follow-up · OS", "OS", "Follow-up · OS"),
    ],
)
def test_a_part_is_called_by_what_its_own_title_adds(title, own, called):
    assert titled(title, own) == called


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("Median 8.2 months; HR 0.76.", "Median 8.2 months; HR 0.76."),
        ("Nausea: 42 of 85. " * 20, "Nausea: 42 of 85. " * 17 + "…"),
        ("SOX: " + ", ".join(["step 82 of 82"] * 30) + ". HIPEC: none.", ""),
        ("恶心：42/85。" * 60, "恶心：42/85。" * 35 + " …"),
    ],
)
def test_an_answer_is_a_few_sentences(said, short):
    assert in_short(said) == short


def test_endpoints_a_display_cannot_be_asked_of_have_no_section():
    study = demo_study("hipec-sox-demo")
    entries = (Entry(CURVES, "sensitivity.curves", each=True),)
    made = sections_of(source_of(study), Words(study.spec), 3, entries, "full", no_progress)
    assert [(section.number, section.title) for section in made] == [
        ("3.1", "Adjusted curves · Progression-free survival"),
        ("3.2", "Adjusted curves · Overall survival"),
    ]
