"""``python -m bench.supply [pip-audit]``: what `make run` installs, its licenses, its size.

With the path of `pip-audit`: the known faults of it, or that nobody could be asked.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_BYTES = 700_000_000
BROUGHT = {"setuptools"}  # by the virtual environment itself
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def named(text: str) -> str:
    """Return the name of a package as registries compare it."""
    found = _NAME.match(text)
    return re.sub(r"[-_.]+", "-", found[0]).lower() if found else ""


def pinned(*more: str) -> Mapping[str, str]:
    """Return the version of each package in the requirements and the constraints."""
    lines = [
        line.partition("#")[0].partition("==")
        for file in ("requirements.txt", "constraints.txt", *more)
        for line in (ROOT / file).read_text(encoding="utf-8").splitlines()
    ]
    return {named(name): version.strip() for name, mark, version in lines if mark}


def wanted(file: str = "requirements.txt") -> list[str]:
    """Return the names of the packages that a file of requirements asks for."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    return [named(line) for line in lines if "==" in line]


def installed() -> dict[str, Distribution]:
    """Return what the requirements bring along, and themselves, as far as it is installed."""
    left, found = wanted(), dict[str, Distribution]()
    while left:
        name = left.pop()
        if name in found:
            continue
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:  # for another system
            continue
        left += [named(text) for text in found[name].requires or () if "extra ==" not in text]
    return dict(sorted(found.items()))


def license_of(package: Distribution) -> str:
    """Return the license a package names: an expression, a classifier, or the first line."""
    about = package.metadata
    classified = [c.split(" :: ")[-1] for c in about.get_all("Classifier", []) if "License" in c]
    written = (about.get("License") or "").strip().splitlines()
    return about.get("License-Expression") or ", ".join(classified) or (written or [""])[0]


def size_of(package: Distribution) -> int:
    """Return the bytes of a package as it is delivered: without what Python compiles of it."""
    files = [file for file in package.files or () if file.suffix != ".pyc"]
    places = [Path(str(package.locate_file(file))) for file in files]
    return sum(place.stat().st_size for place in places if place.is_file())


def rows() -> Iterator[tuple[str, str, str, int]]:
    """Yield name, version, license and size of each package; what was there before has none."""
    for name, package in installed().items():
        size = 0 if name in BROUGHT else size_of(package)
        yield name, package.version, license_of(package), size


def audited(audit: str) -> str:
    """Return what `pip-audit` says of the lock, as JSON; nothing where it cannot be asked."""
    lock = str(ROOT / "locks" / "run.txt")
    asked = [audit, "--disable-pip", "--require-hashes", "--format", "json", "--requirement", lock]
    try:
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def faults(said: str) -> tuple[str, ...]:
    """Return a sentence on how many packages were looked up, and a line per known fault."""
    try:
        packages = json.loads(said)["dependencies"]
    except ValueError:
        packages = []
    known = [package for package in packages if "vulns" in package]
    if not known:
        return ("Known faults were not looked up: no network here reaches where they are listed.",)
    found = [
        f"{package['name']} {package['version']}: {fault['id']}"
        for package in known
        for fault in package["vulns"]
    ]
    return (f"{len(known)} of {len(packages)} packages looked up, known faults: {len(found)}",
            *found)  # fmt: skip


def main(arguments: list[str]) -> int:
    """Print the table; return 1 for a missing license, too many bytes, or a known fault."""
    table = list(rows())
    for name, version, terms, size in table:
        print(f"{name:30} {version:14} {terms:50} {size / 1e6:8.1f} MB")
    total = sum(size for *_, size in table)
    lines = faults(audited(arguments[0])) if arguments else ()
    print(f"{len(table)} packages, {total / 1e6:.0f} MB", *lines, sep="\n")
    return int(total > MOST_BYTES or not all(terms for _, _, terms, _ in table) or len(lines) > 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
