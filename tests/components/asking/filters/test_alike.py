"""Patients like this one: prespecified subgroups one at a time, the widest first."""

import numpy as np

from components.asking.filters.alike import subgroups_of
from components.asking.filters.facets import Facet
from outcomes.model.protocol import Covariate


def facet(name, codes, *, subgroup=True):
    covariate = Covariate(name, name, "binary", ("N", "Y"), subgroup=subgroup)
    return Facet(covariate, ("N", "Y"), np.array(codes), np.zeros(0), None)


FACETS = (facet("a", [0, 0, 1, 1]), facet("b", [1, 1, 1, 0]), facet("c", [1] * 4, subgroup=False))
EVERYBODY = np.ones(4, bool)


def found(given, member=EVERYBODY):
    return [(one.facet.covariate.id, one.level, one.n)
            for one in subgroups_of(FACETS, member, given)]  # fmt: skip


def test_the_widest_subgroup_stands_first():
    assert found({"a": "Y", "b": "Y"}) == [("b", "Y", 3), ("a", "Y", 2)]


def test_what_is_not_known_or_not_in_the_protocol_is_no_subgroup():
    assert found({"a": None, "b": "Y", "c": "Y"}) == [("b", "Y", 3)]
    assert found({"a": "maybe"}) == []


def test_only_the_analysis_set_counts():
    assert found({"b": "Y"}, np.array([True, False, False, True])) == [("b", "Y", 1)]
