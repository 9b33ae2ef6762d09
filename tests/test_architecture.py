"""Who may import whom: the picture in docs/ARCHITECTURE.md, held as a table."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# Longest prefix wins. What is absent may not be imported; a package may import itself.
ALLOWED: dict[str, set[str]] = {
    "app": {"pages", "components", "outcomes"},
    "components.shell": {"pages", "components", "outcomes"},  # the entry script
    "pages": {"components", "outcomes"},
    "components": {"components", "outcomes"},
    "outcomes.__main__": {"outcomes"},
    "outcomes.catalogue": {"outcomes.estimators", "outcomes.cohort", "outcomes.protocol",
                           "outcomes.results", "outcomes.study", "outcomes.questions",
                           "outcomes.ladder"},
    "outcomes.ladder": {"outcomes.estimators", "outcomes.protocol", "outcomes.questions",
                        "outcomes.results"},
    "outcomes.questions": {"outcomes.cohort", "outcomes.results"},
    "outcomes.reading": {"outcomes.results", "outcomes.wording"},
    "outcomes.report": {"outcomes.report", "outcomes.figures", "outcomes.tables",
                        "outcomes.wording", "outcomes.results"},
    "outcomes.figures": {"outcomes.figures", "outcomes.results", "outcomes.patient_series",
                         "outcomes.wording"},
    "outcomes.tables": {"outcomes.results", "outcomes.patient_series", "outcomes.wording"},
    "outcomes.wording": {"outcomes.wording", "outcomes.results"},
    "outcomes.estimators": {"outcomes.estimators", "outcomes.kernel", "outcomes.cohort",
                            "outcomes.study", "outcomes.protocol", "outcomes.results",
                            "outcomes.patient_series", "outcomes.ascites_assessments",
                            "outcomes.ascites_rules", "outcomes.onset"},
    "outcomes.kernel": {"outcomes.kernel"},
    "outcomes.cohort": {"outcomes.study", "outcomes.protocol"},
    "outcomes.study": {"outcomes.protocol"},
    "outcomes.units": {"outcomes.study", "outcomes.protocol"},
    "outcomes.intake": {"outcomes", "outcomes.intake", "outcomes.study", "outcomes.protocol",
                        "outcomes.dictionary", "outcomes.toml_reader"},
    "outcomes.simulate": {"outcomes.simulate"},
    "outcomes.ascites_assessments": {"outcomes.ascites_rules"},
    "outcomes.ascites_rules": {"outcomes.protocol"},
    "outcomes.onset": set(),
    "outcomes.results": set(),
    "outcomes.patient_series": set(),
    "outcomes.protocol": {"outcomes.benchmarks", "outcomes.toml_reader"},
    "outcomes.benchmarks": {"outcomes.toml_reader"},
    "outcomes.estimand": {"outcomes.protocol"},
    "outcomes.toml_reader": set(),
    "outcomes.dictionary": {"outcomes.dictionary"},
    "outcomes": set(),
}  # fmt: skip

# A library and the only places that may import it.
ONLY_IN: dict[str, set[str]] = {
    "streamlit": {"app", "pages", "components"},
    "plotly": {"outcomes.figures"},
    "lifelines": {"outcomes.estimators"},
    "sksurv": {"outcomes.estimators"},
    "xlsxwriter": {"outcomes.intake", "outcomes.report"},
    "openpyxl": {"outcomes.intake", "outcomes.report", "outcomes.simulate"},
    "python_calamine": {"outcomes.intake"},
    "pandas": {"outcomes", "components"},
}


def modules() -> dict[str, Path]:
    """Return every module of the product by dotted name."""
    paths = [ROOT / "app.py"]
    for package in ("pages", "components", "outcomes"):
        paths += sorted((ROOT / package).rglob("*.py"))
    names = {}
    for path in paths:
        parts = path.relative_to(ROOT).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return names


def imported(path: Path) -> set[str]:
    """Return the dotted names a file imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def prefix_of(name: str, table) -> str | None:
    """Return the longest entry of the table that is the name or a package holding it."""
    hits = [entry for entry in table if name == entry or name.startswith(entry + ".")]
    return max(hits, key=len, default=None)


@pytest.mark.parametrize(("name", "path"), modules().items(), ids=list(modules()))
def test_imports_follow_the_picture(name, path):
    allowed = ALLOWED[prefix_of(name, ALLOWED)]
    for target in imported(path):
        if target.split(".")[0] not in ("app", "pages", "components", "outcomes"):
            continue
        plain = target == "outcomes.__version__"
        assert plain or prefix_of(target, allowed | {name}), f"{name} may not import {target}"


@pytest.mark.parametrize(("name", "path"), modules().items(), ids=list(modules()))
def test_libraries_stay_where_they_belong(name, path):
    for target in imported(path):
        places = ONLY_IN.get(target.split(".")[0])
        assert places is None or prefix_of(name, places), f"{name} may not import {target}"


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda p: p.stem)
def test_pages_define_and_never_do(path):
    """A page that did something on import would run before any gate."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        assert docstring or isinstance(
            node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Assign | ast.AnnAssign
        ), f"{path.name}:{node.lineno} does something on import"


def test_every_rule_names_something_that_exists():
    names = set(modules())
    for entry in ALLOWED:
        assert any(n == entry or n.startswith(entry + ".") for n in names) or entry == "outcomes"
