"""What the reading process answers, as bytes and back: a study is the only thing it can make."""

from __future__ import annotations

import dataclasses
import io
import pickle
from typing import Any

from outcomes.intake.gate.raw import Finding, Refused
from outcomes.intake.identify.identifiers import Identified
from outcomes.intake.reader.pool import Unforeseen
from outcomes.model.file.told import Told
from outcomes.model.study import Study
from outcomes.model.toml.reader import ProtocolError

Answer = tuple[Any, ...]

# Makers of arrays and tables; everything else that is rebuilt is a dataclass of ours.
_MAKERS = frozenset(
    {
        ("builtins", "slice"),
        ("datetime", "date"),
        ("datetime", "datetime"),
        ("datetime", "time"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("pandas._libs.arrays", "__pyx_unpickle_NDArrayBacked"),
        ("pandas._libs.internals", "_unpickle_block"),
        ("pandas._libs.tslibs.nattype", "_nat_unpickle"),
        ("pandas._libs.tslibs.timestamps", "_unpickle_timestamp"),
        ("pandas.core.arrays.datetimes", "DatetimeArray"),
        ("pandas.core.frame", "DataFrame"),
        ("pandas.core.indexes.base", "Index"),
        ("pandas.core.indexes.base", "_new_Index"),
        ("pandas.core.indexes.range", "RangeIndex"),
        ("pandas.core.internals.managers", "BlockManager"),
    }
)
_OURS = ("outcomes.model.", "outcomes.intake.gate.raw")


def to_bytes(answer: Answer) -> bytes:
    """Return an answer as bytes."""
    return pickle.dumps(answer, 5)


def to_study(content: bytes) -> Study:
    """Return the study of an answer, or raise what it says instead.

    Raises
    ------
    ProtocolError, Refused
        As `load_study` and `load_workbook` do.
    Unforeseen
        When the program failed.
    pickle.UnpicklingError
        When the bytes are no answer of ours.
    """
    match _Unpickler(io.BytesIO(content)).load():
        case ("study", Study() as study):
            return study
        case ("protocol", (*problems,)):
            raise ProtocolError([p for p in problems if isinstance(p, Told)])
        case ("refused", str(rule), str(reason), str(remedy), (*findings,)):
            if findings:
                raise Identified(tuple(f for f in findings if isinstance(f, Finding)))
            raise Refused(rule, reason, remedy)
        case ("failed", str(where)):
            raise Unforeseen(where)
    raise pickle.UnpicklingError("no answer")


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _MAKERS:
            return super().find_class(module, name)
        if module.startswith(_OURS):
            found = super().find_class(module, name)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or found is Told):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a study")
