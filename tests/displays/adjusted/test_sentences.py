"""The sentences beside a ladder: they follow its numbers, and never claim more."""

from dataclasses import replace

import pytest

from outcomes.displays.adjusted.sentences import Imbalance, Ladder, answer, why
from outcomes.results.result import Estimate, Interval


def ratio(value, low, high):
    return Estimate("hazard_ratio", "hipec", "sox", value, Interval(low, high))


PHOENIX = Ladder(
    arm="HIPEC + SOX",
    reference="SOX",
    primary=ratio(0.74, 0.52, 1.05),
    unadjusted=ratio(0.72, 0.52, 1.02),
    adjusted=ratio(0.59, 0.41, 0.84),
    weighted=ratio(0.63, 0.45, 0.88),
    adjusted_for="Baseline ascites",
    weighted_for="Baseline ascites",
    imbalance=Imbalance("Baseline ascites", "none", (45, 82), (36, 82), 0.41, 4),
    prognosis=ratio(2.39, 1.68, 3.40),
    test="stratified log-rank",
    p_value=0.0931,
)


def test_the_answer_is_the_plan_first_then_the_adjustment():
    planned, adjusted = answer(PHOENIX)
    assert "HIPEC + SOX against SOX is 0.74 (95% CI 0.52–1.05)" in planned
    assert "(stratified log-rank p = 0.093)" in planned
    assert "same Baseline ascites, it is 0.59 (95% CI 0.41–0.84)" in adjusted


def test_why_separates_imbalance_from_the_change_of_question():
    said = " ".join(why(PHOENIX))
    assert "more patients" in said
    assert "45/82 (55%) against 36/82 (44%), standardized difference 0.22" in said
    assert "from 0.72 to 0.63: so much the imbalance explains" in said
    assert "From 0.63 to 0.59 is another question" in said


def test_significance_is_never_moved_to_the_adjusted_analysis():
    said = " ".join(why(PHOENIX))
    assert "The planned analysis stays the trial's answer" in said


@pytest.mark.parametrize(
    ("planned", "adjusted", "words"),
    [
        ((0.7, 0.5, 0.9), (0.6, 0.4, 0.8), "both exclude 1"),
        ((0.7, 0.5, 1.1), (0.8, 0.6, 1.2), "both include 1"),
        ((0.7, 0.5, 0.9), (0.8, 0.6, 1.1), "leans on the imbalance"),
        ((1.5, 1.1, 2.0), (1.4, 1.1, 1.8), "both exclude 1"),
    ],
)
def test_verdict_follows_the_intervals(planned, adjusted, words):
    found = replace(PHOENIX, primary=ratio(*planned), adjusted=ratio(*adjusted))
    assert words in " ".join(why(found))


def test_arms_alike_are_called_alike():
    even = replace(PHOENIX, imbalance=Imbalance("Ascites", "none", (40, 82), (41, 82), 0.3, 4))
    said = " ".join(why(even))
    assert "alike in Ascites" in said
    assert "more patients" not in said


def test_a_weighting_that_moves_nothing_explains_nothing():
    same = replace(PHOENIX, weighted=ratio(0.725, 0.52, 1.02))
    said = " ".join(why(same))
    assert "hardly moves" in said
    assert "imbalance explains" not in said


def test_no_collapsibility_sentence_when_the_conditional_ratio_is_nearer_to_one():
    nearer = replace(PHOENIX, adjusted=ratio(0.66, 0.46, 0.94))
    assert "another question" not in " ".join(why(nearer))


def test_ratios_on_two_sides_of_one_are_no_matter_of_collapsibility():
    said = " ".join(why(replace(PHOENIX, weighted=ratio(1.01, 0.7, 1.4))))
    assert "two ways" in said
    assert "another question" not in said


def test_no_p_value_under_filters():
    assert "p =" not in " ".join(answer(replace(PHOENIX, exploratory=True)))


def test_observational_studies_are_told_what_adjustment_cannot_do():
    said = " ".join(why(replace(PHOENIX, randomized=False)))
    assert "not assigned at random" in said
    assert "not assigned at random" not in " ".join(why(PHOENIX))


def test_truth_only_where_there_is_one():
    assert "put in is 0.59" in " ".join(why(replace(PHOENIX, truth=0.59)))
    assert "put in" not in " ".join(why(PHOENIX))


def test_a_ladder_of_nothing_says_nothing():
    nothing = Ladder("A", "B", None, None, None, None, None)
    assert answer(nothing) == why(nothing) == ()


def test_chinese_says_the_same_numbers():
    said = " ".join((*answer(PHOENIX, "zh"), *why(PHOENIX, "zh")))
    for number in ("0.74", "0.59", "0.63", "45/82"):
        assert number in said


def test_a_binary_contrast_stands_with_the_binary_difference_and_the_distance_has_its_own_name():
    # (0.549 - 0.439) / sqrt((0.549 * 0.451 + 0.439 * 0.561) / 2) = 0.110 / 0.497
    said = " ".join(why(PHOENIX))
    assert "standardized difference 0.22; distance over all 4 levels 0.41" in said
    two = replace(PHOENIX, imbalance=Imbalance("Sex", "female", (45, 82), (36, 82), 0.22, 2))
    assert "distance" not in " ".join(why(two))


def test_alike_in_two_groups_is_alike_whatever_the_distance_of_the_levels():
    even = replace(PHOENIX, imbalance=Imbalance("Ascites", "none", (40, 82), (41, 82), 0.3, 4))
    assert "alike in Ascites beyond" in " ".join(why(even))


def test_no_effect_has_no_story_of_collapsibility():
    null = replace(PHOENIX, weighted=ratio(0.97, 0.7, 1.34), adjusted=ratio(0.9, 0.62, 1.31))
    said = " ".join(why(null))
    assert "another question" not in said
    assert "two ways" in said


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("imbalance", [PHOENIX.imbalance, None])
def test_every_sentence_about_a_covariate_names_it(language, imbalance):
    ladder = replace(PHOENIX, imbalance=imbalance)
    about = (
        "相同",
        "加权",
        "区间宽度",
        "区间（",
        "超过",
        "same ",
        "Weighting",
        "Adjusting",
        "beyond",
    )
    said = [*answer(ladder, language), *why(ladder, language)]
    chosen = [line for line in said if any(word in line for word in about)]
    chosen = [line for line in chosen if "two ways" not in line and "两种方式" not in line]
    assert len(chosen) >= (5 if imbalance else 3)
    assert [line for line in chosen if "Baseline ascites" not in line] == []


def test_where_everybody_is_beyond_a_level_the_arms_are_alike():
    same = replace(PHOENIX, imbalance=Imbalance("Burden", "a", (3, 3), (4, 4)))
    assert any("The arms are alike in Burden" in line for line in why(same))
