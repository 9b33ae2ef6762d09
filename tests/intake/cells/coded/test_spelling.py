import pytest

from outcomes.intake.cells.coded.spelling import alike, denies


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HIPEC+SOX", "HIPEC SOX"), ("Hipec-SOX", "HIPEC + SOX"), ("HIPCE + SOX", "HIPEC + SOX"),
        ("Contol", "Control"), ("SOX arm", "SOX"), ("SOX组", "SOX"), ("placebos", "placebo"),
        ("ＨＩＰＥＣ－SOX", "HIPEC-SOX"), ("HIPEC+S0X", "HIPEC+SOX"), ("Contro1s", "controls"),
        ("PIPAC + chemo", "chemo plus PIPAC"), ("SOX联合HIPEC组", "HIPEC+SOX"),
        ("对照组", "对照"), ("实验组", "试验组"),
    ],
)  # fmt: skip
def test_one_name_in_two_spellings(one, other):
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Arm A", "Arm B"), ("Arm 1", "Arm 2"), ("10 mg", "100 mg"), ("SOX", "FOX"),
        ("HIPEC", "No HIPEC"), ("HIPEC+", "HIPEC−"), ("+ HIPEC", "- HIPEC"), ("试验组", "对照组"),
        ("Treated", "Untreated"), ("HIPEC", "HIPEC + SOX"), ("", ""),
        ("SOX then IP", "IP then SOX"), ("SOX + no HIPEC", "HIPEC + SOX"),
    ],
)  # fmt: skip
def test_two_names(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize(
    "name",
    [
        "No HIPEC", "non-HIPEC", "无热灌注", "非热灌注组", "未行HIPEC", "Untreated", "HIPEC−",
        "HIPEC (-)", "- HIPEC", "SOX without HIPEC", "w/o HIPEC", "HIPEC: no", "No", "N", "否",
        "HIPEC = 0",
    ],
)  # fmt: skip
def test_names_that_deny_a_treatment(name):
    assert denies(name)


@pytest.mark.parametrize(
    "name", ["HIPEC", "HIPEC+SOX", "HIPEC-SOX", "Nolvadex", "Norfloxacin", "S-1", "NoHIPEC", "1"]
)
def test_names_that_do_not(name):
    assert not denies(name)


def test_a_slip_of_a_short_name_is_one_only_where_somebody_looks_for_it():
    assert not alike("SXO", "SOX")
    assert alike("SXO", "SOX", 3)
    assert not alike("Arm A", "Arm B", 3)


def test_beside_the_other_arm_a_prefix_denies():
    assert denies("NoHIPEC", ["HIPEC"])
    assert denies("unresected", ["resected"])
    assert not denies("Nolvadex", ["HIPEC"])
