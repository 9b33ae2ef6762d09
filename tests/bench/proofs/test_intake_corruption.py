"""One cell nobody can read, anywhere: what it must never do, and that these laws see it done."""

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.proofs.intake_corruption import (
    DEMOS,
    UNREADABLE,
    Change,
    Reading,
    addresses_of,
    batch_of,
    beginning,
    broken_laws,
    cells_of,
    corrupted,
    drawn,
    faults_of,
    read_demo,
    reading_of,
    told_once,
)
from outcomes.intake.sheets import sheet_table


@cache
def demo(name, silent):
    workbook, spec = read_demo(name)
    workbook = told_once(beginning(workbook, 16), silent)
    return workbook, spec, reading_of(workbook, spec), cells_of(workbook, spec)


@given(
    st.sampled_from(DEMOS), st.sampled_from(("patients", "follow_up")),
    st.integers(0, 10**6), st.sampled_from(UNREADABLE),
)  # fmt: skip
@settings(max_examples=12, deadline=None)
def test_one_unreadable_cell_breaks_no_law(name, silent, seed, text):
    workbook, spec, before, cells = demo(name, silent)
    cell = drawn(cells, random.Random(seed))
    after = reading_of(corrupted(workbook, cell, text), spec)
    assert list(broken_laws(before, after, addresses_of(workbook, cell))) == []


def test_the_laws_see_an_entry_that_is_taken_for_a_blank(monkeypatch):
    workbook, spec, before, cells = demo("hipec-sox-demo", "follow_up")
    header = workbook.sheets[0].header
    at = [
        c
        for c in cells
        if c.sheet == 0
        and header[c.column] == "progression_date"
        and workbook.sheets[0].rows[c.row][c.column] is not None
    ]
    worse = [corrupted(workbook, cell, "see chart") for cell in at[:4]]
    monkeypatch.setattr(sheet_table, "with_unread", lambda frame, marks: frame)
    blind = [reading_of(book, spec) for book in worse]
    said = {law for after in blind for law in broken_laws(before, after, {"*"} | after.said)}
    assert said == {"pfs: an event moved"}


def test_cells_of_a_batch_share_neither_patient_nor_column():
    workbook, _, _, cells = demo("hipec-sox-demo", "follow_up")
    batch = batch_of(cells, workbook, random.Random(3))
    assert len(batch) > 4
    assert len({(c.cell.sheet, c.cell.column) for c in batch}) == len(batch)
    assert len({workbook.sheets[c.cell.sheet].rows[c.cell.row][0] for c in batch}) == len(batch)


def test_a_batch_names_the_cell_that_breaks_a_law(monkeypatch):
    workbook, spec, before, cells = demo("hipec-sox-demo", "follow_up")
    header = workbook.sheets[0].header
    worse = next(
        c
        for c in cells
        if c.sheet == 0
        and header[c.column] == "progression_date"
        and workbook.sheets[0].rows[c.row][c.column] is not None
    )
    other = next(c for c in cells if header[c.column] == "age" and c.row != worse.row)
    batch = [Change(worse, "see chart"), Change(other, "see chart")]
    assert list(faults_of(batch, workbook, spec, before)) == []
    monkeypatch.setattr(sheet_table, "with_unread", lambda frame, marks: frame)
    (fault,) = faults_of(batch, workbook, spec, before)
    address = min(addresses_of(workbook, worse))
    assert fault == f"{address} 'see chart': pfs: an event moved"


BEFORE = Reading({"os": {"1": (5.0, 1.0), "2": (9.0, 0.0)}}, {("os", "all"): 5.0}, frozenset())


@pytest.mark.parametrize(
    ("outcome", "median", "said", "broken"),
    [
        ((5.0, 1.0), 5.0, (), 0),
        ((np.nan, np.nan), 5.0, (), 0),
        ((5.0, 0.0), 5.0, (), 1),
        ((6.0, 1.0), 5.0, (), 1),
        ((np.nan, np.nan), 7.0, (), 1),
        ((np.nan, np.nan), None, ("s!A2",), 0),
    ],
)
def test_each_law_by_hand(outcome, median, said, broken):
    after = Reading(
        {"os": {"1": outcome, "2": (9.0, 0.0)}}, {("os", "all"): median}, frozenset(said)
    )
    assert len(list(broken_laws(BEFORE, after, {"s!A2", "s!2"}))) == broken
