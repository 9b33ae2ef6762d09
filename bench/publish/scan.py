"""What must be nowhere in what is published, looked for in any bytes: base64 arrays too."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

_NUMBER = re.compile(rb"(?<![\w.])\d+\.\d{3,}(?![\w.])")
_DAY = re.compile(rb"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")
_ARRAY = re.compile(rb'"dtype"\s*:\s*"(\w+)"\s*,\s*"bdata"\s*:\s*"([A-Za-z0-9+/=\\u]+)"')
_COUNTS = ("n", "n_events", "n_missing")


@dataclass(frozen=True, slots=True)
class Secrets:
    """Words that were planted, and the exact times and days of single patients."""

    words: tuple[str, ...]
    times: np.ndarray = field(repr=False)
    days: frozenset[str] = frozenset()

    def knows(self, number: float) -> bool:
        """Whether a number is the exact time of somebody, to single precision."""
        place = np.searchsorted(self.times, number)
        near = self.times[max(place - 1, 0) : place + 1]
        return bool((np.abs(near - number) <= 2e-7 * np.maximum(np.abs(near), 1)).any())


@dataclass(slots=True)
class Found:
    """How many canaries, exact times and cells below k were seen."""

    canaries: int = 0
    times: int = 0
    small: int = 0

    @property
    def any(self) -> bool:
        """Whether there is anything."""
        return bool(self.canaries or self.times or self.small)


def scan(content: bytes, secrets: Secrets, found: Found) -> None:
    """Count canaries and exact times in bytes: as text, as JSON numbers, in base64 arrays."""
    found.canaries += sum(_forms(word, content) for word in secrets.words)
    found.times += sum(secrets.knows(float(n)) for n in set(_NUMBER.findall(content)))
    found.times += sum(day.decode() in secrets.days for day in set(_DAY.findall(content)))
    for kind, data in _ARRAY.findall(content):
        try:
            raw = base64.b64decode(data.replace(b"\\u002f", b"/").replace(b"\\u003d", b"="))
            numbers = np.frombuffer(raw, dtype=kind.decode()).astype(float)
            numbers = numbers[np.isfinite(numbers)]
        except (ValueError, TypeError):
            continue
        # A whole number is a tick, a month end or a count; times of patients have decimals.
        found.times += sum(
            secrets.knows(x) for x in set(numbers.tolist()) if abs(x - round(2 * x) / 2) > 1e-3
        )


def _forms(word: str, content: bytes) -> int:
    """Return whether a word stands in bytes: plain, escaped as JSON, or in base64."""
    plain = word.encode()
    escaped = json.dumps(word)[1:-1].encode()
    coded = [base64.b64encode(b"x" * i + plain)[4 if i else 0 : -4] for i in range(3)]
    return int(
        plain in content
        or escaped in content
        or any(c and len(c) > 8 and c in content for c in coded)
    )


def small_cells(content: bytes, k: int) -> int:
    """Return how many counts from 1 to k-1 a file of a snapshot holds."""
    return sum(1 for n in _counts(json.loads(content)) if 0 < n < k)


def _counts(value: Any) -> Iterator[float]:
    if isinstance(value, list):
        for part in value:
            yield from _counts(part)
    elif isinstance(value, dict):
        if value.get("$") in ("Result", "Estimate", "Flow", "Scene"):
            yield from (value[k] for k in _COUNTS if isinstance(value.get(k), int | float))
        if value.get("$") == "Curve":
            yield from _of_curve(value)
        for part in value.values():
            yield from _counts(part)


def _of_curve(value: dict[str, Any]) -> Sequence[float]:
    parts = (value.get(name, []) for name in ("n_at_risk", "n_events", "n_censored"))
    return [n for part in parts for n in part if isinstance(n, int | float)]
