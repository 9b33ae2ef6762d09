"""What a visitor corrects in an inferred protocol wins, is seen at once, and can be kept."""

import datetime as dt
import io
from dataclasses import replace

import numpy as np
import pytest
from openpyxl import Workbook
from openpyxl import load_workbook as load_workbook_of

from outcomes.intake.infer.protocol_text import to_toml
from outcomes.intake.load import load_study, load_workbook
from outcomes.model.file.hints import Hints
from outcomes.model.toml.protocol import parse_protocol, read_protocol
from outcomes.model.toml.text import read_toml

HEADERS = ("Pt No", "Group", "Sex", "Age", "Ascites (none/mild/mod/severe)",
           "Date of randomisation", "Date progression", "Date death", "Last FU", "Status", "ECOG",
           "R0 surgery date", "Ward notes")  # fmt: skip


def day(n):
    return dt.date(2023, 1, 1) + dt.timedelta(days=n)


def workbook():
    """A clinic's sheet of twelve columns and one nobody should see: 20 patients, 8 deaths."""
    book = Workbook()
    page = book.active
    page.append(HEADERS)
    for i in range(20):
        dead = i % 5 in (0, 3)
        page.append([
            i + 1, "SOX" if i % 2 else "HIPEC+SOX", "MF"[i % 2], 50 + i,
            ("none", "mild", "mod", "severe")[i % 4], day(i), day(100 + i) if i % 3 == 0 else None,
            day(200 + i) if dead else None, day(200 + i) if dead else day(400),
            "dead" if dead else "gone home" if i == 1 else "alive", i % 3, None, f"seen in bed {i}",
        ])  # fmt: skip
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def misspelled():
    """The same, one patient of the first arm misspelled and one under another name."""
    book = load_workbook_of(io.BytesIO(workbook()))
    book.active["B4"], book.active["B6"] = "HIPC+SOX", "Hyperthermia + SOX"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture(scope="module")
def content():
    return workbook()


def opened(content, **said):
    return load_workbook(content, name="clinic.xlsx", hints=Hints(**said) if said else None)


def events(study, endpoint):
    return int((study.endpoints[endpoint].event == 1).sum())


def column(study, header):
    return next(c for c in study.read[0].columns if c.header == header)


def test_a_spelling_that_means_an_arm_is_none_of_its_own(tmp_path):
    asked = opened(misspelled())
    assert [a.id for a in asked.spec.arms] == ["sox", "hipec_sox", "hyperthermia_sox"]
    assert column(asked, "Group").unresolved == ("HIPC+SOX",)
    spellings = ("HIPC+SOX", "Hyperthermia + SOX")
    told = opened(misspelled(), values=tuple(("arm", "hipec_sox", s) for s in spellings))
    assert [a.id for a in told.spec.arms] == ["sox", "hipec_sox"]
    assert told.patients["arm"].value_counts().to_dict() == {"hipec_sox": 10, "sox": 10}
    assert not [i for i in told.issues if i.rule == "not_an_arm"]
    (tmp_path / "study.toml").write_text(to_toml(told.spec), encoding="utf-8")
    (tmp_path / told.spec.study.workbook).write_bytes(misspelled())
    again = load_study(tmp_path)
    assert again.patients["arm"].equals(told.patients["arm"])


def test_a_clinics_sheet_makes_its_endpoints_without_a_word(content):
    study = opened(content)
    assert events(study, "os") == 8
    # 7 progressions, and of the 8 dead those without one: patients 3, 5, 8, 10, 13, 18, 20 - 1.
    progressed = {i for i in range(20) if i % 3 == 0}
    dead = {i for i in range(20) if i % 5 in (0, 3)}
    assert events(study, "pfs") == len(progressed | dead)
    assert next(a.label for a in study.spec.arms if a.reference) == "SOX"


def test_a_corrected_column_is_read_from_that_header_alone(content):
    study = opened(content, columns=(("patients.first_treatment_date", "Date of randomisation"),))
    assert column(study, "Date of randomisation").column == "first_treatment_date"
    assert "randomisation_date" not in study.patients


def test_a_header_that_means_nothing_makes_no_endpoint(content):
    study = opened(content, unread=("Date death",))
    assert column(study, "Date death").column is None
    assert "os" not in study.endpoints


def test_the_reference_is_the_one_somebody_named(content):
    study = opened(content, reference="HIPEC+SOX")
    assert next(a.label for a in study.spec.arms if a.reference) == "HIPEC+SOX"


def test_an_entry_gets_the_code_somebody_gave_it(content):
    assert column(opened(content), "Status").unresolved == ("gone home",)
    study = opened(content, values=(("status", "lost", "gone home"),))
    assert column(study, "Status").unresolved == ()
    assert (study.patients["status"] == "lost").sum() == 1


def test_codes_of_unknown_and_the_cut_off_are_taken_over(content):
    study = opened(content, missing=("2",), data_cutoff="2023-06-30", date_order="dmy")
    assert study.spec.study.missing == ("2",)
    assert study.spec.study.data_cutoff == dt.date(2023, 6, 30)
    assert events(study, "os") == 0  # every death is later
    assert not (study.patients["ecog"] == 2).any()


def test_the_protocol_that_is_kept_reads_the_workbook_the_same_way(content):
    said = opened(content, reference="HIPEC+SOX", values=(("status", "lost", "gone home"),))
    kept = parse_protocol(read_toml(to_toml(said.spec).encode()))
    again = load_workbook(content, name="clinic.xlsx", spec=kept)
    assert again.spec == replace(said.spec, inferred=False)  # now somebody wrote it
    assert {e: events(again, e) for e in again.endpoints} == {
        e: events(said, e) for e in said.endpoints
    }


def test_the_protocol_that_is_kept_gives_the_figures_in_a_folder_of_any_name(content, tmp_path):
    said = opened(content, reference="HIPEC+SOX", values=(("status", "lost", "gone home"),),
                  endpoints=(("pfs", "censor", ("last_contact_date",)),))  # fmt: skip
    folder = tmp_path / "胃癌 2024, ward 7"
    folder.mkdir()
    (folder / "clinic.xlsx").write_bytes(content)
    (folder / "study.toml").write_text(to_toml(said.spec), encoding="utf-8")
    again = load_study(folder)
    assert again.spec.study.id == folder.name
    for name, data in said.endpoints.items():
        np.testing.assert_array_equal(again.endpoints[name].time, data.time)
        np.testing.assert_array_equal(again.endpoints[name].event, data.event)
    assert again.spec.arms == said.spec.arms
    assert read_protocol(folder).study.title == folder.name


def test_nothing_of_a_column_that_is_not_read_is_shown(content):
    notes = column(opened(content), "Ward notes")
    assert (notes.column, notes.holds, notes.n_distinct, notes.examples) == (None, "texts", 20, ())
    assert column(opened(content), "Sex").examples == ("M", "F")


def test_hints_cross_a_process_as_plain_values():
    hints = Hints(columns=(("patients.age", "Alter"),), values=(("sex", "male", "m."),),
                  unread=("x",), reference="A", missing=("9",))  # fmt: skip
    assert Hints.of_json(hints.to_json()) == hints


def test_a_guess_says_how_sure_it_is(content):
    study = opened(content)
    assert column(study, "Date death").score == 1.0
    assert column(study, "Sex").score is None  # listed in the dictionary


def test_an_endpoint_made_of_other_columns_stands_in_the_protocol(content):
    study = opened(content, endpoints=(("pfs", "censor", ("last_contact_date",)),
                                       ("pfs", "event", ("death_date",))))  # fmt: skip
    pfs = study.spec.endpoint("pfs")
    assert (pfs.event, pfs.censor) == (("death_date",), "last_contact_date")
    assert events(study, "pfs") == events(study, "os") == 8
    kept = parse_protocol(read_toml(to_toml(study.spec).encode()))
    # The endpoints that every study has are no lines of its protocol.
    assert kept == replace(study.spec, inferred=False, further=())


def test_a_report_says_as_what_entries_are_read(content):
    study = opened(content)
    assert dict(column(study, "Sex").meanings) == {"M": "male", "F": "female"}
    assert column(study, "Date death").meanings == ()  # dates need no reading
