"""Odd but legitimate studies, read from a folder as an investigator would make it."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from outcomes.intake.load import load_study
from outcomes.model.study import Study
from tests.serving import ROOT

OUTCOMES = """
[[endpoint]]
id = "adverse_event_24h"
label = "Adverse event within 24 hours"
kind = "proportion"
success = "adverse_event_24h"

[[endpoint]]
id = "peritoneal_recurrence"
label = "Peritoneal recurrence"
kind = "competing"
origin = "randomisation_date"
event = ["peritoneal_recurrence_date"]
competing = ["death_date"]
censor = "last_contact_date"
landmarks = [12]

[[endpoint]]
id = "to_surgery"
label = "Time to surgery"
kind = "time_to_event"
origin = "randomisation_date"
event = ["conversion_date"]
censor = "last_contact_date"
landmarks = [6]
tau = 12
better = "shorter"

[[endpoint]]
id = "either"
label = "Surgery or death"
kind = "time_to_event"
origin = "randomisation_date"
event = ["conversion_date", "death_date"]
censor = "last_contact_date"
landmarks = [6]
tau = 12

[[endpoint]]
id = "positive_cytology"
label = "Stoma"
kind = "proportion"
success = "r0_resection"
better = "fewer"
"""
"""Endpoints of demo A whose better side is the other one, or nobody's."""


@cache
def changed_demo(
    added: str = "", *changes: tuple[str, str], study: str = "hipec-sox-demo"
) -> Study:
    """Return a demo whose protocol says more (``added``) or something else (old to new text)."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / study
        shutil.copytree(ROOT / "data" / study, folder)
        protocol = (folder / "study.toml").read_text(encoding="utf-8")
        for old, new in changes:
            assert old in protocol, old
            protocol = protocol.replace(old, new)
        protocol = protocol[: protocol.index("[[benchmark]]")]
        (folder / "study.toml").write_text(protocol + added, encoding="utf-8")
        return load_study(folder)
