"""The units times are measured and shown in."""

from typing import Literal

TimeUnit = Literal["days", "weeks", "months", "years"]
DAYS_PER: dict[str, float] = {"days": 1.0, "weeks": 7.0, "months": 365.25 / 12, "years": 365.25}
