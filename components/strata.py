"""Strata as a control and as names: kept apart by default, together only when asked for."""

from collections.abc import Collection, Mapping

from components.choice import choose_one
from components.labels import covariate_label, level_label
from components.view import View
from outcomes.estimators.base.strata import ALL, group_id, strata
from outcomes.model.cohort import as_levels
from outcomes.model.protocol import Covariate

STRATIFYING = ("primary_site", "intent")
TOGETHER = "together"
BOTH = "both"


def stratifying(view: View) -> tuple[str, ...]:
    """Return the columns that can make strata: tumor and intent, where they differ."""
    patients = view.study.patients
    return tuple(
        name
        for name in STRATIFYING
        if name in patients and as_levels(patients[name]).dropna().nunique() > 1
    )


def choose_strata(view: View) -> tuple[str, ...]:
    """Ask by what patients are kept apart; everything that can by default. Not asked without."""
    names = stratifying(view)
    if not names:
        return ()
    options = [BOTH] if len(names) > 1 else []
    chosen = choose_one(
        view.say("strata.label"), [*options, *names, TOGETHER], key="strata", width=260,
        named=lambda c: _option(view, c, names),
    )  # fmt: skip
    if chosen == TOGETHER:
        return ()
    return names if chosen == BOTH else (chosen,)


def _option(view: View, code: str, names: tuple[str, ...]) -> str:
    if code == TOGETHER:
        return view.say("strata.together")
    chosen = names if code == BOTH else (code,)
    labels = [
        view.say_or(f"stratum.{n}", covariate_label(_covariate(view, n), view.language))
        for n in chosen
    ]
    return " × ".join(labels)


def _covariate(view: View, name: str) -> Covariate:
    known = next((c for c in view.spec.covariates if c.id == name), None)
    return known or Covariate(name, name.replace("_", " "), "categorical")


def strata_labels(view: View, by: tuple[str, ...]) -> Mapping[str, str]:
    """Return the name of every group of strata and arms, by id, in the protocol's order."""
    arms = {arm.id: arm.label for arm in view.spec.arms} or {ALL: ""}
    found = {}
    for levels, _ in strata(view.cohort, by):
        said = [
            view.say_or(
                f"stratum.{level}", level_label(_covariate(view, name), level, view.language)
            )
            for name, level in zip(by, levels, strict=False)
        ]
        for arm, label in arms.items():
            # A stratum starts with a capital, an arm as the protocol writes it.
            words = view.say("strata.join").join(part for part in [*said, label] if part)
            words = _capital(words) if said else words
            found[group_id(levels, arm)] = words or view.say("group.all")
    return found


def short_labels(
    view: View, labels: Mapping[str, str], shown: Collection[str]
) -> tuple[dict[str, str], str]:
    """Return labels without the parts all groups shown have in common, and those parts.

    The names at the ends of curves have little room; what is left out belongs in the caption.
    """
    join = view.say("strata.join")
    parts = [labels[group].split(join) for group in shown]
    alike = [len(set(column)) == 1 for column in zip(*parts, strict=False)]
    if len(parts) < 2 or all(alike) or not any(alike):
        return dict(labels), ""
    kept = {
        group: _capital(
            join.join(p for p, a in zip(label.split(join), alike, strict=False) if not a)
        )
        for group, label in labels.items()
    }
    return kept, join.join(part for part, same in zip(parts[0], alike, strict=True) if same)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
