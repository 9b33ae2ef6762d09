"""Published results: every row can be read, and what does not fit in them is found."""

from dataclasses import replace
from math import isclose
from pathlib import Path

import pytest

from outcomes.model.plan.benchmarks import (
    FILE,
    Published,
    PublishedArm,
    PublishedQuantity,
    benchmarks_beside,
    check_benchmark,
    implied_p,
    load_benchmarks,
)
from outcomes.model.toml.protocol import read_protocol
from outcomes.model.toml.reader import ProtocolError

ALL = {row.id: row for row in load_benchmarks()}


@pytest.mark.parametrize("row", ALL.values(), ids=list(ALL))
def test_every_row_says_who_how_many_and_from_where(row):
    assert row.n > 0
    assert row.provenance in ("abstract", "secondary")
    assert row.citation
    assert row.source
    assert row.quantities or row.mixes
    assert all(sum(m.patients for m in row.mixes if m.covariate == c) <= row.n
               for c in {m.covariate for m in row.mixes})  # fmt: skip
    assert row.provenance == "abstract" or row.flags, "a secondary source carries a flag"
    for item in row.quantities:
        shown = item.value if item.percent is None else item.percent
        assert (shown is not None) or (item.numerator is not None and item.denominator)
        if item.interval:
            assert item.interval[0] <= shown <= item.interval[1]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nct03604614", ("37.9% of 30 is no whole number", "50.0% of 29 is no whole number")),
        ("dragon-01", ("p printed as 0.0056, 0.056, 0.005",)),
        ("gcpm-1", ("not symmetric",)),
        ("rmhtnf-elderly", ("46.6% is printed, 20/45 is 44.4%",
                            "6.6% is printed, 4/45 is 8.9%")),
        ("aio-sup-0108", ("p = 0.16 is half of 0.34",)),
        ("gastripec-i", ("PFS median: level of the confidence interval not recorded",)),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(name, words):
    found = " | ".join(check_benchmark(ALL[name]))
    for word in words:
        assert word in found


@pytest.mark.parametrize("name", ["phoenix-gc", "d-sox", "expel", "hirte-1997", "rmhtnf-cisplatin"])
def test_what_fits_is_left_alone(name):
    assert check_benchmark(ALL[name]) == ()


def test_negative_trials_are_there_as_reported():
    medians = {(q.endpoint, q.arm): q.value for q in ALL["nct03604614"].quantities
               if q.quantity == "median"}  # fmt: skip
    assert medians[("os", "hipec_sox")] == 10.0 < medians[("os", "sox")] == 13.0
    (level,) = {q.level for q in ALL["gastripec-i"].quantities if q.endpoint == "os"}
    assert level == 0.972
    assert ALL["hirte-1997"].quantities[0].share == 0.0
    assert ALL["expel"].setting == "prophylactic"


def test_the_p_value_of_an_interval():
    """2 * pnorm(-abs(log(0.72)) / ((log(1.04) - log(0.49)) / (2 * qnorm(0.975)))) = 0.0871."""
    ratio = ALL["phoenix-gc"].quantities[2]
    assert isclose(implied_p(ratio), 0.08708, abs_tol=1e-4)
    assert implied_p(replace(ratio, level=None)) is None


def made(**more):
    item = PublishedQuantity("hazard_ratio", "os", "a", "b", **{"value": 0.5, **more})
    arms = (PublishedArm("a", "A", 20), PublishedArm("b", "B", 20))
    return Published("x", "X", "c", "s", "therapeutic", "d", "abstract", 40, (), arms, (item,))


def test_checks_of_a_row_by_hand():
    good = made(interval=(0.25, 1.0), level=0.95, p_value=0.05)
    assert check_benchmark(good) == ()
    assert "0.001, but 0.05" in check_benchmark(
        made(interval=(0.25, 1.0), level=0.95, p_value=0.001))[0]  # fmt: skip
    assert check_benchmark(replace(good, n=41)) == ("arms of 20 and 20 do not add up to 41",)
    assert "not recorded" in check_benchmark(made(interval=(0.25, 1.0)))[0]


def test_no_file_means_no_published_results(tmp_path):
    assert load_benchmarks(tmp_path / "none.toml") == ()
    assert benchmarks_beside(tmp_path) == load_benchmarks(FILE)


def test_a_mistake_in_the_file_is_named(tmp_path):
    path = tmp_path / "benchmarks.toml"
    path.write_text('[[trial]]\nid = "x"\nlable = "X"\n')
    with pytest.raises(ProtocolError, match=r"did you mean 'label'"):
        load_benchmarks(path)


def test_a_study_may_only_name_what_is_published(tmp_path):
    folder = tmp_path / "toy"
    folder.mkdir()
    text = '[study]\nid = "toy"\ntitle = "T"\ndesign = "single_arm"\n[[benchmark]]\nid = "{}"\n'
    (folder / "study.toml").write_text(text.format("phoenix"))
    with pytest.raises(ProtocolError, match=r"'phoenix' is no .* did you mean 'phoenix-gc'"):
        read_protocol(folder)
    (folder / "study.toml").write_text(text.format("phoenix-gc"))
    assert read_protocol(folder).benchmarks == ("phoenix-gc",)


def test_where_nothing_is_published_no_id_is_checked(tmp_path, monkeypatch):
    monkeypatch.setattr("outcomes.model.plan.benchmarks.FILE", Path(tmp_path / "none.toml"))
    folder = tmp_path / "toy"
    folder.mkdir()
    (folder / "study.toml").write_text(
        '[study]\nid = "toy"\ntitle = "T"\ndesign = "single_arm"\n[[benchmark]]\nid = "any"\n'
    )
    assert read_protocol(folder).benchmarks == ("any",)
