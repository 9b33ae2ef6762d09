"""What holds for every workbook: row order is irrelevant, units only scale, nothing is required."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from outcomes.intake.checks.rules import run_checks
from outcomes.intake.derive.derived import derive
from outcomes.intake.infer.protocol import infer_from_tables, to_toml
from outcomes.intake.sheets.tables import Tables
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.text import read_toml
from tests.intake.checks.planted import SPEC, clean
from tests.intake.frames import OS, PFS, protocol


def shuffled(frames, seed):
    mixed = {name: f.sample(frac=1, random_state=seed) for name, f in frames.items()}
    return {name: f.reset_index(drop=True) for name, f in mixed.items()}


@given(st.integers(0, 1000))
@settings(max_examples=10)
def test_row_order_is_irrelevant(seed):
    plain, mixed = derive(SPEC, clean()), derive(SPEC, shuffled(clean(), seed))
    by_id = [d.patients.sort_values("patient_id").reset_index(drop=True) for d in (plain, mixed)]
    pd.testing.assert_frame_equal(*by_id)
    for name, data in plain.endpoints.items():
        other = mixed.endpoints[name].time[np.argsort(mixed.patients["patient_id"])]
        np.testing.assert_array_equal(data.time, other)


def test_units_only_scale():
    days, weeks = (
        derive(protocol("randomised", endpoint=[OS, PFS], study={"time_unit": unit}), clean())
        for unit in ("days", "weeks")
    )
    for name in ("os", "pfs"):
        np.testing.assert_allclose(days.endpoints[name].time, 7 * weeks.endpoints[name].time)


@given(st.data())
@settings(max_examples=20)
def test_any_part_of_a_workbook_is_derived_checked_and_inferred(data):
    frames = {}
    for name, frame in clean().items():
        if name != "patients" and data.draw(st.booleans()):
            continue
        columns = [c for c in frame if c not in ("patient_id", "_row")]
        dropped = data.draw(st.sets(st.sampled_from(columns)))
        rows = data.draw(st.integers(0, len(frame)))
        frames[name] = frame.drop(columns=list(dropped)).iloc[:rows].copy()
    before = {name: frame.copy(deep=True) for name, frame in frames.items()}
    derived = derive(SPEC, frames)
    run_checks(SPEC, Tables(frames), derived)
    for endpoint in derived.endpoints.values():
        assert ((endpoint.reason == "") == ~np.isnan(endpoint.event)).all()
        assert (np.isnan(endpoint.time) == np.isnan(endpoint.event)).all()
        assert not (endpoint.time < 0).any()
    spec = infer_from_tables(frames, ("A", "B"), "x.xlsx").spec
    assert parse_protocol(read_toml(to_toml(spec).encode())) == spec
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frames[name], frame)
