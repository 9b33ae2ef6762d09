"""The demo of a real-world study, rmhTNF infusion: who is treated and what happens to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Any

import numpy as np

from outcomes.simulate.course import (
    Course,
    follow_up,
    mostly,
    pick,
    seen_scans,
    spaced,
    working_days,
)
from outcomes.simulate.randomised import MONTH
from outcomes.simulate.trial import ASCITES_LEVELS, HONDA_LOG_HR

N_PREVENTION, N_TREATMENT = 108, 72
ACCRUAL = (date(2020, 1, 6), date(2023, 6, 30))
CUTOFF = date(2025, 6, 30)
SEED = 2025

YEARLY_RECURRENCE: Mapping[str, Mapping[str, float]] = {
    "gastric": {"peritoneum": 0.060, "regional": 0.025, "distant": 0.045},
    "colorectal": {"peritoneum": 0.030, "regional": 0.018, "distant": 0.060},
}
"""True cause-specific hazards per year of a first recurrence after radical surgery (constant)."""

DEATH_WITHOUT_RECURRENCE = 0.012
"""True hazard of death per year before a recurrence; after one, half die within 13 months."""

_SURVEILLANCE = (*spaced(91, 91, 728), *spaced(910, 182, 2200))
_SCANS = (*spaced(42, 42, 252), *spaced(315, 63, 2200))
_REGIONAL = {
    "gastric": {"regional_node": 5, "remnant_anastomosis": 3, "tumour_bed": 2, "duodenal_stump": 1,
                "billroth_anastomosis": 1},
    "colorectal": {"regional_node": 5, "remnant_anastomosis": 3, "tumour_bed": 3},
}  # fmt: skip
_DISTANT = {
    "gastric": {"liver": 4, "node": 3, "lung": 1.5, "ovary": 1, "bone": 1},
    "colorectal": {"liver": 6, "lung": 4, "ovary": 0.5, "bone": 0.5},
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Where and when disease came back; the sites are those of ``follow_up``."""

    sites: str
    regional_site: str | None = None


@dataclass(frozen=True, slots=True)
class Treated:
    """One patient: the course, the operation before it, and where disease grew."""

    course: Course
    growth: Recurrence
    surgery: int | None = None
    later_peritoneal: int | None = None

    @property
    def prevention(self) -> bool:
        """Whether the infusion was meant to prevent peritoneal metastasis."""
        return self.surgery is not None


def treated_patients(seed: int = SEED) -> list[Treated]:
    """Return the patients of the study in order of first treatment.

    Parameters
    ----------
    seed : int
        The same seed gives the same patients.
    """
    rng = np.random.default_rng((seed, 0))
    n = N_PREVENTION + N_TREATMENT
    prevention = rng.permutation(np.arange(n) < N_PREVENTION)
    days = working_days(rng, n, *ACCRUAL)
    return [
        (_prevention if prevented else _treatment)((seed, i), day)
        for i, (prevented, day) in enumerate(zip(prevention, days, strict=True), 1)
    ]


def _prevention(seed: tuple[int, int], start: date) -> Treated:
    """Radical surgery with the first infusion in the same operation or within two weeks."""
    rng = np.random.default_rng((*seed, 1))
    site = pick(rng, {"gastric": 0.56, "colorectal": 0.44})
    rates = YEARLY_RECURRENCE[site]
    kind = pick(rng, rates)
    recurrence = round(rng.exponential(365.25 / sum(rates.values())))
    unrelated = round(rng.exponential(365.25 / DEATH_WITHOUT_RECURRENCE))
    after = round(float(rng.exponential(13 / log(2)))) * MONTH
    death = unrelated if unrelated <= recurrence else round(recurrence + max(after, 20))
    last, status = follow_up(rng, death, (CUTOFF - start).days, _loss(rng))
    scans, seen = seen_scans(rng, _SURVEILLANCE, min(recurrence, 99999), last)
    surgery = 0 if rng.random() < 0.7 else -int(rng.integers(5, 15))
    baseline = {
        **_common(rng, start + timedelta(days=surgery), site),
        "first_treatment_date": start,
        "intent": "prevention",
        "p_status": "P0",
        "pci": 0,
        "cytology": pick(rng, {"CY0": 0.8, "CY1": 0.08, "CYX": 0.12}),
        "ascites_category": "none",
        "ascites_ml": 0,
        "ascites_at_baseline": "N",
        "peritoneal_metastasis": "N",
        "ecog": mostly(rng, pick(rng, {0: 0.6, 1: 0.37, 2: 0.03}), 0.02),
        "albumin": mostly(rng, round(float(rng.normal(41, 3.5)), 1), 0.04),
    }
    course = Course(f"{seed[1]:03d}", seed, baseline, start, 0, scans, seen, last, status)
    later = _later_peritoneal(rng, course) if kind != "peritoneum" else None
    return Treated(course, _recurrence(rng, kind, site), surgery, later)


def _later_peritoneal(rng: np.random.Generator, course: Course) -> int | None:
    """Some recurrences elsewhere are followed by the peritoneum."""
    if course.progression is None or rng.random() > 0.25:
        return None
    day = course.progression + int(rng.integers(8, 26)) * 7
    return day if day < course.last_contact else None


def _recurrence(rng: np.random.Generator, kind: str, site: str) -> Recurrence:
    if kind == "regional":
        where = pick(rng, _REGIONAL[site])
        return Recurrence("node" if where == "regional_node" else "local", where)
    if kind == "distant":
        return Recurrence(pick(rng, _DISTANT[site]))
    return Recurrence(pick(rng, {"peritoneum": 0.75, "peritoneum; ascites": 0.25}))


def _treatment(seed: tuple[int, int], start: date) -> Treated:
    """Peritoneal metastasis, nearly always with malignant ascites."""
    rng = np.random.default_rng((*seed, 1))
    site = pick(rng, {"gastric": 0.61, "colorectal": 0.39})
    ascites = int(rng.choice(4, p=(0.11, 0.27, 0.37, 0.25)))
    ecog = pick(rng, {0: 0.15, 1: 0.6, 2: 0.25})
    log_hazard = HONDA_LOG_HR[ascites] * 0.6 + 0.25 * ecog - (0.3 if site == "colorectal" else 0.0)
    scale = 17.0 * MONTH * float(np.exp(-log_hazard / 1.2))
    death = max(18, round(scale * float(rng.exponential() / log(2)) ** (1 / 1.2)))
    progression = round(death * float(rng.beta(4.0, 3.5)))
    last, status = follow_up(rng, death, (CUTOFF - start).days, _loss(rng))
    scans, seen = seen_scans(rng, _SCANS, progression, last)
    low, high = ((0, 1), (120, 500), (650, 1850), (2100, 5200))[ascites]
    pci = int(np.clip(round(rng.gamma(3.5, 4.0) + ascites), 1, 39))
    baseline = {
        **_common(rng, start - timedelta(days=int(rng.integers(0, 5))), site),
        "first_treatment_date": start,
        "intent": "treatment",
        "p_status": "P1a" if pci <= 4 else "P1b" if pci <= 12 else "P1c",
        "pci": mostly(rng, pci, 0.06),
        "cytology": "CY1" if ascites > 1 else pick(rng, {"CY1": 0.75, "CY0": 0.2, "CYX": 0.05}),
        "ascites_category": ASCITES_LEVELS[ascites],
        "ascites_ml": int(rng.integers(low, high)) // 20 * 20,
        "ascites_at_baseline": "Y" if ascites else "N",
        "peritoneal_metastasis": "Y",
        "ecog": mostly(rng, ecog, 0.02),
        "albumin": mostly(rng, round(float(rng.normal(36.5 - 1.2 * ascites, 4)), 1), 0.05),
    }
    course = Course(f"{seed[1]:03d}", seed, baseline, start, 0, scans, seen, last, status)
    sites = {"peritoneum": 0.4, "peritoneum; ascites": 0.35, "ascites": 0.15, "liver": 0.1}
    return Treated(course, Recurrence(pick(rng, sites)))


def _loss(rng: np.random.Generator) -> int | None:
    return int(rng.integers(60, 1200)) if rng.random() < 0.07 else None


def _common(rng: np.random.Generator, by: date, site: str) -> dict[str, Any]:
    """Characteristics that do not depend on the intent; consent comes before surgery."""
    gastric = site == "gastric"
    lauren = pick(rng, {"intestinal": 0.38, "diffuse": 0.45, "mixed": 0.17})
    her2 = pick(rng, {"negative": 0.88, "positive": 0.12})
    return {
        "site": pick(rng, {"Site A": 0.45, "Site B": 0.35, "Site C": 0.2}),
        "consent_date": by - timedelta(days=int(rng.integers(1, 8))),
        "age": int(np.clip(round(rng.normal(61, 10)), 27, 84)),
        "sex": pick(rng, {"male": 0.6, "female": 0.4}),
        "primary_site": site,
        "lauren": mostly(rng, lauren, 0.06) if gastric else None,
        "differentiation": mostly(rng, pick(rng, {"poor": 5, "moderate": 4, "well": 1}), 0.03),
        "prior_chemo": pick(rng, {"N": 0.65, "Y": 0.35}),
        "her2": mostly(rng, her2, 0.06) if gastric else None,
    }
