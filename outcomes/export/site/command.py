"""The command that writes a static edition of what was published."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_edition(commands: Commands) -> None:
    """Add ``edition``."""
    parser = commands.add_parser("edition", help="write a release as files that need no server")
    parser.add_argument("bundle", type=Path, metavar="DIR")
    parser.add_argument("study", metavar="STUDY", help="id of a published study")
    parser.add_argument("--to", type=Path, required=True, metavar="DIR")
    parser.set_defaults(command=lambda options: edition(options.bundle, options.study, options.to))


def edition(bundle: Path, study: str, directory: Path) -> int:
    """Write the current release of a study as plain files, or say why not."""
    from outcomes.export.site.write import NotOurs, write_edition
    from outcomes.publish.bundle import Bundle, BundleError
    from pages import TABS

    tabs = [(tab.__name__.rpartition(".")[2], tab.TAB) for tab in TABS]
    try:
        snapshot = Bundle.open(bundle).current(study)
        count = write_edition(snapshot, tabs, directory, _progress)
    except NotOurs:
        return _refused(f"{directory} holds something that is no static edition")
    except BundleError as error:
        return _refused(f"{error} ({error.key.removeprefix('publish.')})")
    except OSError as error:
        return _refused(error.strerror or "the files cannot be written")
    print(f"{study}: {snapshot.id}\n  {count} files in {directory}")
    return 0


def _progress(page: str, place: int, total: int) -> None:
    end = "\n" if place == total or not sys.stderr.isatty() else "\r"
    print(f"  {place}/{total} {page:<40.40}", end=end, file=sys.stderr, flush=True)


def _refused(why: str) -> int:
    print(f"outcomes: no static edition: {why}", file=sys.stderr)
    return 1
