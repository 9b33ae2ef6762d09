"""Response of ascites at the target window, one patient at a time.

Amounts stay apart: a response is read from volumes or from categories, never from a mixture.
"""

from collections.abc import Iterable, Sequence
from math import inf
from typing import NamedTuple

from outcomes.model.protocol import AscitesRules

CATEGORIES = ("none", "small", "moderate", "massive")
MEASURABLE_ML = 300.0
"""Below it the five-point volume errs by 63 to 162 %, so no percentage is taken from it."""
DRAINED_DAYS = 7
"""Days during which an amount measured after a drainage shows the drainage, not a response."""
CONFIRM_DAYS = 28


class Assessment(NamedTuple):
    """Ascites at one visit; ``day`` counts from the first dose (0 = its date).

    ``unread`` where an entry of it cannot be read, ``perhaps_drained`` where that may have been a
    drainage; the day is inf where it is the date.
    """

    day: float
    category: str | None = None
    volume_ml: float | None = None
    drained: bool = False
    after_drainage: bool = False
    unread: bool = False
    perhaps_drained: bool = False

    @property
    def seen(self) -> bool:
        return self.category is not None or self.volume_ml is not None

    @property
    def present(self) -> bool:
        """Whether there is ascites; the category speaks first."""
        if self.category is not None:
            return self.category != "none"
        return bool(self.volume_ml)


class AscitesResponse(NamedTuple):
    """``response`` is None where there was nothing to respond; ``control`` None where unknown."""

    response: str | None
    control: bool | None
    reason: str
    day: float | None = None


class Fate(NamedTuple):
    """Days from the first dose of death and of the data cut-off (inf when there is none)."""

    death: float = inf
    cutoff: float = inf


UNTROUBLED = Fate()
WINDOW_NOT_OVER = "window_not_over"


def respond(
    visits: Sequence[Assessment],
    rules: AscitesRules,
    fate: Fate = UNTROUBLED,
    *,
    recorded: Assessment | None = None,
) -> AscitesResponse:
    """Return the response of one patient.

    Parameters
    ----------
    visits : sequence of Assessment
    rules : AscitesRules
    fate : Fate
    recorded : Assessment, optional
        Baseline amount of the sheet ``patients``, used where no assessment gives one.

    Notes
    -----
    Death, or a drainage after the first dose, up to the day of the assessed visit (or the end of
    the window without one) is a failure: whoever died on the day of the assessment did not live
    with controlled ascites, whatever was measured that morning.
    """
    if any(v.unread and (v.day <= rules.window_days[1] or v.day == inf) for v in visits):
        return AscitesResponse("NE", None, "unreadable")
    before = baseline(visits) or recorded
    if before is None or not before.seen:
        return AscitesResponse("NE", None, "no_baseline")
    if not before.present:
        return AscitesResponse(None, None, "no_ascites")
    chosen = target_visit(visits, rules)
    until = chosen.day if chosen else rules.window_days[1]
    if fate.death <= until:
        return AscitesResponse("NE", False, "died")
    if any(0 < v.day <= until and v.drained for v in visits):
        return AscitesResponse("PD", False, "drained")
    if chosen is None:
        return _not_assessed(visits, rules, fate)
    response = compare(before, chosen, rules.criteria)
    if response == "NE":
        return AscitesResponse("NE", None, "not_comparable", chosen.day)
    reason = (
        _confirmation(response, before, chosen, visits, rules) if response in ("CR", "PR") else ""
    )
    return AscitesResponse(response, response != "PD", reason, chosen.day)


def baseline(visits: Iterable[Assessment]) -> Assessment | None:
    """Return the last amount up to the first dose that no drainage had changed, or None."""
    visits = list(visits)
    usable = [v for v in visits if v.day <= 0 and v.seen and not is_after_drainage(v, visits)]
    return max(usable, key=lambda v: v.day, default=None)


def target_visit(visits: Sequence[Assessment], rules: AscitesRules) -> Assessment | None:
    """Return the visit nearest to the target day within the window, the later of two equally near.

    Amounts measured after a drainage do not count. None without a visit.
    """
    usable = [v for v in _in_window(visits, rules) if not is_after_drainage(v, visits)]
    return min(usable, key=lambda v: (abs(v.day - rules.target_day), -v.day), default=None)


def is_after_drainage(visit: Assessment, visits: Iterable[Assessment]) -> bool:
    """Whether an amount is marked as measured after a drainage, or follows one within a week."""
    return visit.after_drainage or any(
        other.drained and 0 < visit.day - other.day <= DRAINED_DAYS for other in visits
    )


def compare(before: Assessment, after: Assessment, criteria: str) -> str:
    """Return CR, PR, SD, PD, or NE where the two visits share no amount.

    Parameters
    ----------
    before, after : Assessment
    criteria : str
        ``who_effusion``: gone, at least halved, more than a quarter larger, else stable; by
        category where the baseline is below 300 ml or a volume is missing. ``category_shift``: to
        none, down, up, same.
    """
    if (
        criteria == "who_effusion"
        and before.volume_ml is not None
        and after.volume_ml is not None
        and before.volume_ml >= MEASURABLE_ML
    ):
        return _by_volume(before.volume_ml, 0.0 if after.category == "none" else after.volume_ml)
    if before.category is None or after.category is None:
        return "NE"
    if after.category == "none":
        return "CR"
    step = CATEGORIES.index(after.category) - CATEGORIES.index(before.category)
    return "SD" if step == 0 else "PR" if step < 0 else "PD"


def _by_volume(before: float, after: float) -> str:
    if after == 0:
        return "CR"
    return "PR" if after <= 0.5 * before else "PD" if after > 1.25 * before else "SD"


def _in_window(visits: Iterable[Assessment], rules: AscitesRules) -> list[Assessment]:
    first, last = rules.window_days
    return [v for v in visits if first <= v.day <= last and v.seen]


def _not_assessed(visits: Sequence[Assessment], rules: AscitesRules, fate: Fate) -> AscitesResponse:
    if _in_window(visits, rules):
        reason = "after_drainage_only"
    elif fate.cutoff < rules.window_days[1]:
        reason = WINDOW_NOT_OVER
    else:
        reason = "not_assessed"
    return AscitesResponse("NE", None, reason)


def _confirmation(
    response: str, before: Assessment, chosen: Assessment, visits: Sequence[Assessment],
    rules: AscitesRules,
) -> str:  # fmt: skip
    """Whether the response still held at least four weeks later, without a drainage meanwhile."""
    holds = ("CR",) if response == "CR" else ("CR", "PR")
    later = [v for v in visits if v.day >= chosen.day + CONFIRM_DAYS and v.seen]
    first = min(later, key=lambda v: v.day, default=None)
    if first is None or any(chosen.day < v.day <= first.day and v.drained for v in visits):
        return "unconfirmed"
    held = compare(before, first, rules.criteria) in holds
    return "confirmed" if held and not is_after_drainage(first, visits) else "unconfirmed"
