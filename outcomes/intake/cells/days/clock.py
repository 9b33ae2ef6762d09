"""The time of day that follows a date in a text: read whole, or refused."""

import datetime as dt
import re
from typing import NamedTuple

_MERIDIEM = r"上午|下午|[ap]\.?m\.?(?![a-z])"
_CLOCK = re.compile(
    rf"""[T\s,:]*
    (?P<before>{_MERIDIEM})?\s*
    (?P<hour>\d{{1,2}})
    (?:(?:[:h]|时|点)(?P<minute>\d{{2}})(?:(?::|分)(?P<second>\d{{2}})(?:[.,]\d+)?秒?|分)?
      |(?P<whole>时|点|h\b))?
    \s*(?P<after>{_MERIDIEM})?
    \s*(?P<zone>Z|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)?(?![\d:])""",
    re.IGNORECASE | re.VERBOSE,
)


class Clock(NamedTuple):
    """A time of day, the time zone written with it, and the text that follows."""

    time: dt.time
    zone: str
    rest: str


def clock_in(text: str) -> Clock | None:
    """Return the time of day a text begins with, None where it begins with something else.

    Parameters
    ----------
    text : str
        What follows a date.

    Raises
    ------
    ValueError
        When it is written as a time of day and is none.
    """
    match = _CLOCK.match(text)
    if not match or not any(match[g] for g in ("minute", "whole", "before", "after")):
        return None
    hour = _hour(int(match["hour"]), (match["before"] or match["after"] or "").lower())
    time = dt.time(hour, int(match["minute"] or 0), int(match["second"] or 0))
    return Clock(time, (match["zone"] or "").upper(), text[match.end() :].strip())


def _hour(hour: int, meridiem: str) -> int:
    if not meridiem:
        return hour
    if meridiem.startswith(("a", "上")):
        if hour > 12:
            raise ValueError("no such hour in the morning")
        return hour % 12
    return hour if hour >= 12 else hour + 12
