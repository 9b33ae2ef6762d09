"""Study, analysis set and filters: asked in the sidebar, kept in the link."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from components.access import upload_allowed
from components.cache import Opened, open_study, open_upload, studies
from components.choice import choose_many, choose_one, choose_range
from components.labels import covariate_label, level_label
from components.link import current_link
from outcomes.cohort import Filter, as_levels, levels_of
from outcomes.protocol import Covariate
from outcomes.study import Study
from outcomes.wording import text

UPLOAD = "upload"
LANGUAGES = {"en": "English", "zh": "中文"}


@dataclass(frozen=True, slots=True)
class Asker:
    """The sidebar's language, so that no question needs to be told it again."""

    language: str

    def say(self, key: str, **values: object) -> str:
        return text(key, self.language, **values)


def choose_language() -> str:
    """Ask for the language of the screen; the browser's own is the default."""
    locale = (st.context.locale or "").lower()
    return choose_one(
        "Language · 语言",
        ("en", "zh"),
        default="zh" if locale.startswith("zh") else "en",
        named=LANGUAGES.__getitem__,
        key="lang",
        segmented=True,
        show_label=False,
    )


def choose_study(ask: Asker) -> Opened | None:
    """Ask for a study of the directory or, on a workbench, for the visitor's own workbook."""
    entries = {entry.id: entry for entry in studies()}
    options = list(entries) + ([UPLOAD] if upload_allowed() else [])
    if not options:
        return None

    def named(study_id: str) -> str:
        return ask.say("study.upload") if study_id == UPLOAD else entries[study_id].title

    chosen = choose_one(ask.say("study.label"), options, named=named, key="study")
    if chosen == UPLOAD:
        return _choose_upload(ask)
    return open_study(entries[chosen].folder)


def _choose_upload(ask: Asker) -> Opened | None:
    files = st.file_uploader(
        ask.say("study.upload_help"),
        type=["xlsx", "toml"],
        accept_multiple_files=True,
        key="workbook",
    )
    books = [file for file in files if not file.name.lower().endswith(".toml")]
    protocols = [file for file in files if file.name.lower().endswith(".toml")]
    if not books:
        return None
    file_id = "+".join(file.file_id for file in (*books[-1:], *protocols[-1:]))
    with st.spinner(ask.say("study.reading")):
        return open_upload(
            file_id,
            books[-1].name,
            books[-1].getvalue(),
            protocols[-1].getvalue() if protocols else None,
        )


def choose_population(study: Study, ask: Asker) -> str:
    """Ask for the analysis set; each option says how many it holds."""
    labels = {p.id: p.label for p in study.spec.populations}

    def named(population: str) -> str:
        label = text(f"population.{population}", ask.language, default=labels[population])
        return f"{label} · {int(study.populations[population].sum())}"

    return choose_one(
        ask.say("population.label"),
        list(labels),
        default=study.spec.default_population.id,
        named=named,
        key="population",
    )


def choose_filters(study: Study, population: str, ask: Asker) -> tuple[Filter, ...]:
    """Ask for one condition per filterable covariate; levels show filtered / total counts."""
    offered = [c for c in study.spec.covariates if c.filter and c.id in study.patients]
    asked = {c.id: _asked(study, c) for c in offered}
    member = study.populations[population]
    kept = {
        c.id: member & _others(study, c.id, asked) for c in offered
    }  # a level's count is what choosing it would leave, so its own filter does not count
    first = [c for c in offered if c.key or c.subgroup] or offered
    rest = [c for c in offered if c not in first]
    filters = _choose_each(study, first, member, kept, ask)
    if rest:
        used = any(asked[c.id] for c in rest)
        with st.expander(ask.say("filter.more"), expanded=used):
            filters += _choose_each(study, rest, member, kept, ask)
    if filters:
        st.button(
            ask.say("filter.reset"), icon=":material/close:", on_click=_reset, args=(offered,)
        )
    return filters


def _choose_each(
    study: Study,
    covariates: list[Covariate],
    member: np.ndarray,
    kept: dict[str, np.ndarray],
    ask: Asker,
) -> tuple[Filter, ...]:
    chosen = [
        _choose_range(study, covariate, ask)
        if covariate.kind == "continuous"
        else _choose_levels(study, covariate, member, kept[covariate.id], ask)
        for covariate in covariates
    ]
    return tuple(condition for group in chosen for condition in group)


def _others(study: Study, column: str, asked: dict[str, tuple[Filter, ...]]) -> np.ndarray:
    mask = np.ones(len(study.patients), dtype=bool)
    for other, filters in asked.items():
        if other != column:
            for condition in filters:
                mask &= condition.keep(study.patients)
    return mask


def _asked(study: Study, covariate: Covariate) -> tuple[Filter, ...]:
    """Return the filters already chosen on this covariate, before its widget is drawn."""
    codes = current_link().take(filter_key(covariate))
    value = codes if codes is not None else st.session_state[filter_key(covariate)] or ()
    if covariate.kind == "continuous":
        return _range_filters(study, covariate, value)
    levels = tuple(v for v in value if v in levels_of(study, covariate.id))
    return (Filter(covariate.id, "in", levels),) if levels else ()


def filter_key(covariate: Covariate) -> str:
    """Return the widget's key, which is also the parameter's name in the link."""
    return f"f.{covariate.id}"


def _choose_levels(
    study: Study, covariate: Covariate, member: np.ndarray, kept: np.ndarray, ask: Asker
) -> tuple[Filter, ...]:
    levels = levels_of(study, covariate.id)
    values = as_levels(study.patients[covariate.id])
    total = values[member].value_counts()
    left = values[kept].value_counts()
    everybody = bool((member == kept).all())

    def named(level: str) -> str:
        count = f"{total.get(level, 0)}"
        shown = level_label(covariate, level, ask.language)
        return f"{shown} · {count if everybody else f'{left.get(level, 0)}/{count}'}"

    chosen = choose_many(
        covariate_label(covariate, ask.language), levels, named=named, key=filter_key(covariate)
    )
    whole = len(chosen) == len(levels)
    return (Filter(covariate.id, "in", chosen),) if chosen and not whole else ()


def bounds(study: Study, column: str) -> tuple[float, float, float] | None:
    """Return low, high and step of a slider over a numeric column; None where it has no range."""
    numbers = pd.to_numeric(study.patients[column], errors="coerce").dropna()
    if numbers.empty or numbers.min() == numbers.max():
        return None
    span = float(numbers.max() - numbers.min())
    step = 1.0 if span > 20 else 10.0 ** math.floor(math.log10(span / 20))
    low, high = math.floor(numbers.min() / step) * step, math.ceil(numbers.max() / step) * step
    return round(low, 6), round(high, 6), step


def _choose_range(study: Study, covariate: Covariate, ask: Asker) -> tuple[Filter, ...]:
    limits = bounds(study, covariate.id)
    if limits is None:
        return ()
    low, high, step = limits
    unit = f" ({covariate.unit})" if covariate.unit else ""
    chosen = choose_range(
        covariate_label(covariate, ask.language) + unit, low, high, step, key=filter_key(covariate)
    )
    return _range_filters(study, covariate, chosen)


def _range_filters(
    study: Study, covariate: Covariate, chosen: tuple[float | str, ...]
) -> tuple[Filter, ...]:
    limits = bounds(study, covariate.id)
    try:
        first, last = (float(value) for value in chosen)
    except ValueError:
        return ()
    if limits is None:
        return ()
    filters = []
    if first > limits[0]:
        filters.append(Filter(covariate.id, ">=", bound=first))
    if last < limits[1]:
        filters.append(Filter(covariate.id, "<=", bound=last))
    return tuple(filters)


def _reset(covariates: list[Covariate]) -> None:
    for covariate in covariates:
        st.session_state.pop(filter_key(covariate), None)
        current_link().written.pop(filter_key(covariate), None)
