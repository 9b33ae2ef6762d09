"""Tables as they are read: every cell by hand."""

from dataclasses import replace

from outcomes.figures.base.marks import Marks
from outcomes.figures.base.table import (
    baseline_table,
    contrast_table,
    estimates_table,
    excluded_table,
    incidence_table,
    models_table,
    survival_table,
)
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Interval, Result

LABELS = {"sox": "SOX", "hipec": "HIPEC"}
MEDIAN = Estimate("median", "sox", value=12.34, interval=Interval(9.8, 15.1), n=82, n_events=66)
AT_12 = Estimate("survival", "sox", value=0.55, interval=Interval(0.44, 0.65), at=12.0, n=82)
AT_24 = replace(AT_12, value=0.3, interval=None, at=24.0)
OTHER = replace(MEDIAN, group="hipec", value=None, interval=None, n_events=30)
CURVES = Result("kaplan_meier", "os", estimates=(MEDIAN, OTHER, AT_24, AT_12))
FOLLOW_UP = Result("follow_up", "os", estimates=(replace(MEDIAN, value=20.0, interval=None),))


def test_survival_has_its_landmarks_in_order_and_follow_up_where_it_is_known():
    table = survival_table(CURVES, FOLLOW_UP, LABELS)
    assert table.columns == (
        "Arm", "Events/n", "Median, mo (95% CI)", "Survival at 12 mo", "Survival at 24 mo",
        "Median follow-up, mo (95% CI)",
    )  # fmt: skip
    assert table.rows == (
        ("SOX", "66/82", "12.3 (9.8–15.1)", "55% (44–65)", "30%", "20.0"),
        ("HIPEC", "30/82", "NE", "", "", ""),
    )
    alone = survival_table(CURVES, None, LABELS)
    assert alone.columns == table.columns[:-1]
    assert alone.rows == tuple(row[:-1] for row in table.rows)
    assert survival_table(FOLLOW_UP, None, LABELS).columns[2] == "Median follow-up, mo (95% CI)"
    weeks = replace(CURVES, curves=(Curve("sox", "survival", (0.0,), (1.0,), unit="weeks"),))
    assert survival_table(weeks, None, {}).columns[2] == "Median, wk (95% CI)"
    assert survival_table(weeks, None, {}).rows[0][0] == "sox"
    assert survival_table(replace(CURVES, endpoint="pfs"), None, LABELS).columns[3] != (
        "Survival at 12 mo"
    )


def incidence(group, value, at, **more):
    return Estimate("cumulative_incidence", group, value=value, at=at, **more)


def test_incidence_has_a_column_for_each_time_of_anybody():
    rows = (incidence("sox", 0.3, 12.0, n=40, n_events=9),
            incidence("sox", 0.2, 6.0, interval=Interval(0.1, 0.3), n=40, n_events=8),
            incidence("hipec", 0.1, 12.0, n=41, n_events=4))  # fmt: skip
    table = incidence_table(Result("cumulative_incidence", estimates=rows), LABELS)
    assert table.columns == ("Arm", "Events/n", "6-mo incidence", "12-mo incidence")
    assert table.rows == (("SOX", "8/40", "20% (10–30)", "30%"), ("HIPEC", "4/41", "", "10%"))


RATIO = Estimate("hazard_ratio", "hipec", "sox", 0.61, Interval(0.43, 0.86), n=164, n_events=136,
                 p_value=0.0049)  # fmt: skip
TEST = Estimate("statistic", value=8.2, p_value=0.004)
LEVEL = Estimate("rmst", "sox", value=11.2, n=82)
NAMED = [("HR", RATIO), ("log-rank", TEST), ("RMST", LEVEL)]


def test_comparisons_say_who_and_only_where_they_may_how_surprising():
    table = contrast_table(NAMED, LABELS)
    assert table.columns == ("Comparison", "Arms", "Estimate (95% CI)", "Events/n", "p")
    assert table.rows == (
        ("HR", "HIPEC vs SOX", "0.61 (0.43–0.86)", "136/164", "0.005"),
        ("log-rank", "all arms", "χ² = 8.20", "", "0.004"),
        ("RMST", "SOX", "11.2", "82", ""),
    )
    silent = contrast_table(NAMED, LABELS, p_values=False)
    assert silent.columns == table.columns[:-1]
    assert silent.rows == (table.rows[0][:-1], table.rows[2][:-1])
    everybody = contrast_table([("RMST", replace(LEVEL, group="all"))], LABELS)
    assert everybody.rows[0][1] == "All patients"


def test_estimates_have_a_column_of_p_only_where_one_is_known_and_may_be_said():
    table = estimates_table(NAMED)
    assert table.columns == ("Estimate of", "Estimate (95% CI)", "Events/n", "p")
    assert [row[-1] for row in table.rows] == ["0.005", "0.004", ""]
    assert estimates_table(NAMED, p_values=False).columns == table.columns[:-1]
    assert estimates_table(NAMED[2:]).columns == table.columns[:-1]
    assert estimates_table(NAMED[2:]).rows == (("RMST", "11.2", "82"),)


def test_a_number_that_is_not_there_says_why_and_one_with_a_caveat_has_its_letter():
    why = replace(RATIO, value=None, interval=None, notes=(Note("no_events"),))
    assert contrast_table([("HR", why)], LABELS).rows[0][2] == "no events"
    marked = replace(TEST, notes=(Note("tied_knots"),))
    marks = Marks.among([Result("x", estimates=(marked,))])
    assert contrast_table([("t", marked)], LABELS, marks=marks).rows[0][2] == "χ² = 8.20ᵃ"


def test_models_have_the_numbers_of_their_own_arm_and_form():
    weibull, exponential = (Method("weibull"),), (Method("exponential"),)
    rows = tuple(
        Estimate(q, group, value=value, method=method)
        for group, method, numbers in (
            ("sox", weibull, {"aic": 402.81, "bic": 405.0, "median": 12.0, "rmst": 14.04}),
            ("sox", exponential, {"aic": 410.0}),
            ("hipec", weibull, {"aic": 300.0, "median": 15.0}),
        )
        for q, value in numbers.items()
    )
    table = models_table(Result("extrapolation", estimates=rows), LABELS)
    assert table.columns == ("Arm", "Model", "AIC", "BIC", "Median", "Mean to the horizon")
    assert table.rows == (
        ("SOX", "Weibull", "402.8", "405.0", "12.0", "14.0"),
        ("SOX", "Exponential", "410.0", "", "", ""),
        ("HIPEC", "Weibull", "300.0", "", "15.0", ""),
    )


def test_a_landmark_leaves_the_rest():
    rows = (Estimate("n_excluded", "sox", value=3.0, n=20),
            Estimate("n_excluded", "sox", value=2.0, n=20))  # fmt: skip
    table = excluded_table(Result("landmark", estimates=rows), LABELS)
    assert table.columns == ("Arm", "Event before", "Left before", "Followed on")
    assert table.rows == (("SOX", "3", "2", "15"),)


def counts(covariate, levels, group="sox", n=82):
    """Return the count and the share of each level."""
    return [Estimate(q, group, value=v, n=n, covariates=(covariate, level))
            for level, k in levels.items()
            for q, v in (("n", float(k)), ("proportion", k / n))]  # fmt: skip


def test_baseline_has_medians_levels_and_what_is_missing():
    rows = [
        *(Estimate("n_missing", g, value=v, n=n, covariates=("age",))
          for g, v, n in (("sox", 2.0, 82), ("hipec", 0.0, 80))),
        *(Estimate(q, "sox", value=v, covariates=("age",), unit="years")
          for q, v in (("q1", 50.0), ("median", 60.0), ("q3", 66.0))),
        Estimate("smd", "hipec", "sox", -0.381, covariates=("age",)),
        *counts("sex", {"m": 41, "f": 41}), *counts("sex", {"m": 20}, "hipec", 80),
        *counts("ecog", {"N": 20, "Y": 62}),
    ]  # fmt: skip
    found, names = Result("baseline", estimates=tuple(rows)), {"age": "Age"}
    table = baseline_table(found, LABELS, names, levels={("sex", "m"): "male"})
    assert table.columns == (
        "Characteristic", "SOX (n = 82)", "HIPEC (n = 80)", "Std. difference"
    )  # fmt: skip
    assert table.rows == (
        ("Age, years", "60.0 (50.0–66.0)", "NE", "−0.38"),
        ("\u2003missing", "2", "0", ""),
        ("sex", "", "", ""),
        ("\u2003male", "41 (50%)", "20 (25%)", ""),
        ("\u2003f", "41 (50%)", "", ""),
        ("ecog", "62 (76%)", "", ""),
    )


def test_without_differences_there_is_no_column_and_of_two_both_stand_in_it():
    alone = Result("baseline", estimates=tuple(counts("sex", {"m": 41, "f": 41})))
    table = baseline_table(alone, {"sox": "SOX"}, {})
    assert table.columns == ("Characteristic", "SOX (n = 0)")
    assert table.rows[0] == ("sex", "")
    smds = tuple(Estimate("smd", g, "sox", v, covariates=("sex",))
                 for g, v in (("hipec", 0.1), ("ip", -0.2)))  # fmt: skip
    both = replace(alone, estimates=(*alone.estimates, *smds))
    table = baseline_table(both, {**LABELS, "ip": "IP"}, {})
    assert table.columns[-1] == "Std. difference, HIPEC / IP"
    assert table.rows[0][-1] == "0.10 / −0.20"
