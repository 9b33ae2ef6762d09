"""What a look at a text finds that tells no digit from another, found once for all alike.

Codes of patients are as many as patients, and differ in their digits alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Found = TypeVar("Found")

_REMEMBERED = 4096  # shapes
_LONGEST = 64  # letters of a text that others may be like
# 9 and 5 stay: of all that is looked for, only "95 % CI" tells digits apart.
_DIGITS = bytes.maketrans(b"1234678", b"0000000")


def by_shape(look: Callable[[str], Found]) -> Callable[[str], Found]:
    """Remember what is found in a text for all texts of its shape.

    What is found may depend on where digits are, not on which they are but for 5 and 9; nobody
    may change it.
    """

    @lru_cache(_REMEMBERED)
    def known(shape: bytes) -> Found:
        return look(shape.decode("utf-8", "surrogatepass"))

    @wraps(look)
    def looked(text: str) -> Found:
        if len(text) > _LONGEST:
            return look(text)
        return known(text.encode("utf-8", "surrogatepass").translate(_DIGITS))

    return looked
