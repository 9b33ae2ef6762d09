"""Code that needs a process of its own, begun by one that has imported what takes long."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.serving import ROOT

# A child runs its piece as the last thing of the program, so that it ends as any process does.
BEGIN = """
import json, os, sys
pieces = json.loads(sys.stdin.read())
{imports}
ended = {{}}
for name, (code, environment) in pieces.items():
    child = os.fork()
    if not child:
        for descriptor in (1, 2):
            os.dup2(os.open(f"{{name}}.{{descriptor}}", os.O_CREAT | os.O_WRONLY), descriptor)
        os.chdir({root!r})
        os.environ.update(environment)
        break
    ended[name] = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
else:
    print(json.dumps(ended))
    code = ""
exec(compile(code, "<string>", "exec"), {{"__name__": "__main__"}})
"""


class Ended(NamedTuple):
    """A process that has ended."""

    returncode: int
    stdout: str
    stderr: str


def forked(
    imports: str,
    pieces: Mapping[str, tuple[str, Mapping[str, str]]],
    environment: Mapping[str, str] | None = None,
) -> dict[str, Ended]:
    """Run each piece of code, with what is added to its environment, after the imports of all."""
    begin = BEGIN.format(imports=imports, root=str(ROOT))
    told = {**(environment or os.environ), "PYTHONPATH": str(ROOT)}
    with TemporaryDirectory() as folder:
        numbered = {str(i): piece for i, piece in enumerate(pieces.values())}
        done = subprocess.run(
            [sys.executable, "-c", begin], cwd=folder, env=told, input=json.dumps(numbered),
            capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        codes = json.loads(done.stdout.splitlines()[-1])

        def said(place: int, descriptor: int) -> str:
            with open(f"{folder}/{place}.{descriptor}", encoding="utf-8") as file:
                return file.read()

        return {name: Ended(codes[str(i)], said(i, 1), said(i, 2)) for i, name in enumerate(pieces)}
