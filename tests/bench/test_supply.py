import re

import pytest

from bench import supply

LOCKED = re.compile(
    r"^([\w.-]+)==([\w.]+)(?: ; [^\\\n]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)"
)


def test_what_is_installed_is_pinned_licensed_and_not_too_large():
    pins = supply.pinned()
    table = list(supply.rows())
    assert len(table) > 40
    assert [(n, v) for n, v, _, _ in table if pins.get(n) != v and n not in supply.BROUGHT] == []
    assert [name for name, _, terms, _ in table if not terms] == []
    assert sum(size for *_, size in table) <= supply.MOST_BYTES


def test_names_are_compared_as_registries_do():
    assert supply.named("Typing_Extensions>=4; python_version < '3.12'") == "typing-extensions"


@pytest.mark.parametrize("name", ["run", "dev", "hosted"])
def test_every_package_of_a_lock_is_the_one_that_is_pinned_and_has_its_hashes(name):
    text = (supply.ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"(?m)^(?=\S)", text)
    found = [LOCKED.fullmatch(block) for block in blocks if block]
    assert [block[:60] for block, match in zip(blocks[1:], found, strict=True) if not match] == []
    locked = {match[1]: match[2] for match in found}
    pins = supply.pinned("requirements-dev.txt", "requirements-hosted.txt")
    assert locked == {package: pins.get(package) for package in locked}
    assert set(supply.wanted(f"requirements{'' if name == 'run' else '-' + name}.txt")) <= set(
        locked
    )
