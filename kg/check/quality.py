"""Quality rules: one question a file, asked of the whole graph, with problem, reason and fix.

A rule is ``ontology/checks/NAME.rq``: a header and a SPARQL SELECT. The header has one line for each of ``problem`` (a sentence),
``reason`` (why it matters), ``fix`` (what to do), ``severity`` (``error``, ``warning`` or ``info``; a profile can change it) and
``message``, in which ``{name}`` stands for a variable of the query. Each row is a finding about ``?node``; ``?graph``,
``?property`` and ``?value`` lead to its line where the query gives them.

The default graph is what is held, and the record, the background and the terms of the ontology; every graph has its own name, the
unheld ones too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.authored.places import Places
from kg.check.report import SEVERITIES
from kg.errors import DataError, QueryError
from kg.headers import parse_header
from kg.namespaces import DIP
from kg.sparql.guard import check_allowed, syntax_problem
from kg.tokens import resolve, scan
from kg.workspace import Workspace, core_folder

CHECKS: Final = "https://w3id.org/chancery/checks#"
_FIELDS: Final = ("problem", "reason", "fix", "severity", "message")
_UNSTEADY: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID"})
_MOST_FINDINGS: Final = 200
_MOST_ROWS: Final = 100_000


class QualityRule(NamedTuple):
    """One rule.

    Attributes:
        name: the file's name without its ending.
        problem: what is wrong, in a sentence.
        reason: why it matters.
        fix: what to do.
        severity: without a profile.
        message: what a finding says; ``{name}`` stands for the value of ``?name``.
        query: the whole text of the file.
        shown: its path, for messages.
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
    """The quality rules of a workspace: those of the package, overlaid by its own.

    Args:
        ws: the workspace.

    Returns:
        The rules that can be read, sorted by name, and a finding for each that cannot.
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
            with open(path, encoding="utf-8") as file:
                rules.append(parse_quality_rule(file.read(), name.removesuffix(".rq"), shown))
        except DataError as problem:
            findings.append(Finding("quality-rule", problem.what, problem.where, problem.hint))
        except (OSError, UnicodeDecodeError) as problem:
            findings.append(Finding("quality-rule", f"the rule cannot be read: {problem}", shown, "save the file in UTF-8"))
    return rules, findings


def parse_quality_rule(text: str, name: str, shown: str) -> QualityRule:
    """Read one rule.

    Args:
        text: the text of its file.
        name: its name.
        shown: its path, for messages.

    Raises:
        DataError: the header lacks something, or the query is no SELECT with ``?node``, or asks for more than the workspace.

    >>> header = "".join(f"#+ {field}: info\\n" for field in _FIELDS)
    >>> parse_quality_rule(header + "SELECT ?node { ?node a ?class }", "some", "some.rq").severity
    'info'
    """
    header = parse_header(text, shown)
    fields = {key: value for key, value in header.items() if isinstance(value, str) and value}
    for field in _FIELDS:
        if field in header and not isinstance(header[field], str):
            hint = "put it in quotation marks: in YAML, a text that begins with a brace or a bracket is something else"
            raise DataError(f"the {field} of the rule {name} is not a text", f"{shown}:1:1", hint)
        if field not in fields:
            raise DataError(f"the rule {name} has no line `#+ {field}: ...`", f"{shown}:1:1", f"its header has {', '.join(_FIELDS)}")
    if fields["severity"] not in SEVERITIES:
        hint = f"use one of {', '.join(SEVERITIES)}"
        raise DataError(f"the rule {name} cannot have the severity {fields['severity']!r}", f"{shown}:1:1", hint)
    for token in scan(text):
        word = token.text.upper() if token.kind == "word" else ""
        if word in _UNSTEADY:
            hint = "the same data must give the same findings"
            raise DataError(f"{word} in a rule", f"{shown}:{token.line}:{token.column}", hint)
    try:
        check_allowed(text, shown)
        answer = ox.Store().query(text)
    except QueryError as problem:
        raise DataError(problem.what, problem.where, problem.hint) from problem
    except SyntaxError as error:
        refused = syntax_problem(text, text, (), shown)
        raise DataError(refused.what, refused.where, refused.hint) from error
    except ValueError as error:
        raise DataError(f"the rule {name} cannot be run: {error}", f"{shown}:1:1") from error
    if not isinstance(answer, ox.QuerySolutions) or "node" not in {variable.value for variable in answer.variables}:
        raise DataError(f"the rule {name} gives no ?node", f"{shown}:1:1", "a rule is a SELECT with ?node, what the finding is about")
    known = {variable.value for variable in answer.variables}
    for unknown in set(re.findall(r"\{(\w+)\}", fields["message"])) - known:
        hint = "put in braces what the query selects: " + ", ".join(sorted(known))
        raise DataError(f"the message of the rule {name} speaks of {{{unknown}}}", f"{shown}:1:1", hint)
    severity: Severity = fields["severity"]
    return QualityRule(name, fields["problem"], fields["reason"], fields["fix"], severity, fields["message"], text, shown)


def undeclared_in(text: str, kinds: Mapping[str, object], shown: str, rule: str) -> Iterator[Finding]:
    """The terms of our ontology in a query that are not declared: such a query finds nothing, without a word.

    Args:
        text: a SPARQL query.
        kinds: the declared terms.
        shown: its path, for messages.
        rule: the name that the findings get.
    """
    from difflib import get_close_matches

    tokens = list(scan(text))
    prefixes: dict[str, str] = {}
    for word, name, address in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "pname" and address.kind == "iri":
            prefixes[name.text.partition(":")[0]] = address.text[1:-1]
    known = sorted(each[len(DIP) :] for each in kinds if each.startswith(DIP))
    seen = set()
    for token in tokens:
        iri = resolve(token, prefixes)
        if iri is None or iri == DIP or not iri.startswith(DIP) or iri in kinds or iri in seen:
            continue
        seen.add(iri)
        near = get_close_matches(iri[len(DIP) :], known, 1, 0.6)
        hint = f"did you mean dip:{near[0]}?" if near else "use a declared term"
        yield Finding(rule, f"undeclared term {token.text}", f"{shown}:{token.line}:{token.column}", hint, node=iri)


def checked_store(named: Mapping[str, Iterable[ox.Triple]], default: Iterable[ox.Triple]) -> ox.Store:
    """The store that rules are asked of.

    Args:
        named: graph IRI to its triples, the derived bounds included.
        default: what is held, with the record, the background and the terms of the ontology.
    """
    store = ox.Store()
    for graph, triples in named.items():
        name = ox.NamedNode(graph)
        store.extend(ox.Quad(each.subject, each.predicate, each.object, name) for each in triples)
    store.extend(ox.Quad(each.subject, each.predicate, each.object) for each in default)
    return store


def run_quality_rule(rule: QualityRule, store: ox.Store, places: Places) -> list[Finding]:
    """The findings of one rule, each once.

    Args:
        rule: the rule.
        store: what `checked_store` made.
        places: the places of the data.

    Returns:
        At most 200 findings; one more says so where there would have been others. A rule that gives more than 100,000 rows is
        stopped, and that is its only finding.
    """
    found: dict[tuple[str, str], Finding] = {}
    rows = store.query(rule.query)
    assert isinstance(rows, ox.QuerySolutions)
    names = [variable.value for variable in rows.variables]
    for number, row in enumerate(rows):
        if number == _MOST_ROWS:
            what = f"the rule {rule.name} gives more than {_MOST_ROWS:,} rows, and was stopped"
            hint = "join its patterns by a variable, or select DISTINCT"
            return [Finding("quality-rule", what, f"{rule.shown}:1:1", hint)]
        values = {name: row[name] for name in names if row[name] is not None}
        finding = _finding(rule, values, places)
        if finding is not None:
            # One finding a node and a message: rows that differ in the graph alone say the same.
            key = (finding.node or "", finding.what)
            if key not in found or (finding.where or "") < (found[key].where or ""):
                found[key] = finding
    findings = [found[key] for key in sorted(found)]
    if len(findings) > _MOST_FINDINGS:
        more = f"the rule {rule.name} finds {len(findings) - _MOST_FINDINGS} more"
        return [*findings[:_MOST_FINDINGS], Finding(rule.name, more, None, rule.fix, rule.severity)]
    return findings


def _finding(
    rule: QualityRule, values: Mapping[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple], places: Places
) -> Finding | None:
    def iri(name: str) -> str | None:
        term = values.get(name)
        return term.value if isinstance(term, ox.NamedNode) else None

    def show(match: re.Match[str]) -> str:
        term = values.get(match[1])
        if term is None:
            return "open"
        if isinstance(term, ox.NamedNode):
            return places.short(term.value)
        return term.value if isinstance(term, ox.Literal) else str(term)

    node = iri("node")
    if node is None:
        return None
    graph, path, value = iri("graph"), iri("property"), values.get("value")
    plain = value.value if isinstance(value, ox.NamedNode | ox.Literal) else None
    statement = places.statement(node, (path,) if path else (), plain, graph)
    quad_graph = statement[0].graph_name if statement else None
    said_in = graph or (quad_graph.value if isinstance(quad_graph, ox.NamedNode) else None)
    return Finding(
        rule.name,
        re.sub(r"\{(\w+)\}", show, rule.message),
        places.where(node, (path,) if path else (), plain, graph),
        rule.fix,
        rule.severity,
        node,
        said_in,
        places.passages(node if places.data.is_assertion(node) else said_in),
        source=CHECKS + rule.name,
        path=path,
        value=None if value is None else str(value),
    )
