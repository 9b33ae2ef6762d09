"""What is wrong in many places in the same way is one finding; the gravest stand first."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import get_args

from outcomes.intake.checks.effects import effect_of
from outcomes.model.file.report import Effect, Issue, Severity

_EFFECTS = get_args(Effect)
_SEVERITIES = get_args(Severity)
_ROW = re.compile(r"\d+$")


def gathered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return one issue per thing that is wrong, with all its cells, by what it does to the results.

    Two issues say the same when only their rows differ.

    Parameters
    ----------
    issues : iterable of Issue
    """
    alike: dict[Issue, list[str]] = {}
    for issue in issues:
        effect = issue.effect or effect_of(issue)
        column = _ROW.sub("", issue.cell)
        same = replace(issue, cell=column, cells=(), effect=effect)
        alike.setdefault(same, []).extend(issue.cells or (issue.cell,))
    found = [_one(same, tuple(dict.fromkeys(cells))) for same, cells in alike.items()]
    return tuple(sorted(found, key=_gravity))


def _one(issue: Issue, cells: tuple[str, ...]) -> Issue:
    return replace(issue, cell=cells[0], cells=tuple(cell for cell in cells if cell))


def _gravity(issue: Issue) -> tuple[int, int]:
    return _EFFECTS.index(issue.effect), _SEVERITIES.index(issue.severity)
