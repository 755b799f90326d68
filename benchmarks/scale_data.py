"""Acts by the million as N-Quads: a deterministic graph of invented dealings between states, in the form that a build writes.

Each act has some ten quads of the default graph: its class and the classes above it, two parties, their roles, its days, a label, and the
passage that tells of it. The ontology and some hundred states come once.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from kg.namespaces import DIP, RDF_TYPE, RDFS, XSD
from kg.ontology import load_ontology
from kg.workspace import Workspace

BASE = "https://example.org/scale/"
STATES = 200
QUADS_OF_AN_ACT = 12
KINDS = ("Condemnation", "OfficialVisit", "Meeting", "FinancialAid", "Vote", "Accusation", "Recognition", "MilitaryAid", "Appeal", "Attack")
FIRST, LAST = date(1945, 1, 1), date(2020, 12, 31)


def quads(number: int, seed: int = 7) -> Iterator[str]:
    """At least so many quads, as lines of N-Quads, in the order of the acts.

    Args:
        number: the number of quads.
        seed: of the random choices.
    """
    ontology = load_ontology(Workspace(Path(__file__).resolve().parent.parent))
    written = 0
    for triple in sorted(map(str, ontology.hot_triples)):
        yield f"{triple} .\n"
        written += 1
    for state in range(STATES):
        node = f"<{BASE}id/state-{state}>"
        for name in ("State", "Organization", "Agent"):
            yield f"{node} <{RDF_TYPE}> <{DIP}{name}> .\n"
        yield f'{node} <{RDFS}label> "State {state}"@en .\n'
        written += 4
    yield f"<{BASE}id/document> <{RDF_TYPE}> <{DIP}SourceDocument> .\n"
    above = _above()
    chance = random.Random(seed)  # noqa: S311 - the same data for everybody
    days = (LAST - FIRST).days
    act = 0
    while written < number:
        node = f"<{BASE}id/act-{act:08}>"
        passage = f"<{BASE}passage/{act // 3:08}>"
        kind = KINDS[min(int(chance.expovariate(0.4)), len(KINDS) - 1)]
        first, second = int(chance.expovariate(0.03)) % STATES, int(chance.expovariate(0.03)) % STATES
        earliest = FIRST + timedelta(days=int(chance.triangular(0, days, days)))
        latest = earliest if chance.random() < 0.8 else min(earliest + timedelta(days=chance.choice((30, 200, 700))), LAST)
        lines = [f"{node} <{RDF_TYPE}> <{DIP}{each}> .\n" for each in above[kind]]
        actor, recipient = f"<{BASE}id/state-{first}>", f"<{BASE}id/state-{second}>"
        lines += [f"{node} <{DIP}{role}> {actor} .\n" for role in ("actor", "participant")]
        lines += [
            f"{node} <{DIP}{role}> {recipient} .\n" for role in ("recipient", "participant") if first != second or role == "recipient"
        ]
        lines.append(f'{node} <{DIP}earliest> "{earliest.isoformat()}"^^<{XSD}date> .\n')
        lines.append(f'{node} <{DIP}latest> "{latest.isoformat()}"^^<{XSD}date> .\n')
        lines.append(f'{node} <{RDFS}label> "{kind} {act} of state {first}"@en .\n')
        lines.append(f"{node} <{DIP}statedIn> {passage} .\n")
        if act % 3 == 0:
            lines.append(f"{passage} <{DIP}document> <{BASE}id/document> .\n")
        yield from lines
        written += len(lines)
        act += 1


def _above() -> dict[str, list[str]]:
    """Each kind with its classes, the narrowest first."""
    ontology = load_ontology(Workspace(Path(__file__).resolve().parent.parent))
    found = {}
    for kind in KINDS:
        classes, waiting = [], [DIP + kind]
        while waiting:
            each = waiting.pop(0)
            if each not in classes:
                classes.append(each)
                waiting += sorted(ontology.superclasses(each))
        found[kind] = [each.removeprefix(DIP) for each in classes]
    return found


def write(path: Path, number: int) -> int:
    """Write at least so many quads into a file, unless it is there; the number of quads."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(quads(number))
        partial.rename(path)
    with path.open("rb") as file:
        return sum(1 for _ in file)
