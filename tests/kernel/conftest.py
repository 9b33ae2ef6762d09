"""Independent values and the data they were computed from."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

COLUMN_OF_ARM = {
    "lung": lambda d: d["sex"] == 2,
    "GTSG": lambda d: d["group"] == "Chemotherapy",
    "colon": lambda d: d["rx"] == "Lev+5FU",
    "gbsg": lambda d: d["hormon"],
    "veteran": lambda d: d["trt"] - 1,
}


def assert_close(actual: Any, expected: Any, rel: float = 1e-9, absolute: float = 1e-13) -> None:
    """Equal within a relative difference; None in the reference is nan here."""
    np.testing.assert_allclose(
        np.asarray(actual, dtype=float),
        np.asarray(expected, dtype=float),
        rtol=rel,
        atol=absolute,
    )


def with_event(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    if name == "lung":
        frame["ev"] = frame["status"] - 1
    elif name == "gbsg":
        frame["time"], frame["ev"] = frame["rfstime"], frame["status"]
    elif name == "colon":
        frame = frame[frame["etype"] == 2].reset_index(drop=True)
        frame["ev"] = frame["status"]
    else:
        frame["ev"] = frame["event" if name == "GTSG" else "status"]
    frame["grp"] = COLUMN_OF_ARM[name](frame).astype(int)
    return frame


@pytest.fixture(scope="session")
def r_values(gold: Path) -> dict[str, Any]:
    """The numbers of ref_A.R."""
    return dict(json.loads((gold / "gold" / "ref_A.json").read_text()))


@pytest.fixture(scope="session")
def r_data(gold: Path) -> Callable[[str], pd.DataFrame]:
    """Data of ref_A.R by name; the five trials with time, ev and grp as the script makes them."""

    def read(name: str) -> pd.DataFrame:
        frame = pd.read_csv(gold / "gold" / "data" / f"{name}.csv")
        return with_event(frame, name) if name in COLUMN_OF_ARM else frame

    return read


def load_lung() -> pd.DataFrame:
    """NCCTG lung trial, 228 patients, from the lifelines wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines.datasets import load_lung as load

        return load()


def load_veteran() -> pd.DataFrame:
    """Veterans' lung trial, 137 patients, from the scikit-survival wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from sksurv.datasets import load_veterans_lung_cancer as load

        x, y = load()
    frame = x.copy()
    frame["time"], frame["ev"] = y["Survival_in_days"], y["Status"].astype(int)
    frame["grp"] = (frame["Treatment"] == "test").astype(int)
    return frame


@pytest.fixture(scope="session")
def lung() -> pd.DataFrame:
    frame = load_lung()
    return frame.assign(ev=frame["status"], grp=(frame["sex"] == 2).astype(int))


@pytest.fixture(scope="session")
def veteran() -> pd.DataFrame:
    return load_veteran()
