"""A cohort of the catalogue is found by its variable and its arm."""

from components.instance.catalogue import ANY, code_of, parted
from outcomes.results.condition import Condition

ARM = Condition("arm", "in", ("a",))
ECOG = Condition("ecog", "in", ("0", "1"))


def test_conditions_part_into_the_arm_and_the_others():
    assert parted(()) == ((), ANY)
    assert parted((ARM,)) == ((), "a")
    assert parted((ARM, ECOG)) == ((ECOG,), "a")
    assert parted((ECOG,)) == ((ECOG,), ANY)


def test_their_code_says_them():
    assert code_of(()) == ANY
    assert code_of((ECOG,)) == "ecog in 0,1"
