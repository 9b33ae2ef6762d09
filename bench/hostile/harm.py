"""``python -m bench.hostile.harm``: what happens to the machine, and what is lost by it.

The server is killed during an upload and during a computation, the disk is full, the disk is
read-only, the clock jumps. Disks are small file systems in memory, which need root; the clock needs
``faketime``. Where one is missing it is said.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from bench.hostile.states import DEMO
from bench.hostile.visitor import Told, visiting
from bench.opening import started
from bench.publish.toy import STUDY, publish
from outcomes.publish.bundle import Bundle
from outcomes.publish.log import verify_log
from tests.intake.hostile import ORDINARY, book
from tests.serving import ROOT

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
SECRET = b"okapi-quagga"
Outcome = tuple[bool, str]


def digest(directory: Path) -> str:
    """Return a digest of every file of a directory, by name and content."""
    found = hashlib.sha256()
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        found.update(f"{path.relative_to(directory)}\0".encode() + path.read_bytes())
    return found.hexdigest()


async def seen(address: str) -> Told:
    """Return what the survival tab says, the id of its session aside."""
    async with visiting(address) as visitor:
        await visitor.ask(f"study={DEMO}")
        return await visitor.ask(f"study={DEMO}", "survival")


async def uploaded(address: str) -> str:
    """Return what becomes of an ordinary workbook."""
    async with visiting(address) as visitor:
        return (await visitor.upload({"a.xlsx": book(ORDINARY)})).verdict


def readers() -> set[int]:
    """Return the processes of this session that read files; they outlive no server."""
    listed = subprocess.run(
        ["ps", "-eo", "pid,sid,args"], capture_output=True, text=True, check=True
    ).stdout
    found = (line.split(maxsplit=2) for line in listed.splitlines()[1:])
    ours = str(os.getsid(0))
    return {
        int(pid)
        for pid, session, command in found
        if session == ours and "outcomes.intake.reader.child" in command
    }


def killed(do: Callable[[str], None], place: Path) -> Outcome:
    """Kill the server while something is under way, and start it again."""
    studies, temporary = place / "studies", place / "tmp"
    shutil.copytree(ROOT / "data" / DEMO, studies / DEMO)
    temporary.mkdir()
    before, others = digest(studies), readers()
    environment = {"OUTCOMES_STUDIES": str(studies), "TMPDIR": str(temporary)}
    with started(environment) as (address, _, process):
        words = len(asyncio.run(seen(address)).messages)
        do(address)
        os.kill(process, signal.SIGKILL)
    time.sleep(5)
    left = [path for path in temporary.rglob("*") if path.is_file()]
    alive = readers() - others
    with started(environment) as (address, _, _):
        again = asyncio.run(seen(address))
    whole = digest(studies) == before and again.verdict == "read" and len(again.messages) == words
    said = f"studies as before, same page again; left: {len(left)} files, {len(alive)} processes"
    return whole and not left and not alive, said


def begin_upload(address: str) -> None:
    """Send half of a file."""
    head = f"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\n"
    name, port = urlsplit(address).hostname, urlsplit(address).port
    with socket.create_connection((str(name), int(port or 80))) as line:
        line.sendall(f"{head}Content-Length: 20000000\r\n\r\n".encode() + SECRET * 100_000)
        time.sleep(0.5)


def begin_reading(address: str) -> None:
    """Send a file and ask for a page, and do not wait for either."""

    async def ask() -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(uploaded(address), 0.8)

    asyncio.run(ask())


@contextmanager
def disk(place: Path, size: str) -> Iterator[Path]:
    """Yield a small file system."""
    folder = place / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> None:
    """Write until nothing more fits."""
    with suppress(OSError), (folder / "full").open("wb", 0) as file:
        while True:
            file.write(bytes(4_096))


def narrow(spoil: Callable[[Path], object], place: Path) -> Outcome:
    """Publish on a disk that fails the second time, and use the app with nothing but that disk."""
    with disk(place, "30m") as folder:
        bundle = folder / "bundle"
        bundle.mkdir()
        first = publish(bundle, 1)
        spoil(folder)
        try:
            publish(bundle, 2)
            said = "the second release was written"
        except OSError as error:
            said = f"the second release is refused: {error.strerror}"
        current = Bundle.open(bundle).current(STUDY)
        whole = current.id == first.id and verify_log(bundle) is None
        with started({"TMPDIR": str(folder), "HOME": str(folder)}) as (address, _, _):
            verdicts = (asyncio.run(uploaded(address)), asyncio.run(seen(address)).verdict)
    held = whole and "refused" in said and verdicts == ("read", "read")
    return held, f"{said}; the first stands: {whole}; upload and page: {', '.join(verdicts)}"


def read_only(folder: Path) -> None:
    """Let nothing more be written."""
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


def clock(place: Path) -> Outcome:
    """Let the clock jump a year back and two ahead under open sessions."""
    now = place / "now"
    now.write_text("+0")
    environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": str(now),
                   "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}  # fmt: skip
    with started(environment) as (address, _, _):

        async def jumps() -> list[str]:
            found: list[str] = []
            async with visiting(address) as visitor:
                for jump in ("+0", "-365d", "+730d", "+0"):
                    now.write_text(jump)
                    told = await visitor.ask(f"study={DEMO}&lang=zh&f.age={len(found) + 30}")
                    found += [told.verdict, await uploaded(address)]
            return found

        verdicts = asyncio.run(jumps())
    return set(verdicts) == {"read"}, f"pages and uploads after each jump: {set(verdicts)}"


def possible(name: str) -> str:
    """Return why something cannot be tried here; nothing where it can."""
    if name.startswith("disk") and os.geteuid() != 0:
        return "needs root"
    if name.startswith("clock") and not Path(LIBRARY).exists():
        return "needs faketime"
    return ""


SCENES: dict[str, Callable[[Path], Outcome]] = {
    "killed while a file arrives": lambda place: killed(begin_upload, place),
    "killed while a file is read": lambda place: killed(begin_reading, place),
    "disk full": lambda place: narrow(fill, place),
    "disk read-only": lambda place: narrow(read_only, place),
    "clock jumps": clock,
}


def main(chosen: list[str]) -> int:
    """Print what became of each."""
    held = True
    for name, scene in SCENES.items():
        if chosen and not any(name.startswith(c) for c in chosen):
            continue
        if why := possible(name):
            print(f"{name:30} not tried: {why}")
            continue
        with tempfile.TemporaryDirectory() as place:
            ok, said = scene(Path(place))
        held &= ok
        print(f"{name:30} {'held' if ok else 'FAILED':7} {said}", flush=True)
    return int(not held)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
