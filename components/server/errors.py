"""What happens when the program itself fails: an honest sentence, and a log without any value."""

import logging
import sys
import threading
import traceback
import warnings
from datetime import UTC, datetime
from typing import Any

import streamlit as st

_log = logging.getLogger("outcomes")
_record = logging.getLogRecordFactory()


def keep_values_out_of_logs() -> None:
    """Log failures by type and place only, whoever logs them; no addresses with their choices.

    An exception's message may quote a cell, and a cell may be a patient; an address holds the
    levels that were chosen.
    """
    logging.setLogRecordFactory(_plain_record)
    logging.raiseExceptions = False  # or a record that cannot be written is printed whole
    sys.excepthook = lambda _, error, __: _log.error("%s", place_of(error))
    threading.excepthook = lambda told: _log.error("%s", place_of(told.exc_value))
    sys.unraisablehook = lambda told: _log.error("%s", place_of(told.exc_value))
    warnings.showwarning = _show_warning


def place_of(error: BaseException | None) -> str:
    """Return the type of an exception and where it arose, innermost first."""
    if error is None:
        return "unknown"
    if where := getattr(error, "where", ""):  # in the process that reads files
        return str(where)
    frames = reversed(traceback.extract_tb(error.__traceback__)[-6:])
    where = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)
    return f"{type(error).__name__} at {where}"


def _plain_record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _record(*args, **kwargs)
    if isinstance(record.args, tuple):
        record.args = tuple(_plain_argument(value) for value in record.args)
    error = _error_of(record.exc_info)
    if error is not None:
        record.msg, record.args = f"{record.name} failed: {place_of(error)}", ()
        record.exc_info = None
    record.stack_info = None
    return record


def _plain_argument(value: object) -> object:
    if isinstance(value, BaseException):
        return place_of(value)
    return value.partition("?")[0] if isinstance(value, str) and value[:1] == "/" else value


def _error_of(info: Any) -> BaseException | None:
    found = info[1] if isinstance(info, tuple) else info
    return found if isinstance(found, BaseException) else None


def _show_warning(
    message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: object
) -> None:
    name = filename.rsplit("/", 1)[-1]
    _log.warning("%s at %s:%s", category.__name__, name, lineno)


def report_error(error: Exception) -> bool:
    """Show a reference number and log where the error arose; never its message.

    An exception's message may quote a cell, and a cell may be a patient.
    """
    from outcomes.wording import NAMES, text  # every text there is: not before who is asked

    reference = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    _log.error("%s %s", reference, place_of(error))
    said = (text("failed", language, reference=reference) for language in NAMES)
    st.error("  \n".join(said), icon=":material/error:")  # a session that fails may have none
    return True
