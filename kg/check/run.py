"""Everything that can be wrong, in one report: what `kg check` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol

import pyoxigraph as ox

from kg.authored.finding import Finding, findings_of
from kg.authored.lint import lint
from kg.authored.places import Places
from kg.authored.reading import DataFile, Dataset, read_data
from kg.check.owl import check_owl
from kg.check.page import rule_names
from kg.check.quality import checked_store, load_quality_rules, run_quality_rule, undeclared_in
from kg.check.report import Report, assess, lint_profile, load_profile
from kg.check.shapes.form import lint_form
from kg.check.shapes.lint import lint_shapes, wrong_shapes
from kg.check.shapes.validation import check_shapes, load_shapes
from kg.check.similar import similar_labels
from kg.check.texts import check_texts
from kg.dates import DateProblem, parse_edtf
from kg.errors import DataError, EnvironmentProblem, KgError, QueryError
from kg.namespaces import EDTF, RDF
from kg.ontology import Ontology, load_ontology
from kg.rules import Rule, load_rules
from kg.sparql.guard import syntax_problem
from kg.sparql.stored import load as load_query
from kg.workspace import Workspace

_UNRELIABLE = frozenset({"assertion-graph", "missing-link", "missing-speech", "undescribed", "idle-and-speaking", "uncovered-passage"})
"""What the lint cannot tell from a file that is read in part: half of it is missing, and that is no mistake of its own."""


class Filled(Protocol):
    """What a build makes of the data before it infers; see `kg.build.filling.Filled`."""

    named: Mapping[str, set[ox.Triple]]
    default: set[ox.Triple]


class Wanted(NamedTuple):
    """What a check is to look at beyond the data themselves.

    Attributes:
        owl: whether to ask the reasoner, which needs Java.
        texts: a folder with copies of the texts, or None.
    """

    owl: bool = True
    texts: str | None = None


def check(
    ws: Workspace, fill: Callable[[Dataset], Filled], wanted: Wanted | None = None, progress: Callable[[str], None] | None = None
) -> Report:
    """Look for everything that can be wrong with a workspace. Nothing is written.

    Args:
        ws: the workspace.
        fill: makes the default graph and the bounds of dates: `kg.build.filling.fill`.
        wanted: what else to look at; OWL alone without it.
        progress: told in a few words what is being done.

    Returns:
        The report; its severities are those of the workspace's profile.

    Raises:
        UsageError: the folder of the texts is none.
        EnvironmentProblem: a text cannot be read. A reasoner that cannot run is the report's `problem`.
        DataError: the profile itself cannot be read.
    """
    run = _Run(ws, fill, wanted or Wanted(), progress or (lambda _: None))
    profile = load_profile(ws)
    run.findings += lint_profile(ws, rule_names(ws))
    run.everything()
    return Report(assess(run.findings, profile), tuple(run.done), tuple(run.skipped), run.readable, run.problem)


class _Run:
    """One check under way."""

    def __init__(self, ws: Workspace, fill: Callable[[Dataset], Filled], wanted: Wanted, tell: Callable[[str], None]) -> None:
        self.ws = ws
        self.fill = fill
        self.wanted = wanted
        self.tell = tell
        self.findings: list[Finding] = []
        self.done: list[str] = []
        self.skipped: list[str] = []
        self.readable = True
        self.problem: EnvironmentProblem | None = None

    def everything(self) -> None:
        """All steps in their order; what needs a file that cannot be read is left out, and said to be."""
        self.tell("reading the ontology and the rules")
        ontology = self._ontology()
        rules = self._rules()
        self.tell("reading the data")
        files, syntax = read_data(self.ws)
        self.findings += syntax
        self.readable = self.readable and not syntax
        self.done.append(f"the syntax of {len(files)} data files")
        if ontology is None:
            self.skipped.append("everything that needs the ontology, which cannot be read")
            return
        data = Dataset(self.ws.base, ontology, files)
        self._lint(data, rules, complete=not syntax)
        self._queries(ontology)
        if syntax:
            self.skipped.append("shapes, quality rules, OWL and texts: a data file cannot be read to its end")
            return
        places = Places(data)
        self._shapes(data)
        self._quality(data, places)
        self._owl(places)
        self._texts(places)

    def _ontology(self) -> Ontology | None:
        try:
            return load_ontology(self.ws)
        except DataError as problem:
            self.findings += findings_of(problem, "syntax")
            self.readable = False
            return None

    def _rules(self) -> list[Rule]:
        try:
            return load_rules(self.ws)
        except DataError as problem:
            self.findings += findings_of(problem, "inference-rule")
            return []

    def _lint(self, data: Dataset, rules: Iterable[Rule], *, complete: bool) -> None:
        self.tell("looking at terms, graphs and citations")
        concluded = {node.value for rule in rules for _, node, _ in rule.head if isinstance(node, ox.NamedNode)} - {RDF + "type"}
        found = lint(data, concluded)
        self.findings += found if complete else [each for each in found if each.rule not in _UNRELIABLE]
        self.done.append("terms, graphs, citations, dates")

    def _queries(self, ontology: Ontology) -> None:
        """Stored queries and rules: can they be read, and is each of their terms declared?"""
        for path in (*self.ws.query_files(), *self.ws.rule_files()):
            shown = self.ws.display(path)
            try:
                text = path.read_text(encoding="utf-8")
                if path.parent.name == "queries":
                    load_query(path)
                    _parse(text, shown)
            except KgError as problem:
                where = (problem.where or shown).replace(str(path), shown)
                self.findings.append(Finding("stored-query", problem.what, where, problem.hint))
            except (OSError, UnicodeDecodeError) as problem:
                self.findings.append(Finding("stored-query", f"the file cannot be read: {problem}", shown, "save it in UTF-8"))
            else:
                self.findings += undeclared_in(text, ontology.kinds, shown, "undeclared-term")
        self.done.append("stored queries and rules")

    def _shapes(self, data: Dataset) -> None:
        self.tell("validating the shapes")
        shapes, unreadable = load_shapes(self.ws)
        self.findings += unreadable
        form = lint_form(shapes)
        self.findings += [*form, *lint_shapes(shapes, data.ontology, self.ws.base)]
        # A shape with a slip in it finds fault with sound data, and hides the slip behind what it finds.
        wrong = {each.node for each in form if each.node is not None} | wrong_shapes(shapes, data.ontology, self.ws.base)
        found = [each for each in check_shapes(data, shapes, list(self.findings)) if each.source not in wrong]
        # Where a shape looks at the same value, it knows better what belongs there.
        better = {each.where for each in found}
        self.findings = [each for each in self.findings if each.rule != "no-thing" or each.where not in better] + found
        self.done.append(f"{len(shapes)} files of shapes")

    def _quality(self, data: Dataset, places: Places) -> None:
        self.tell("asking the quality rules")
        rules, unreadable = load_quality_rules(self.ws)
        self.findings += unreadable
        filled = self.fill(_with_readable_dates(data))
        store = checked_store(filled.named, filled.default)
        for rule in rules:
            self.findings += undeclared_in(rule.query, data.ontology.kinds, rule.shown, "undeclared-term")
            self.tell(f"asking the quality rule {rule.name}")
            self.findings += run_quality_rule(rule, store, places)
        self.findings += similar_labels(places)
        self.done.append(f"{len(rules)} quality rules")

    def _owl(self, places: Places) -> None:
        if not self.wanted.owl:
            self.skipped.append("OWL consistency: --no-owl")
            return
        self.tell("asking the reasoner")
        try:
            self.findings += check_owl(self.ws, places)
        except EnvironmentProblem as problem:
            self.skipped.append(f"OWL consistency: {problem.what}")
            self.problem = problem
        else:
            self.done.append("OWL consistency under HermiT")

    def _texts(self, places: Places) -> None:
        if self.wanted.texts is None:
            self.skipped.append("the texts: give --text DIR")
            return
        self.tell("holding the data against the texts")
        self.findings += check_texts(places, self.wanted.texts)
        self.done.append("the copies of the texts")


def _parse(text: str, shown: str) -> None:
    """Parse a stored query. Raises QueryError with its place."""
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        raise syntax_problem(text, text, (), shown) from error
    except ValueError as error:
        raise QueryError(f"the query cannot be run: {error}", f"{shown}:1:1") from error


def _with_readable_dates(data: Dataset) -> Dataset:
    """The data without the dates that are none: the lint has found them, and nothing can be derived from them."""

    def readable(quad: ox.Quad) -> bool:
        value = quad.object
        if not isinstance(value, ox.Literal) or value.datatype.value != EDTF + "EDTF":
            return True
        try:
            parse_edtf(value.value)
        except DateProblem:
            return False
        return True

    files = [DataFile(file.shown, file.text, filter(readable, file.quads)) for file in data.files]
    return Dataset(data.base, data.ontology, files)
