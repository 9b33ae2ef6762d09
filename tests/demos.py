"""The demo studies, read once per process: nobody changes a study."""

from functools import cache

from outcomes.intake.load import load_study
from outcomes.model.study import Study
from tests.serving import ROOT


@cache
def demo_study(name: str) -> Study:
    return load_study(ROOT / "data" / name)
