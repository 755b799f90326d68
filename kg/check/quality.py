"""Quality rules: SPARQL queries over the whole graph, one in each file, with the problem, the reason and the fix.

A rule is ``ontology/checks/NAME.rq``: a header and a SPARQL SELECT. The header has one line for each of ``problem`` (a sentence),
``reason`` (why it matters), ``fix`` (what to do), ``severity`` (``error``, ``warning`` or ``info``; a profile can change it) and
``message``, in which ``{name}`` stands for the value of a variable. Each row is a finding about ``?node``; its place is that of the
statement with ``?property`` and ``?value`` in ``?graph``, as far as the query binds these variables.

The default graph contains what is held, the record, the background and the terms of the ontology; each graph, held or not, also has
its own name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias, cast

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity, by_place
from kg.authored.locator import Locator
from kg.authored.reading import graph_name
from kg.check.profile import SEVERITIES
from kg.errors import DataError, EnvironmentProblem, QueryError
from kg.files import read_text
from kg.headers import parse_header
from kg.places import Place
from kg.sparql.guard import check_allowed, syntax_problem
from kg.sparql.limits import MOST_BYTES
from kg.tokens import scan
from kg.workspace import Workspace, core_folder

CHECKS: Final = "https://w3id.org/chancery/checks#"
_FIELDS: Final = ("problem", "reason", "fix", "severity", "message")
_UNSTEADY: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID"})
_MOST_FINDINGS: Final = 200
_MOST_ROWS: Final = 100_000
_Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True)
class QualityRule:
    """One quality rule.

    Attributes:
        name: the name of the file without its extension.
        problem: what is wrong, in a sentence.
        reason: why it matters.
        fix: what to do.
        severity: the severity without a profile.
        message: the text of a finding; ``{name}`` stands for the value of ``?name``.
        query: the whole text of the file.
        shown: its path, as messages show it.
    """

    name: str
    problem: str
    reason: str
    fix: str
    severity: Severity
    message: str
    query: str
    shown: str


def load_quality_rules(ws: Workspace) -> tuple[list[QualityRule], list[Finding]]:
    """Read the quality rules of a workspace: the packaged ones, and its own, which replace those of the same name.

    Args:
        ws: the workspace.

    Returns:
        The valid rules, sorted by name, and a finding for each invalid one.
    """
    paths: dict[str, str] = {}
    for folder in (core_folder(), ws.folder):
        inside = os.path.join(folder, "ontology", "checks")
        if os.path.isdir(inside):
            paths.update({name: os.path.join(inside, name) for name in os.listdir(inside) if name.endswith(".rq") and name[0] != "."})
    rules: list[QualityRule] = []
    findings: list[Finding] = []
    for name, path in sorted(paths.items()):
        shown = ws.display(path)
        try:
            rules.append(parse_quality_rule(read_text(path, MOST_BYTES), name.removesuffix(".rq"), shown))
        except DataError as problem:
            findings.append(Finding("quality-rule", problem.what, problem.place, problem.hint))
        except EnvironmentProblem as problem:
            findings.append(Finding("quality-rule", problem.what, Place(shown), problem.hint))
        except UnicodeDecodeError:
            findings.append(Finding("quality-rule", "the file is not UTF-8", Place(shown), "save the file as UTF-8"))
    return rules, findings


@lru_cache(maxsize=256)
def parse_quality_rule(text: str, name: str, shown: str) -> QualityRule:
    """Parse one rule.

    Args:
        text: the text of its file.
        name: its name.
        shown: its path, as messages show it.

    Raises:
        DataError: the header is incomplete, or the query is not a SELECT with ``?node``, or reads from outside the workspace.

    >>> header = "".join(f"#+ {field}: info\\n" for field in _FIELDS)
    >>> parse_quality_rule(header + "SELECT ?node { ?node a ?class }", "some", "some.rq").severity
    'info'
    """
    fields = _fields(text, name, shown)
    selected = _selected_variables(text, name, shown)
    if "node" not in selected:
        hint = "?node is the node that a finding is about"
        raise DataError(f"the query of the rule {name} does not select ?node", Place(shown, 1, 1), hint)
    for unknown in set(re.findall(r"\{(\w+)\}", fields["message"])) - selected:
        hint = "the query selects " + ", ".join(f"?{each}" for each in sorted(selected))
        raise DataError(f"the message of the rule {name} contains {{{unknown}}}, which the query does not select", Place(shown, 1, 1), hint)
    severity = cast("Severity", fields["severity"])
    return QualityRule(name, fields["problem"], fields["reason"], fields["fix"], severity, fields["message"], text, shown)


def _fields(text: str, name: str, shown: str) -> dict[str, str]:
    """The fields of a rule's header. Raises DataError if one is missing or not a text, or if the severity is unknown."""
    header = parse_header(text, shown)
    fields = {key: value for key, value in header.items() if isinstance(value, str) and value}
    for field in _FIELDS:
        if field in header and not isinstance(header[field], str):
            hint = "put it in quotation marks: in YAML, a text that begins with a brace or a bracket is something else"
            raise DataError(f"the {field} of the rule {name} is not a text", Place(shown, 1, 1), hint)
        if field not in fields:
            hint = f"the header of a rule has the lines {', '.join(_FIELDS)}"
            raise DataError(f"the rule {name} has no line `#+ {field}: ...`", Place(shown, 1, 1), hint)
    if fields["severity"] not in SEVERITIES:
        hint = f"use one of {', '.join(SEVERITIES)}"
        raise DataError(f"unknown severity {fields['severity']!r} of the rule {name}", Place(shown, 1, 1), hint)
    return fields


def _selected_variables(text: str, name: str, shown: str) -> set[str]:
    """The variables that a rule's query selects, without the question mark. Raises DataError if the query is not allowed."""
    try:
        check_allowed(text, shown)
    except QueryError as problem:
        raise DataError(problem.what, problem.place, problem.hint) from problem
    for token in scan(text):
        word = token.text.upper() if token.kind == "word" else ""
        if word in _UNSTEADY:
            hint = "the findings must depend on the data only"
            raise DataError(f"{word} is not allowed in a quality rule", Place(shown, token.line, token.column), hint)
    try:
        answer = ox.Store().query(text)
    except SyntaxError as error:
        refused = syntax_problem(text, text, (), shown)
        raise DataError(refused.what, refused.place, refused.hint) from error
    except ValueError as error:
        raise DataError(f"the query of the rule {name} cannot be run: {error}", Place(shown, 1, 1)) from error
    if not isinstance(answer, ox.QuerySolutions):
        raise DataError(f"the query of the rule {name} is not a SELECT", Place(shown, 1, 1), "write SELECT ?node ...")
    return {variable.value for variable in answer.variables}


def checked_store(named: Mapping[str, Iterable[ox.Triple]], default: Iterable[ox.Triple]) -> ox.Store:
    """The store that quality rules query.

    Args:
        named: graph IRI to its triples, with the derived bounds of dates.
        default: the default graph: what is held, the record, the background and the terms of the ontology.
    """
    store = ox.Store()
    for graph, triples in named.items():
        name = ox.NamedNode(graph)
        store.extend(ox.Quad(each.subject, each.predicate, each.object, name) for each in triples)
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in default)
    return store


def run_quality_rule(rule: QualityRule, store: ox.Store, locator: Locator) -> list[Finding]:
    """Run one quality rule.

    Args:
        rule: the rule.
        store: the store that `checked_store` made.
        locator: the data and its places.

    Returns:
        At most 200 findings, and one more that counts the rest. A rule with more than 100,000 rows is stopped; the only finding
        then says so.
    """
    found: dict[tuple[str, str], list[Mapping[str, _Term]]] = {}
    rows = store.query(rule.query)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    for number, row in enumerate(rows):
        if number == _MOST_ROWS:
            what = f"the rule {rule.name} returns more than {_MOST_ROWS:,} rows and was stopped"
            hint = "join its patterns by a variable, or use SELECT DISTINCT"
            return [Finding("quality-rule", what, Place(rule.shown, 1, 1), hint)]
        values = {name: row[name] for name in names if row[name] is not None}
        node = values.get("node")
        if isinstance(node, ox.NamedNode):
            found.setdefault((node.value, _message(rule, values, locator)), []).append(values)
    # Places are looked up for the rows that are shown. Rows that differ only in the graph have the same message: the first place is kept.
    shown = sorted(found)[:_MOST_FINDINGS]
    findings = [min((_finding(rule, key[0], key[1], values, locator) for values in found[key]), key=by_place) for key in shown]
    if len(found) > _MOST_FINDINGS:
        more = f"the rule {rule.name} has {len(found) - _MOST_FINDINGS} more findings"
        return [*findings, Finding(rule.name, more, None, rule.fix, rule.severity)]
    return findings


def _message(rule: QualityRule, values: Mapping[str, _Term], locator: Locator) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: _show(values.get(match[1]), locator), rule.message)


def _finding(rule: QualityRule, node: str, what: str, values: Mapping[str, _Term], locator: Locator) -> Finding:
    """The finding of one row."""

    def iri(name: str) -> str | None:
        term = values.get(name)
        return term.value if isinstance(term, ox.NamedNode) else None

    graph, path, value = iri("graph"), iri("property"), values.get("value")
    plain = value.value if isinstance(value, ox.NamedNode | ox.Literal) else None
    statement = locator.statement(node, (path,) if path else (), plain, graph)
    found_in = graph or (graph_name(statement[0]) if statement else None) or None
    return Finding(
        rule.name,
        what,
        locator.place(node, (path,) if path else (), plain, graph),
        rule.fix,
        rule.severity,
        node,
        found_in,
        locator.passages(node if locator.data.is_assertion(node) else found_in),
        source=CHECKS + rule.name,
        path=path,
        value=None if value is None else str(value),
    )


def _show(term: _Term | None, locator: Locator) -> str:
    """A value as messages show it; ``open`` for none, which is an open end of a period."""
    if term is None:
        return "open"
    if isinstance(term, ox.NamedNode):
        return locator.short(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
