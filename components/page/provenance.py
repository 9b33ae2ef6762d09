"""Says when a link was made from other data, or names values that do not exist here."""

from functools import partial

import streamlit as st

from components.asking.filters.facets import filter_key
from components.asking.language import Asker
from components.asking.sidebar import UPLOAD
from components.later import later
from components.link import Link, Parameters
from outcomes.displays.base.words import plain
from outcomes.model.cohort import levels_of
from outcomes.model.study import Study

DATA = "data"


def show_link_warnings(study: Study, link: Link, ask: Asker) -> None:
    """Warn where a link shows something else than its sender saw, or data have changed."""
    mark = study.fingerprint[:10]
    if link.following:
        link.warnings = tuple(differences(study, link.given, mark, ask))
        link.warned_about = study.spec.study.id
    elif study.spec.folder and link.held[0] == study.spec.study.id and link.held[1] != mark:
        link.warnings = (ask.say("study.changed"),)
        link.warned_about = study.spec.study.id
    link.held = (study.spec.study.id, mark)
    link.put(DATA, (mark,))
    if link.warned_about == study.spec.study.id:
        for warning in link.warnings:
            later(partial(st.warning, plain(warning), icon=":material/link_off:"))


def differences(study: Study, given: Parameters, mark: str, ask: Asker) -> list[str]:
    """Return what of a link cannot be honored; a value dropped silently would widen the view."""
    asked = given.get("study", (study.spec.study.id,))[0]
    if asked not in (study.spec.study.id, UPLOAD):
        return [ask.say("link.no_study", study=asked)]
    warnings = []
    if given.get(DATA, (mark,)) != (mark,):
        warnings.append(ask.say("link.other_data"))
    for covariate in study.spec.covariates:
        codes = given.get(filter_key(covariate), ())
        if covariate.kind == "continuous" or not codes or covariate.id not in study.patients:
            continue
        unknown = [code for code in codes if code not in levels_of(study, covariate.id)]
        if unknown:
            words = ", ".join(unknown)
            warnings.append(ask.say("link.no_level", label=covariate.label, values=words))
    return warnings
