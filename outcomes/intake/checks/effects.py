"""What each kind of finding does to the results."""

from outcomes.dictionary import columns_of
from outcomes.model.file.report import Effect, Issue
from outcomes.model.protocol import StudySpec

_BLOCKED = """
arm_empty arms_unknown column_absent columns_disagree declared_column_absent endpoint_not_available
mapped_header_absent no_id no_patients parameter_absent set_not_available units_mixed
"""
_LEFT_OUT = """
arm_missing enrolled_after_cutoff event_before_first_dose event_code id_missing id_repeated
id_unknown
left_out_above_limit left_out_of_endpoint negative_time note-row parameter_twice records_repeated
section-row table-below set_blank heading-row success_code treated_after_cutoff total-row units-row
"""
_UNKNOWN = "header_unsure ambiguous_header"
_OF_RULE: dict[str, Effect] = {
    **dict.fromkeys(_BLOCKED.split(), "blocked"),
    **dict.fromkeys(_LEFT_OUT.split(), "left_out"),
    **dict.fromkeys(_UNKNOWN.split(), "unknown"),
}
# Columns of patients that feed derived columns or displays of their own.
_ALWAYS = frozenset(
    "arm arm_actual site consent_date randomisation_date first_treatment_date p_status cytology"
    " peritoneal_metastasis ascites_category ascites_ml ascites_at_baseline status death_date"
    " last_contact_date progression_date last_assessment_date".split()
)


def effect_of(issue: Issue) -> Effect:
    """Return what a finding does that says nothing of it itself.

    Parameters
    ----------
    issue : Issue
    """
    if issue.severity == "info":
        return "none"
    return _OF_RULE.get(issue.rule, "used")


def effect_of_entry(spec: StudySpec, sheet: str, column: str, unread: bool) -> Effect:
    """Return what an entry does that is read with doubt, or (``unread``) not at all.

    Parameters
    ----------
    spec : StudySpec
    sheet, column : str
        Of the dictionary or the protocol.
    unread : bool
    """
    groups = _ALWAYS | _of_groups(spec)
    if sheet == "patients" and column in {"arm", "patient_id"} | _of_endpoints(spec):
        return "left_out" if unread else "used"
    if sheet == "patients" and column in columns_of(sheet) and column not in groups:
        return "none"
    return "unknown" if unread else "used"


def _of_endpoints(spec: StudySpec) -> set[str]:
    """Return the columns without which a patient has no endpoint or no analysis set."""
    names = {p.column or p.id for p in spec.populations}
    for e in spec.endpoints:
        ready = (e.time, e.event_column, e.censor_column, e.success, e.denominator)
        names |= {*e.date_columns, *(name for name in ready if name)}
    names |= {dated.by for dated in spec.conditional_dates}
    days = {name.removesuffix("_date") + "_day" for name in names if name.endswith("_date")}
    return names | days


def _of_groups(spec: StudySpec) -> set[str]:
    rules = [r.origin for r in (spec.ascites, spec.conversion) if r]
    return {*(c.id for c in spec.covariates), *spec.plan.strata, *rules}
