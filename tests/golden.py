"""The full results table of each demo study, kept as a file: a changed number is a reviewed diff.

``python -m tests.golden`` rewrites the files.
"""

from pathlib import Path

import pandas as pd

from outcomes.displays.catalogue import run_catalogue
from outcomes.export.table import to_table
from outcomes.model.cohort import Cohort
from tests.demos import demo_study

ROOT = Path(__file__).parent.parent
TABLES = Path(__file__).parent / "golden_tables"
STUDIES = ("hipec-sox-demo", "rmhtnf-demo")
DIGITS = 10  # beyond them numbers differ between processors, not between methods


def results_of(study_id: str) -> pd.DataFrame:
    """Return the results table of a demo study for its default population."""
    study = demo_study(study_id)
    cohort = Cohort(study, study.spec.default_population.id)
    return to_table(run_catalogue(cohort))


def as_text(table: pd.DataFrame) -> str:
    """Return a table as CSV with numbers to ``DIGITS`` significant digits."""
    return table.to_csv(index=False, float_format=f"%.{DIGITS}g", lineterminator="\n")


def main() -> None:
    """Rewrite the golden tables."""
    TABLES.mkdir(exist_ok=True)
    for study_id in STUDIES:
        (TABLES / f"{study_id}.csv").write_text(as_text(results_of(study_id)), encoding="utf-8")


if __name__ == "__main__":
    main()
