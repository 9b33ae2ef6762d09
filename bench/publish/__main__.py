"""``python -m bench.publish kills|flips|full|differences|canaries|served [number]``."""

import sys
from importlib import import_module

PROOFS = ("kills", "flips", "full", "differences", "canaries", "served")


def main(arguments: list[str]) -> int:
    """Run one proof; 0 where it holds."""
    if not arguments or arguments[0] not in PROOFS:
        print(__doc__)
        return 2
    return int(import_module(f"bench.publish.{arguments[0]}").main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
