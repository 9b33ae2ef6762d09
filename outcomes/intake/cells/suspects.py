"""Numbers that look like codes for unknown: asked about, and not read until they are declared."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from outcomes.dictionary import Column, fold_value
from outcomes.intake.cells.cell import Cleaned, unresolved
from outcomes.model.file.told import told

_CODES = frozenset(float(digit * n) for digit in "89" for n in range(2, 6))
_NEGATIVE = frozenset((-1.0, *(-code for code in _CODES), -8.0, -9.0))
_FAR, _VERY_FAR = 2.0, 5.0  # times the largest of the other values
_OFTEN = 3


def suspects(
    values: Iterable[float] | Mapping[float, int], *, negative: bool = True
) -> frozenset[float]:
    """Return the values that look like codes for unknown beside the others.

    Parameters
    ----------
    values : iterable of float
        All numbers of one column, or how often each of them stands there.
    negative : bool
        Whether a number below 0 among others that are not is one.

    Notes
    -----
    −1, −9, −99 … where all others are 0 or more; 99, 999, 9999 … (and of eights) at least twice as
    large as the largest other value if repeated, five times if not; any number that occurs three
    times, five times as large as the next.
    """
    counts = Counter(values)
    found: set[float] = set()
    others = [v for v in counts if v not in _NEGATIVE]
    if negative and others and min(others) >= 0:
        found |= _NEGATIVE & set(counts)
    for value in sorted(set(counts) - found, reverse=True):
        rest = max((v for v in counts if v not in found and v != value), default=0.0)
        if not _far(value, counts[value], rest):
            break
        found.add(value)
    return frozenset(found)


def _far(value: float, n: int, rest: float) -> bool:
    if rest <= 0:
        return False
    if value in _CODES:
        return value >= (_FAR if n > 1 else _VERY_FAR) * rest
    return n >= _OFTEN and value > _VERY_FAR * rest


def without_suspects(
    column: Column, cleaned: list[Cleaned], counts: Sequence[int], declared: Iterable[str] = ()
) -> list[Cleaned]:
    """Return the entries of a column of numbers, read, with its suspects left open.

    Parameters
    ----------
    column : Column
    cleaned : list of Cleaned
        The different entries, read.
    counts : sequence of int
        How often each stands there.
    declared : iterable of str
        Entries ``[values.column]`` explains: they mean what they say.
    """
    known = {fold_value(text) for text in declared}
    numbers: Counter[float] = Counter()
    for c, n in zip(cleaned, counts, strict=True):
        if isinstance(c.value, float):
            numbers[c.value] += n
    found = suspects(numbers, negative=not column.name.endswith("_day"))
    found -= {float(text) for text in known if _is_number(text)}
    if not found:
        return cleaned
    return [_asked(column, numbers[c.value]) if c.value in found else c for c in cleaned]


def _asked(column: Column, n: int) -> Cleaned:
    times = told("once") if n == 1 else told("{} times", n)
    return unresolved(
        "suspected_code",
        told(
            "{} holds one number {}, far from the others: a code for unknown? It is not used",
            column.name,
            times,
        ),
        told(
            'If it is a code, write it in missing = ["…"] of [study] or of the '
            "column; if it is a measurement, in [values.{}] as itself.",
            column.name,
        ),
    )


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
