"""Results made up for drawing: no estimator is needed to test a picture."""

import numpy as np

from outcomes.results import Curve, Estimate, Interval, Result

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
