"""Cohorts that, subtracted from each other, leave fewer than k patients."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from outcomes.publish.audit.finding import Finding
from outcomes.publish.contents.catalogue import Planned


def differences(cohorts: Sequence[Planned], k: int) -> Iterator[Finding]:
    """Yield where one or two cohorts taken from a third that holds them leave 1 to k-1."""
    for whole in cohorts:
        inside = [c for c in cohorts if c is not whole and not (c.mask & ~whole.mask).any()]
        for parts in (*((c,) for c in inside), *combinations(inside, 2)):
            if len(parts) == 2 and (parts[0].mask & parts[1].mask).any():
                continue
            left = whole.mask & ~np.logical_or.reduce([c.mask for c in parts])
            if 0 < int(left.sum()) < k:
                names = " − ".join(c.id for c in (whole, *parts))
                yield Finding("cohorts", names)
