"""Writing a static edition: all of it or nothing, with the digest of every file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path

from outcomes.displays.base.panel import Picture
from outcomes.displays.tab import Tab
from outcomes.export.site.pages import Place, page_html, places
from outcomes.export.svg import to_svg
from outcomes.publish.bundle import MANIFEST, Answers, Snapshot

HERE = Path(__file__).parent
SUMS = "SHA256SUMS"
_HARMLESS = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class NotOurs(FileExistsError):
    """The directory holds something that is no static edition."""


def write_edition(
    snapshot: Snapshot,
    tabs: Sequence[tuple[str, Tab]],
    directory: Path,
    progress: Callable[[str, int, int], None] = lambda name, place, total: None,
) -> int:
    """Write a snapshot as plain files, in the place of an earlier edition; return how many.

    Parameters
    ----------
    snapshot
        What was published; nothing else is asked.
    tabs
        Path and declaration of each tab, in their order.
    directory
        Where to; an earlier edition there is replaced in one step.
    progress
        Is told each page before it is made, its place and how many there are.

    Raises
    ------
    NotOurs
        Where something else is in the directory.
    """
    if directory.exists() and any(directory.iterdir()) and not (directory / SUMS).is_file():
        raise NotOurs(str(directory))
    building = directory.with_name(f".{directory.name}.new")
    shutil.rmtree(building, ignore_errors=True)
    try:
        count = _build(snapshot, tabs, building, progress)
        earlier = directory.with_name(f".{directory.name}.old")
        shutil.rmtree(earlier, ignore_errors=True)
        if directory.exists():
            directory.rename(earlier)
        building.rename(directory)
        shutil.rmtree(earlier, ignore_errors=True)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return count


def _build(
    snapshot: Snapshot,
    tabs: Sequence[tuple[str, Tab]],
    directory: Path,
    progress: Callable[[str, int, int], None],
) -> int:
    (directory / "figures").mkdir(parents=True)
    answers = cache(snapshot.answers)
    wanted = list(places(snapshot, tabs))
    for number, place in enumerate(wanted, 1):
        progress(place.name, number, len(wanted))
        path = directory / place.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_page(place, answers, directory), encoding="utf-8")
    (directory / "index.html").write_text(_index(wanted[0], snapshot), encoding="utf-8")
    (directory / MANIFEST).write_bytes((snapshot.directory / MANIFEST).read_bytes())
    for name in ("page.css", "figures.js"):
        shutil.copyfile(HERE / name, directory / name)
    shutil.copyfile(_plotly(), directory / "plotly.min.js")
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    sums = (f"{sha256(p.read_bytes()).hexdigest()}  {p.relative_to(directory)}" for p in files)
    (directory / SUMS).write_text("\n".join(sums) + "\n", encoding="utf-8")
    return len(files) + 1


def _page(place: Place, answers: Callable[[str, str], Answers], directory: Path) -> str:
    first = True

    def figure(picture: Picture) -> str:
        nonlocal first
        image = _image(picture, directory, eager=first)
        first = False
        return image

    return page_html(place, lambda population: answers(place.cohort.id, population), figure)


def _image(picture: Picture, directory: Path, *, eager: bool) -> str:
    """Write a picture once, whoever shows it, and return its element with its numbers."""
    spec = picture.figure.to_json() if picture.figure is not None else ""
    name = f"{sha256((spec + picture.alt).encode()).hexdigest()[:20]}.svg"
    path = directory / "figures" / name
    if not path.exists():
        path.write_bytes(to_svg(picture.figure, title=picture.alt))
    wide, tall = _size(path)
    lazy = "" if eager else ' loading="lazy"'
    numbers = f'<script type="application/json">{spec.translate(_HARMLESS)}</script>'
    return (
        f'<img src="../../figures/{name}" alt="{escape(picture.alt)}" width="{wide}" '
        f'height="{tall}"{lazy}>{numbers}'
    )


def _size(path: Path) -> tuple[int, int]:
    with path.open(encoding="utf-8") as file:
        head = file.read(600)
    box = head.partition('viewBox="')[2].partition('"')[0].split()
    return round(float(box[2]) * 4 / 3), round(float(box[3]) * 4 / 3)  # points to pixels


def _index(first: Place, snapshot: Snapshot) -> str:
    title = escape(snapshot.manifest.title)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="refresh" content="0; url={first.name}"></head>'
        f'<body><p><a href="{first.name}">{title}</a></p></body></html>'
    )


def _plotly() -> Path:
    package = find_spec("plotly")
    if package is None or not package.submodule_search_locations:
        raise FileNotFoundError("plotly is not installed")
    return Path(package.submodule_search_locations[0]) / "package_data" / "plotly.min.js"
