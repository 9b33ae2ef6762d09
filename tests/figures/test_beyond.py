"""Models beyond the data: drawn in the arm's color, and the unobserved part marked."""

from outcomes.figures.beyond import beyond_figure
from outcomes.figures.style import arm_color
from outcomes.results import Curve, Estimate, Result

OBSERVED = Result(
    "kaplan_meier",
    curves=tuple(
        Curve(g, "survival", (0.0, 5.0, 10.0), (1.0, 0.6, 0.4), (None, 0.4, 0.2),
              (None, 0.8, 0.6), (50.0, 50.0, 25.0), (0.0, 20.0, 5.0), (0.0, 5.0, 20.0), "months")
        for g in ("a", "b")
    ),
)  # fmt: skip
MODELS = Result(
    "extrapolation",
    estimates=(
        Estimate("aic", "a", value=10.0, method="weibull", notes=("lowest",)),
        Estimate("aic", "a", value=12.0, method="exponential"),
    ),
    curves=tuple(
        Curve(f"a:{m}", "survival", (0.0, 10.0, 20.0), (1.0, 0.4, 0.2), unit="months")
        for m in ("weibull", "exponential")
    ),
)
LABELS = {"a": "Arm A", "b": "Arm B"}


def drawn(**options):
    figure = beyond_figure(OBSERVED, MODELS, labels=LABELS, horizon=20.0, **options)
    return figure, [t for t in figure.data if t.name in ("weibull", "exponential")]


def test_every_model_is_drawn_and_the_best_one_solid():
    _, models = drawn()
    assert [(t.name, t.line.dash) for t in models] == [("weibull", "solid"), ("exponential", "dot")]
    red, green, blue = (int(arm_color(0)[i : i + 2], 16) for i in (1, 3, 5))
    assert models[0].line.color.startswith(f"rgba({red},{green},{blue}")


def test_only_the_best_on_request():
    assert [t.name for t in drawn(best_only=True)[1]] == ["weibull"]


def test_what_was_not_observed_is_marked_from_the_last_time_on():
    figure, _ = drawn()
    shaded = [s for s in figure.layout.shapes if s.type == "rect" and s.x0 == 10.0]
    assert [s.x1 for s in shaded] == [20.0]
    assert any("nothing observed here" in (a.text or "") for a in figure.layout.annotations)
