"""One condition on a column of ``patients``: a filter of a cohort, a subgroup of an estimate."""

from dataclasses import dataclass
from typing import Literal

Op = Literal["in", ">=", "<=", "<", ">"]


@dataclass(frozen=True, slots=True)
class Condition:
    """``levels`` for ``in``, ``bound`` for the others. Missing values never satisfy it.

    Printed as the command line, the link and the results file write it. Two different conditions
    are never printed alike.
    """

    column: str
    op: Op
    levels: tuple[str, ...] = ()
    bound: float = 0.0

    def __str__(self) -> str:
        if self.op == "in":
            return f"{self.column} in {_listed(self.levels)}"
        return f"{self.column} {self.op} {_number(self.bound)}"


def _listed(levels: tuple[str, ...]) -> str:
    """Return levels joined by commas; all of them quoted where one could be misread."""
    if not any(_ambiguous(level) for level in levels):
        return ",".join(levels)
    doubled = (level.replace('"', '""') for level in levels)
    return ", ".join(f'"{level}"' for level in doubled)


def _ambiguous(level: str) -> bool:
    return not level or level != level.strip() or any(mark in level for mark in ',;"')


def _number(bound: float) -> str:
    """Return the shortest number that reads back as the same: 12, 0.1, 1234567.2."""
    return repr(float(bound)).removesuffix(".0")
