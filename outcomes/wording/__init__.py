"""The one place where a number becomes text; English and Chinese texts by key."""

from outcomes.wording.notes import say_note
from outcomes.wording.numbers import (
    KINDS,
    format_at,
    format_count,
    format_estimate,
    format_interval,
    format_list,
    format_number,
    format_numbers,
    format_of,
    format_p,
    format_percent,
    format_value,
    percent_decimals,
)
from outcomes.wording.texts import LANGUAGES, text

__all__ = [
    "KINDS",
    "LANGUAGES",
    "format_at",
    "format_count",
    "format_estimate",
    "format_interval",
    "format_list",
    "format_number",
    "format_numbers",
    "format_of",
    "format_p",
    "format_percent",
    "format_value",
    "percent_decimals",
    "say_note",
    "text",
]
