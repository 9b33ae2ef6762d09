"""The link is the document: it carries the data it was made from, and says when they differ."""

import streamlit as st

from components.sidebar import Asker, filter_key
from outcomes.cohort import levels_of
from outcomes.study import Study

DATA = "data"


def show_link_warnings(study: Study, ask: Asker) -> None:
    """Say when the link was made from other data, or names filter values that do not exist.

    Streamlit drops unknown values from a link without a word, and the whole trial would be shown
    where a subgroup was meant; so the link is read before the widgets are.
    """
    mark = study.fingerprint[:10]
    if "link_checked" not in st.session_state:
        st.session_state["link_checked"] = _differences(study, mark, ask)
    if st.query_params.get(DATA) != mark:
        st.query_params[DATA] = mark
    for warning in st.session_state["link_checked"]:
        st.warning(warning, icon=":material/link_off:")


def _differences(study: Study, mark: str, ask: Asker) -> tuple[str, ...]:
    warnings = []
    linked = st.query_params.get(DATA)
    asked = st.query_params.get("study", study.spec.study.id)
    if asked != study.spec.study.id and asked != "upload":
        warnings.append(ask.say("link.no_study", study=asked))
    elif linked is not None and linked != mark:
        warnings.append(ask.say("link.other_data"))
    for covariate in study.spec.covariates:
        given = st.query_params.get_all(filter_key(covariate))
        if covariate.kind == "continuous" or not given or covariate.id not in study.patients:
            continue
        unknown = [value for value in given if value not in levels_of(study, covariate.id)]
        if unknown:
            warnings.append(
                ask.say("link.no_level", label=covariate.label, values=", ".join(unknown))
            )
    return tuple(warnings)
