"""Admissions and discharges to the minute: warned of, refused or allowed, as the policy says."""

import datetime as dt
import io
from dataclasses import replace

import openpyxl
import pytest

from outcomes.intake.identify.identifiers import Identified
from outcomes.intake.load import load_workbook
from outcomes.model.protocol import Policy
from tests.intake.frames import OS, protocol

MINUTE = dt.datetime(2024, 1, 2, 13, 45)


def content(header, *cells):
    made = openpyxl.Workbook()
    made.active.title = "patients"
    made.active.append(("patient_id", "randomisation_date", header))
    for number, cell in enumerate(cells, 1):
        made.active.append((f"P{number}", dt.date(2024, 1, 1), cell))
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def found(data, spec=None):
    study = load_workbook(data, name="a.xlsx", spec=spec)
    return [(i.severity, i.cells) for i in study.issues if i.rule == "exact-time"]


def with_policy(value):
    return replace(protocol(endpoint=[OS]), policy=Policy(exact_times=value))


@pytest.mark.parametrize("header", ["入院时间", "出院日期", "Admission time", "date_of_discharge",
                                    "Admitted", "Hospitalised since"])  # fmt: skip
def test_the_time_of_day_of_a_stay_is_named_with_its_cells(header):
    assert found(content(header, MINUTE, dt.datetime(2024, 1, 2))) == [("warning", ("C2",))]


@pytest.mark.parametrize("text", ["2024-01-02 13:45", "2024年1月2日13时45分", "13：45"])
def test_a_time_of_day_in_a_text_is_one_too(text):
    assert found(content("入院时间", text)) == [("warning", ("C2",))]


def test_days_and_times_of_doses_are_none():
    assert found(content("入院日期", dt.date(2024, 1, 2), "2024-01-02")) == []
    assert found(content("first_treatment_date", MINUTE)) == []


def test_the_protocol_refuses_or_allows_them():
    data = content("入院时间", MINUTE)
    assert found(data, with_policy("allow")) == []
    with pytest.raises(Identified) as refused:
        found(data, with_policy("refuse"))
    assert "C2" in refused.value.reason
    assert "13" not in refused.value.reason.replace("C2", "")
