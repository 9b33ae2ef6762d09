"""Cross-field rules: every one a small function, all of them listed here."""

from collections.abc import Callable, Iterator

from outcomes.intake.checks import dates, death, disease, left_out, repeats, study, surgery
from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.derived import Derived
from outcomes.intake.sheets.tables import Tables
from outcomes.model.file.report import Issue
from outcomes.model.protocol import StudySpec

Rule = Callable[[Facts], Iterator[Found]]

RULES: tuple[tuple[str, Rule], ...] = (
    ("negative_time", left_out.negative_time),
    ("event_code", left_out.event_code),
    ("left_out_of_endpoint", left_out.left_out_of_endpoint),
    ("left_out_above_limit", left_out.left_out_above_limit),
    ("id_unlike", repeats.id_unlike),
    ("arm_of_one", repeats.arm_of_one),
    ("visit_twice", repeats.visit_twice),
    ("randomised_before_consent", dates.randomised_before_consent),
    ("treated_before_consent", dates.treated_before_consent),
    ("treated_before_randomisation", dates.treated_before_randomisation),
    ("surgery_before_randomisation", dates.surgery_before_randomisation),
    ("second_look_after_surgery", dates.second_look_after_surgery),
    ("progression_before_origin", dates.progression_before_origin),
    ("after_death", death.after_death),
    ("death_and_status", dates.death_and_status),
    ("pfs_after_os", dates.pfs_after_os),
    ("origin_before_enrollment", dates.origin_before_enrollment),
    ("after_cutoff", dates.after_cutoff),
    ("study_day_zero", dates.study_day_zero),
    ("time_too_long", dates.time_too_long),
    ("r_status_without_resection", surgery.r_status_without_resection),
    ("conversion_without_resection", surgery.conversion_without_resection),
    ("conversion_flag_disagrees", surgery.conversion_flag_disagrees),
    ("r0_with_positive_cytology", surgery.r0_with_positive_cytology),
    ("clavien_and_death", surgery.clavien_and_death),
    ("death_within_90_days", surgery.death_within_90_days),
    ("negative_cytology_with_massive_ascites", disease.negative_cytology_with_massive_ascites),
    ("pci_and_p_status", disease.pci_and_p_status),
    ("no_peritoneal_disease", disease.no_peritoneal_disease),
    ("drained_without_ascites", disease.drained_without_ascites),
    ("volume_without_ascites", disease.volume_without_ascites),
    ("baseline_after_first_dose", disease.baseline_after_first_dose),
    ("investigator_disagrees", disease.investigator_disagrees),
    ("age_and_birth_year", study.age_and_birth_year),
    ("allocation_ratio", study.allocation_ratio),
    ("no_recent_contact", study.no_recent_contact),
    ("bulk_contact_date", study.bulk_contact_date),
    ("event_before_first_dose", study.event_before_first_dose),
    ("fatal_event_without_death", study.fatal_event_without_death),
    ("serious_but_mild", study.serious_but_mild),
)


def run_checks(spec: StudySpec, tables: Tables, derived: Derived) -> tuple[Issue, ...]:
    """Return everything the cross-field rules find, in the order of the rules.

    Parameters
    ----------
    spec : StudySpec
    tables : Tables
        For names and letters; a table without letters gives addresses by row alone.
    derived : Derived
        Of the same tables.
    """
    facts = Facts(spec, tables, derived)
    return tuple(
        Issue(
            found.severity, tables.name(found.sheet),
            facts.address(found.sheet, found.column, found.row), rule, found.message, found.remedy,
        )
        for rule, function in RULES
        for found in function(facts)
    )  # fmt: skip
