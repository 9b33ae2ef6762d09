"""``python -m bench [side_by_side|kernel|intake|browser|all]``: timings; without a word, the first.

``python -m bench coverage [trials]``, ``python -m bench bootstrap [samples]`` and
``python -m bench intake_corruption [cells] [seed]``: proofs. ``python -m bench hostile [kind …]``:
everything that attacks the app. ``python -m bench widths [pixels …]``: every page in windows of
these widths.
"""

import sys
import time
from importlib import import_module

from bench.timings.timing import print_table

TITLES = {
    "kernel": "Kernel: in turns in one run; the ratio is other / ours, above 1 is faster",
    "intake": "Reading files",
    "browser": "The app: a real server, headless Chromium",
    "side_by_side": "The app beside its peers, in turns in one run; the ratio is theirs / ours",
}
NAMES = ("coverage", "bootstrap", "intake_corruption")
PROOFS = {name: f"bench.proofs.{name}" for name in NAMES}
PROOFS |= {"widths": "bench.widths", "hostile": "bench.hostile.__main__"}


def main(arguments: list[str]) -> int:
    """Print the tables asked for."""
    chosen = arguments[0] if arguments else "side_by_side"
    if chosen in PROOFS:
        return int(import_module(PROOFS[chosen]).main(arguments[1:]))
    if chosen not in (*TITLES, "all"):
        print(__doc__)
        return 2
    missed = 0
    for name, title in TITLES.items():
        if chosen in (name, "all"):
            start = time.perf_counter()
            rows = import_module(f"bench.timings.{name}").rows()
            print_table(title, rows)
            print(f"{time.perf_counter() - start:.0f} s")
            missed += sum(row.verdict == "MISSED" for row in rows)
    print(f"\n{missed} targets missed" if missed else "\nall targets met")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
