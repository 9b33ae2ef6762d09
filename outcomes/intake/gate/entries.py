"""The cells of a column as what stands in them: most say what others say, and are read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray


class Entries(NamedTuple):
    """Different entries in the order in which they come; 1, 1.0 and "1" are three.

    Attributes
    ----------
    distinct, counts
        Each once, and in how many cells it stands.
    codes : int array
        Which of them each cell holds.
    """

    distinct: list[Any]
    counts: list[int]
    codes: NDArray[np.int32]

    @property
    def blank(self) -> int:
        """In how many cells nothing stands."""
        pairs = zip(self.distinct, self.counts, strict=True)
        return next((n for entry, n in pairs if entry is None), 0)


def entries_of(cells: Sequence[Any]) -> Entries:
    """Return the entries of a column."""
    alike = set(map(type, cells)) <= {str, type(None)}
    keys: Sequence[Any] = cells if alike else list(zip(map(type, cells), cells, strict=True))
    place: defaultdict[Any, int] = defaultdict(count().__next__)  # numbered as they come
    codes = np.fromiter(map(place.__getitem__, keys), np.int32, len(keys))
    counts = np.bincount(codes, minlength=len(place)).tolist()
    return Entries(list(place) if alike else [cell for _, cell in place], counts, codes)
