"""Results made up for drawing: no estimator is needed to test a picture."""

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Flow, Interval, Result

LABELS = {"sox": "SOX", "hipec_sox": "HIPEC + SOX", "ip": "IP paclitaxel"}
LONG = {
    "sox": "替吉奥联合奥沙利铂全身化疗（对照组）",
    "hipec_sox": "腹腔热灌注化疗联合替吉奥与奥沙利铂（试验组）",
    "ip": "腹腔紫杉醇联合全身化疗与最佳支持治疗",
}


def curve(group, n, scale, seed, *, quantity="survival", follow_up=44.0, n_events=None):
    """Return the Kaplan–Meier curve of n exponential times with log-log limits."""
    rng = np.random.default_rng(seed)
    times = np.round(rng.exponential(scale, n), 3 if n < 5000 else 5) + 0.03
    ends = rng.uniform(follow_up * 0.25, follow_up, n)
    event = (times <= ends) & (n_events != 0)
    time = np.minimum(times, ends)
    at, place = np.unique(time, return_inverse=True)
    events = np.bincount(place, event, at.size)
    left = np.bincount(place, ~event, at.size)
    risk = n - np.append(0, np.cumsum(events + left))[:-1]
    value = np.cumprod(1 - events / risk) if n else np.zeros(0)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(events / (risk * (risk - events)))) / np.log(value)
        limits = [value ** np.exp(side * 1.96 * spread) for side in (-1, 1)]
    low, high = (
        (None, *(float(v) if np.isfinite(v) and 0 < s < 1 else None
                 for v, s in zip(limit, value, strict=True)))
        for limit in limits
    )  # fmt: skip
    low, high = zip(*[sorted(p) if p[0] is not None else p
                      for p in zip(low, high, strict=True)], strict=True)  # fmt: skip

    def steps(first, values):
        return (float(first), *(float(v) for v in values))

    return Curve(
        group, quantity, steps(0, at), steps(1, value), tuple(low), tuple(high),
        steps(n, risk), steps(0, events), steps(0, left), unit="months",
    )  # fmt: skip


def median(of):
    below = [t for t, v in zip(of.time, of.value, strict=True) if v <= 0.5]
    n, events = int(of.n_at_risk[0]), int(sum(of.n_events))
    value = below[0] if below else np.inf
    limits = Interval(0.8 * value, 1.2 * value) if below else Interval(20.0, np.inf)
    if not n:
        return Estimate("median", of.group, n=0, n_events=0, unit="months")
    return Estimate(
        "median", of.group, value=value, interval=limits, n=n, n_events=events, unit="months"
    )


def survival(sizes=None, *, scales=(14.0, 20.0, 26.0), seed=7, **more):
    """Return a Kaplan–Meier result; sizes by group."""
    sizes = sizes or {"sox": 82, "hipec_sox": 82}
    curves = tuple(
        curve(group, n, scale, seed + i, **more)
        for i, ((group, n), scale) in enumerate(zip(sizes.items(), scales, strict=False))
    )
    return Result(
        "kaplan_meier", "os", "itt", estimates=tuple(median(c) for c in curves), curves=curves,
        n=sum(sizes.values()),
    )  # fmt: skip


def contrast(group="hipec_sox"):
    return Result(
        "cox", "os", "itt",
        estimates=(Estimate("hazard_ratio", group, "sox", 0.612, Interval(0.431, 0.868)),),
    )  # fmt: skip


def test_of_arms():
    return Result("log_rank", "os", estimates=(Estimate("statistic", value=8.2, p_value=0.0042),))


test_of_arms.__test__ = False


def accrual(n=164, planned=180, *, by=(), start=19723, span=800):
    """Return accrual, monthly and planned curves in days since 1970-01-01."""
    rng = np.random.default_rng(3)
    curves = []
    for i, group in enumerate(by or ("all",)):
        size = n // max(len(by), 1) + i * 5
        days = np.sort(np.floor(start + span * rng.beta(1.6, 1, size)))
        when, new = np.unique(days, return_counts=True)
        times = (start - 1.0, *when.tolist(), float(start + span))
        total = (0.0, *np.cumsum(new).astype(float).tolist(), float(size))
        curves.append(Curve(group, "accrual", times, total, unit="date"))
        months = np.arange("2024-01", "2026-04", dtype="datetime64[M]").astype("datetime64[D]")
        edges = months.astype(int).astype(float)
        counts = np.histogram(days, edges)[0].astype(float)
        curves.append(
            Curve(group, "monthly", tuple(edges[:-1]), tuple(counts.tolist()), unit="date")
        )
    plan = Curve(
        "all", "planned", (float(start), start + 731.0), (0.0, float(planned)), unit="date"
    )
    rows = (Estimate("n", value=float(n), n=n), Estimate("planned_n", value=float(planned)),
            Estimate("expected_n", value=planned * 0.97))  # fmt: skip
    return Result("accrual", estimates=rows, curves=(*curves, plan), n=n)


def projection(n=164, planned=180, *, start=20523.0):
    days = tuple(start + 30.44 * i for i in range(7))
    middle = tuple(min(n + 4.5 * i, planned) for i in range(7))
    curves = []
    for what, first, cap, rate in (("accrual", n, planned, 4.5), ("events", 90, 400, 6)):
        middle = tuple(min(first + rate * i, cap) for i in range(7))
        for level, w in (("95", 2.2), ("80", 1.2)):
            low = tuple(max(min(m - w * i**0.7, cap), first) for i, m in enumerate(middle))
            high = tuple(min(m + w * i**0.7, cap) for i, m in enumerate(middle))
            curves.append(
                Curve("all", f"projected_{what}_{level}", days, middle, low, high, unit="date")
            )
    rows = tuple(
        Estimate(q, value=start + 120, interval=Interval(start + 70, start + 200), unit="date")
        for q in ("completion_date", "events_date")
    )
    return Result("projection", estimates=rows, curves=tuple(curves), n=n, n_events=90)


REASONS = (("ECOG 3 or worse", 14), ("prior abdominal surgery with dense adhesions", 9),
           (Note("no_reason"), 6), ("肠梗阻", 4), (Note("no_consent"), 3))  # fmt: skip


def flow(groups=("sox", "hipec_sox")):
    boxes = [Flow("screened", 200), Flow("excluded", 36, "screened", reasons=REASONS),
             Flow("randomised", 164, "screened")]  # fmt: skip
    for group in groups:
        boxes += [
            Flow("allocated", 82, "randomised", group), Flow("received", 79, "allocated", group),
            Flow("not_received", 3, "allocated", group, (("withdrew consent", 2), ("ileus", 1))),
            Flow("lost", 4, "allocated", group),
            Flow("discontinued", 11, "allocated", group, (("toxicity", 6), ("progression", 5))),
            Flow("analysed", 82, "allocated", group),
            Flow("not_analysed", 0, "allocated", group),
        ]  # fmt: skip
    return Result("flow", flow=tuple(boxes), n=164)


def baseline(groups=("hipec_sox",), shrink=1.0):
    smds = {"age": 0.04, "ascites_category": -0.38, "pci": 0.13, "sex": -0.08, "ecog": 0.0}
    rows = tuple(
        Estimate("smd", group, "sox", value * shrink + 0.02 * i, covariates=(name,))
        for i, group in enumerate(groups)
        for name, value in smds.items()
    )
    return Result("baseline", estimates=rows, n=164)


def proportion(counts):
    """Return proportions by group from (successes, n)."""
    rows = tuple(
        Estimate("proportion", group, value=k / n if n else None,
                 interval=Interval(max(k / n - 0.1, 0), min(k / n + 0.1, 1)) if n else None,
                 n=n, n_events=k, method=method)
        for method in ((Method("clopper_pearson"),), (Method("wilson"),))
        for group, (k, n) in counts.items()
    )  # fmt: skip
    return Result("proportion", "ascites_response", estimates=rows)


def look(**options):
    """Return a look that knows the arms."""
    return Look(**{"labels": LABELS, **options})
