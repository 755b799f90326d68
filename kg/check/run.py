"""The check: everything that can be wrong with a workspace, in one report."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from kg.authored.declared import undeclared_in
from kg.authored.finding import Finding, findings_of
from kg.authored.locator import Locator
from kg.authored.reading import DataFile, Dataset
from kg.build.assembling import Reading, garbage_kept, infer, read
from kg.build.filling import Filled, fill
from kg.check.accounts import roles_differ
from kg.check.decorators import slips
from kg.check.doubles import same_agents
from kg.check.owl import check_owl
from kg.check.page import rule_names
from kg.check.profile import assess, lint_profile, load_profile
from kg.check.quality import checked_store, load_quality_rules, run_quality_rule
from kg.check.records import check_records, letters_twice
from kg.check.report import Report
from kg.check.shapes.files import load_shapes
from kg.check.shapes.form import lint_form
from kg.check.shapes.lint import lint_shapes, wrong_shapes
from kg.check.shapes.validation import check_shapes
from kg.check.sides import missing_sides
from kg.check.similar import similar_labels
from kg.check.texts import Copies, check_texts
from kg.dates import DateProblem, parse_edtf
from kg.errors import DataError, EnvironmentProblem, KgError, QueryError
from kg.files import did_you_mean
from kg.namespaces import DIP, EDTF, PREFIXES
from kg.ontology import Ontology
from kg.places import Place
from kg.record.names import Names
from kg.record.principals import resolve
from kg.sources.indexing import TEXTS_FOLDER
from kg.sparql.guard import syntax_problem
from kg.sparql.stored import StoredQuery
from kg.sparql.stored import load as load_query
from kg.terms import expand, shorten
from kg.watching import begin_step
from kg.workspace import Workspace

_AFTER_DOCUMENT: Final = "act-after-document"


@dataclass(frozen=True)
class Wanted:
    """The optional parts of a check.

    Attributes:
        owl: whether to run the reasoner, which needs Java.
        texts: a folder with copies of the texts; None for the folder of the workspace, if it is there and has a copy.
    """

    owl: bool = True
    texts: str | None = None


def check(ws: Workspace, wanted: Wanted | None = None, progress: Callable[[str], None] | None = None) -> Report:
    """Check a workspace for everything that can be wrong. Nothing is written.

    The check runs the stages of a build except the writing, so that whatever fails the build is an error in the report.

    Args:
        ws: the workspace.
        wanted: the optional parts to run; all by default.
        progress: called with a few words at the beginning of each step.

    Returns:
        The report, with the severities of the workspace's profile.

    Raises:
        UsageError: the folder of the texts does not exist.
        EnvironmentProblem: a text cannot be read. A reasoner that cannot run is the report's `problem` instead.
        DataError: the profile cannot be read.
    """
    run = Run(ws, load_profile(ws), wanted or Wanted(), progress or (lambda _: None))
    run.findings += lint_profile(ws, rule_names(ws))
    with garbage_kept():
        run.everything()
    findings = assess(run.findings, run.profile, run.of_build)
    return Report(findings, tuple(run.done), tuple(run.skipped), run.readable, run.problem, ws.base)


class Run:
    """One check in progress.

    Args:
        ws: the workspace.
        profile: the severity of each rule.
        wanted: the optional parts to run.
        tell: called with a few words at the beginning of each step.
        left_out: the names of the rules of `quality` that are not run.

    Attributes:
        of_build: the findings of the stages of the build: an error among them fails the build.
        findings: all other findings.
    """

    def __init__(
        self,
        ws: Workspace,
        profile: Mapping[str, str],
        wanted: Wanted,
        tell: Callable[[str], None],
        left_out: Collection[str] = (),
    ) -> None:
        self.left_out = frozenset(left_out)
        self.ws = ws
        self.profile = profile
        self.wanted = wanted
        self.tell = tell
        self.of_build: list[Finding] = []
        self.findings: list[Finding] = []
        self.done: list[str] = []
        self.skipped: list[str] = []
        self.readable = True
        self.problem: EnvironmentProblem | None = None

    def everything(self) -> None:
        """Run all steps in order, and record those that must be skipped because a file cannot be read."""
        reading = read(self.ws, self.tell)
        data = reading.data
        self.of_build += reading.findings
        self.readable = reading.readable
        self.done.append(f"the syntax of {len(reading.files)} data file{'' if len(reading.files) == 1 else 's'}")
        if data is None:
            self.skipped.append("everything that needs the ontology, which cannot be read")
            return
        self.done.append("terms, graphs, citations and dates")
        self._queries(data.ontology)
        if not reading.complete:
            self.skipped.append("shapes, quality rules, OWL and texts: a data file cannot be read to its end")
            return
        filled = fill(that_can_be_filled(data))
        locator = Locator(data)
        self._infer(reading, filled)
        mixed = list(letters_twice(locator))
        if mixed:
            self.findings += mixed
            self.skipped.append("shapes, quality rules, OWL and texts: passages of two documents have the same names")
            return
        self.shapes(data)
        self.quality(filled, locator)
        self.findings += check_records(data)
        self._owl(locator)
        self._texts(locator)

    def _infer(self, reading: Reading, filled: Filled) -> None:
        """Run the inference rules as the build does. If the files contain an error, the build does not get this far."""
        if reading.data is None or any(each.severity == "error" for each in reading.findings):
            return
        self.tell("inferring")
        try:
            infer(filled, reading.data.ontology, reading.data.base, reading.rules, self.tell)
        except DataError as problem:
            self.of_build += findings_of(problem, "inference-rule")

    def _queries(self, ontology: Ontology) -> None:
        """Check that the stored queries are valid, and that all their terms are declared. The build does so with the rules."""
        for path in self.ws.query_files():
            self.findings += _query_findings(path, self.ws.display(path), ontology)
        self.done.append("stored queries and inference rules")

    def shapes(self, data: Dataset) -> None:
        """Validate the shapes."""
        self.tell("validating the shapes")
        shapes, unreadable = load_shapes(self.ws)
        form = lint_form(shapes)
        self.findings += [*unreadable, *form, *lint_shapes(shapes, data.ontology, self.ws.base)]
        # The results of a shape with a mistake in it mean nothing, and would hide the mistake.
        wrong = {each.node for each in form if each.node is not None} | wrong_shapes(shapes, data.ontology, self.ws.base)
        found = [each for each in check_shapes(data, shapes, self.of_build) if each.source not in wrong]
        # A shape that rejects the same value says what belongs there. It replaces no-thing unless the profile makes it less than an error.
        better = {each.place for each in found if self.profile.get(each.rule, each.severity) == "error"}
        self.of_build = [each for each in self.of_build if each.rule != "no-thing" or each.place not in better]
        self.findings += found
        self.done.append(f"{len(shapes)} file{'' if len(shapes) == 1 else 's'} of shapes")

    def quality(self, filled: Filled, locator: Locator) -> None:
        """Run the quality rules, and those that compare labels, parties and roles."""
        rules, unreadable = load_quality_rules(self.ws)
        self.findings += unreadable
        self.tell(f"running {len(rules)} quality rules")
        store = checked_store(filled.named, filled.default)
        for rule in (each for each in rules if each.name not in self.left_out):
            self.findings += undeclared_in(rule.query, locator.data.ontology.kinds, rule.shown, "undeclared-term")
            begin_step(f"running the quality rule {rule.name}")
            self.findings += run_quality_rule(rule, store, locator)
        self.findings += [*similar_labels(locator), *same_agents(locator), *roles_differ(locator)]
        if "principals" not in self.left_out:
            self.findings += self._principals(store)
        # A shape that already rejects a node says more exactly what it lacks.
        rejected = {each.node for each in self.findings if each.severity == "error"}
        try:
            self.findings += [each for each in missing_sides(locator) if each.node not in rejected]
        except DataError:
            self.skipped.append("missing sides: a pattern of a relation cannot be read")  # which the reading reports with its place
        self.done.append(f"{len(rules)} quality rule{'' if len(rules) == 1 else 's'}")

    def _principals(self, store: ox.Store) -> Iterator[Finding]:
        """The principal parties in the settings that are not the name of one agent."""
        names = Names(store, self.ws.prefixes(), self.ws.language)
        for each in resolve(self.ws, names):
            if isinstance(each, DataError):
                yield Finding("principals", each.what, each.place, each.hint)

    def _owl(self, locator: Locator) -> None:
        if not self.wanted.owl:
            self.skipped.append("OWL consistency: --no-owl")
            return
        self.tell("running the reasoner")
        try:
            self.findings += check_owl(self.ws, locator)
        except EnvironmentProblem as problem:
            self.skipped.append(f"OWL consistency: {problem.what}")
            self.problem = problem
        else:
            self.done.append("OWL consistency with HermiT")

    def _texts(self, locator: Locator) -> None:
        own = os.path.join(self.ws.folder, TEXTS_FOLDER)
        folder = self.wanted.texts or own
        if self.wanted.texts is None and not os.path.isdir(own):
            self.skipped.append(f"the texts: there is no folder {TEXTS_FOLDER}/, and no --text DIR names another")
            return
        copies = Copies.read(locator, folder)
        if self.wanted.texts is None and not copies.documents:
            self.skipped.append(f"the texts: {TEXTS_FOLDER}/ has no copy of a document, and no --text DIR names another folder")
            return
        self.tell("comparing the data with the texts")
        self.compared(check_texts(locator, copies))
        self.done.append(f"the copies of the texts in {self.ws.display(folder)}: {len(copies.documents)} of {len(copies.found)}")

    def compared(self, found: Iterable[Finding]) -> None:
        """Add the findings of a comparison with the texts, after those of `quality`.

        A date after that of its document, which a quality rule reports, is seldom in the text: one slip is one finding.
        """
        known = () if self.profile.get(_AFTER_DOCUMENT) == "off" else self.findings
        late = {(each.node, each.value) for each in known if each.rule == _AFTER_DOCUMENT}
        self.findings += (each for each in found if each.rule != "date-not-in-text" or (each.node, each.value) not in late)


_MOST_QUERIES: Final = 512
_FOUND_IN_QUERIES: dict[tuple[str, str, str, str], tuple[Finding, ...]] = {}
"""What was found in the stored queries that were checked last in this process: the queries and the ontology seldom change."""


def _query_findings(path: Path, shown: str, ontology: Ontology) -> tuple[Finding, ...]:
    """What is wrong with a stored query."""
    try:
        query = load_query(path)
    except KgError as problem:
        return (_unusable_query(problem, shown),)
    key = (ontology.digest, shown, query.path, query.text)
    found = _FOUND_IN_QUERIES.get(key)
    if found is None:
        found = tuple(_found_in_query(query, shown, ontology))
        while len(_FOUND_IN_QUERIES) >= _MOST_QUERIES:
            del _FOUND_IN_QUERIES[next(iter(_FOUND_IN_QUERIES))]
        if ontology.digest:
            _FOUND_IN_QUERIES[key] = found
    return found


def _found_in_query(query: StoredQuery, shown: str, ontology: Ontology) -> Iterator[Finding]:
    try:
        _parse(query.text, shown)
        yield from _undeclared_classes(query, ontology, shown)
        yield from slips(query, ontology, shown)
    except KgError as problem:
        yield _unusable_query(problem, shown)
    else:
        yield from undeclared_in(query.text, ontology.kinds, shown, "undeclared-term")


def _unusable_query(problem: KgError, shown: str) -> Finding:
    place = Place(shown) if problem.place is None else replace(problem.place, file=shown)
    return Finding("stored-query", problem.what, place, problem.hint)


def _undeclared_classes(query: StoredQuery, ontology: Ontology, shown: str) -> Iterator[Finding]:
    """The undeclared terms of the ontology's namespace that the header of a stored query names as classes of a parameter."""
    for param in query.params:
        for each in (param.of or "").split():
            iri = expand(each, PREFIXES)
            if iri is not None and iri.startswith(DIP) and not ontology.is_class(iri):
                line = next((number for number, text in enumerate(query.text.split("\n"), 1) if each in text), 1)
                near = ontology.nearest(iri, "class")
                hint = did_you_mean([] if near is None else [shorten(near, PREFIXES)], "use a declared class")
                yield Finding("undeclared-term", f"undeclared class {each}", Place(shown, line), hint, node=iri)


def _parse(text: str, shown: str) -> None:
    """Parse a stored query. Raises QueryError with its place."""
    try:
        ox.Store().query(text)
    except SyntaxError as error:
        raise syntax_problem(text, text, (), shown) from error
    except ValueError as error:
        raise QueryError(f"the query cannot be run: {error}", Place(shown, 1, 1)) from error


def that_can_be_filled(data: Dataset) -> Dataset:
    """The data without what the lint has reported and what cannot be filled: invalid dates, triple terms, graphs that are blank nodes."""

    def valid(quad: ox.Quad) -> bool:
        value = quad.object
        if isinstance(quad.graph_name, ox.BlankNode) or isinstance(value, ox.Triple):
            return False
        if not isinstance(value, ox.Literal) or value.datatype.value != EDTF + "EDTF":
            return True
        try:
            parse_edtf(value.value)
        except DateProblem:
            return False
        return True

    files = [DataFile(file.shown, file.text, filter(valid, file.quads)) for file in data.files]
    return Dataset(data.base, data.ontology, files)
