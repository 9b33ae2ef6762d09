"""A study as loaded: protocol, typed tables, analysis data, and what is wrong with them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from outcomes.model.file.reasons import NOBODY, Lacking
from outcomes.model.file.report import Issue, Severity, SheetReport
from outcomes.model.protocol import StudySpec

# A Study is shared by all sessions: with copy-on-write an assignment changes a copy, and the
# arrays a table hands out are read-only.
pd.options.mode.copy_on_write = True


@dataclass(frozen=True, slots=True, eq=False)
class EndpointData:
    """One endpoint for every patient of the study, aligned with ``Study.patients``.

    Attributes
    ----------
    time : float array, shape (n,)
        Time since origin in the study's display unit; nan where the endpoint is not available.
        Empty for a proportion.
    event : float array, shape (n,)
        1 event (or success), 0 censored (or failure), 2 competing event; nan where not available
        (for a proportion: a blank success, before the missing rule of the endpoint).
    reason : str array, shape (n,)
        Why the endpoint is not available for this patient: a code and the column it is about,
        ``unread:death_date``; "" where it is.
    zero_times : int
        Number of patients whose time is 0 or was recorded as such.
    lacking : Lacking
        Who of the default analysis set should have it and does not. Above the share
        ``[policy] left_out_at_most`` the headline itself must warn.
    entry : float array, shape (n,), or None
        Time since origin from which the patient is observed, negative for whom that is all along;
        None where it is so for everybody.
    members : bool array, shape (n,), or None
        Of a further proportion, whom it is about: its denominator is no set of the protocol.
    """

    time: np.ndarray
    event: np.ndarray
    reason: np.ndarray
    zero_times: int = 0
    lacking: Lacking = NOBODY
    entry: np.ndarray | None = None
    members: np.ndarray | None = None


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Study:
    """Everything that was read. Shared by all sessions: nobody assigns into its tables.

    Attributes
    ----------
    patients : DataFrame
        One row per patient, index 0…n−1, columns of the canonical names (given and derived).
        Codes are strings, Y/N are 1.0 / 0.0 / nan, numbers float64, dates datetime64; ``arm`` and
        ``arm_actual`` hold arm ids of the protocol.
    tables : mapping of DataFrame
        The other sheets, same conventions; each row's ``_row`` is its row number in the file.
    endpoints : mapping of EndpointData
        By endpoint id.
    populations : mapping of bool arrays
        By population id, aligned with ``patients``.
    read : mapping
        Per sheet of the file: how many rows, which columns became what, what was not read.
    fingerprint : str
        sha256 over workbook, protocol and code version; the identity of every number made from it.
    corrected : tuple of str
        What somebody corrected in how the file was read.
    """

    spec: StudySpec
    patients: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    endpoints: Mapping[str, EndpointData] = field(default_factory=dict)
    populations: Mapping[str, np.ndarray] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    read: tuple[SheetReport, ...] = ()
    fingerprint: str = ""
    corrected: tuple[str, ...] = ()

    def has(self, sheet: str) -> bool:
        """Whether the workbook holds that sheet with at least one row."""
        return sheet == "patients" or (sheet in self.tables and len(self.tables[sheet]) > 0)

    def lacks_many(self, endpoint: str) -> bool:
        """Whether an endpoint lacks more patients than the protocol allows without a warning."""
        return self.endpoints[endpoint].lacking.share > self.spec.policy.left_out_at_most

    def count(self, severity: Severity) -> int:
        """Return the number of issues of that severity."""
        return sum(issue.severity == severity for issue in self.issues)
