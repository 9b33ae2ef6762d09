"""Builds workbooks that attack a reader, and ordinary ones with something planted in them."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Mapping
from functools import cache

NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def rels(*targets: tuple[str, str], prefix: str = REL) -> str:
    inside = "".join(
        f'<Relationship Id="rId{i}" Type="{prefix}/{kind}" Target="{target}"/>'
        for i, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def sheet(data: str = "", *, before: str = "", after: str = "") -> str:
    return f"<worksheet {NS}>{before}<sheetData>{data}</sheetData>{after}</worksheet>"


def cell(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows(*lines: tuple[str | int | float, ...]) -> str:
    """Rows from A1 on; texts inline, numbers as numbers."""
    out = []
    for i, line in enumerate(lines, 1):
        cells = (
            cell(f"{chr(65 + j)}{i}", v)
            if isinstance(v, str)
            else f'<c r="{chr(65 + j)}{i}"><v>{v}</v></c>'
            for j, v in enumerate(line)
        )
        out.append(f'<row r="{i}">{"".join(cells)}</row>')
    return "".join(out)


def parts(data: str = "", *, sheet_xml: str | None = None, **more: str) -> dict[str, str | bytes]:
    """The parts of a one-sheet workbook named `patients`."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": rels(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {NS} xmlns:r="{REL}">{more.get("book", "")}<sheets>'
        f'<sheet name="patients" sheetId="1" r:id="rId1" {more.get("state", "")}/></sheets>'
        f"{more.get('names', '')}</workbook>",
        "xl/_rels/workbook.xml.rels": rels(
            ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
        ),
        "xl/worksheets/sheet1.xml": sheet(data) if sheet_xml is None else sheet_xml,
        "xl/sharedStrings.xml": f"<sst {NS}>{more.get('shared', '')}</sst>",
    }


def pack(
    members: Mapping[str, str | bytes] | list[tuple[str, str | bytes]],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    listed = list(members.items()) if isinstance(members, Mapping) else members
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as package:
        warnings.simplefilter("ignore")  # duplicate names are the point
        for name, content in listed:
            package.writestr(name, content)
    return buffer.getvalue()


def book(data: str = "", extra: Mapping[str, str | bytes] | None = None, **more: str) -> bytes:
    return pack({**parts(data, **more), **(extra or {})})


def _entity_bomb() -> str:
    lines = ['<!DOCTYPE lolz [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)]
    return "".join(lines) + f"]><sst {NS}><si><t>&a9;</t></si></sst>"


def _strict(xml: str) -> str:
    return xml.replace(NS, 'xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"').replace(
        "http://schemas.openxmlformats.org/officeDocument/2006",
        "http://purl.oclc.org/ooxml/officeDocument",
    )


def _lying_size(data: bytes) -> bytes:
    """Declare one tenth of the unpacked size of the largest part."""
    raw = bytearray(data)
    at = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"xl/worksheets/sheet1.xml"))
    size = struct.unpack_from("<I", raw, at + 24)[0]
    struct.pack_into("<I", raw, at + 24, size // 10)
    return bytes(raw)


def _password_flag(data: bytes) -> bytes:
    raw = bytearray(data)
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def _odd_method(data: bytes) -> bytes:
    raw = bytearray(data)
    struct.pack_into("<H", raw, raw.find(b"PK\x01\x02") + 10, 98)
    return bytes(raw)


ORDINARY = rows(("patient_id", "arm", "age"), ("P001", "sox", 61), ("P002", "hipec_sox", 58))
TWO_CELLS = cell("A1", "a").join(("<row r='1'>", "</row>"))
FAR = f'{TWO_CELLS}<row r="1048576">{cell("XFD1048576", "b")}</row>'
WIDE = '<row r="1">' + "".join(f"<c><v>{i}</v></c>" for i in range(600)) + "</row>"
CORNER = f'{TWO_CELLS}<row r="50000">{cell("SR50000", "b")}</row>'


def merges(*refs: str) -> str:
    inside = "".join(f'<mergeCell ref="{ref}"/>' for ref in refs)
    return sheet(ORDINARY, after=f"<mergeCells>{inside}</mergeCells>")


@cache
def hostile_files() -> dict[str, tuple[bytes, str]]:
    """Name → (file, rule that must refuse it, or "" when it may be read)."""
    good = book(ORDINARY)
    utf16 = f'<?xml version="1.0" encoding="UTF-16"?>{_entity_bomb()}'
    utf7 = f'<?xml version="1.0" encoding="UTF-7"?><sst {NS}/>'
    extra = parts(ORDINARY)
    return {
        "empty": (b"", "empty-file"),
        "noise": (bytes(range(256)) * 40, "not-a-workbook"),
        "csv": (b"patient_id,arm\nP001,sox\n", "csv-as-xlsx"),
        "csv_gbk": ("患者,分组\n甲,乙\n".encode("gbk"), "csv-as-xlsx"),
        "html": (b"<html><table><tr><td>1</td></tr></table></html>", "not-a-workbook"),
        "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        "old_xls": (OLE + "Workbook".encode("utf-16-le"), "old-xls"),
        "old_doc": (OLE + "WordDocument".encode("utf-16-le"), "not-a-workbook"),
        "huge_file": (b"PK\x03\x04" + b"\0" * (20 << 20), "file-size"),
        "truncated": (good[: len(good) // 2], "damaged-file"),
        "flipped": (good.replace(b"xl/worksheets", b"xl/worksheetz", 1), "damaged-file"),
        "plain_zip": (pack({"a.txt": "hello"}), "not-a-workbook"),
        "word": (pack({"word/document.xml": "<a/>"}), "not-a-workbook"),
        "ods": (pack({"content.xml": "<a/>", "mimetype": "x"}), "not-a-workbook"),
        "xlsb": (pack({"xl/workbook.bin": b"\0"}), "xlsb"),
        "bomb_ratio": (book(sheet_xml=sheet(after=" " * (30 << 20))), "ratio"),
        "bomb_size": (
            book(extra={f"xl/{i}.bin": b"\0" * (20 << 20) for i in range(14)}),
            "unpacked-size",
        ),
        "many_members": (book(extra={f"xl/media/{i}": "" for i in range(2_100)}), "members"),
        "duplicate": (pack([*extra.items(), ("xl/workbook.xml", "<a/>")]), "duplicate-name"),
        "duplicate_case": (pack({**extra, "XL/Workbook.xml": "<a/>"}), "duplicate-name"),
        "dotdot": (book(extra={"xl/../../evil.xml": "<a/>"}), "unsafe-name"),
        "backslash": (book(extra={"..\\evil.xml": "<a/>"}), "unsafe-name"),
        "absolute": (book(extra={"/etc/passwd": "x"}), "unsafe-name"),
        "drive": (book(extra={"C:/evil": "x"}), "unsafe-name"),
        "bzip2": (pack(extra, zipfile.ZIP_BZIP2), "compression"),
        "lzma": (pack(extra, zipfile.ZIP_LZMA), "compression"),
        "method_98": (_odd_method(good), "compression"),
        "zip_password": (_password_flag(good), "encrypted"),
        "lying_size": (_lying_size(book(ORDINARY * 500)), "damaged-file"),
        "entities": (pack({**extra, "xl/sharedStrings.xml": _entity_bomb()}), "doctype"),
        "entities_utf16": (
            pack({**extra, "xl/sharedStrings.xml": utf16.encode("utf-16")}),
            "doctype",
        ),
        "entities_utf16_bare": (
            pack({**extra, "xl/sharedStrings.xml": _entity_bomb().encode("utf-16-be")}),
            "doctype",
        ),
        "entities_utf16_bare_le": (
            pack({**extra, "xl/sharedStrings.xml": _entity_bomb().encode("utf-16-le")}),
            "doctype",
        ),
        "doctype_in_rels": (
            pack({**extra, "_rels/.rels": "<!DOCTYPE a>" + str(extra["_rels/.rels"])}),
            "doctype",
        ),
        "doctype_late": (
            pack({**extra, "docProps/app.xml": f"{'<!--x y-->' * 90_000}<!DOCTYPE a><b/>"}, 0),
            "doctype",
        ),
        "doctype_small": (
            pack({**extra, "docProps/app.xml": "<!doctype a><b/>"}),
            "damaged-file",
        ),
        "comment_without_end": (
            pack({**extra, "docProps/app.xml": f"<!--{'x y' * 900_000}"}, 0),
            "long-tag",
        ),
        "utf7": (pack({**extra, "xl/sharedStrings.xml": utf7}), "encoding"),
        "utf32": (
            pack({**extra, "xl/sharedStrings.xml": f"<sst {NS}/>".encode("utf-32")}),
            "encoding",
        ),
        "two_cells": (book(FAR), "rows"),
        "two_cells_prefixed": (
            book(
                sheet_xml=FAR.join(
                    ("<x:worksheet xmlns:x='a'><x:sheetData>", "</x:sheetData></x:worksheet>")
                )
                .replace("<c ", "<x:c ")
                .replace("</c>", "</x:c>")
            ),
            "rows",
        ),
        "two_cells_single_quotes": (book(FAR.replace('"', "'")), "rows"),
        "too_wide": (book(f'<row r="1">{cell("XFD1", "a")}</row>'), "columns"),
        "corner": (book(CORNER), "cells"),
        "sparse_sheets": (
            book(
                ORDINARY,
                extra={
                    f"xl/worksheets/s{i}.xml": sheet(CORNER.replace("SR50000", "BD50000"))
                    for i in range(20)
                },
            ),
            "cells",
        ),
        "beyond_any_sheet": (
            book(f'<row r="1">{cell("ZZZZZZ9999999999", "a")}</row>'),
            "cell-address",
        ),
        "wide_without_addresses": (book(WIDE), "columns"),
        "many_rows": (book("<row/>" * 50_001), "rows"),
        "dimension": (
            book(sheet_xml=sheet(ORDINARY, before='<dimension ref="A1:XFD1048576"/>')),
            "",
        ),
        "merge_all": (book(sheet_xml=merges("A1:XFD1048576")), "merge"),
        "merge_many": (book(sheet_xml=merges(*["A1:B2"] * 20_001)), "merge"),
        "merge_nonsense": (book(sheet_xml=merges("A1:!!")), "merge"),
        "unique_count": (
            pack({**extra, "xl/sharedStrings.xml": f'<sst {NS} uniqueCount="4000000000"/>'}),
            "unique-count",
        ),
        "long_text": (
            book(f'<row r="1">{cell("A1", "x y z" * 2_000_000)}</row>'),
            "ratio|long-text",
        ),
        "broken_xml": (book("<row><c r='A1'><v>1</row>"), "damaged-file"),
        "many_tags": (book(ORDINARY, extra={"customXml/a.xml": "<" * 500_000}), "damaged-file"),
        "sheet_missing": (
            pack({k: v for k, v in extra.items() if "sheet1" not in k}),
            "unreadable",
        ),
        "strict": (pack({k: _strict(str(v)) for k, v in extra.items()}), ""),
        "strict_without_sheets": (
            pack({k: _strict(str(v)).replace("<sheet ", "<x ") for k, v in extra.items()}),
            "strict-ooxml",
        ),
        "no_sheets": (
            pack({k: str(v).replace("<sheet ", "<x ") for k, v in extra.items()}),
            "no-sheets",
        ),
    }
