"""Random changes of the statements of a workspace, for tests of builds after a change."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox

from kg.namespaces import DIP, EDTF, RDF_TYPE
from kg.workspace import Workspace

_DATES = ("1905", "1905-10", "1905-10-26", "1950/..", "1950-06~", "1948-05-14/1967-06-05", "1974?", "../1980", "[..1979]", "1947-11-29")
_WAYS = (
    *("object", "object", "kind", "date", "remove", "remove graph", "copy", "standing", "cites", "new", "any", "background"),
    *("elsewhere",),
)
_TYPE = ox.NamedNode(RDF_TYPE)


def write_plainly(folder: Path) -> None:
    """Write each data file anew, one statement in a line, so that statements can be changed one by one."""
    for path in sorted((folder / "data").glob("*.trig")):
        write_quads(path, list(ox.parse(path.read_bytes(), ox.RdfFormat.TRIG)))


def write_quads(path: Path, quads: list[ox.Quad]) -> None:
    """Write a data file, one statement in a line."""
    lines = (f"{each.graph_name} {{ {each.subject} {each.predicate} {each.object} . }}\n" for each in quads)
    path.write_text("".join(lines), encoding="utf-8")


def mutate(folder: Path, chance: random.Random) -> str:
    """Change a few statements of one data file of a workspace that `write_plainly` has written.

    Returns:
        What was done, for messages.
    """
    base = Workspace(folder).base
    record, assertions = ox.NamedNode(base + "graph/record"), base + "assertion/"
    paths = sorted((folder / "data").glob("*.trig"))
    path = chance.choice(paths)
    quads = list(dict.fromkeys(ox.parse(path.read_bytes(), ox.RdfFormat.TRIG)))
    every = [quad for each in paths for quad in ox.parse(each.read_bytes(), ox.RdfFormat.TRIG)]
    done = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        asserted = [each for each in quads if str(each.graph_name).startswith(f"<{assertions}")]
        about = [each for each in quads if each.graph_name == record and str(each.subject).startswith(f"<{assertions}")]
        what = chance.choice(_WAYS if asserted and about else ("any", "elsewhere", "object"))
        one = chance.choice(asserted or quads)
        if what == "object":
            things = [each for each in asserted or quads if isinstance(each.object, ox.NamedNode) and each.predicate != _TYPE]
            same = [each for each in every if things and each.predicate == (one := chance.choice(things)).predicate]
            if same:
                _replace(quads, one, ox.Quad(one.subject, one.predicate, chance.choice(same).object, one.graph_name))
        elif what == "kind":
            kinds = [each for each in asserted if each.predicate == _TYPE]
            if kinds:
                one = chance.choice(kinds)
                other = chance.choice([each for each in every if each.predicate == _TYPE])
                _replace(quads, one, ox.Quad(one.subject, _TYPE, other.object, one.graph_name))
        elif what == "date":
            dates = [each for each in quads if each.predicate.value == DIP + "date"]
            value = ox.Literal(chance.choice(_DATES), datatype=ox.NamedNode(EDTF + "EDTF"))
            if dates:
                one = chance.choice(dates)
                _replace(quads, one, ox.Quad(one.subject, one.predicate, value, one.graph_name))
        elif what == "remove":
            quads.remove(one)
        elif what == "remove graph":
            quads[:] = [each for each in quads if each.graph_name != one.graph_name and each.subject != one.graph_name]
        elif what == "copy":
            quads.append(ox.Quad(one.subject, one.predicate, one.object, chance.choice(asserted).graph_name))
        elif what == "standing":
            standings = [each for each in about if each.predicate.value == DIP + "standing"]
            if standings:
                one = chance.choice(standings)
                value = ox.NamedNode(DIP + chance.choice(("Stated", "Hedged", "Evaluative")))  # type: ignore[assignment]
                _replace(quads, one, ox.Quad(one.subject, one.predicate, value, one.graph_name))
        elif what == "cites":
            cited = [each for each in about if each.predicate.value == DIP + "cites"]
            if cited:
                one = chance.choice(cited)
                _replace(quads, one, ox.Quad(one.subject, one.predicate, chance.choice(cited).object, one.graph_name))
        elif what == "new":
            graph = ox.NamedNode(f"{assertions}new-{chance.randrange(10**9)}")
            model = one.graph_name
            quads += [ox.Quad(each.subject, each.predicate, each.object, graph) for each in asserted if each.graph_name == model]
            quads += [ox.Quad(graph, each.predicate, each.object, record) for each in about if each.subject == model]
        elif what == "elsewhere":
            other = chance.choice([each for each in paths if each != path] or [path])
            if other != path:
                write_quads(other, [*ox.parse(other.read_bytes(), ox.RdfFormat.TRIG), chance.choice(quads)])
        elif what == "background":
            others = [each for each in quads if each not in asserted and each not in about]
            if others:
                quads.remove(chance.choice(others))
        else:
            quads.remove(chance.choice(quads))
        done.append(f"{what} {one}")
    write_quads(path, quads)
    return f"{path.name}: {'; '.join(done)}"


def _replace(quads: list[ox.Quad], one: ox.Quad, other: ox.Quad) -> None:
    quads[quads.index(one)] = other
