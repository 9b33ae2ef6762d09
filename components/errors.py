"""What happens when the program itself fails: an honest sentence, and a log without any value."""

import logging
import traceback
from datetime import UTC, datetime

import streamlit as st

_log = logging.getLogger("outcomes")


def report_error(error: Exception) -> bool:
    """Show a reference number and log where the error arose; never its message.

    An exception's message may quote a cell, and a cell may be a patient.
    """
    reference = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    where = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}"
        for frame in reversed(traceback.extract_tb(error.__traceback__)[-6:])
    )
    _log.error("%s %s at %s", reference, type(error).__name__, where)
    st.error(
        f"This view failed (reference {reference}). The data are unharmed: change the view, or "
        "reload the page. Please pass the reference on to whoever runs this instance.",
        icon=":material/error:",
    )
    return True
