"""The options of a publisher's commands; what they need is loaded when one is run."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from outcomes.publish.policy import policies

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_publish(commands: Commands) -> argparse.ArgumentParser:
    """Add ``publish`` and return it; who runs it knows how a study is read."""
    publish = commands.add_parser("publish", help="release masked results for a hosted instance")
    publish.add_argument("study", metavar="STUDY")
    publish.add_argument("--to", type=Path, required=True, metavar="DIR", help="the bundle")
    publish.add_argument("--policy", choices=policies(), default="default")
    publish.add_argument("--pooled", action="store_true", help="arms together, as one group")
    publish.add_argument("--unblind", action="store_true", help="show arms from now on; recorded")
    publish.add_argument("--reason", default="", metavar="TEXT", help="recorded with the release")
    publish.add_argument("--static", type=Path, metavar="DIR", help="as plain files, too")
    return publish


def add_others(commands: Commands) -> None:
    """Add ``rollback`` and ``verify``."""
    back = commands.add_parser("rollback", help="show an earlier release again")
    back.add_argument("study", metavar="STUDY")
    back.add_argument("--to", type=Path, required=True, metavar="DIR", help="the bundle")
    back.add_argument("--snapshot", required=True, metavar="ID")
    back.add_argument("--reason", required=True, metavar="TEXT")
    back.set_defaults(command=_rollback)
    verify = commands.add_parser("verify", help="hold a bundle against its manifests")
    verify.add_argument("bundle", type=Path, metavar="DIR")
    verify.set_defaults(command=_verify)


def _rollback(options: argparse.Namespace) -> int:
    from outcomes.publish.commands import rollback

    return rollback(options)


def _verify(options: argparse.Namespace) -> int:
    from outcomes.publish.commands import verify_bundle

    return verify_bundle(options)
