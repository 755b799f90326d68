"""Write docs/ontology.md from the ontology: every class in its hierarchy, every property, every named value.

Run it after a change of ontology/; a test compares the page with what this would write.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Namespace, URIRef

if TYPE_CHECKING:
    from rdflib.term import Node

ROOT: Final = Path(__file__).resolve().parent.parent
DIP: Final = Namespace("https://w3id.org/chancery/ontology#")
INTRODUCTION: Final = """# The ontology

This page is written from the files in [`ontology/`](../ontology) by `scripts/write_ontology_page.py`. They are one OWL 2 DL ontology in
modules by theme; [acts.md](acts.md) lists the kinds of act by theme, with their roles and what follows from them. Namespace
`https://w3id.org/chancery/ontology#`, prefix `dip:`. The [codebook](codebook.md) says how to code passages with it.
[`ontology/alignments.ttl`](../ontology/alignments.ttl) maps it to PROV-O, SEM, W3C ORG, Web Annotation, schema.org,
CIDOC CRM, Wikidata, CAMEO and PLOVER, and the table beside it gives the reason of each mapping.

It rests on four ideas. **Matters** are what happens or holds: *acts* that agents do, *situations* that hold over time, *occurrences* around
them, and *act series* that a source counts without describing each act. **Agents** take part in them through roles, which are nouns;
**verbs** from agent to agent are never authored: rules infer them from acts that are held. **Tenures** give a person an office, so that
nobody is a president by type. The **record** says which passage claims what, how surely, and in whose words.
"""


def _text(graph: Graph, term: Node, prop: URIRef) -> str:
    return str(graph.value(term, prop) or "")


def _name(term: Node) -> str:
    return str(term).removeprefix(str(DIP))


def _class_lines(graph: Graph, parent: Node | None, depth: int) -> list[str]:
    """The lines of the classes directly under `parent` (None: the top ones), each followed by those under it."""
    lines: list[str] = []
    for cls in sorted(graph.subjects(RDF.type, OWL.Class), key=str):
        if not str(cls).startswith(str(DIP)):
            continue
        parents = sorted(each for each in graph.objects(cls, RDFS.subClassOf) if isinstance(each, URIRef))
        if parent not in parents and not (parent is None and not parents):
            continue
        example = _text(graph, cls, SKOS.example)
        lines.append(f"{'  ' * depth}- **{_name(cls)}**: {_text(graph, cls, SKOS.definition)} *{example}*")
        lines += _class_lines(graph, cls, depth + 1)
    return lines


def _property_table(graph: Graph, kind: URIRef, entailed: bool) -> list[str]:
    lines = ["| property | of | to | under | meaning |", "|---|---|---|---|---|"]
    for prop in sorted(graph.subjects(RDF.type, kind), key=lambda each: _name(each).lower()):
        if ("never authored" in _text(graph, prop, SKOS.scopeNote)) is not entailed:
            continue
        domain, target, parent = (
            _name(value) if (value := graph.value(prop, link)) else "" for link in (RDFS.domain, RDFS.range, RDFS.subPropertyOf)
        )
        lines.append(f"| `{_name(prop)}` | {domain} | {target} | {parent} | {_text(graph, prop, SKOS.definition)} |")
    return lines


def ontology(folder: Path) -> Graph:
    """The ontology of a folder: its Turtle files but for the alignments, in one graph."""
    graph = Graph()
    for path in sorted(folder.glob("*.ttl")):
        if path.name != "alignments.ttl":
            graph.parse(path)
    return graph


def page(folder: Path) -> str:
    """The whole page as Markdown.

    Args:
        folder: the folder with the Turtle files of the ontology.
    """
    graph = ontology(folder)
    lines = [INTRODUCTION, "## Classes", "", *_class_lines(graph, None, 0), ""]
    lines += ["## Roles and links", "", *_property_table(graph, OWL.ObjectProperty, False), ""]
    lines += ["## Verbs that rules entail", "", *_property_table(graph, OWL.ObjectProperty, True), ""]
    lines += ["## Dates, quantities, wording and the record", "", "| property | meaning |", "|---|---|"]
    for prop in sorted(graph.subjects(RDF.type, OWL.AnnotationProperty), key=lambda each: _name(each).lower()):
        lines.append(f"| `{_name(prop)}` | {_text(graph, prop, SKOS.definition)} |")
    lines += ["", "## Named values", "", "| class | value | meaning |", "|---|---|---|"]
    individuals = graph.subjects(RDF.type, OWL.NamedIndividual)
    values = [(_name(kind), _name(each)) for each in individuals for kind in graph.objects(each, RDF.type)]
    for kind, value in sorted(pair for pair in values if not pair[0].startswith("http")):
        lines.append(f"| {kind} | `{value}` | {_text(graph, DIP[value], SKOS.definition)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "ontology.md").write_text(page(ROOT / "ontology"), encoding="utf-8")
    print("docs/ontology.md", file=sys.stderr)
