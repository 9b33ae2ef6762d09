"""What the protocol names beforehand, and nothing else; contradictions are errors."""

from datetime import date

import pytest

from outcomes.intake.infer.protocol_text import to_toml
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml

BASE = """
[study]
id = "s"
title = "S"
design = "single_arm"
[plan]
hierarchy = ["os"]
alpha = 0.025
one_sided = true
method = "holm"
[[endpoint]]
id = "os"
label = "OS"
kind = "time_to_event"
time = "os_months"
event_column = "os_event"
unit = "months"
[[covariate]]
id = "ecog"
label = "ECOG"
kind = "binary"
[[covariate]]
id = "sex"
label = "Sex"
kind = "binary"
[[sensitivity]]
endpoint = "os"
method = "cox"
covariates = ["sex", "ecog"]
source = "SAP 1.2"
date = 2024-03-01
[[sensitivity]]
endpoint = "os"
method = "iptw"
[[sensitivity]]
endpoint = "os"
method = "landmark"
source = "post hoc"
"""


def read(text):
    return parse_protocol(read_toml(text.encode()))


def test_an_entry_names_its_method_with_its_covariates_in_any_order():
    spec = read(BASE)
    found = spec.prespecified("os", "cox", ("ecog", "sex"))
    assert (found.source, found.date) == ("SAP 1.2", date(2024, 3, 1))
    assert spec.prespecified("os", "cox", ("ecog",)) is None
    assert spec.prespecified("os", "cox", ()) is None
    assert spec.prespecified("pfs", "cox", ("ecog", "sex")) is None


def test_an_entry_without_covariates_names_the_method_with_any():
    assert read(BASE).prespecified("os", "iptw", ("sex",)) is not None


def test_what_says_that_it_is_post_hoc_is_not_named():
    assert read(BASE).prespecified("os", "landmark", ()) is None


def test_the_protocol_is_written_as_it_was_read():
    spec = read(BASE)
    assert read(to_toml(spec)) == spec
    assert (spec.plan.alpha, spec.plan.one_sided, spec.plan.method) == (0.025, True, "holm")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('= "os"\nmethod = "iptw"', '= "op"\nmethod = "iptw"', "'op', which is no endpoint"),
        ('covariates = ["sex", "ecog"]', 'covariates = ["seks"]', "neither covariate nor stratum"),
        ('method = "iptw"', 'method = "iptww"', "did you mean 'iptw'"),
        ('hierarchy = ["os"]', 'hierarchy = ["os", "os"]', "names 'os' twice"),
        ('hierarchy = ["os"]', 'hierarchy = ["pfs"]', "names 'pfs', which is no endpoint"),
        ("alpha = 0.025", "alpha = 0", "alpha"),
    ],
)  # fmt: skip
def test_what_is_not_defined_is_an_error(old, new, problem):
    assert old in BASE
    with pytest.raises(ProtocolError, match=problem):
        read(BASE.replace(old, new))


EXPOSED = BASE.replace('design = "single_arm"', 'design = "observational"\nexposure = "{}"')
STAGES = '[[covariate]]\nid = "{}"\nlabel = "X"\nkind = "{}"\n'


@pytest.mark.parametrize(
    ("name", "added", "words"),
    [
        ("stage", "", "names 'stage', which is no covariate"),
        ("age", STAGES.format("age", "continuous"), "'age' is a number"),
        ("objective_response", STAGES.format("objective_response", "binary"),
         "'objective_response' is known only after baseline"),
        ("conversion_surgery", STAGES.format("conversion_surgery", "binary"),
         "'conversion_surgery' is known only after baseline"),
        ("sex", '[[arm]]\nid = "a"\nlabel = "A"\n'
         '[[arm]]\nid = "b"\nlabel = "B"\nreference = true\n',
         "the arms of this study are compared already"),
    ],
)  # fmt: skip
def test_an_exposure_that_cannot_be_compared_is_refused(name, added, words):
    with pytest.raises(ProtocolError, match="exposure") as raised:
        parse_protocol(read_toml((EXPOSED.format(name) + added).encode()))
    assert words in str(raised.value)


def test_an_exposure_known_at_baseline_is_taken():
    spec = parse_protocol(read_toml(EXPOSED.format("sex").encode()))
    assert spec.study.exposure == "sex"
