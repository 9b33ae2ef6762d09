"""What is wrong in many places in the same way is one finding; the gravest stand first."""

from collections.abc import Iterable
from string import digits
from typing import get_args

from outcomes.intake.checks.effects import effect_of
from outcomes.model.file.report import Effect, Issue, Severity

_EFFECTS = get_args(Effect)
_SEVERITIES = get_args(Severity)
Same = tuple[Severity, str, str, str, str, str, Effect]


def gathered(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Return one issue per thing that is wrong, with all its cells, by what it does to the results.

    Two issues say the same when only their rows differ.

    Parameters
    ----------
    issues : iterable of Issue
    """
    alike: dict[Same, list[str]] = {}
    for issue in issues:
        alike.setdefault(_same(issue), []).extend(issue.cells or (issue.cell,))
    found = [_one(same, tuple(dict.fromkeys(cells))) for same, cells in alike.items()]
    return tuple(sorted(found, key=_gravity))


def _same(issue: Issue) -> Same:
    """Return what two issues share that say the same: a cell may be wrong in every row."""
    i, effect = issue, issue.effect or effect_of(issue)
    return i.severity, i.sheet, i.cell.rstrip(digits), i.rule, i.message, i.remedy, effect


def _one(same: Same, cells: tuple[str, ...]) -> Issue:
    severity, sheet, _, rule, message, remedy, effect = same
    named = tuple(cell for cell in cells if cell)
    return Issue(severity, sheet, cells[0], rule, message, remedy, effect, named)


def _gravity(issue: Issue) -> tuple[int, int]:
    return _EFFECTS.index(issue.effect), _SEVERITIES.index(issue.severity)
