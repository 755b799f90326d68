"""How long ``kg view`` takes at many acts, as a multiple of plain pyvis output of the same graph, read from the same snapshot.

Run it with ``python -m benchmarks.view [ACTS]``. Each act has a passage, an assertion graph, two parties and, in most cases, a date.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from benchmarks.cold_start import KG
from benchmarks.measuring import in_turn, table
from kg.snapshot import current
from kg.workspace import Workspace

BASE = "https://example.org/acts/"
SETTINGS = f'[workspace]\nname = "acts"\ntitle = "Acts"\nbase = "{BASE}"\n'
PREFIXES = f"""@prefix a: <{BASE}assertion/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <{BASE}id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <{BASE}graph/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix p: <{BASE}passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
KINDS = ("Meeting", "Condemnation", "HumanitarianAid", "Recognition", "Conversation", "Appeal")
ROUNDS = 3

PYVIS = """
import sys
import pyoxigraph as ox
from pyvis.network import Network
network, labels, nodes, lines = Network(directed=True, cdn_resources="in_line"), {}, {}, []
for quad in ox.parse(path=sys.argv[1], format=ox.RdfFormat.N_QUADS):
    predicate, graph = quad.predicate.value.rpartition("#")[2], str(quad.graph_name)
    if predicate == "prefLabel":
        labels[quad.subject.value] = quad.object.value
    elif predicate in ("actor", "recipient") and "/assertion/" in graph:
        lines.append((quad.subject.value, predicate, quad.object.value))
for number, iri in enumerate(sorted({end for line in lines for end in line[::2]})):
    nodes[iri] = number
    network.add_node(number, labels.get(iri, iri))
network.node_ids = set(network.node_ids)  # add_edge looks both ends up
for subject, predicate, value in lines:
    network.add_edge(nodes[subject], nodes[value], label=predicate)
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(network.generate_html())
"""


def write_workspace(folder: Path, acts: int, agents: int, seed: int = 1) -> None:
    """Write a workspace of acts in which few agents take part often and most rarely; the same arguments give the same files.

    Args:
        folder: where to write; it is created.
        acts: the number of acts, and of passages.
        agents: the number of agents, at least 10.
        seed: another number gives another workspace of the same size.
    """
    chance = random.Random(seed)  # noqa: S311 - nothing here is secret
    (folder / "data").mkdir(parents=True)
    (folder / "chancery.toml").write_text(SETTINGS, encoding="utf-8")
    background, claims = [], []
    record = [f'e:document-{number} a dip:SourceDocument ; skos:prefLabel "document {number}"@en .' for number in range(4)]
    for number in range(agents):
        kind = ("State", "Person", "Organization")[number % 3]
        background.append(f'e:agent-{number} a dip:{kind} ; skos:prefLabel "{kind} {number}"@en ; dcterms:source e:document-0 .')
    pool = list(range(10))
    for number in range(acts):
        kind = chance.choice(KINDS)
        # Agents with acts are more likely to act again. A fifth of the parties are drawn from all agents.
        actor, other = (chance.choice(pool) if chance.random() < 0.8 else chance.randrange(agents) for _ in range(2))
        other = other if other != actor else (actor + 1) % agents
        pool += [actor, other]
        roles = (
            f"dip:actor e:agent-{actor} , e:agent-{other}"
            if kind == "Meeting"
            else f"dip:actor e:agent-{actor} ; dip:recipient e:agent-{other}"
        )
        day = date(1945, 1, 1) + timedelta(days=chance.randrange(29_000))
        dated = f' ; dip:date "{day}"^^edtf:EDTF ; dip:dateBasis dip:AsStated' if chance.random() < 0.8 else ""
        standing = "Hedged" if chance.random() < 0.1 else "Stated"
        record.append(
            f'p:P{number} a dip:Passage ; dip:document e:document-{number % 4} ; dip:section "{number % 9}" ;\n'
            f'  dip:number {number // 4 + 1} ; dip:passageKind dip:Sentence ; dip:sha256 "{number:064x}" ;\n'
            f"  oa:hasSelector <{BASE}passage/P{number}/position> .\n"
            f"<{BASE}passage/P{number}/position> a oa:TextPositionSelector ; oa:start {number * 50} ; oa:end {number * 50 + 49} .\n"
            f'a:P{number}-1 dip:cites p:P{number} ; dip:standing dip:{standing} ; dip:gist "Agent {actor} dealt with agent {other}."@en .'
        )
        claims.append(f'a:P{number}-1 {{ e:act-{number} a dip:{kind} ; skos:prefLabel "{kind} {number}"@en ; {roles}{dated} . }}')
    rows = [PREFIXES, "k:background {", *background, "}", "k:record {", *record, "}", *claims]
    (folder / "data" / "acts.trig").write_text("\n".join(rows) + "\n", encoding="utf-8")


def main(acts: int) -> int:
    """Measure and print the results."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "acts"
        write_workspace(folder, acts, max(10, acts // 5))
        subprocess.run([KG, "-C", str(folder), "build"], check=True, capture_output=True)
        snapshot = current(Workspace(folder))
        assert snapshot is not None
        print(f"{acts} acts, {snapshot.meta['counts']['quads']} quads")
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "plain pyvis": [sys.executable, "-c", PYVIS, snapshot.graph_file, str(Path(name) / "plain.html")],
            "kg view": [KG, "-C", str(folder), "view", str(Path(name) / "view.html")],
        }
        print(table(in_turn(commands, ROUNDS), "plain pyvis"))
        for page in ("plain", "view"):
            print(f"{page}.html: {(Path(name) / f'{page}.html').stat().st_size / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
