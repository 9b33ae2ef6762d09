"""``python -m outcomes.simulate [DIRECTORY]``: rewrite the workbooks of the two demo studies."""

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from outcomes.simulate import hipec_sox_demo, rmhtnf_demo
from outcomes.simulate.tables import Tables, write_workbook

DEMOS: dict[str, Callable[[], Tables]] = {
    "hipec-sox-demo": hipec_sox_demo,
    "rmhtnf-demo": rmhtnf_demo,
}
CREATED = datetime(2025, 7, 1, 9, 0)
"""Creation time kept in the files: the day after the data cut-off, not the day of writing."""


def write_demos(directory: Path) -> list[Path]:
    """Write ``STUDY/workbook.xlsx`` for every demo study below a directory; return the paths.

    Parameters
    ----------
    directory : Path
        Directory of study folders; missing folders are made. ``study.toml`` is left alone.
    """
    paths = []
    for name, make in DEMOS.items():
        path = directory / name / "workbook.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(make(), path, CREATED)
        paths.append(path)
    return paths


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("data")
    print("\n".join(map(str, write_demos(target))))
