"""The intake gate: what a file must be before any parser may see it."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from outcomes.intake.gate.limits import FEWER, LIMITS, SAVE_AS_XLSX, Limits
from outcomes.intake.gate.raw import Refused
from outcomes.model.file.told import told

_DAMAGED = "The file may have been cut off or altered; export or copy it again."
_ENTRY = b"PK\x01\x02"  # begins each entry of a zip's directory
_END, _END_BYTES = b"PK\x05\x06", 22  # the record behind the directory
_BLANK = b"\0\r\n\t "
OUTSIDE = "outside of all parts"
_SPARED = 1 << 20  # bytes that a file may unpack to whatever its own size
_OTHER_KINDS = (
    ("xl/workbook.bin", "xlsb", "This is a binary Excel workbook (.xlsb)."),
    ("word/document.xml", "not-a-workbook", "This is a Word document."),
    ("ppt/presentation.xml", "not-a-workbook", "This is a PowerPoint file."),
    ("content.xml", "not-a-workbook", "This is an OpenDocument file (.ods)."),
)


def bytes_of(path: Path, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a file, read no further than a byte beyond what is allowed.

    Raises
    ------
    Refused
        When there is none, or something else: whoever opens a pipe waits for its other end.
    """
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(limits.file_bytes + 1)
    except OSError:
        pass
    remedy = "Check the name and that the file is closed in Excel."
    raise Refused("no-file", told("The file “{}” cannot be opened.", path.name), remedy)


def unpack(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Return the parts of a plain, reasonably sized .xlsx file by name.

    Parameters
    ----------
    data
        The whole file.
    limits
        Sizes that are allowed; the defaults suit a trial of some thousand patients.

    Raises
    ------
    Refused
        With the rule that was broken, a reason and a remedy in plain words.
    """
    _check_size(data, limits)
    _check_kind(data)
    if data.count(_ENTRY) > 10 * limits.members:  # before each of them becomes an object
        raise _too_many_parts(limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_members(package.infolist(), limits)
            _check_unpacked_size(package.infolist(), len(data), limits)
            _check_contents(package.namelist())
            members = package.infolist()
            parts = {member.filename: package.read(member) for member in members}
            outside = [package.comment, *(member.comment for member in members), _after(data)]
            words = b"\n".join(text for text in outside if text.strip(_BLANK))
            return {**parts, OUTSIDE: words} if words else parts
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refused("damaged-file", "The workbook is damaged.", _DAMAGED) from error
    except (ValueError, RuntimeError) as error:
        raise Refused("damaged-file", "A part of the file is unreadable.", _DAMAGED) from error


def _after(data: bytes) -> bytes:
    """Return the bytes behind the end of the archive, its comment among them."""
    at = data.rfind(_END)
    return data[at + _END_BYTES :] if at >= 0 else b""


def _check_size(data: bytes, limits: Limits) -> None:
    if not data:
        raise Refused("empty-file", "The file is empty.", "Choose the workbook again.")
    if len(data) > limits.file_bytes:
        allowed = limits.file_bytes >> 20
        raise Refused("file-size", told("The file is larger than {} MB.", allowed), FEWER)


def _check_kind(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole(data)
    head = data[:4096]
    if head.lstrip()[:1] == b"<":
        raise Refused(
            "not-a-workbook", "This is a web page or XML file, not a workbook.", SAVE_AS_XLSX
        )
    if b"\0" not in head and any(mark in head for mark in b",;\t\n"):
        raise Refused(
            "csv-as-xlsx",
            "This is a text file (CSV), only its name says .xlsx.",
            "Name it .csv and put it into a folder of CSV files, or save it as .xlsx from Excel.",
        )
    raise Refused("not-a-workbook", "This is not an Excel workbook.", SAVE_AS_XLSX)


def _ole(data: bytes) -> Refused:
    """Tell a password-protected .xlsx from an old .xls: both are OLE containers."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            "encrypted",
            "The workbook is protected with a password.",
            "In Excel: File › Info › Protect Workbook › remove the password, then save.",
        )
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Refused("old-xls", "This is an old Excel file (.xls).", SAVE_AS_XLSX)
    return Refused(
        "not-a-workbook", "This is an old Office file, not an .xlsx workbook.", SAVE_AS_XLSX
    )


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise _too_many_parts(limits)
    names = {member.filename.casefold() for member in members}
    if len(names) != len(members):
        raise Refused("duplicate-name", "Two parts of the file have the same name.", SAVE_AS_XLSX)
    for member in members:
        _check_member(member)


def _too_many_parts(limits: Limits) -> Refused:
    return Refused(
        "members", told("The file has more than {} parts.", limits.members), SAVE_AS_XLSX
    )


def _check_unpacked_size(members: list[zipfile.ZipInfo], packed: int, limits: Limits) -> None:
    """Each part and all parts together: many small bombs are a bomb."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > limits.unpacked_bytes:
        allowed = limits.unpacked_bytes >> 20
        raise Refused("unpacked-size", told("The file unpacks to more than {} MB.", allowed), FEWER)
    sizes = [(member.file_size, member.compress_size) for member in members]
    for size, stored in (*sizes, (unpacked, packed)):
        if size > _SPARED and size > limits.ratio * stored:
            raise Refused("ratio", "The file unpacks to far more than its size.", FEWER)


def _check_member(member: zipfile.ZipInfo) -> None:
    # orig_filename, because zipfile cuts filename at a NUL
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or "\0" in name or ".." in name.split("/"):
        raise Refused("unsafe-name", "A part of the file has an unsafe name.", SAVE_AS_XLSX)
    if member.flag_bits & 0x1:
        raise Refused("encrypted", "The file is encrypted.", "Remove the password and save again.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("compression", "The file is packed in an unusual way.", SAVE_AS_XLSX)


def _check_contents(names: list[str]) -> None:
    for part, rule, reason in _OTHER_KINDS:
        if part in names:
            raise Refused(rule, reason, SAVE_AS_XLSX)
    if "[Content_Types].xml" not in names or not any("workbook" in name for name in names):
        raise Refused(
            "not-a-workbook", "This is a zip archive, not an Excel workbook.", SAVE_AS_XLSX
        )
