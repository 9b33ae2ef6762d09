"""``python -m bench.hostile.reading [kind …]``: what reading each file costs, whatever else runs.

Here files are read in this process and its CPU is counted: on a busy machine the seconds of
``python -m bench hostile`` are those of the others, too.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter

from bench.hostile.attacks import attacks
from outcomes.intake.gate.raw import Refused
from outcomes.intake.load import load_workbook
from outcomes.model.toml.protocol import parse_protocol
from outcomes.model.toml.reader import ProtocolError
from outcomes.model.toml.text import read_toml


def verdict(files: Mapping[str, bytes]) -> str:
    """Return what becomes of files that are dropped together."""
    tables = {name: content for name, content in files.items() if name != "study.toml"}
    protocol = files.get("study.toml")
    try:
        spec = parse_protocol(read_toml(protocol)) if protocol else None
        if len(tables) > 1:
            load_workbook(tables, name="study", spec=spec)
        else:
            load_workbook(*tables.values(), name=next(iter(tables)), spec=spec)
    except (Refused, ProtocolError):
        return "refused"
    except Exception:
        return "failed"
    return "read"


def main(kinds: list[str]) -> int:
    """Print a row per kind; return 1 where a file failed."""
    heads = ("tried", "read", "refused", "failed")
    print(f"{'kind':22}", *(f"{head:>7}" for head in heads), "  CPU, s  slowest was")
    failed = 0
    for kind, made in groupby(attacks(), key=itemgetter(0)):
        if kinds and not kind.startswith(tuple(kinds)):
            continue
        counts: Counter[str] = Counter()
        slowest = (0.0, "")
        for _, name, files in made:
            begun = time.process_time()
            counts[verdict(files)] += 1
            slowest = max(slowest, (time.process_time() - begun, name))
        cells = (counts.total(), *(counts[head] for head in heads[1:]))
        print(f"{kind:22}", *(f"{n:7}" for n in cells), f"{slowest[0]:8.2f}  {slowest[1]}")
        failed += counts["failed"]
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
