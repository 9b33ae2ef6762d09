"""Who belongs to an endpoint and has none: counted once, for the headline and for ``check``."""

from collections import Counter
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import BLANK, NOT_BEGUN, NOT_YET, Lacking, parts
from outcomes.model.protocol import StudySpec
from outcomes.model.study import EndpointData


def left_out(endpoint: Endpoint, data: EndpointData) -> np.ndarray:
    """Return who should have the endpoint and does not (bool, shape (n,)).

    Not those whose clock never started, as the time since surgery of who was not operated on, nor
    those whose window is not over; nor a blank success, where the protocol says that it counts as
    failure.

    Parameters
    ----------
    endpoint : Endpoint
    data : EndpointData
    """
    fine = {"", NOT_BEGUN, NOT_YET}
    if not endpoint.timed and endpoint.missing == "failure":
        fine.add(BLANK)
    return ~with_code(data.reason, fine)


def with_code(reasons: np.ndarray, codes: Collection[str]) -> np.ndarray:
    """Return which reasons have one of these codes (bool, shape (n,))."""
    series = pd.Series(reasons, dtype=object)
    return series.isin(
        [text for text in series.unique() if parts(str(text))[0] in codes]
    ).to_numpy()


def concerned(
    endpoint: Endpoint, populations: Mapping[str, np.ndarray], patients: pd.DataFrame
) -> np.ndarray:
    """Return whom an endpoint is about in any analysis (bool, shape (n,)).

    Parameters
    ----------
    endpoint : Endpoint
    populations : mapping of bool arrays
    patients : DataFrame
        For a denominator that is a Y/N column.
    """
    named = endpoint.denominator or ""
    if named in populations:
        return populations[named]
    if named in patients and patients[named].dtype.kind in "fiub":
        return (patients[named] == 1).to_numpy()
    return np.logical_or.reduce([np.zeros(len(patients), dtype=bool), *populations.values()])


def lacking_of(
    spec: StudySpec, endpoint: Endpoint, data: EndpointData,
    populations: Mapping[str, np.ndarray], patients: pd.DataFrame,
) -> Lacking:  # fmt: skip
    """Return how many of the default analysis set are left out, and why.

    Parameters
    ----------
    spec : StudySpec
    endpoint : Endpoint
    data : EndpointData
    populations : mapping of bool arrays
    patients : DataFrame
    """
    members = populations[spec.default_population.id] & concerned(endpoint, populations, patients)
    members &= ~with_code(data.reason, {NOT_BEGUN})
    reasons = data.reason[left_out(endpoint, data) & members]
    why = Counter(map(str, reasons)).most_common()
    return Lacking(len(reasons), int(members.sum()), tuple(why))
