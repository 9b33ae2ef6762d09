"""A visitor's own workbook in a real browser: one full of faults, and those that are refused."""

import csv
import io
import re
from pathlib import Path

import pytest

from outcomes.displays.data.findings import ICONS
from tests.intake.faulty import CONSEQUENCES, DEMO, FAULTS, faulty_workbook
from tests.intake.hostile import book, hostile_files, rows
from tests.serving import settled

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ERRORS = sum(f.severity == "error" for f in FAULTS) + sum(c[0] == "error" for c in CONSEQUENCES)
PATIENT = ("张伟", "11010519491231002X")

REFUSED = {
    "bomb_ratio": "unpacks to far more than its size",
    "bomb_size": "unpacks to more than 256 MB",
    "entities": "DOCTYPE or ENTITY",
    "two_cells": "more than 50,000 rows",
    "encrypted": "protected with a password",
    "old_xls": "old Excel file (.xls)",
    "csv": "text file (CSV)",
    "identified": "direct identifiers at patients!C, patients!D",
}


@pytest.fixture(scope="module")
def hostile():
    identified = rows(
        ("patient_id", "arm", "姓名", "身份证号"),
        ("P001", "sox", *PATIENT),
        ("P002", "sox", "", ""),
    )
    return {name: file for name, (file, _) in hostile_files().items() if name in REFUSED} | {
        "identified": book(identified)
    }


@pytest.fixture(scope="module")
def visitor(browser, server):
    """One page for the whole module, on the Data tab, where a workbook may be dropped."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-US", accept_downloads=True
    )
    context.set_default_timeout(60_000)
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{server}/data?study=.upload")
    settled(page)
    yield page
    context.close()
    assert not problems


def main_text(page):
    return page.locator('[data-testid="stMain"]').inner_text()


def drop(page, *files):
    """Put (name, content) into the sidebar's uploader."""
    page.set_input_files(
        'input[type="file"]',
        [{"name": name, "mimeType": XLSX, "buffer": content} for name, content in files],
    )


def drop_faulty(page):
    """Drop a workbook with ten faults and its protocol, and wait until it is read."""
    protocol = (DEMO / "study.toml").read_bytes()
    drop(page, ("mine.xlsx", faulty_workbook()), ("study.toml", protocol))
    page.get_by_text(f"{ERRORS} data errors").wait_for()
    settled(page)


def test_ten_faults_are_listed_with_their_cells(visitor):
    drop_faulty(visitor)
    assert re.search(r"163 of 163 patients", main_text(visitor))
    with visitor.expect_download() as taken:
        visitor.get_by_role("button", name="Findings (CSV)").click()
    text = Path(taken.value.path()).read_text(encoding="utf-8-sig")
    severity = {icon: name for name, icon in ICONS.items()}
    rows = csv.reader(io.StringIO(text))
    found = {(severity.get(row[0].split()[0], ""), row[1]) for row in rows}
    assert {(f.severity, f.address) for f in FAULTS} <= found
    assert sum(name == "error" for name, _ in found) == ERRORS


def test_another_visitor_does_not_see_the_workbook(visitor, browser, server):
    drop_faulty(visitor)
    context = browser.new_context(locale="en-US")
    other = context.new_page()
    other.goto(visitor.url)
    settled(other)
    text = main_text(other)
    context.close()
    assert "data errors" not in text
    assert "163" not in text


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_refused_plainly(visitor, hostile, kind):
    drop(visitor, (f"{kind}.xlsx", hostile[kind]))
    visitor.locator('[data-testid="stMain"]', has_text=REFUSED[kind]).wait_for()
    settled(visitor)
    text = main_text(visitor)
    assert "This study cannot be opened" in text
    for word in ("Traceback", 'File "', ".py", "This view failed", "Exception", *PATIENT):
        assert word not in text


def test_the_server_still_serves_the_demo_study(visitor, server):
    visitor.goto(f"{server}/?study=hipec-sox-demo")
    settled(visitor)
    assert "164 of 164 patients" in main_text(visitor)
    assert "data error" not in main_text(visitor)
