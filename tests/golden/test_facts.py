"""The register of facts: what each passage claims, with its standing and its speaker, compared with the assertion graphs.

``golden/facts.csv`` records a reading of the two documents, passage by passage. Each row is one claim. ``speech`` is the act whose content
the claim is, and is empty if the document itself makes it. The names of nodes and terms are those of the data. A row whose subject is an
assertion graph (``A53-3``) says in which other report that graph is, from which other account it differs, or which words it quotes.

The rows were written from the passages and a list of names, and then compared with the data. If they differed, the passage and the
codebook decided. Only the texts of the curators (``gist``) and what the record says about graphs were copied from the data, and then
checked against the passage.

The comparison goes in both directions. A claim of the register that is not in the data was changed or lost. A claim of the data that is
not in the register was added or changed. To change a claim, read the passage again and change both.
"""

from __future__ import annotations

import csv
import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.namespaces import DIP
from kg.record.names import slug
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
REGISTER = Path(__file__).parent / "facts.csv"
NOT_REGISTERED = {
    "prefLabel": "a name that the curators give, not a claim; checks and shapes require one for each node",
    "altLabel": "another name, likewise",
    "source": "the origin of a name or type that the curators give, not a claim",
}
"""The properties of assertion graphs that need no row, with the reason for each."""
OF_GRAPHS = ("within", "differsFrom", "wording")
"""What the register says of assertion graphs themselves."""


class Fact(NamedTuple):
    """One claim of one passage. The fields have the names of the columns of the register."""

    passage: str
    standing: str
    speech: str
    subject: str
    property: str
    object: str

    def __str__(self) -> str:
        said = f", said in {self.speech}" if self.speech else ""
        return f"{self.subject} {self.property} {self.object} ({self.standing}{said})"


class Graph(NamedTuple):
    """An assertion graph as the record describes it, and its triples."""

    name: str
    passages: tuple[str, ...]
    standings: tuple[str, ...]
    speeches: tuple[str, ...]
    ranks: tuple[str, ...]
    claims: tuple[tuple[str, str, str], ...]

    def facts(self) -> Iterator[Fact]:
        for where, standing, speech in itertools.product(self.passages, self.standings, self.speeches):
            for claim in self.claims:
                yield Fact(where, standing, speech, *claim)


@functools.cache
def register() -> dict[Fact, int]:
    """The rows of the register, with their line numbers."""
    with REGISTER.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows)
        assert reader.fieldnames == list(Fact._fields)
        return {Fact(**row): reader.line_num for row in reader}


@functools.cache
def authored() -> Store:
    """The data as authored, before anything is inferred from them."""
    store = Store()
    for path in Workspace(ROOT).data_files():
        store.load(path=str(path), format=RdfFormat.TRIG)
    return store


@functools.cache
def graphs() -> tuple[Graph, ...]:
    """Every assertion graph of the data: those that the record describes, and those that contain a triple."""
    store = authored()
    folder = Workspace(ROOT).iri("assertion", "")
    described: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    claims: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for quad in store:
        subject, predicate, value = _names(quad)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(folder):
            described[subject][predicate].append(value)
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value.startswith(folder) and predicate not in NOT_REGISTERED:
            claims[slug(quad.graph_name.value)].add((subject, predicate, value))
    found = []
    for name in sorted({*described, *claims}):
        about = described[name]
        of_itself = {(name, each, value) for each in OF_GRAPHS for value in about[each]}
        spoken = tuple(about["contentOf"]) or ("",)
        ordered = tuple(sorted(claims[name] | of_itself))
        found.append(Graph(name, tuple(about["cites"]), tuple(about["standing"]), spoken, tuple(about["rank"]), ordered))
    return tuple(found)


def _names(quad: Quad) -> tuple[str, str, str]:
    """Subject, property and object as the register writes them."""
    assert isinstance(quad.subject, NamedNode), "no blank nodes in data"
    value = quad.object.value if isinstance(quad.object, Literal) else slug(str(quad.object).strip("<>"))
    return slug(quad.subject.value), slug(quad.predicate.value), value


@functools.cache
def data() -> dict[Fact, str]:
    """Every claim of the data, with the assertion graph in which it stands."""
    return {fact: graph.name for graph in graphs() for fact in graph.facts()}


def _instead(fact: Fact, side: Mapping[Fact, object]) -> str:
    """The claims nearest to a fact: with another standing or speaker, another object, or another subject."""
    here = [each for each in side if each.passage == fact.passage]
    for columns in (slice(3, 6), slice(0, 5), slice(3, 5), slice(4, 6)):
        near = [each for each in here if each[columns] == fact[columns]]
        if near:
            unmatched = [each for each in near if each not in register() or each not in data()]
            return "; ".join(map(str, unmatched or near))
    return "nothing similar"


def _passages() -> list[str]:
    found = {fact.passage for fact in (*register(), *data())}
    return sorted(found, key=lambda name: (name[0], int(name[1:])))


@pytest.mark.parametrize("passage", _passages())
def test_the_data_have_the_claims_of_the_passage_and_no_others(passage: str) -> None:
    lost = [
        f"{REGISTER.name}:{line}: {passage}: {fact}; found instead: {_instead(fact, data())}"
        for fact, line in register().items()
        if fact.passage == passage and fact not in data()
    ]
    added = [
        f"{graph}: {passage}: {fact} is not in the register; found there: {_instead(fact, register())}"
        for fact, graph in data().items()
        if fact.passage == passage and fact not in register()
    ]
    assert not lost + added, "\n" + "\n".join(lost + added)


def test_every_assertion_graph_has_a_row() -> None:
    assert len(graphs()) > 150
    assert [graph.name for graph in graphs() if not any(fact in register() for fact in graph.facts())] == []


def test_no_assertion_graph_is_deprecated() -> None:
    """No claim of the register was withdrawn by its source, so every graph must have the normal rank."""
    assert [graph.name for graph in graphs() if set(graph.ranks) - {"Normal"}] == []


def test_every_passage_has_a_row_or_asserts_nothing() -> None:
    silent, passages = set(_described_by("assertsNothing")), set(_described_by("document"))
    assert passages == {f"A{n}" for n in range(1, 81)} | {f"E{n}" for n in range(1, 18)}
    assert {fact.passage for fact in register()} == passages - silent


def _described_by(name: str) -> Iterator[str]:
    """The passages that have a property."""
    for quad in authored().quads_for_pattern(None, NamedNode(DIP + name), None, None):
        yield _names(quad)[0]


def test_no_row_is_repeated() -> None:
    lines = REGISTER.read_text("utf-8").splitlines()
    assert len(lines) == len(set(lines)) == len(register()) + 1
