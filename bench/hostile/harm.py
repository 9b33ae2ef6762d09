"""``python -m bench.hostile.harm``: what happens to the machine, and what is lost by it.

The server is killed during an upload and during a computation, the disk is full, the disk is
read-only, the clock is set. Disks are small file systems in memory, which need root; the clock
needs a C compiler. Where one is missing it is said.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import shutil
import signal
import socket
import struct
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
from bench.hosting.opening import started
from bench.publish.toy import STUDY, publish
from outcomes.publish.bundle import Bundle
from outcomes.publish.storage.log import entries, set_back, verify_log
from tests.intake.hostile import ORDINARY, book
from tests.serving import ROOT

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
    """Set the clock under open sessions: a year back, two ahead, and right again."""
    shift, library, audit = place / "shift", place / "clock.so", place / "audit"
    source = Path(__file__).with_name("clock.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    (place / "bundle").mkdir()
    publish(place / "bundle", 1)
    access = place / "access.toml"
    access.write_text('mode = "open"', encoding="utf-8")
    shift.write_bytes(bytes(8))
    moved = {"LD_PRELOAD": str(library), "CLOCK_SHIFT": str(shift)}
    hosted = {"OUTCOMES_MODE": "hosted", "OUTCOMES_BUNDLE": str(place / "bundle"),
              "OUTCOMES_ACCESS": str(access), "OUTCOMES_AUDIT": str(audit)}  # fmt: skip
    with started(moved) as (bench, _, _), started(moved | hosted) as (host, _, _):
        kept = asyncio.run(under_jumps(bench, host, shift))
    visits = [event["session"] for event in entries(audit) if event["event"] == "session_start"]
    whole, back = verify_log(audit) is None, len(set_back(audit))
    said = (f"uploads kept and read anew: {kept}; log whole: {whole}, {len(visits)} visits of 4, "
            f"{back} lines said to be of a clock set back")  # fmt: skip
    return kept and whole and back == 2 and len(visits) == 4, said


async def under_jumps(bench: str, host: str, shift: Path) -> bool:
    """Set the clock again and again; return whether each open session is as it was.

    At the hosted instance somebody new comes after each jump.
    """
    verdicts = set()
    async with visiting(bench) as visitor:
        first = await visitor.upload({"a.xlsx": book(ORDINARY)})
        for years in (0, -1, 2, 0):
            shift.write_bytes(struct.pack("q", years * 365 * 86_400))
            again = await visitor.ask("study=.upload")
            verdicts |= {again.verdict, (await seen(bench)).verdict, await uploaded(bench)}
            verdicts |= {"lost"} if len(again.messages) < len(first.messages) - 2 else set()
            async with visiting(host) as other:
                await other.ask(f"study={STUDY}")
    return verdicts == {"read"}


def possible(name: str) -> str:
    """Return why something cannot be tried here; nothing where it can."""
    if name.startswith("disk") and os.geteuid() != 0:
        return "needs root"
    if name.startswith("clock") and not shutil.which("cc"):
        return "needs a C compiler"
    return ""


SCENES: dict[str, Callable[[Path], Outcome]] = {
    "killed while a file arrives": lambda place: killed(begin_upload, place),
    "killed while a file is read": lambda place: killed(begin_reading, place),
    "disk full": lambda place: narrow(fill, place),
    "disk read-only": lambda place: narrow(read_only, place),
    "clock is set": clock,
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
