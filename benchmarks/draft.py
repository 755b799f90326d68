"""How good the drafts are: precision and recall of each kind of suggestion against the register of facts.

Run it with ``python -m benchmarks.draft --text DIR``, with copies of the two source documents in DIR.

The register (``tests/golden/facts.csv``) has what the curators made of each passage, so that a suggestion counts only if they made the
same of it. A name counts if it is an agent or a place and its node is in a row of the passage; a date if an act of the passage has the same
EDTF; a kind if an act, a series or a situation of the passage has that class; an actor or another side if some act of the passage has it in
such a role; a standing other than Stated if a row of the passage has it; *all together* if one act has this kind, these actors and this
other side, no more and no fewer.

The rules were written while these two documents were read. ``--workspace examples/rupture --text examples/rupture/texts`` measures texts
that nobody looked at for that, against the assertion graphs of that workspace.

The vocabulary has the names of the workspace, which the curators took from these very texts. The rows *other document* show what is found
without that: each document is drafted with the names of the other one only, and a name counts by its label.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.drafting.model import Context, Suggestion
from kg.drafting.parse import Parse
from kg.drafting.suggesting import read
from kg.drafting.vocabulary import Vocabulary, vocabulary
from kg.graph import Graph, open_graph
from kg.namespaces import DCTERMS, DIP
from kg.ontology import load_ontology
from kg.record.names import fold, slug
from kg.sources.coverage import record_of
from kg.sources.verify import verify

ROOT = Path(__file__).resolve().parent.parent
REGISTER = ROOT / "tests" / "golden" / "facts.csv"
FIRST_SIDE = ("actor", "party", "holder", "firstSide")
SECOND_SIDE = ("recipient", "counterpart", "target", "party", "secondSide", "victim", "captive", "intendedFor", "inOrganization")
NO_ACTS = ("Matter", "Tenure", "Proposition", "ActSeries", "Resolution", "Group", "ArmedForce")
Pair = tuple[str, ...]


class Wanted(NamedTuple):
    """What the register has of one passage."""

    names: set[str]
    dates: set[str]
    kinds: set[str]
    actors: set[str]
    others: set[str]
    standings: set[str]
    acts: set[Pair]


def registered() -> dict[str, Wanted]:
    """What the register has, by passage."""
    rows: dict[str, list[list[str]]] = defaultdict(list)
    with REGISTER.open(encoding="utf-8", newline="") as file:
        for row in list(csv.reader(file))[1:]:
            rows[row[0]].append(row)
    return {passage: _wanted(each) for passage, each in rows.items()}


def authored(graph: Graph) -> dict[str, Wanted]:
    """What the assertion graphs of a workspace have, by passage."""
    standings = {
        slug(quad.subject.value): slug(quad.object.value)  # type: ignore[union-attr]  # graphs and standings have IRIs
        for quad in graph.store.quads_for_pattern(None, ox.NamedNode(DIP + "standing"), None, ox.DefaultGraph())
    }
    found = {}
    for passage in record_of(graph.snapshot).passages():
        rows = [
            [passage.name, standings[slug(each.value)], "", *(slug(term.value) for term in (quad.subject, quad.predicate, quad.object))]  # type: ignore[union-attr]  # no blank nodes
            for each in passage.graphs
            for quad in graph.store.quads_for_pattern(None, None, None, each)
            if quad.predicate.value.startswith(DIP) or quad.predicate.value.endswith("#type")
        ]
        if rows:
            found[passage.name] = _wanted(rows)
    return found


def _wanted(rows: list[list[str]]) -> Wanted:
    nodes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for _, _, _, subject, name, value in rows:
        nodes[subject][name].add(value)
    kinds: dict[str, set[str]] = {
        node: {each for each in found["type"] | found["memberKind"] if each not in NO_ACTS} for node, found in nodes.items()
    }
    acts = {
        (kind, *sorted(_in(found, FIRST_SIDE)), "to", *sorted(_in(found, SECOND_SIDE) - _in(found, FIRST_SIDE)))
        for node, found in nodes.items()
        for kind in kinds[node]
    }
    return Wanted(
        {each for row in rows for each in (row[3], row[5])},
        {each for found in nodes.values() for each in found["date"]},
        {each for found in kinds.values() for each in found},
        {each for node, found in nodes.items() if kinds[node] for each in _in(found, FIRST_SIDE)},
        {each for node, found in nodes.items() if kinds[node] for each in _in(found, SECOND_SIDE) - _in(found, FIRST_SIDE)},
        {row[1] for row in rows if row[1] != "Stated"},
        acts,
    )


def _in(found: dict[str, set[str]], roles: Iterable[str]) -> set[str]:
    return {each for role in roles for each in found.get(role, ())}


def suggested(found: list[Suggestion]) -> Wanted:
    """What a draft suggests for one passage, in the same form."""
    claims = [each for each in found if each.about == "claim"]
    acts = set()
    actors: set[str] = set()
    others: set[str] = set()
    for each in claims:
        first = {slug(entity.node) for role, entity in each.roles if slug(role) in FIRST_SIDE}
        second = {slug(entity.node) for role, entity in each.roles if slug(role) in SECOND_SIDE} - first
        actors |= first
        others |= second
        if each.kind:
            acts.add((slug(each.kind), *sorted(first), "to", *sorted(second)))
    return Wanted(
        {slug(each.roles[0].entity.node) or each.roles[0].entity.label for each in found if each.about == "name"},
        {each.date for each in found if each.date},
        {slug(each.kind) for each in claims if each.kind},
        actors - {""},
        others - {""},
        {each.standing for each in claims} - {"Stated"},
        acts,
    )


class Score:
    """Right, suggested and wanted, over all passages."""

    def __init__(self) -> None:
        self.right = self.given = self.asked = 0

    def add(self, given: set[str] | set[Pair], asked: set[str] | set[Pair]) -> None:
        """Count one passage."""
        self.right += len(given & asked)
        self.given += len(given)
        self.asked += len(asked)

    def __str__(self) -> str:
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.asked if self.asked else 0.0
        both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"{precision:9.2f} {recall:7.2f} {both:5.2f}   {self.right} of {self.given} suggested, {self.asked} wanted"


Texts = list[tuple[str, str, str, str]]
"""The name, document, section and text of each passage, in order."""


def drafted(known: Vocabulary, texts: Texts, parser: Callable[[str], Parse] | None) -> dict[str, list[Suggestion]]:
    """The suggestions for each passage, by its name."""
    found = {}
    section: tuple[str, str] | None = None
    context = Context()
    for name, document, heading, text in texts:
        if (document, heading) != section:
            section, context = (document, heading), Context()
        made = read(known, text, context, parser(text) if parser else None)
        found[name], context = made.suggestions, made.context
    return found


def scores(found: dict[str, list[Suggestion]], asked: dict[str, Wanted], entities: set[str], known: set[str]) -> dict[str, Score]:
    """The score of each kind of suggestion."""
    result: dict[str, Score] = defaultdict(Score)
    for name, made in found.items():
        if name not in asked:
            continue
        given, right = suggested(made), asked[name]
        result["names"].add(given.names & entities | {each for each in given.names if each not in known}, right.names & entities)
        result["dates"].add(given.dates, right.dates)
        result["kinds"].add(given.kinds, right.kinds)
        result["actors"].add(given.actors, right.actors)
        result["other sides"].add(given.others, right.others)
        result["standings"].add(given.standings, right.standings)
        result["all together"].add(given.acts, right.acts)
    return result


def left_out(graph: Graph, texts: Texts, asked: dict[str, Wanted], entities: set[str], parser: Callable[[str], Parse] | None) -> Score:
    """The score of names when each document is drafted with the names of the other one only."""
    score = Score()
    record = record_of(graph.snapshot)
    labels: dict[str, set[str]] = defaultdict(set)
    for name in ("prefLabel", "altLabel"):
        for quad in graph.store.quads_for_pattern(
            None, ox.NamedNode("http://www.w3.org/2004/02/skos/core#" + name), None, ox.DefaultGraph()
        ):
            labels[slug(quad.subject.value)].add(fold(quad.object.value).removeprefix("the "))  # type: ignore[union-attr]  # nodes and labels
    for document in record.documents():
        other = [each.node for each in record.documents() if each.node != document.node]
        sourced = {
            quad.subject.value  # type: ignore[union-attr]  # a node of the workspace
            for each in other
            for quad in graph.store.quads_for_pattern(None, ox.NamedNode(DCTERMS + "source"), each, ox.DefaultGraph())
        }
        known = vocabulary(graph.store, graph.snapshot.base, load_ontology(graph.workspace), only=sourced)
        for name, made in drafted(known, [each for each in texts if each[1] == document.node.value], parser).items():
            if name in asked:
                wanted_here = asked[name].names & entities
                given = {_key(each, labels, wanted_here) for each in made if each.about == "name"}
                score.add({each for each in given if each in entities or each.startswith("new ")}, wanted_here)
    return score


def _key(suggestion: Suggestion, labels: dict[str, set[str]], asked: set[str]) -> str:
    """The slug of the wanted entity that a name means: by its node, or by its label."""
    entity = suggestion.roles[0].entity
    label = fold(entity.label).removeprefix("the ")
    found = [each for each in sorted(asked) if label in labels[each]]
    return slug(entity.node) if entity.node else found[0] if found else f"new {label}"


def main() -> int:
    """Measure and print the results. Returns 1 if the texts are not those of the workspace."""
    reader = argparse.ArgumentParser(description="precision and recall of the drafts")
    reader.add_argument("--text", required=True, help="the folder with the copies of the documents")
    reader.add_argument("--workspace", help="another workspace, whose assertion graphs take the place of the register")
    given = reader.parse_args()
    folder = given.text
    graph = open_graph(given.workspace or ROOT)
    checked = verify(graph.snapshot, folder)
    if not checked.good:
        print("the texts are not those of the workspace", file=sys.stderr)
        return 1
    texts = [(each.passage.name, each.passage.document.value, each.passage.section, each.words) for each in checked.checks]
    ontology = load_ontology(graph.workspace)
    known = vocabulary(graph.store, graph.snapshot.base, ontology)
    asked = authored(graph) if given.workspace else registered()
    entities = {
        slug(node) for node in known.entities if any(known.is_a(known.entities[node], DIP + kind) for kind in ("Agent", "Location"))
    }
    ways: dict[str, Callable[[str], Parse] | None] = {"rules": None}
    from kg.drafting.parsing import parser

    made = parser()
    if made is None:
        print("spaCy is not installed: pip install 'chancery[draft]'\n")
    else:
        ways["spaCy"] = made
    for way, each in ways.items():
        start = time.perf_counter()
        found = drafted(known, texts, each)
        taken = (time.perf_counter() - start) / len(texts)
        print(f"{way}: {taken * 1000:.0f} ms a passage\n{'':24} precision  recall    F1")
        for name, score in scores(found, asked, entities, {slug(node) for node in known.entities}).items():
            print(f"{name:24} {score}")
        print(f"{'names, other document':24} {left_out(graph, texts, asked, entities, each)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
