"""The stages of a build, from the files of a workspace to a snapshot: read, fill, infer, write.

`kg check` runs the same stages up to the writing, so that it reports whatever fails a build.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, overload

import pyoxigraph as ox

from kg.authored.declared import undeclared_in, undeclared_of
from kg.authored.finding import Finding, errors_of, findings_of
from kg.authored.lint import lint, uncovered
from kg.authored.reading import DataFile, Dataset, read_data
from kg.build.catalogue import catalogue_of
from kg.build.filling import Filled, fill
from kg.build.keeping import copy_of_network, is_due, keep_tables
from kg.build.relations import TERMS, Table, relations_in_time, table_of
from kg.build.revising import revised
from kg.build.rewording import keep_data, reworded
from kg.coded.graphs import CodedGraph, coded_graphs
from kg.errors import DataError, SnapshotDamaged
from kg.ontology import Ontology, load_ontology
from kg.places import Place
from kg.rules import Conclusions, Entailed, Rule, conclude, concluded_properties, load_rules, place_of_term
from kg.snapshot import Snapshot, current
from kg.snapshot.format import NETWORK
from kg.snapshot.inputs import stamp
from kg.snapshot.writing import Lines, write_snapshot
from kg.watching import begin_step, return_memory
from kg.workspace import CATALOGUE_FILE, Workspace

if TYPE_CHECKING:
    from kg.snapshot.format import About
    from kg.snapshot.inputs import Origin

_MANY_FILES: Final = 50
"""The number of data files from which the progress tells how many of them are read."""

Progress = Callable[[str], None]
"""Called with a few words at the beginning of each step: each stage of the build and, in the inference, each round of all rules."""


@dataclass(frozen=True)
class Reading:
    """The files of a workspace, and what is wrong with them. An error among the findings fails the build.

    Attributes:
        files: the data files.
        data: their content; None if the ontology cannot be read, because without it data have no meaning.
        rules: the inference rules; empty if one of them cannot be read.
        findings: errors and warnings, in no particular order.
        complete: whether every data file was read to its end.
    """

    files: tuple[DataFile, ...]
    data: Dataset | None
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]
    complete: bool

    @property
    def readable(self) -> bool:
        """Whether the ontology and every data file were read to their end."""
        return self.complete and self.data is not None


def read(ws: Workspace, progress: Progress | None = None) -> Reading:
    """Read the ontology, the rules and the data of a workspace, and lint them.

    Args:
        ws: the workspace.
        progress: called at the beginning of each step.

    Returns:
        All that could be read, and what is wrong with it. An error in the files is not raised.

    Raises:
        DataError: the settings cannot be read, or something in the folders is not a file.
        EnvironmentProblem: a folder cannot be read.
    """
    if ws.problem is not None:
        raise ws.problem
    tell = progress or (lambda _: None)
    tell("reading the ontology and the rules")
    ontology, findings = _ontology(ws)
    rules, wrong_rules = _rules(ws, ontology) if ontology is not None else ([], [])
    tell("reading the data")

    def told(number: int, files: int) -> None:
        if files >= _MANY_FILES and number % (files // 10) == 0:
            tell(f"reading the data, file {number:,} of {files:,}")

    files, syntax = read_data(ws, told)
    findings += [*wrong_rules, *syntax]
    if not syntax:
        findings += _no_data(ws, files)
    tell("linting the data")
    data = None
    if ontology is not None:
        data = Dataset(ws.base, ontology, files)
        for rule in rules:
            if rule.path is not None:
                findings += undeclared_in(rule.construct, ontology.kinds, ws.display(rule.path), "undeclared-term")
        findings += lint(data, concluded_properties(rules) | TERMS, complete=not syntax)
    return Reading(tuple(files), data, tuple(rules), tuple(findings), complete=not syntax)


def _ontology(ws: Workspace) -> tuple[Ontology | None, list[Finding]]:
    try:
        ontology = load_ontology(ws)
    except DataError as problem:
        return None, findings_of(problem, "syntax")
    findings = list(undeclared_of(ws, ontology))
    try:
        table_of(ontology)
    except DataError:
        try:
            Table(ontology, lambda iri: place_of_term(ws, iri))
        except DataError as problem:
            findings += findings_of(problem, "inference-rule")
    return ontology, findings


def _rules(ws: Workspace, ontology: Ontology) -> tuple[list[Rule], list[Finding]]:
    try:
        return load_rules(ws, ontology), []
    except DataError as problem:
        return [], findings_of(problem, "inference-rule")


def _no_data(ws: Workspace, files: list[DataFile]) -> Iterator[Finding]:
    """The finding for a workspace without data: a warning in a new one, an error where the last snapshot, which stays in use, has some."""
    if any(file.quads for file in files):
        return
    what = "the .trig files in data/ are empty" if files else "data/ contains no .trig file"
    last = current(ws)
    counts = {} if last is None else last.meta["counts"]
    if counts.get("documents") or counts.get("passages") or counts.get("assertions"):
        hint = "put the data files back, or choose the workspace with kg -C DIR"
        yield Finding("no-data", f"there is no data: {what}", Place(ws.folder), hint)
    else:
        hint = "kg sources index FILE --write begins with a text"
        yield Finding("no-data", f"there is no data: {what}", Place(ws.folder), hint, "warning")
    if last is not None:
        last.release()


class Inferred(Sequence[Entailed]):
    """What follows from the default graph, sorted by its N-Triples text; a conclusion of the rules is made when it is asked for.

    Attributes:
        concluded: what the rules conclude.
        periods: the triples of the periods of relations.
    """

    def __init__(self, concluded: Conclusions, periods: list[Entailed]) -> None:
        self.concluded = concluded
        self.periods = periods

    @cached_property
    def _sorted(self) -> list[Entailed]:
        return sorted([*self.concluded.entailed(), *self.periods], key=lambda each: str(each.triple))

    @overload
    def __getitem__(self, at: int) -> Entailed: ...

    @overload
    def __getitem__(self, at: slice) -> list[Entailed]: ...

    def __getitem__(self, at: int | slice) -> Entailed | list[Entailed]:
        return self._sorted[at]

    def __len__(self) -> int:
        return len(self.concluded) + len(self.periods)

    def lines(self, graph: str = "") -> Iterator[str]:
        """The triples as lines of N-Quads, in no particular order; see `kg.numbered.Terms.lines`."""
        end = f" {graph} .\n" if graph else " .\n"
        yield from self.concluded.terms.lines(self.concluded.numbers, graph)
        yield from (f"{each.triple}{end}" for each in self.periods)

    def proofs(self) -> Iterator[Entailed | str]:
        """The proofs, in no particular order, those of the rules as lines."""
        yield from self.concluded.proofs()
        yield from self.periods


def infer(filled: Filled, ontology: Ontology, base: str, rules: Iterable[Rule], progress: Progress | None = None) -> Inferred:
    """What follows from the default graph by the inference rules, and the periods of relations, with all derivations.

    Args:
        filled: the graphs with what the build adds.
        ontology: the ontology of the workspace.
        base: the base IRI of the workspace.
        rules: the rules.
        progress: called at the beginning of each round of all rules.

    Raises:
        DataError: the rules contradict each other on these data; see `kg.rules.entail`. Or the ontology's table of changes is malformed.
    """
    store = ox.Store()
    filled.terms.put(store, filled.held)
    concluded = conclude(store, list(rules), progress, filled.terms, filled.held)
    begin_step("deriving the relations in time")
    return Inferred(concluded, relations_in_time(store, ontology, base, concluded.rank))


@dataclass(frozen=True)
class Assembled:
    """What a build makes before it writes anything.

    Attributes:
        data: the content of the data files.
        filled: the graphs with what the build adds.
        rules: the inference rules.
        entailed: what follows by the rules, with all derivations.
        warnings: findings that do not fail the build.
    """

    data: Dataset
    filled: Filled
    rules: tuple[Rule, ...]
    entailed: Inferred
    warnings: list[Finding]

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the snapshot: the named graphs, the entailed graph and the default graph."""
        conclusions = [each.triple for each in self.entailed]
        named = {**self.filled.named, self.data.base + "graph/entailed": conclusions}
        for graph, triples in named.items():
            name = ox.NamedNode(graph)
            yield from (ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)
        for triples in (self.filled.default, conclusions):
            yield from (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)


def _lines(filled: Filled, entailed: Inferred, base: str, coded: Sequence[CodedGraph]) -> Lines:
    """All quads of the snapshot as lines, made while they are read.

    Args:
        filled: the graphs with what the build adds.
        entailed: what follows.
        base: the base IRI of the workspace.
        coded: the graphs of coded sources, which are added.
    """
    record = f" <{base}graph/record> .\n"

    def named() -> Iterator[str]:
        for graph, triples in filled.graphs.items():
            yield from filled.terms.lines(triples, f"<{graph}>")
        yield from entailed.lines(f"<{base}graph/entailed>")
        for each in coded:
            yield from (line + record for line in each.description)

    def default() -> Iterator[str]:
        yield from filled.terms.lines(filled.held)
        yield from entailed.lines()
        for each in coded:
            yield from (line + " .\n" for line in each.description)

    claims = [(each.blocks(), False) for each in coded] + [(each.default_blocks(), True) for each in coded if each.held]
    return Lines(named(), default(), claims)


def _counts(data: Dataset) -> dict[str, int]:
    """The numbers in the ``meta.json`` of a snapshot that tell of the authored data; what is entailed is not counted yet."""
    graphs = data.assertion_graphs
    return {
        "assertions": len(graphs),
        "held": sum(graphs.values()),
        "entailed": 0,
        "passages": len(data.instances("Passage")),
        "documents": len(data.instances("SourceDocument")),
        "uncovered": sum(1 for _ in uncovered(data)),
    }


def assemble(ws: Workspace, progress: Progress | None = None) -> Assembled:
    """Run all stages of a build except the writing.

    Args:
        ws: the workspace.
        progress: called at the beginning of each step.

    Returns:
        The graphs and the derivations.

    Raises:
        DataError: the files contain errors: the first by place, with all others in its `others`.
    """
    tell = progress or (lambda _: None)
    data, rules, warnings = _without_errors(ws, tell)
    filled, entailed, _ = _inferred([data], rules, tell)
    return Assembled(data, filled, rules, entailed, warnings)


def _without_errors(ws: Workspace, tell: Progress) -> tuple[Dataset, tuple[Rule, ...], list[Finding]]:
    """The data, the rules and the warnings. Raises the errors."""
    reading = read(ws, tell)
    problem = errors_of(reading.findings)
    if problem is not None:
        raise problem
    assert reading.data is not None, "an ontology that cannot be read is an error"
    return reading.data, reading.rules, [each for each in reading.findings if each.severity == "warning"]


def _inferred(given: list[Dataset], rules: tuple[Rule, ...], tell: Progress) -> tuple[Filled, Inferred, dict[str, int]]:
    """Fill the graphs and run the rules.

    Args:
        given: the data, which are taken out of the list, so that they can be forgotten before the rules run.
        rules: the rules.
        tell: called at the beginning of each step.

    Returns:
        The graphs, what follows, and the counts of the data.
    """
    tell("filling the default graph")
    data = given.pop()
    ontology, base = data.ontology, data.base
    filled = fill(data)
    counts = _counts(data)
    del data
    return_memory()
    tell("inferring")
    inferred = infer(filled, ontology, base, rules, tell)
    return_memory()
    return filled, inferred, counts


def build(ws: Workspace, progress: Progress | None = None, warn: Callable[[str], None] | None = None) -> Snapshot:
    """See `kg.build.build`."""
    before = _coded_before(ws)
    with garbage_kept():
        snapshot = _build(ws, progress, warn)
    if snapshot.meta.get("coded", {}) != before:
        keep_tables(ws, snapshot, progress, warn)  # after another change they are made when they are needed: most edits are not counted
    return snapshot


def _coded_before(ws: Workspace) -> Mapping[str, str] | None:
    """The coded sources of the snapshot in use, each with what was made of it; None without a snapshot that can be read."""
    last = current(ws)
    if last is None:
        return None
    try:
        return last.meta.get("coded", {})
    except SnapshotDamaged:
        return None
    finally:
        last.release()


@contextmanager
def garbage_kept() -> Iterator[None]:
    """Stop the garbage collector: almost all of the millions of objects that a build makes live until its end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _build(ws: Workspace, progress: Progress | None, warn: Callable[[str], None] | None) -> Snapshot:
    tell = progress or (lambda _: None)
    # The stamp is taken before the files are read, so that a file that changes meanwhile makes the snapshot stale, not wrong.
    origin = stamp(ws)
    snapshot = reworded(ws, origin, tell, warn) or revised(ws, origin, tell, warn)
    if snapshot is None:
        snapshot = _built(ws, origin, tell, warn)
    keep_data(ws, origin, snapshot.meta["counts"].get("assertions", 0))
    return snapshot


def _built(ws: Workspace, origin: Origin, tell: Progress, warn: Callable[[str], None] | None) -> Snapshot:
    """Build everything."""
    data, rules, _ = _without_errors(ws, tell)
    ontology, given = data.ontology, [data]
    del data
    filled, entailed, counts = _inferred(given, rules, tell)
    coded = coded_graphs(ws, ontology, map(filled.terms.triple, filled.held), tell)
    tell("writing the snapshot")
    counts["entailed"] = len(entailed)
    if coded:
        counts |= {"coded": sum(each.series for each in coded), "rows": sum(each.rows for each in coded)}
    about: About = {"counts": counts, "language": ws.language, "license": ws.license, "citation": ws.citation}
    if coded:
        about["coded"] = {each.source.name: os.path.basename(each.folder) for each in coded}
    extra = {CATALOGUE_FILE: catalogue_of(ws)}

    def derive(store: ox.Store) -> dict[str, str]:
        return {NETWORK: copy_of_network(store, ws, entailed, rules)}

    derived = derive if is_due(counts["assertions"]) else None
    lines = _lines(filled, entailed, ws.base, coded)
    return write_snapshot(ws, lines, entailed.proofs(), about, origin=origin, extra=extra, derive=derived, warn=warn)
