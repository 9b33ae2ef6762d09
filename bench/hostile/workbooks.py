"""Workbooks: tags that make a scan slow, bombs, and sheets without end."""

import io
import random
import zipfile
from collections.abc import Iterator

from tests.intake.hostile import NS, ORDINARY, book, cell, hostile_files, pack, parts, rows, sheet

Files = Iterator[tuple[str, str, bytes]]


def tags() -> Files:
    """A tag begun many times and never finished: quadratic for whoever looks for its end."""
    begun = {
        "sst": f"<sst {NS} uniqueCount=<sst " + "<sst " * 60_000,
        "mergeCell": sheet(ORDINARY, after="<mergeCell " * 60_000),
        "closed mergeCell": sheet(ORDINARY, after="<mergeCell />" * 60_000),
        "rPh": sheet(ORDINARY, after="<rPh />" * 60_000),
        "rPh open": sheet(ORDINARY, after="<rPh>" * 60_000 + "</rPh>" * 60_000),
        "si": f"<sst {NS}>" + "<si>" * 60_000 + "</si>" * 60_000 + "</sst>",
        "prefixed si": f'<sst {NS} xmlns:x="y">' + "<x:si/>:si>" * 60_000 + "</sst>",
        "comment": sheet(ORDINARY, after="<comment />" * 60_000),
        "comment open": sheet(ORDINARY, after="<comment ref='A1'>" * 9_000 + "</comment>" * 9_000),
        "sheetData": sheet(ORDINARY, after="<sheetData />" * 60_000),
        "c": sheet("<row>" + '<c t="s" ' * 60_000 + "</row>"),
        "row": sheet("<row hidden='1' " * 60_000),
        "col": sheet(ORDINARY, before="<col hidden='1' " * 60_000),
        "f": sheet("<row><c><f>" + "<f " * 60_000),
        "definedName": "<definedName " * 60_000,
        "attributes": sheet(ORDINARY, after=f"<x {_attributes(60_000)}/>"),
        "long attribute": sheet(ORDINARY, after=f'<x a="{"y" * 3_000_000}"/>'),
        "deep": sheet(ORDINARY, after="<x>" * 200_000 + "</x>" * 200_000),
        "cdata": sheet(ORDINARY, after="<x><![CDATA[" + "<!--" * 200_000 + "]]></x>"),
        "comments": sheet(ORDINARY, after="<!--x-->" * 200_000),
        "instructions": sheet(ORDINARY, after="<?x y?>" * 200_000),
    }  # fmt: skip
    for name, xml in begun.items():
        for part in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "customXml/item1.xml"):
            stem = part.rpartition("/")[2]
            yield "unfinished tags", f"{name} in {stem}", pack({**parts(ORDINARY), part: xml})


def _attributes(count: int) -> str:
    return " ".join(f'a{i}="1"' for i in range(count))


def many() -> Files:
    """A little of everything, very often."""
    blanks = "<a>" + " " * (1 << 20) + "</a>"
    for count in (20, 250):
        extra = {f"customXml/item{i}.xml": blanks for i in range(count)}
        yield "many parts", f"{count} parts of 1 MB", book(ORDINARY, extra=extra)
    letters = random.Random(1).choices("abcdefghij", k=1 << 20)
    text = f"<a>{''.join(letters)}</a>"
    extra = {f"customXml/item{i}.xml": text for i in range(24)}
    yield "many parts", "24 parts of 1 MB that pack badly", book(ORDINARY, extra=extra)
    tiny = {f"customXml/item{i}.xml": "<a/>" for i in range(1_900)}
    yield "many parts", "1 900 parts", book(ORDINARY, extra=tiny)
    listed = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(2, 20_000))
    plain = parts(ORDINARY)
    plain["xl/workbook.xml"] = str(plain["xl/workbook.xml"]).replace(
        "</sheets>", f"{listed}</sheets>"
    )
    yield "many parts", "20 000 entries of one sheet", pack(plain)
    names = "".join(f'<definedName name="n{i}">A1</definedName>' for i in range(200_000))
    named = f"<definedNames>{names}</definedNames>"
    yield "many parts", "200 000 defined names", book(ORDINARY, names=named)
    for path, mark in (
        ("xl/drawings/a.vml", "<b c='x' d='y'/>"), ("customXml/a.xml", "<b c='1' d='x' e='3'/>"),
        ("customXml/a.xml", "<b/>"), ("xl/sharedStrings.xml", "<si><t>a</t></si>"),
        ("xl/styles.xml", "<xf numFmtId='14' x='1'/>"),
    ):  # fmt: skip
        packed = pack({**parts(ORDINARY), path: f"<a>{mark * 590_000}</a>"}, zipfile.ZIP_STORED)
        yield "many parts", f"590 000 times {mark}", packed
    directory = io.BytesIO()
    with zipfile.ZipFile(directory, "w") as package:
        for i in range(200_000):
            package.writestr(f"{i}", b"")
    yield "many parts", "200 000 entries", directory.getvalue()


def texts() -> Files:
    """Texts that hold a pattern, or the sorting of accents."""
    long = {
        "blanks after a label": "born" + " " * 32_000,
        "one blank each": "姓 " * 16_000,
        "digits": "1" * 32_000,
        "spaced digits": "1 " * 16_000,
        "at signs": "a@" * 16_000,
        "dots": "a@" + "a." * 16_000,
        "backslashes": "\\" * 32_000,
        "accents": "a" + "\u0301\u0316" * 16_000,
        "ligatures": "\ufdfa" * 32_000,
        "header": "patient " * 4_000,
    }
    for name, text in long.items():
        lines = "".join(f'<row r="{i}">{cell(f"A{i}", text)}</row>' for i in range(1, 40))
        yield "long texts", f"{name} in cells", pack(parts(lines), zipfile.ZIP_STORED)
        part = {"customXml/a.xml": f"<a>{text * 12}</a>"}
        packed = pack({**parts(ORDINARY), **part}, zipfile.ZIP_STORED)  # else the ratio refuses it
        yield "long texts", f"{name} elsewhere", packed
    header = rows(tuple("x" * 30_000 for _ in range(26)), tuple(range(26)))
    yield "long texts", "26 headings of 30 000 letters", book(header)


def known() -> Files:
    """What the tests know by name."""
    for name, (data, _) in hostile_files().items():
        yield "known by name", name, data


def random_bytes(count: int = 40) -> Files:
    """An ordinary workbook with bytes changed at random."""
    good = bytearray(book(ORDINARY, shared="<si><t>a</t></si>"))
    draw = random.Random(7)
    for i in range(count):
        bad = good.copy()
        for _ in range(draw.choice((1, 3, 20))):
            bad[draw.randrange(len(bad))] = draw.randrange(256)
        yield "changed bytes", str(i), bytes(bad)
    stored = bytearray(pack(parts(ORDINARY), zipfile.ZIP_STORED))
    for i in range(count):
        bad = stored.copy()
        for _ in range(draw.choice((1, 3, 20))):
            bad[draw.randrange(len(bad))] = draw.choice(b"<>/\"'&=x0 ")
        yield "changed characters", str(i), _resealed(bytes(bad))


def _resealed(data: bytes) -> bytes:
    """Make the checksums right again, so that the change is seen by the parsers."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                info.CRC = None  # type: ignore[assignment]
            return pack({i.filename: package.open(i).read() for i in package.infolist()})
    except Exception:
        return data


def largest() -> Files:
    """The most that is allowed: it takes its time, and only its own."""
    letters = [chr(65 + i) for i in range(26)] + [f"A{chr(65 + i)}" for i in range(26)]
    head = '<row r="1">' + "".join(cell(f"{x}1", f"column {x}") for x in letters) + "</row>"
    body = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{x}{r}"><v>{r % 7}</v></c>' for x in letters) + "</row>"
        for r in range(2, 20_001)
    )
    yield "large but allowed", "20 000 rows, 52 columns", book(head + body)
