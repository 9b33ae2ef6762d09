"""Who may import whom: the table in docs/ARCHITECTURE.md, held with exact module prefixes.

An entry allows the module it names and what lies below it; a package may always import what lies
within itself. What is absent is forbidden. Each row is turned red by a planted violation.
"""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("app", "pages", "components", "outcomes")

VALUES = {"outcomes.model", "outcomes.results"}
# Longest prefix wins.
ALLOWED: dict[str, set[str]] = {
    "app": {"pages", "components"},
    "components.page.tabs": {"pages", "outcomes.wording"},
    "pages": {"outcomes.displays", *VALUES},
    "components": {"outcomes", "outcomes.displays", "outcomes.wording", "outcomes.export",
                   "outcomes.intake", "outcomes.clinical", "outcomes.dictionary",
                   "outcomes.publish", *VALUES},
    "components.server.opening.widths": {"outcomes.figures.base.page"},
    "outcomes.__main__": {"outcomes", "outcomes.commands", "outcomes.export.site.command",
                          "outcomes.intake", "outcomes.publish", "outcomes.wording"},
    "outcomes.commands": {"outcomes", "outcomes.clinical", "outcomes.intake",
                          "outcomes.displays", "outcomes.export", "outcomes.dictionary",
                          "outcomes.publish", "outcomes.wording", *VALUES},
    "outcomes.displays": {"outcomes.dictionary", "outcomes.figures", "outcomes.wording", *VALUES},
    "outcomes.export": {"outcomes", "outcomes.displays", "outcomes.figures", "outcomes.wording",
                        "outcomes.publish", *VALUES},
    "outcomes.export.site.command": {"outcomes.export", "outcomes.publish", "pages"},
    "outcomes.publish": {"outcomes", "outcomes.dictionary", "outcomes.displays",
                         "outcomes.figures", "outcomes.wording", *VALUES},
    "outcomes.figures": {"outcomes.results", "outcomes.wording"},
    "outcomes.wording": {"outcomes.model.file.told", "outcomes.results"},
    "outcomes.estimators": {"outcomes.kernel", "outcomes.clinical", *VALUES},
    "outcomes.kernel": set(),
    "outcomes.results": set(),
    "outcomes.model": {"outcomes.results", "outcomes.dictionary"},
    "outcomes.clinical": {"outcomes.model"},
    "outcomes.dictionary": set(),
    "outcomes.intake": {"outcomes", "outcomes.model", "outcomes.dictionary", "outcomes.clinical"},
    "outcomes.simulate": set(),
    "outcomes": set(),
}  # fmt: skip

# A library and the only places that may import it.
ONLY_IN: dict[str, set[str]] = {
    "streamlit": {"app", "pages", "components"},
    "plotly": {"outcomes.figures"},
    "lifelines": set(),  # what our numbers are compared with
    "sksurv": {"outcomes.estimators"},
    "matplotlib": {"outcomes.export"},
    "xlsxwriter": {"outcomes.intake", "outcomes.export", "outcomes.simulate"},
    "openpyxl": set(),  # a second library for the same files: tests read with it what we wrote
    "python_calamine": {"outcomes.intake"},
    "pyreadstat": {"outcomes.intake"},
    "pandas": {"outcomes", "components"},
}


def modules() -> dict[str, Path]:
    """Return every module of the product by dotted name."""
    paths = [ROOT / "app.py"]
    for package in OURS[1:]:
        paths += sorted((ROOT / package).rglob("*.py"))
    names = {}
    for path in paths:
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


MODULES = modules()


def imported(source: str) -> set[str]:
    """Return the modules a source imports, wherever in it the import stands.

    ``from a import b`` imports ``a.b`` where that is a module of ours, else ``a``.
    """
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in MODULES else node.module)
    return found


def below(name: str, entry: str) -> bool:
    """Whether a module is the entry or lies within it; the root package holds only itself."""
    return name == entry or (entry != "outcomes" and name.startswith(entry + "."))


def row_of(name: str) -> str:
    """Return the longest entry of the table that holds the module."""
    return max((e for e in ALLOWED if below(name, e)), key=len)


def forbidden(name: str, source: str) -> list[str]:
    """Return what a module imports and may not."""
    row = row_of(name)
    allowed = ALLOWED[row] | ({row} if row != "outcomes" else set())
    return sorted(
        target
        for target in imported(source)
        if target.split(".")[0] in OURS and not any(below(target, entry) for entry in allowed)
    )


@pytest.mark.parametrize("name", MODULES)
def test_imports_follow_the_table(name):
    assert forbidden(name, MODULES[name].read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("row", [r for r in ALLOWED if r != "app"])
def test_a_planted_violation_of_every_row_is_found(row):
    """The first module that the row does not allow, imported in each of the ways there are."""
    allowed = ALLOWED[row] | {row}
    target = next(
        m for m in ("app", *MODULES) if not any(below(m, entry) for entry in allowed) and m != row
    )
    package, _, last = target.rpartition(".")
    once = f"from {package} import {last}" if package else f"import {target} as x"
    for planted in (f"import {target}", f"def f():\n    import {target}", once):
        assert forbidden(row, planted) == [target]


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_where_they_belong(name):
    for target in imported(MODULES[name].read_text(encoding="utf-8")):
        places = ONLY_IN.get(target.split(".")[0])
        held = places is None or any(name == p or name.startswith(p + ".") for p in places)
        assert held, f"{name} may not import {target}"


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda p: p.stem)
def test_pages_define_and_never_do(path):
    """A page that did something on import would run before any gate."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert docstring or isinstance(
            node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Assign | ast.AnnAssign
        ), f"{path.name}:{node.lineno} does something on import"


def test_every_rule_names_something_that_exists():
    for entry in ALLOWED:
        assert entry in MODULES
        assert ALLOWED[entry] <= set(MODULES)


def needed(name: str, source: str) -> set[str]:
    """Return the modules of ours a source imports from: of a package, the module that is meant."""
    return {found for found in imported(source) if found in MODULES and found != name}


def circle(graph: dict[str, set[str]]) -> list[str]:
    """Return modules that need each other, in order; empty where none do."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_two_modules_need_each_other_not_even_for_types():
    graph = {name: needed(name, path.read_text("utf-8")) for name, path in MODULES.items()}
    assert circle(graph) == []
    assert circle({**graph, "outcomes.kernel.cox.fit": {"outcomes.estimators.survival.cox"}})
