from bench import supply


def test_what_is_installed_is_pinned_licensed_and_not_too_large():
    pins = supply.pinned()
    table = list(supply.rows())
    assert len(table) > 40
    assert [(n, v) for n, v, _, _ in table if pins.get(n) != v and n not in supply.BROUGHT] == []
    assert [name for name, _, terms, _ in table if not terms] == []
    assert sum(size for *_, size in table) <= supply.MOST_BYTES


def test_names_are_compared_as_registries_do():
    assert supply.named("Typing_Extensions>=4; python_version < '3.12'") == "typing-extensions"
