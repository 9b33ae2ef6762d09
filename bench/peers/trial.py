"""What both peers show, by lifelines: the patients of a study, two curves, and their numbers."""

import os
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

FACTORS = ("ascites_category", "ecog", "sex", "site")
COLORS = {"reference": "#0072B2", "experimental": "#D55E00"}
AT = (6, 12, 18)


def read() -> pd.DataFrame:
    """Return the patients of the study the bench has made."""
    return pd.read_csv(
        Path(os.environ["BENCH_STUDY"]) / "tables" / "patients.csv", dtype={"ecog": str}
    )


def narrowed(everybody: pd.DataFrame, chosen: dict[str, list[str]]) -> pd.DataFrame:
    """Return the patients of the chosen levels; none chosen restricts nothing."""
    kept = everybody
    for factor, levels in chosen.items():
        if levels:
            kept = kept[kept[factor].isin(levels)]
    return kept


def counted(patients: pd.DataFrame, everybody: pd.DataFrame) -> str:
    events = int(patients["os_event"].sum())
    return f"{len(patients)} of {len(everybody)} patients · {events} events"


def drawn(patients: pd.DataFrame) -> tuple[go.Figure, pd.DataFrame]:
    """Return the curves with their bands, and the numbers of each arm."""
    figure, rows = go.Figure(), []
    for arm, color in COLORS.items():
        own = patients[patients["arm"] == arm]
        if own.empty:
            continue
        fit = KaplanMeierFitter().fit(own["os_months"], own["os_event"])
        curve, band = fit.survival_function_.iloc[:, 0], fit.confidence_interval_
        bound = {
            "mode": "lines",
            "line": {"width": 0, "shape": "hv", "color": color},
            "showlegend": False,
        }
        figure.add_scatter(x=band.index, y=band.iloc[:, 1], **bound)
        figure.add_scatter(x=band.index, y=band.iloc[:, 0], fill="tonexty", **bound)
        line = {"shape": "hv", "color": color}
        figure.add_scatter(x=curve.index, y=curve, mode="lines", line=line, name=arm)
        cells = {f"at {t} months": f"{float(fit.predict(t)):.0%}" for t in AT}
        rows.append({"arm": arm, "n": len(own), "events": int(own["os_event"].sum()),
                     "median": f"{fit.median_survival_time_:.1f}", **cells})  # fmt: skip
    arms = [patients[patients["arm"] == arm] for arm in COLORS]
    if all(len(arm) for arm in arms):
        p = logrank_test(*(a["os_months"] for a in arms), *(a["os_event"] for a in arms)).p_value
        figure.update_layout(title=f"log-rank p = {p:.3f}")
    figure.update_layout(
        height=460, yaxis_range=[0, 1], xaxis_title="months", hovermode="x unified"
    )
    return figure, pd.DataFrame(rows)
