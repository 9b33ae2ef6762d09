"""One R process that is asked to time its own work, by its own clock."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from bench.timings.timing import Clock

_LOOP = r"""
suppressMessages(library(survival))
input <- file("stdin", open = "r")
while (length(line <- readLines(input, n = 1)) > 0) {
  asked <- strsplit(line, "\t", fixed = TRUE)[[1]]
  if (asked[1] == "read") {
    d <- read.csv(asked[2])
    cat("ok\n")
  } else {
    work <- eval(parse(text = paste("function()", asked[2])))
    k <- as.integer(asked[1])
    start <- Sys.time()
    for (i in seq_len(k)) work()
    cat(as.numeric(Sys.time() - start, units = "secs") / k * 1000, "\n")
  }
  flush(stdout())
}
"""


class R:
    """A running R; ``d`` is its data frame."""

    def __init__(self, process: subprocess.Popen[str], directory: Path) -> None:
        self._process = process
        self._directory = directory

    def give(self, data: pd.DataFrame) -> None:
        """Hand over a data frame as CSV."""
        path = self._directory / "data.csv"
        data.to_csv(path, index=False)
        self._ask(f"read\t{path}")

    def clock(self, expression: str, *, at_least: float = 0.01) -> Clock:
        """Return a clock of an R expression in ``d``; repeated inside R, as `timing.clock` does."""
        once = float(self._ask(f"1\t{expression}")) / 1000
        repeats = max(1, min(1000, round(at_least / max(once, 1e-6))))
        return lambda: float(self._ask(f"{repeats}\t{expression}"))

    def _ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"R stopped at: {line}")
        return answer


@contextmanager
def running_r() -> Iterator[R | None]:
    """Yield an R with package survival, or None where there is none."""
    program = shutil.which("Rscript")
    if (
        program is None
        or subprocess.run(
            [program, "-e", "library(survival)"], capture_output=True, check=False
        ).returncode
    ):
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "loop.R"
        script.write_text(_LOOP)
        process = subprocess.Popen(
            [program, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            yield R(process, Path(folder))
        finally:
            process.communicate()
