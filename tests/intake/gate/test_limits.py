"""How large a workbook may be: decided once, and not by accident another."""

from dataclasses import asdict
from pathlib import Path

import pytest

from outcomes.intake.gate.limits import LIMITS, limits_of, too_many
from outcomes.intake.reader import child, pool
from outcomes.intake.reader.pool import Pool
from outcomes.intake.reader.studies import rows_of_folders

ROOT = Path(__file__).resolve().parents[3]


def test_the_limits_are_those_decided():
    assert asdict(LIMITS) == {
        "file_bytes": 20_971_520,  # 20 MiB
        "members": 2000,
        "unpacked_bytes": 268_435_456,  # 256 MiB
        "ratio": 200,
        "sheets": 256,
        "rows": 50_000,
        "columns": 512,
        "cells": 3_000_000,
        "merges": 20_000,
        "text": 65_536,
        "tags": 300_000,
        "letters": 4_000_000,
        "suspect_letters": 400_000,
    }


def test_a_refusal_names_what_is_too_many_and_how_many_there_may_be():
    refused = too_many("rows", LIMITS)
    assert refused.rule == "rows"
    assert "more than 50,000 rows" in str(refused)


def test_files_and_cells_grow_with_the_rows_and_nothing_else():
    large = limits_of(200_000)
    assert (large.rows, large.cells, large.file_bytes) == (200_000, 12_000_000, 80 << 20)
    assert large.columns == LIMITS.columns
    assert limits_of(10) == LIMITS


@pytest.mark.parametrize(
    ("said", "rows"),
    [("200000", 200_000), ("200_000", 200_000), ("7", 50_000), ("", 50_000), ("many", 50_000)],
)
def test_the_environment_says_how_many(monkeypatch, said, rows):
    monkeypatch.setenv("OUTCOMES_ROWS", said)
    assert rows_of_folders() == rows


def test_the_reading_process_has_the_limits_the_documentation_says():
    lines = (ROOT / "docs" / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    (said,) = [line for line in lines if line.startswith("| A file is parsed |")]
    memory, answer = child.MEMORY_BYTES / (1 << 30), pool.ANSWER_BYTES / (1 << 20)
    assert f": {memory:g} GB, {child.CPU_SECONDS} s of CPU, {pool.WALL_SECONDS:g} s on the" in said
    assert f", {child.OPEN_FILES} open files, " in said
    assert f"an answer of {answer:g} MB" in said
    asked = Pool()
    asked.asked = asked.most - 1
    assert not asked.full
    asked.asked = asked.most
    assert asked.full
    assert f"{['', 'One', 'Two', 'Three'][asked.most]} at a time, eight wait" in said
    places = [asked._places.acquire(blocking=False) for _ in range(11)]
    assert places == [True] * 10 + [False]
    assert pool.SPARE_SECONDS == 60
    assert pool.PATIENCE_SECONDS == 90
