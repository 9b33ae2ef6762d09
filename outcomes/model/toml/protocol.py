"""``study.toml`` to a typed, validated StudySpec."""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from outcomes.model.endpoint import Endpoint
from outcomes.model.file.told import Told, told
from outcomes.model.plan.benchmarks import benchmarks_beside
from outcomes.model.plan.dated import named_dates
from outcomes.model.plan.prespecified import Sensitivity
from outcomes.model.protocol import (
    UNNAMED,
    AdamRules,
    Arm,
    AscitesRules,
    Benchmark,
    ConversionRules,
    Covariate,
    DeckRules,
    Plan,
    Policy,
    Population,
    SafetyRules,
    StudyBlock,
    StudySpec,
)
from outcomes.model.toml.column_map import read_columns, read_values
from outcomes.model.toml.contradictions import contradictions
from outcomes.model.toml.reader import ProtocolError, Reader, Unfit, unknown_key
from outcomes.model.toml.text import MOST_BYTES, read_toml

_DATES = frozenset(("origin", "event", "competing", "censor", "entry"))
_LISTS: dict[str, type] = {
    "arm": Arm, "population": Population, "endpoint": Endpoint, "covariate": Covariate,
    "benchmark": Benchmark, "sensitivity": Sensitivity,
}  # fmt: skip
_TABLES: dict[str, type] = {
    "study": StudyBlock, "plan": Plan, "ascites": AscitesRules, "safety": SafetyRules,
    "conversion": ConversionRules, "policy": Policy, "adam": AdamRules,
    "deck": DeckRules,
}  # fmt: skip


MOST_BLOCKS = 200
_MOST = {"endpoint": 50}  # each is as long as the table of patients


def read_protocol(folder: Path) -> StudySpec:
    """Read ``folder/study.toml``.

    Raises
    ------
    ProtocolError
        With every problem found: syntax, unknown or missing keys (naming the nearest known key
        and what it means), values of the wrong type, contradictions between blocks.
    """
    content = _content(folder / "study.toml")
    spec = parse_protocol(read_toml(content), folder.name)
    if spec.study.id != folder.name:
        raise ProtocolError(
            [told("[study].id is '{}' but the folder is named '{}'", spec.study.id, folder.name)]
        )
    unknown = unknown_benchmarks(spec, [b.id for b in benchmarks_beside(folder.parent)])
    if unknown:
        raise ProtocolError(unknown)
    spec = replace(spec, folder=str(folder))
    if spec.slide_template and not spec.slide_template.is_file():
        raise ProtocolError(
            [told("[deck].template: there is no {} in {}", spec.slide_template.name, folder.name)]
        )
    return spec


def _content(path: Path) -> bytes:
    try:
        if path.is_file():  # whoever opens a pipe waits for its other end
            with path.open("rb") as file:
                return file.read(MOST_BYTES + 1)
    except OSError:
        pass
    raise ProtocolError([told("{}/study.toml cannot be read", path.parent.name)])


def parse_protocol(raw: Mapping[str, Any], folder: str = "") -> StudySpec:
    """Return the StudySpec of a parsed TOML document, or raise ProtocolError with all problems.

    Parameters
    ----------
    raw : mapping
    folder : str, optional
        Name of the study's folder: a study that says nothing else is called after it.
    """
    reader = Reader([])
    if isinstance(raw.get("study"), Mapping):
        unsaid = {"id": folder, "title": folder} if folder else UNNAMED
        raw = {**raw, "study": {**unsaid, **raw["study"]}}
    known = {**_LISTS, **_TABLES, "columns": None, "values": None}
    reader.problems += [unknown_key(str(k), known, "study.toml") for k in raw if k not in known]
    tables = {n: reader.block(cls, raw[n], f"[{n}]") for n, cls in _TABLES.items() if n in raw}
    lists = {name: _read_list(reader, raw, name, cls) for name, cls in _LISTS.items()}
    columns, column_missing = read_columns(reader, raw.get("columns", {}))
    values = read_values(reader, raw.get("values", {}))
    if "study" not in raw:
        reader.problems.append(told("study.toml lacks the block [study] with its design"))
    if reader.problems:
        raise ProtocolError(reader.problems)
    spec = StudySpec(
        study=tables["study"],
        plan=tables.get("plan") or Plan(),
        arms=lists["arm"],
        populations=_with_default_populations(lists["population"], tables["study"].design),
        endpoints=lists["endpoint"],
        covariates=lists["covariate"],
        ascites=tables.get("ascites"),
        safety=tables.get("safety"),
        conversion=tables.get("conversion"),
        policy=tables.get("policy") or Policy(),
        adam=tables.get("adam"),
        deck=tables.get("deck"),
        columns=columns,
        column_missing=column_missing,
        values=values,
        benchmarks=tuple(b.id for b in lists["benchmark"]),
        sensitivities=lists["sensitivity"],
    )
    problems = contradictions(spec)
    if problems:
        raise ProtocolError(problems)
    return spec


def _read_list(reader: Reader, raw: Mapping[str, Any], name: str, cls: type) -> tuple[Any, ...]:
    items = raw.get(name, [])
    if not isinstance(items, list):
        block = f"[[{name}]]"
        reader.problems.append(told("write {} with two brackets: there can be several", block))
        return ()
    if len(items) > (most := _MOST.get(name, MOST_BLOCKS)):
        reader.problems.append(told("more than {} blocks of {}", most, f"[[{name}]]"))
        return ()
    named = []
    for number, item in enumerate(items, 1):
        label = item.get("id", number) if isinstance(item, Mapping) else number
        if name == "endpoint" and isinstance(item, Mapping):
            item = _with_named_dates(reader, item, f"[[endpoint]] '{label}'")
        named.append(reader.block(cls, item, f"[[{name}]] '{label}'"))
    return tuple(item for item in named if item is not None)


def _with_named_dates(reader: Reader, item: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return an endpoint block whose dates are names, whatever their notation."""
    named = dict(item)
    for key in _DATES & named.keys():
        try:
            named[key] = named_dates(named[key])
        except Unfit as error:
            reader.problems.append(told("{}: {}", f"{where}.{key}", error.why))
            del named[key]
    return named | ({"event": _listed(named["event"])} if "event" in named else {})


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _with_default_populations(given: tuple[Population, ...], design: str) -> tuple[Population, ...]:
    """Return the populations with the ones every study has, derived where no column says so."""
    whole = (
        Population("itt", "Intention to treat")
        if design == "randomised"
        else Population("all", "All patients")
    )
    ids = {p.id for p in given}
    standard = (whole, Population("safety", "Safety (as treated)"))
    return (
        tuple(p for p in standard[:1] if p.id not in ids)
        + given
        + tuple(p for p in standard[1:] if p.id not in ids)
    )


def unknown_benchmarks(spec: StudySpec, known: list[str]) -> list[Told]:
    """Return a problem per published reference that is not known; none where nothing is."""
    problems = []
    for name in spec.benchmarks if known else ():
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0)
            problems.append(told("[[benchmark]] '{}' is no published reference; did you mean '{}'?",
                                 name, near[0]))  # fmt: skip
    return problems
