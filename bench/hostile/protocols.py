"""Protocols: TOML that takes gigabytes, minutes, or the program's patience."""

from collections.abc import Iterator

from tests.intake.test_load import PROTOCOL

STUDY = "[study]\nid = 'x'\ntitle = 'X'\ndesign = 'single_arm'\n"


def protocols() -> Iterator[tuple[str, str, bytes]]:
    """Yield kind, name and bytes of each."""
    texts = {
        "dotted key, 40 kB": "a." * 20_000 + "a = 1",
        "dotted and quoted": '"a".' * 10_000 + '"a" = 1',
        "dotted tables": "".join(f"[{'a.' * 12}b{i}]\n" for i in range(4_000)),
        "a million keys": "".join(f"k{i} = 1\n" for i in range(1_000_000)),
        "as many keys as allowed": "".join(f"k{i} = 1\n" for i in range(4_900)),
        "nested arrays": "a = " + "[" * 4_000,
        "nested tables": "a = " + "{a = " * 4_000,
        "arrays of tables": "[[arm]]\n" * 4_900,
        "one long array": STUDY + "[plan]\nallocation = [" + "1," * 100_000 + "]",
        "one long text": STUDY + f"registry_id = '{'x' * 250_000}'",
        "quotation marks": '"' * 250_000,
        "open texts": 'a = """' + '\\"""' * 60_000,
        "a long number": "a = " + "9" * 100_000,
        "columns of the wrong kind": "columns = [1]",
        "values of the wrong kind": "values = 3\n" + STUDY,
        "a block that is a list": "[[study]]\nid = 'x'",
        "not text": "\x00\xff",
        "endpoints without end": PROTOCOL + "".join(
            f"[[covariate]]\nid='c{i}'\nlabel='C'\nkind='continuous'\n" for i in range(1_000)
        ),
    }  # fmt: skip
    for name, text in texts.items():
        yield "protocol", name, text.encode("utf-8", "surrogateescape")
