"""How large a workbook may be: decided once, and not by accident another."""

from dataclasses import asdict

from outcomes.intake.gate.limits import LIMITS, too_many


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
