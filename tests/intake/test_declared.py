import pytest

from outcomes.intake.load import load_workbook
from outcomes.model.cohort import FilterError, parse_filter
from outcomes.model.toml.protocol import parse_protocol


def study(levels, most=20):
    patients = "patient_id,site,age\n" + "".join(f"P{i},s{i % levels},60\n" for i in range(60))
    blocks = {
        "study": {"id": "x", "title": "X", "design": "single_arm"},
        "covariate": [
            {"id": "site", "label": "Site", "kind": "categorical", "levels": ["s0", "s1"]},
            {"id": "age", "label": "Age", "kind": "continuous"},
        ],
        "policy": {"filter_levels_at_most": most},
    }
    return load_workbook(patients.encode(), name="patients.csv", spec=parse_protocol(blocks))


@pytest.mark.parametrize(("levels", "most"), [(20, 20), (5, 5)])
def test_as_many_levels_as_the_policy_allows_are_a_filter(levels, most):
    assert study(levels, most).spec.covariate("site").filter
    assert parse_filter("site in s1", study(levels, most)).levels == ("s1",)


@pytest.mark.parametrize(("levels", "most"), [(21, 20), (6, 5)])
def test_one_more_is_refused_and_said(levels, most):
    made = study(levels, most)
    assert [c.filter for c in made.spec.covariates] == [False, True]
    (issue,) = [i for i in made.issues if i.rule == "filter_levels"]
    assert "site" in issue.message
    with pytest.raises(FilterError):
        parse_filter("site in s1", made)
