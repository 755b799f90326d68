"""From the files of a workspace to a snapshot: all of it, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Finding, errors_of
from kg.authored.lint import lint
from kg.authored.reading import Dataset, read_data
from kg.build.catalogue import catalogue_of
from kg.build.filling import Filled, fill
from kg.errors import DataError
from kg.namespaces import RDF
from kg.ontology import load_ontology
from kg.rules import Entailed, as_proofs, entail, load_rules
from kg.snapshot.opening import Snapshot, stamp, write_snapshot
from kg.workspace import CATALOGUE_FILE, Workspace

Progress = Callable[[str], None]
"""Called with a few words at the beginning of each step."""


class Assembled(NamedTuple):
    """What a build makes before it writes anything.

    Attributes:
        data: what the files say.
        filled: the graphs with what the build adds.
        entailed: what follows by the rules, with all derivations.
        warnings: findings that do not fail the build.
    """

    data: Dataset
    filled: Filled
    entailed: list[Entailed]
    warnings: list[Finding]

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the snapshot: the named graphs, the entailed graph, and the default graph."""
        conclusions = [each.triple for each in self.entailed]
        named = {**self.filled.named, self.data.base + "graph/entailed": conclusions}
        for graph, triples in named.items():
            name = ox.NamedNode(graph)
            yield from (ox.Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples)
        for triples in (self.filled.default, conclusions):
            yield from (ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)

    def counts(self) -> dict[str, int]:
        """The numbers of a snapshot's ``meta.json``."""
        named = sum(len(triples) for triples in self.filled.named.values())
        default = len(self.filled.default) + len(self.entailed)
        graphs = self.data.assertion_graphs
        return {
            "quads": named + len(self.entailed) + default,
            "default": default,
            "assertions": len(graphs),
            "held": sum(graphs.values()),
            "entailed": len(self.entailed),
            "passages": sum(self.data.is_a(subject, "Passage") for subject in self.data.subjects),
            "documents": sum(self.data.is_a(subject, "Document") for subject in self.data.subjects),
            "uncovered": sum(each.rule == "uncovered-passage" for each in self.warnings),
        }


def assemble(ws: Workspace, progress: Progress | None = None) -> Assembled:
    """Do all of a build but the writing.

    Args:
        ws: the workspace.
        progress: told what is being done.

    Returns:
        The graphs and the proofs.

    Raises:
        DataError: something in the files is wrong; the first error by place, and all others in its `others`.
    """
    tell = progress or (lambda _: None)
    tell("reading the ontology and the rules")
    ontology = load_ontology(ws)
    rules = load_rules(ws)
    tell("reading the data")
    files, findings = read_data(ws)
    data = Dataset(ws.base, ontology, files)
    tell("looking for mistakes")
    if findings:
        # After a syntax error half of a file is missing: what is missing must not be reported as a mistake of its own.
        unreliable = {"assertion-graph", "missing-link", "missing-speech", "undescribed"}
        findings += [each for each in lint(data) if each.rule not in unreliable]
    else:
        concluded = {node.value for rule in rules for _, node, _ in rule.head if isinstance(node, ox.NamedNode)} - {RDF + "type"}
        findings = lint(data, concluded)
    problem = errors_of(findings)
    if problem is not None:
        raise problem
    tell("filling the default graph")
    filled = fill(data)
    tell("inferring")
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in filled.default)
    return Assembled(data, filled, entail(store, rules), [each for each in findings if each.severity == "warning"])


def build(ws: Workspace, progress: Progress | None = None) -> Snapshot:
    """See `kg.build.build`."""
    if not ws.data_files():
        raise DataError(
            "there is no data: no .trig file in data/",
            ws.folder,
            "put the data files back; or name the workspace with kg -C DIR; kg sources index FILE begins a new one",
        )
    # Stamped before the files are read: a file that changes meanwhile makes the snapshot stale, not wrong.
    inputs = stamp(ws)
    assembled = assemble(ws, progress)
    if progress is not None:
        progress("writing the snapshot")
    meta = {"inputs": inputs, "counts": assembled.counts(), "license": ws.license, "citation": ws.citation}
    extra = {CATALOGUE_FILE: catalogue_of(ws)}
    return write_snapshot(ws, assembled.quads(), as_proofs(assembled.entailed), meta, extra)
