"""Whatever fails, and whoever logs it: no value reaches stderr; the reader is told."""

import re

import pytest

from components.server.errors import report_error
from tests.forked import forked

SECRET = "P0815-Miller"
BEGIN = f"""
import logging, sys, threading, warnings, asyncio
import pandas as pd
import streamlit as st
from streamlit.logger import get_logger
from components.server.errors import keep_values_out_of_logs, report_error
frame = pd.DataFrame({{"patient_id": ["{SECRET}"]}})
value = frame.patient_id[0]
keep_values_out_of_logs()
logging.basicConfig(level="DEBUG")
log = get_logger("streamlit.runtime")
def fail():
    local = value
    raise KeyError(local)
"""
FAILURES = {
    "script": """
try: fail()
except Exception as error: report_error(error)
""",
    "key of a frame": """
try: frame[value]
except Exception as error: log.exception("Uncaught app execution", exc_info=error)
""",
    "number": """
try: pd.to_numeric(frame.patient_id)
except ValueError as error: log.warning("failed", exc_info=True)
""",
    "date": """
try: pd.to_datetime(frame.patient_id, format="%Y")
except ValueError as error: log.error("Error: %s", error)
""",
    "cause": """
try:
    try: fail()
    except KeyError as error: raise RuntimeError(value) from error
except RuntimeError: logging.getLogger("asyncio").exception("Task exception was never retrieved")
""",
    "group": """
try: raise ExceptionGroup(value, [KeyError(value)])
except ExceptionGroup as error: log.error("x", exc_info=error, stack_info=True)
""",
    "thread": """
thread = threading.Thread(target=fail); thread.start(); thread.join()
""",
    "task": """
async def main():
    task = asyncio.create_task(work()); await asyncio.sleep(0); await asyncio.sleep(0)
    del task
async def work(): fail()
asyncio.run(main())
import gc; gc.collect()
""",
    "destructor": """
class Thing:
    def __del__(self): fail()
thing = Thing(); del thing
""",
    "warning": """
warnings.warn(f"could not infer {value}")
""",
    "link": """
logging.getLogger("uvicorn.access").info('%s - "%s %s HTTP/%s" %d', "::1", "GET",
    f"/survival?f.site={value}", "1.1", 200)
""",
    "format": """
logging.getLogger("x").error("%d", value)
""",
    "uncaught": """
fail()
""",
}


IMPORTS = "\n".join(line for line in BEGIN.splitlines() if line.startswith(("import ", "from ")))
OPEN = BEGIN.replace("keep_values_out_of_logs()", "") + FAILURES["key of a frame"]


@pytest.fixture(scope="module")
def ended():
    """What each failure left, in a process of its own, and one where nothing is kept out."""
    codes = {kind: BEGIN + code for kind, code in FAILURES.items()} | {"nothing kept out": OPEN}
    return forked(IMPORTS, {name: (code, {}) for name, code in codes.items()})


@pytest.mark.parametrize("kind", FAILURES)
def test_no_value_reaches_the_log(ended, kind):
    run = ended[kind]
    assert run.returncode == (kind == "uncaught")
    assert SECRET not in run.stderr + run.stdout
    if kind not in ("link", "warning", "format"):
        assert "Error at " in run.stderr or "Group at " in run.stderr


def test_without_it_values_do_reach_the_log(ended):
    run = ended["nothing kept out"]
    assert run.returncode == 0
    assert SECRET in run.stderr


def test_a_reader_of_either_language_is_told(monkeypatch):
    shown = []
    monkeypatch.setattr("components.server.errors.st.error", lambda words, **_: shown.append(words))
    report_error(KeyError("a name"))
    english, chinese = shown[0].split("  \n")
    reference = re.search(r"reference (\S+)\)", english)[1]
    assert reference in chinese
    assert "数据未受影响" in chinese
    assert "a name" not in shown[0]
