"""A number of those assessed that tells how few were not, found where it is planted."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from outcomes.model.question import Request
from outcomes.publish.audit.missing import missing_told
from outcomes.publish.disclosure.known import Known
from outcomes.publish.disclosure.mask import masked
from outcomes.publish.policy import policy_named
from outcomes.results.result import Curve, Estimate, Result

POLICY = policy_named()
ALL, PART = Request("km", ()), Request("response", ())


def curve(*at_risk):
    months = tuple(12.0 * i for i in range(len(at_risk)))
    happened = (0.0,) * (len(at_risk) - 1) + (20.0,)
    return Curve("a", "survival", months, (1.0,) + (0.5,) * (len(at_risk) - 1), (), (),
                 at_risk, happened, (), unit="months")  # fmt: skip


def found(whole, shown, of=None):
    everybody = Result("km", curves=(curve(whole, 40.0),))
    cohort = SimpleNamespace(id="overall")
    scene = SimpleNamespace(n=whole, known=of or {})
    part = SimpleNamespace(answers={ALL: everybody, PART: shown}, scene=scene, cohort=cohort)
    return [f.place for f in missing_told(part, POLICY)]


@pytest.mark.parametrize(
    ("whole", "n", "weak", "safe"),
    [
        (84, 83, 85, 80),  # 85 of 84 can only be 83
        (83, 82, 82, 80),  # 82 as it stands, because the other arm has as many
        (81, 80, 80, 80),  # 78 to 80
    ],
)
def test_a_denominator_that_tells_how_few_are_missing(whole, n, weak, safe):
    part = Result("response", estimates=(Estimate("proportion", "a", value=0.5, n=n),))
    weakened = Result("response", estimates=(replace(part.estimates[0], n=weak),))
    assert found(whole, weakened) == (["overall, response"] if weak != safe else [])
    known = Known(POLICY, {"a": whole, "b": n, "all": whole + n}, whole + n)
    assert masked(part, known).estimates[0].n == safe
    assert found(whole, masked(part, known)) == []
    assert Known(POLICY, {"a": whole, "b": n}, whole + n).count(n) == safe  # nobody says whose


def test_a_caption_that_tells_how_few_lack_an_endpoint():
    nothing = Result("response")
    assert found(84, nothing, {"os": 84, "pfs": 80}) == []
    assert found(84, nothing, {"os": 83}) == ["overall"]


def test_a_number_at_risk_that_tells_how_few_have_left():
    """Of 81, 80 is the only number that is rounded down to 80: it has 75 as those below it."""
    weakened = Result("km", curves=(curve(81.0, 80.0),))
    assert found(81, weakened) == ["overall, response"]
    known = Known(POLICY, {"a": 81}, 81)
    assert [known.at_risk(n, "a") for n in (81, 80, 79, 74)] == [81, 75, 75, 70]
    assert Known(POLICY, {"a": 84}, 84).at_risk(83, "a") == 80
