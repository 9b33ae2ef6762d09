"""Single-statement changes of a source file, each of which some test should notice."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
CALCULATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
EXTREMES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}
# They say how Python or the library goes about it, not what comes out.
TECHNICAL = {"strict", "frozen", "slots", "eq", "copy", "stacklevel", "maxsize", "dtype"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: ``before`` at a line of a file becomes ``after``; ``source`` is the new text.

    ``lines`` are those of the whole statement, of its head where it has a body.
    """

    path: str
    line: int
    lines: range
    statement: str
    before: str
    after: str
    source: str

    @property
    def room(self) -> str:
        return self.path.split("/")[1]

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before}  →  {self.after}   in: {self.statement}"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Return every change of a file, in the order of its lines."""
    tree = ast.parse(source)
    lines = source.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()
    found = []
    spans = [_lines(node) for node in ast.walk(tree) if isinstance(node, ast.stmt | ast.match_case)]
    for node, after in _changes(tree):
        first = starts[node.lineno - 1] + node.col_offset
        last = starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        changed = raw[:first] + f"({after})".encode() + raw[last:]
        if isinstance(node, ast.stmt):
            changed = raw[:first] + after.encode() + raw[last:]
        found.append(
            Mutant(path, node.lineno, min((s for s in spans if node.lineno in s), key=len),
                   lines[node.lineno - 1].strip(), _flat(ast.unparse(node)), _flat(after),
                   changed.decode())
        )  # fmt: skip
    return sorted(found, key=lambda m: m.line)


def _lines(node: ast.stmt | ast.match_case) -> range:
    """Return the lines of a statement, or of what stands before its body."""
    start = node.pattern.lineno if isinstance(node, ast.match_case) else node.lineno
    body = getattr(node, "body", None)
    end = body[0].lineno - 1 if body else getattr(node, "end_lineno", start)
    return range(start, max(start, end) + 1)


def _flat(code: str) -> str:
    return " ".join(code.split())


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Yield each node that can be changed with what stands in its place."""
    for node in _meant(tree):
        if isinstance(node, ast.expr):
            for after in (*_operators(node), *_values(node)):
                yield node, after
        elif isinstance(node, ast.Return) and node.value and not _is_none(node.value):
            yield node, "return None"


def _operators(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Compare(left, [operator], [right]):
            for other in COMPARED[type(operator)]:
                yield ast.unparse(ast.Compare(left, [other()], [right]))
        case ast.BoolOp(operator, values):
            turned = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield ast.unparse(ast.BoolOp(turned, values))
        case ast.UnaryOp(ast.Not() | ast.Invert() | ast.USub(), operand):
            yield ast.unparse(operand)
        case ast.BinOp(left, operator, right) if type(operator) in CALCULATED:
            if not _is_text(left) and not _is_text(right):
                yield ast.unparse(ast.BinOp(left, CALCULATED[type(operator)](), right))


def _values(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(bool(value)):
            yield str(not value)
        case ast.Constant(int(value) | float(value)):
            yield repr(value + 1)
            yield repr(value - 1)
        case ast.Name(name) | ast.Attribute(attr=name) if name in EXTREMES:
            yield ast.unparse(node).removesuffix(name) + EXTREMES[name]


def _meant(node: ast.AST) -> Iterator[ast.AST]:
    """Walk what is computed: no annotations, no texts, no technical arguments."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params", "decorator_list"):
            continue
        if isinstance(node, ast.keyword) and node.arg in TECHNICAL:
            continue
        if isinstance(node, ast.Assign | ast.AnnAssign) and _is_type(node):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                yield child
                yield from _meant(child)


def _is_type(node: ast.Assign | ast.AnnAssign) -> bool:
    """Whether a statement only names a type, as ``Floats = NDArray[np.float64]``."""
    value = node.value
    while isinstance(value, ast.BinOp):
        value = value.left
    named = isinstance(value, ast.Subscript) and isinstance(value.value, ast.Name)
    return named and value.value.id[:1].isupper()  # type: ignore[union-attr]


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _is_none(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
