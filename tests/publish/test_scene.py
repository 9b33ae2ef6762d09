"""What is known of a cohort: each field is masked, or somebody said that it needs no mask."""

from dataclasses import fields

from outcomes.model.scene import Scene

MASKED = {
    "spec", "n", "n_population", "n_enrolled", "n_planned", "events", "last", "shortest", "levels",
    "known", "lacking", "findings", "read", "earlier", "corrected",
    "fingerprint",
}  # fmt: skip
HARMLESS = {
    "population", "filters", "sheets", "columns", "filled", "strata", "treatments",
    "surgery", "surgery_origin", "published", "fixed",
}  # fmt: skip


def test_a_new_field_is_published_only_after_somebody_thought_about_it():
    assert {field.name for field in fields(Scene)} == MASKED | HARMLESS
