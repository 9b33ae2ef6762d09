"""The intake gate: what a file must be before any spreadsheet parser may see it."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from outcomes.intake.gate.raw import Refused, column_index

_XLSX = "Save it from Excel as “Excel Workbook (.xlsx)” and try again."
_DAMAGED = "The file may have been cut off or altered; export or copy it again."
_FEWER = "Keep only the study's data in the workbook; delete unused rows, columns and formatting."
_CHUNK = 1 << 20
_LONGEST_TEXT = 8 << 20
_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1"}
_ENTITY = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.I)
_ASIDE = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.S)
_WORKSHEET = re.compile(rb"<(?:[\w.\-]+:)?worksheet[\s>/]")
# A self-closing cell is formatting without a value and costs the parser nothing.
_CELL = re.compile(rb"[<:]c(?=[\s>])(?:[^>]*?\sr\s*=\s*[\"']\$?([A-Za-z]+)\$?(\d+))?[^>]*+(?<!/)>")
_ROW = re.compile(rb"[<:]row[\s>/]")
_MERGE = re.compile(rb"<(?:[\w.\-]+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([^\"']*)[\"']")
_UNIQUE = re.compile(rb"<(?:[\w.\-]+:)?sst\s[^>]*?uniqueCount\s*=\s*[\"'](\d+)[\"']")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?", re.I)
_OTHER_KINDS = (
    ("xl/workbook.bin", "xlsb", "This is a binary Excel workbook (.xlsb)."),
    ("word/document.xml", "not-a-workbook", "This is a Word document."),
    ("ppt/presentation.xml", "not-a-workbook", "This is a PowerPoint file."),
    ("content.xml", "not-a-workbook", "This is an OpenDocument file (.ods)."),
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be; bytes, counts, and the ratio of unpacked to packed size."""

    file_bytes: int = 20 << 20
    members: int = 2_000
    unpacked_bytes: int = 256 << 20
    ratio: int = 200
    rows: int = 50_000
    columns: int = 512
    cells: int = 3_000_000
    merges: int = 20_000


LIMITS = Limits()


def check_workbook(data: bytes, limits: Limits = LIMITS) -> None:
    """Refuse whatever is not a plain, reasonably sized .xlsx file.

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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_members(package.infolist(), limits)
            _check_contents(package.namelist())
            cells = 0
            for member in package.infolist():
                cells += _check_part(package, member, limits)
                if cells > limits.cells:
                    raise _too_many("cells", limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise Refused("damaged-file", "The workbook is damaged.", _DAMAGED) from error
    except (UnicodeError, ValueError, RuntimeError, expat.ExpatError) as error:
        raise Refused("damaged-file", "A part of the file is unreadable.", _DAMAGED) from error


def read_parts(data: bytes) -> dict[str, bytes]:
    """All parts of a package that passed the gate: XML as plain UTF-8 tags, the rest as it is."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for member in package.infolist():
            raw = package.read(member)
            encoding = _xml_encoding(raw[:200])
            if encoding:
                raw = raw if encoding == "utf-8" else raw.decode(encoding).encode()
                raw = _ASIDE.sub(_escape, raw)
            parts[member.filename] = raw
    return parts


def _escape(aside: re.Match[bytes]) -> bytes:
    """Write CDATA as escaped text and drop comments, so that every < left begins a tag."""
    return escape((aside[1] or b"").decode("utf-8", "replace"), quote=False).encode()


def _check_size(data: bytes, limits: Limits) -> None:
    if not data:
        raise Refused("empty-file", "The file is empty.", "Choose the workbook again.")
    if len(data) > limits.file_bytes:
        allowed = limits.file_bytes >> 20
        raise Refused("file-size", f"The file is larger than {allowed} MB.", _FEWER)


def _check_kind(data: bytes) -> None:
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise _ole(data)
    head = data[:4096]
    if head.lstrip()[:1] == b"<":
        raise Refused("not-a-workbook", "This is a web page or XML file, not a workbook.", _XLSX)
    if b"\0" not in head and re.search(rb"[,;\t\n]", head):
        raise Refused(
            "csv-as-xlsx",
            "This is a text file (CSV), only its name says .xlsx.",
            "Name it .csv and put it into a folder of CSV files, or save it as .xlsx from Excel.",
        )
    raise Refused("not-a-workbook", "This is not an Excel workbook.", _XLSX)


def _ole(data: bytes) -> Refused:
    """Tell a password-protected .xlsx from an old .xls: both are OLE containers."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Refused(
            "encrypted",
            "The workbook is protected with a password.",
            "In Excel: File › Info › Protect Workbook › remove the password, then save.",
        )
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        return Refused("old-xls", "This is an old Excel file (.xls).", _XLSX)
    return Refused("not-a-workbook", "This is an old Office file, not an .xlsx workbook.", _XLSX)


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.members:
        raise Refused("members", f"The file has more than {limits.members} parts.", _XLSX)
    names = {member.filename.casefold() for member in members}
    if len(names) != len(members):
        raise Refused("duplicate-name", "Two parts of the file have the same name.", _XLSX)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        allowed = limits.unpacked_bytes >> 20
        raise Refused("unpacked-size", f"The file unpacks to more than {allowed} MB.", _FEWER)
    for member in members:
        _check_member(member, limits)


def _check_member(member: zipfile.ZipInfo, limits: Limits) -> None:
    # orig_filename, because zipfile cuts filename at a NUL
    name = member.orig_filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or "\0" in name or ".." in name.split("/"):
        raise Refused("unsafe-name", "A part of the file has an unsafe name.", _XLSX)
    if member.flag_bits & 0x1:
        raise Refused("encrypted", "The file is encrypted.", "Remove the password and save again.")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("compression", "The file is packed in an unusual way.", _XLSX)
    if member.file_size > _CHUNK and member.file_size > limits.ratio * member.compress_size:
        raise Refused("ratio", "A part of the file unpacks to far more than its size.", _FEWER)


def _check_contents(names: list[str]) -> None:
    for part, rule, reason in _OTHER_KINDS:
        if part in names:
            raise Refused(rule, reason, _XLSX)
    if "[Content_Types].xml" not in names or not any("workbook" in name for name in names):
        raise Refused("not-a-workbook", "This is a zip archive, not an Excel workbook.", _XLSX)


def _check_part(package: zipfile.ZipFile, member: zipfile.ZipInfo, limits: Limits) -> int:
    """Check one part while it streams past; the cells a parser would hold for it."""
    tally = _Tally(limits)
    # Excel itself writes drawings (.vml) that are not well-formed
    strict = not member.filename.lower().endswith(".vml")
    parser = expat.ParserCreate("utf-8")
    begun = False
    for text in _xml_chunks(package, member):
        if _ENTITY.search(text):
            reason = "The file contains an XML DOCTYPE or ENTITY, which no spreadsheet needs."
            raise Refused("doctype", reason, _XLSX)
        tally.add(text)
        if strict:
            begun = True
            parser.Parse(text, False)
    if begun:
        parser.Parse(b"", True)
    return max(tally.cells, tally.height * tally.width, tally.merged_area)


def _xml_chunks(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield an XML part as UTF-8 pieces, each cut before a tag; nothing if it is not XML."""
    with package.open(member) as stream:
        piece = stream.read(_CHUNK)
        encoding = _xml_encoding(piece[:200])
        if encoding is None:
            if member.filename.lower().endswith((".xml", ".rels")) and piece.strip():
                raise Refused("encoding", "A part of the file is not readable XML.", _XLSX)
            while stream.read(_CHUNK):  # to its end, so that the checksum is verified
                pass
            return
        decode = codecs.getincrementaldecoder(encoding)().decode
        carry = b""
        while piece:
            carry += piece if encoding == "utf-8" else decode(piece).encode()
            cut = carry.rfind(b"<", 1)
            if cut > 0:
                yield carry[:cut]
                carry = carry[cut:]
            elif len(carry) > _LONGEST_TEXT:
                raise Refused("long-text", "A single text in the file is too long.", _FEWER)
            piece = stream.read(_CHUNK)
        yield carry


def _xml_encoding(head: bytes) -> str | None:
    """The encoding of a part that looks like XML, None for anything else."""
    if head.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return None
    for mark, encoding in (
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if head.startswith(mark):
            return encoding
    text = head.removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.search(text)
    if declared and declared[1].decode("latin-1").lower() not in _ENCODINGS:
        raise Refused("encoding", "A part of the file has an unusual character set.", _XLSX)
    if declared and declared[1].lower() == b"iso-8859-1":
        return "latin-1"
    return "utf-8" if text.lstrip().startswith(b"<") else None


class _Tally:
    """Counts of one part while it streams past; refuses as soon as a limit is crossed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.sheet = False
        self.cells = self.merges = self.merged_area = self.height = self.width = self.rows = 0

    def add(self, text: bytes) -> None:
        unique = _UNIQUE.search(text) if b"uniqueCount" in text else None
        if unique and int(unique[1][:12]) > self.limits.cells:
            raise Refused("unique-count", "The file declares an implausible text table.", _XLSX)
        self.sheet = self.sheet or bool(_WORKSHEET.search(text))
        if not self.sheet:
            return
        self._count_rows(text)
        self._count_cells(text)
        for ref in _MERGE.findall(text) if b"mergeCell" in text else ():
            self._count_merge(ref.decode("latin-1"))

    def _count_rows(self, text: bytes) -> None:
        self.rows += len(_ROW.findall(text))
        if self.rows > self.limits.rows:
            raise _too_many("rows", self.limits)

    def _count_cells(self, text: bytes) -> None:
        found = _CELL.findall(text)
        self.cells += len(found)
        if self.cells > self.limits.cells:
            raise _too_many("cells", self.limits)
        letters = {letters for letters, _ in found}
        digits = {digits for _, digits in found}
        if any(len(d) > 9 for d in digits) or any(len(x) > 5 for x in letters):
            raise Refused("cell-address", "A cell lies outside any spreadsheet.", _XLSX)
        self.height = max([self.height, *(int(d) for d in digits if d)])
        self.width = max([self.width, *(column_index(x.decode()) + 1 for x in letters)])
        self._check_extent()

    def _check_extent(self) -> None:
        if self.height > self.limits.rows:
            raise _too_many("rows", self.limits)
        if self.width > self.limits.columns:
            raise _too_many("columns", self.limits)
        # the parser fills the rectangle from the first to the last cell
        if self.height * self.width > self.limits.cells:
            raise _too_many("cells", self.limits)

    def _count_merge(self, ref: str) -> None:
        self.merges += 1
        found = _RANGE.fullmatch(ref)
        if found is None:
            raise Refused("merge", "A merged range has no valid address.", _XLSX)
        left, top, right, bottom = found.groups()
        right, bottom = right or left, bottom or top
        width, height = column_index(right) + 1, int(bottom)
        self.merged_area += (width - column_index(left)) * (height - int(top) + 1)
        limits = self.limits
        if width > limits.columns or height > limits.rows or self.merged_area > limits.cells:
            raise Refused("merge", "A merged range covers almost a whole sheet.", _FEWER)
        if self.merges > limits.merges:
            raise Refused("merge", f"More than {limits.merges} merged ranges.", _FEWER)


def _too_many(what: str, limits: Limits) -> Refused:
    allowed = getattr(limits, what)
    return Refused(what, f"The workbook has more than {allowed:,} {what}.", _FEWER)
