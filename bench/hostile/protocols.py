"""Protocols: TOML that takes gigabytes or minutes, and TOML that means what cannot be."""

from collections.abc import Iterator

from tests.intake.test_load import PROTOCOL

STUDY = "[study]\nid = 'x'\ntitle = 'X'\ndesign = 'single_arm'\n"
_DIGITS = "9" * 5_000
_NUMBERS = ("nan", "inf", "-1", _DIGITS, "'1'", "true")
# Where a number stands, and what stands before it.
_PLACES = {
    "planned_n": "[plan]\n",
    "alpha": "[plan]\n",
    "target_day": "[ascites]\n",
    "window_hours": "[safety]\n",
    "left_out_at_most": "[policy]\n",
    "filter_levels_at_most": "[policy]\n",
}


def protocols() -> Iterator[tuple[str, str, bytes]]:
    """Yield kind, name and bytes of each."""
    for name, text in slow().items():
        yield "slow protocols", name, text.encode("utf-8", "surrogateescape")
    for name, text in meaningless().items():
        yield "meaningless protocols", name, text.encode()


def slow() -> dict[str, str]:
    """Return what holds its parser, or its reader."""
    many = "".join(
        f"[[covariate]]\nid='c{i}'\nlabel='C'\nkind='continuous'\n" for i in range(1_000)
    )
    return {
        "dotted key, 40 kB": "a." * 20_000 + "a = 1",
        "dotted and quoted": '"a".' * 10_000 + '"a" = 1',
        "dotted tables": "".join(f"[{'a.' * 12}b{i}]\n" for i in range(4_000)),
        "a million keys": "".join(f"k{i} = 1\n" for i in range(1_000_000)),
        "as many keys as allowed": "".join(f"k{i} = 1\n" for i in range(4_900)),
        "nested arrays": "a = " + "[" * 4_000,
        "nested tables": "a = " + "{a = " * 4_000,
        "arrays of tables": "[[arm]]\n" * 4_900,
        "one long array": STUDY + "[plan]\nallocation = [" + "1," * 100_000 + "]",
        "one long text": STUDY + f"registry_id = '{'x' * 250_000}'",
        "quotation marks": '"' * 250_000,
        "open texts": 'a = """' + '\\"""' * 60_000,
        "a long number": "a = " + "9" * 100_000,
        "columns of the wrong kind": "columns = [1]",
        "values of the wrong kind": "values = 3\n" + STUDY,
        "a block that is a list": "[[study]]\nid = 'x'",
        "not text": "\x00\xff",
        "covariates without end": PROTOCOL + many,
        "endpoints without end": PROTOCOL
        + "".join(
            f"[[endpoint]]\nid='e{i}'\nlabel='E'\nkind='time_to_event'\nevent=['death_date']\n"
            "origin='consent_date'\ncensor='last_contact_date'\n"
            for i in range(700)
        ),
    }


def meaningless() -> dict[str, str]:
    """Return what can be parsed and is no protocol: each must be refused with key and reason."""
    dates = "origin = 'consent_date'\nevent = ['death_date']\ncensor = 'last_contact_date'\n"
    timed = f"[[endpoint]]\nid = 'e'\nlabel = 'E'\nkind = 'time_to_event'\n{dates}"
    share = "[[endpoint]]\nid = 'e'\nlabel = 'E'\nkind = 'proportion'\nsuccess = 'r0_resection'\n"
    level = "[[covariate]]\nid = 'ecog'\nlabel = 'ECOG'\nkind = 'ordinal'\n"
    more = {
        "landmarks = [nan]": timed + "landmarks = [nan]",
        "landmarks = [-6]": timed + "landmarks = [-6]",
        "landmarks twice": timed + "landmarks = [6, 6]",
        "tau = inf": timed + "tau = inf",
        "tau = 0": timed + "tau = 0",
        "truth = -1": timed + "truth = -1",
        "truth = nan": timed + "truth = nan",
        "a date as origin that is none": timed.replace("consent_date", "sex"),
        "no event": timed.replace("['death_date']", "[]"),
        "the other better side": timed + "better = 'fewer'",
        "denominator is the patient": share + "denominator = 'patient_id'",
        "success is the patient": share.replace("r0_resection", "patient_id"),
        "a level twice": level + "levels = ['0', '0']",
        "one level": level + "levels = ['0']",
        "cut = nan": "[[covariate]]\nid = 'age'\nlabel = 'A'\nkind = 'continuous'\ncut = nan",
        "the patient as covariate": level.replace("ecog", "patient_id") + "levels = ['a', 'b']",
        "the patient as stratum": "[plan]\nstrata = ['patient_id']",
        "a stratum twice": "[plan]\nstrata = ['sex', 'sex']",
        "allocation of one arm": "[plan]\nallocation = [1]",
        "allocation = [0, 1]": "[plan]\nallocation = [0, 1]",
        "allocation = [-1, 1]": "[plan]\nallocation = [-1, 1]",
        "accrual ends before it starts": "[plan]\naccrual_start = 2024-02-01\naccrual_end = 2023-02-01",  # noqa: E501
        "accrual in year 1": "[plan]\naccrual_start = 0001-01-01",
        "events of no endpoint": "[plan]\nplanned_events = { nothing = 3 }",
        "events = -3": "[plan]\nplanned_events = { os = -3 }",
        "window the wrong way": "[ascites]\nwindow_days = [40, 20]",
        "a set that is the patient": "[[population]]\nid = 'p'\nlabel = 'P'\ncolumn = 'patient_id'",
        "an arm twice": "[[arm]]\nid = 'a'\nlabel = 'Other'",
        "a third reference": "[[arm]]\nid = 'c'\nlabel = 'C'\nreference = true",
        "a deck elsewhere": "[deck]\ntemplate = '../../etc/passwd.pptx'",
    }
    numbers = {
        f"{key} = {value[:9]}": f"{before}{key} = {value}"
        for key, before in _PLACES.items() for value in _NUMBERS
        if (key, value) != ("left_out_at_most", "true")
    }  # fmt: skip
    study = {
        "cut-off in year 1": PROTOCOL.replace("2024-06-30", "0001-01-01"),
        "cut-off in year 9999": PROTOCOL.replace("2024-06-30", "9999-12-31"),
        "an id with a path": PROTOCOL.replace('"toy"', '"../toy"'),
        "a workbook elsewhere": PROTOCOL.replace("[study]", "[study]\nworkbook = 7"),
    }
    return study | {name: f"{PROTOCOL}\n{text}\n" for name, text in (more | numbers).items()}
