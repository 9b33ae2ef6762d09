from __future__ import annotations

import json

import numpy as np
import pytest

from outcomes.kernel.proportions import stratified_tables
from outcomes.kernel.proportions.difference import Tally, miettinen_nurminen
from outcomes.kernel.proportions.homogeneity import breslow_day, same_difference
from outcomes.kernel.proportions.stratified_tables import (
    NO_ESTIMATE,
    Tables,
    cochran_mantel_haenszel,
    odds_ratio,
    risk_difference,
    risk_difference_limits,
    risk_ratio,
    tables_of,
)

# survival::colon, death within some years by extent: successes and patients per arm and stratum
COLON = Tables(
    *(
        np.array(v, dtype=float)
        for v in ((8, 27, 160, 4), (9, 32, 244, 10), (10, 56, 267, 13), (11, 74, 500, 31))
    )
)


def numbers(found):
    return (found.value, found.ci_low, found.ci_high)


def test_where_the_groups_are_alike_all_that_is_expected_is_what_was_seen():
    alike = Tables(*(np.array(v, dtype=float) for v in ((5, 4), (10, 8), (10, 2), (20, 4))))
    assert odds_ratio(alike).value == 1.0
    found = breslow_day(alike)
    assert (found.statistic, found.df, found.p_value) == (0.0, 1, 1.0)


def test_equal_r():
    # R 4.2.2: mantelhaen.test(t3, correct = FALSE), (…, TRUE); epiR::epi.2by2(t3)$massoc.detail:
    # RR.mh.wald, ARisk.mh.sato, ARisk.mh.green (percent); ratesci::scoreci(…, stratified = TRUE,
    # skew = FALSE, weighting = "MH")
    assert cochran_mantel_haenszel(COLON).statistic == pytest.approx(10.1249512029491, rel=1e-12)
    assert cochran_mantel_haenszel(COLON).df == 1
    corrected = cochran_mantel_haenszel(COLON, corrected=True)
    assert corrected.statistic == pytest.approx(9.66288501677812, rel=1e-12)
    assert cochran_mantel_haenszel(COLON).p_value == pytest.approx(0.0014627553121, rel=1e-9)
    assert numbers(odds_ratio(COLON)) == pytest.approx(
        (1.61551487119431, 1.20173065663073, 2.17177475222883), rel=1e-12
    )
    assert numbers(risk_ratio(COLON)) == pytest.approx(
        (1.19314468465978, 1.0752983923519, 1.32390622794311), rel=1e-12
    )
    assert numbers(risk_difference(COLON)) == pytest.approx(
        (0.108934864818921, 0.0435599900551059, 0.174309739582737), rel=1e-12
    )
    assert numbers(risk_difference(COLON, variance="greenland")) == pytest.approx(
        (0.108934864818921, 0.0436729748686716, 0.174196754769171), rel=1e-12
    )
    assert risk_difference_limits(COLON) == pytest.approx(
        (0.042337119579315, 0.173210561275483), abs=1e-7
    )


def test_breslow_day_equals_its_definition_in_r():
    # R: per stratum uniroot(log A + log(n2 - m + A) - log(m - A) - log(n1 - A) = log OR_MH),
    # sum((x1 - E)^2 / V); and less sum(x1 - E)^2 / sum(V)
    plain = breslow_day(COLON, tarone=False)
    assert (plain.statistic, plain.df) == (pytest.approx(0.853587535352086, rel=1e-9), 3)
    assert breslow_day(COLON).statistic == pytest.approx(0.853578378889645, rel=1e-9)


def test_the_reference_file(gold):
    values = json.loads((gold / "gold" / "ref_C.json").read_text())
    tables = Tables(*np.array(values["mnstrat"]["xs"], dtype=float))
    assert risk_difference_limits(tables) == pytest.approx(values["mnstrat"]["est"], abs=1e-5)
    assert 100 * risk_difference(tables).value == pytest.approx(values["cmh"]["rd"][0])


def test_one_stratum_is_the_plain_table():
    one = Tables(*(np.array([v], dtype=float) for v in (7, 30, 3, 28)))
    assert risk_difference(one).value == pytest.approx(7 / 30 - 3 / 28)
    assert odds_ratio(one).value == pytest.approx(7 * 25 / (23 * 3))
    assert risk_ratio(one).value == pytest.approx(7 / 30 / (3 / 28))
    assert risk_difference_limits(one) == pytest.approx(
        miettinen_nurminen(Tally(7, 30), Tally(3, 28))
    )
    # Woolf's variance is what Robins, Breslow and Greenland's becomes.
    assert odds_ratio(one).std_err ** 2 == pytest.approx(1 / 7 + 1 / 23 + 1 / 3 + 1 / 25)


def test_swapping_the_groups_turns_everything_round():
    turned = Tables(COLON.x2, COLON.n2, COLON.x1, COLON.n1)
    for find in (odds_ratio, risk_ratio):
        one, two = find(COLON), find(turned)
        assert numbers(two) == pytest.approx((1 / one.value, 1 / one.ci_high, 1 / one.ci_low))
    one, two = risk_difference(COLON), risk_difference(turned)
    assert numbers(two) == pytest.approx((-one.value, -one.ci_high, -one.ci_low))
    for test in (cochran_mantel_haenszel, breslow_day):
        assert test(turned).statistic == pytest.approx(test(COLON).statistic)


def test_tables_are_counted_and_strata_of_one_group_left_out():
    found = tables_of([1, 0, 1, 1, 0], [1, 1, 0, 1, 0], ["x", "x", "x", "y", "x"])
    assert [v.tolist() for v in found] == [[1.0], [2.0], [1.0], [2.0]]
    empty = tables_of([], [], np.zeros(0, dtype=int))
    assert odds_ratio(empty) == risk_ratio(empty) == risk_difference(empty) == NO_ESTIMATE
    assert risk_difference_limits(empty) is None
    assert cochran_mantel_haenszel(empty).statistic is breslow_day(empty).statistic is None


def test_the_same_answer_in_everybody():
    for x in (0.0, 9.0):
        tables = Tables(*(np.array([v, v]) for v in (x, 9.0, x, 9.0)))
        assert odds_ratio(tables) == NO_ESTIMATE
        assert risk_difference(tables).value == 0
        assert cochran_mantel_haenszel(tables) == stratified_tables.Test(None, 1, None)
        assert breslow_day(tables).p_value is None
    assert risk_ratio(Tables(*(np.array([v]) for v in (0.0, 9.0, 0.0, 9.0)))) == NO_ESTIMATE


def test_breslow_day_with_a_rare_odds_ratio_and_many_successes():
    # m > n2 and an odds ratio far below 1: the quadratic's middle coefficient is negative.
    tables = Tables(*(np.array(v, dtype=float) for v in ((20, 18), (40, 40), (39, 38), (40, 40))))
    assert breslow_day(tables).statistic == pytest.approx(0.0, abs=0.5)
    turned = Tables(tables.x2, tables.n2, tables.x1, tables.n1)
    assert breslow_day(turned).statistic == pytest.approx(breslow_day(tables).statistic)


def test_one_difference_in_all_strata_equals_r():
    # R 4.2.2: 2 * (logLik(glm(y ~ f * arm, binomial)) - logLik(glm(y ~ f + arm,
    # binomial(link = "identity"), control = glm.control(1e-15)))), strata 13/20 v 11/20, …
    counts = ((13, 12, 13), (20, 20, 20), (11, 11, 10), (20, 20, 20))
    tables = Tables(*(np.array(v, dtype=float) for v in counts))
    found = same_difference(tables)
    assert found.statistic == pytest.approx(0.206820772577828, rel=1e-7)
    assert (found.df, found.p_value) == (2, pytest.approx(0.901756828897066, rel=1e-8))
    turned = Tables(tables.x2, tables.n2, tables.x1, tables.n1)
    assert same_difference(turned).statistic == pytest.approx(found.statistic)


def test_opposite_differences_in_two_strata_by_hand():
    # 3/4 v 1/4 and 1/4 v 3/4: by symmetry the common difference is 0, each proportion 1/2.
    tables = Tables(*(np.array(v, dtype=float) for v in ((3, 1), (4, 4), (1, 3), (4, 4))))
    by_hand = 2 * 4 * (3 * np.log(1.5) + np.log(0.5))
    assert same_difference(tables).statistic == pytest.approx(by_hand)
    # Nobody against everybody, turned round: a common difference of 0 again.
    extreme = Tables(*(np.array(v, dtype=float) for v in ((0, 4), (4, 4), (4, 0), (4, 4))))
    assert same_difference(extreme).statistic == pytest.approx(2 * 16 * np.log(2))
    none = Tables(*(np.array(v, dtype=float) for v in ((0, 0), (4, 4), (0, 0), (4, 4))))
    assert same_difference(none).statistic is None


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("ratio", [odds_ratio, risk_ratio])
def test_without_a_success_in_one_group_there_is_no_ratio(ratio, swapped):
    none, some, n = np.zeros(2), np.array([1.0, 2.0]), np.array([5.0, 6.0])
    tables = Tables(some, n, none, n) if swapped else Tables(none, n, some, n)
    assert ratio(tables) == NO_ESTIMATE
