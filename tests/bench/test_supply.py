import json
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


def test_known_faults_are_named_and_that_nobody_could_be_asked_is_said():
    one = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}
    none, skipped = {"name": "b", "version": "2", "vulns": []}, {"name": "c", "skip_reason": "?"}
    assert supply.faults(json.dumps({"dependencies": [one, none, skipped]})) == (
        "2 of 3 packages looked up, known faults: 1",
        "a 1: CVE-1",
    )
    for nobody in ("", json.dumps({"dependencies": [skipped]}), supply.audited("/nowhere")):
        (sentence,) = supply.faults(nobody)
        assert "not looked up" in sentence


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
