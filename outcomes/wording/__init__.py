"""The one place where a number becomes text; English and Chinese texts by key."""

from outcomes.wording.numbers import (
    KINDS,
    format_at,
    format_count,
    format_date,
    format_estimate,
    format_interval,
    format_list,
    format_number,
    format_numbers,
    format_of,
    format_p,
    format_percent,
    format_unit,
    format_value,
    kind_named,
    percent_decimals,
)
from outcomes.wording.say import Names, Words, say, say_all
from outcomes.wording.tell import tell
from outcomes.wording.texts import LANGUAGES, NAMES, text, unplanned

__all__ = [
    "KINDS",
    "LANGUAGES",
    "NAMES",
    "Names",
    "Words",
    "format_at",
    "format_count",
    "format_date",
    "format_estimate",
    "format_interval",
    "format_list",
    "format_number",
    "format_numbers",
    "format_of",
    "format_p",
    "format_percent",
    "format_unit",
    "format_value",
    "kind_named",
    "percent_decimals",
    "say",
    "say_all",
    "tell",
    "text",
    "unplanned",
]
