"""Saved views: text in a link and back again; nothing else of a link comes along."""

from components.asking.filters.saved import Saved, chosen_now, saved_in, written

VIEW = Saved("No ascites & more", "toy", {"population": ("itt",), "f.age": ("40", "60")})


def test_a_view_survives_the_link():
    assert saved_in([written(VIEW)]) == [VIEW]


def test_only_what_chooses_patients_is_kept():
    link = {"population": ("itt",), "f.sex": ("F",), "endpoint": ("os",), "tray": ("x",)}
    assert chosen_now(link) == {"population": ("itt",), "f.sex": ("F",)}


def test_what_is_no_view_is_left_out():
    fields = written(VIEW) + "&a=1" * 300
    assert saved_in([fields, "", "nonsense", "name=x", "study=toy", "name=+&study=toy"]) == []


def test_a_link_cannot_set_anything_else():
    (one,) = saved_in(["name=x&study=toy&workbook=evil&tray=1&f.sex=F"])
    assert one.codes == {"f.sex": ("F",)}
