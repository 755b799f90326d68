"""The network in a file, for tools that do not read RDF: GraphML, GEXF, and a CSV table with one row for each directed edge and act.

**Edges.** There are three kinds, distinguished by ``basis``. A *role* goes from an act, a conflict or a situation to whatever has the
role in it. A *relation* goes from any other thing to a thing that a passage or the curators' background connects with it, as from a
tenure to its office. A *rule* edge was inferred, most often from an act, and goes from agent to agent. To count contacts between agents,
use rule edges only, because they follow from roles. A rule edge that says no more than a role or relation of the same two is left out.

**What is held.** Only what is held is written: nothing hedged, rumoured, conditional or said by a speaker. With
`kg.export.selection.Selection.claimed`, these are written too, each edge with its standing, and with ``held`` false.

**Dates.** ``earliest`` and ``latest`` bound the day of the act. Both are ISO days and either may be missing; the time between them is
uncertainty, not duration. In GraphML and GEXF, the bounds of an edge that rests on several acts enclose all of these. The ``start`` and
``end`` of nodes and edges in GEXF are these bounds, so that a timeline shows a node or edge on each day on which it is possible. The
days on which something surely lasted would leave out all acts whose day is not known. An open side has no attribute.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from kg.export.edges import Line, network
from kg.export.header import header
from kg.export.selection import Selection
from kg.files import spreadsheet_safe
from kg.network.conversion import to_networkx
from kg.record.names import slug

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    import networkx as nx

    from kg.export.selection import Part
    from kg.record.model import When
    from kg.snapshot import Snapshot

COLUMNS: Final = (
    "source",
    "source_label",
    "source_group",
    "target",
    "target_label",
    "target_group",
    "kind",
    "kind_label",
    "basis",
    "act",
    "act_label",
    "date",
    "earliest",
    "latest",
    "standing",
    "held",
    "passages",
    "witnesses",
    "weight",
    "snapshot",
)
"""The columns of the CSV. IRIs for ``source``, ``target``, ``kind`` and ``act``; the date as authored in EDTF; ``passages`` by their short
names, separated by spaces; ``witnesses`` is the number of independent documents, where those that share text count as one; ``weight`` as
`kg.network.weights` defines it; ``snapshot`` is the start of the snapshot's digest."""


def graph_of(snapshot: Snapshot, claimed: bool = False, part: Part | None = None) -> nx.MultiDiGraph[str]:
    """The network as a networkx graph, with exactly the attributes that the files have.

    Args:
        snapshot: the snapshot.
        claimed: whether what is not held is included.
        part: the things that the network is restricted to, see `kg.export.edges.Network`.

    Returns:
        A graph keyed by IRI. Nodes have ``label group kind earliest latest held``. Edges, keyed ``e1``, ``e2`` and so on, have ``kind``
        (an IRI), ``label basis acts weight date earliest latest standing held passages witnesses``. The graph has ``title content
        snapshot licence citation``. A node or edge does not have the attributes that are empty.
    """
    import networkx as nx

    found = network(snapshot, part)
    projection = found.projection
    all_lines = found.lines(claimed)
    nodes = found.nodes(all_lines)
    base = to_networkx(projection)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.graph.update(_about(snapshot, Selection(claimed=claimed, part=part)))
    for iri, data in base.nodes(data=True):
        held = projection.nodes[iri].held
        if (held or claimed) and iri in nodes:
            when = found.when_of(iri)
            bounds = (when.earliest, when.latest) if when else ("", "")
            extra = {"earliest": bounds[0], "latest": bounds[1], "held": held}
            graph.add_node(iri, **_legal({**data, **extra}))
    grouped: dict[tuple[str, str, str, str, str, bool], list[Line]] = defaultdict(list)
    for line in all_lines:
        grouped[line.source, line.target, line.kind, line.basis, line.standing, line.held].append(line)
    for number, (key, lines) in enumerate(sorted(grouped.items()), 1):
        source, target, kind, basis, standing, is_held = key
        acts = sorted({line.act for line in lines} - {""})
        passages = found.in_order(passage for line in lines for passage in line.passages)
        whens = [found.when(line) for line in lines]
        data = {
            "kind": kind,
            "label": projection.label(kind),
            "basis": basis,
            "acts": " ".join(acts),
            "weight": sum(line.weight for line in lines),
            **_hull(whens),
            "standing": standing,
            "held": is_held,
            "passages": " ".join(map(slug, passages)),
            "witnesses": found.witnesses(passages),
        }
        graph.add_edge(source, target, key=f"e{number}", **_legal(data))
    return graph


def _hull(whens: Iterable[When | None]) -> dict[str, str]:
    """The bounds that enclose several dates; a side that is open in one of them is open."""
    dated = list(whens)
    earliest = [when.earliest if when else "" for when in dated]
    latest = [when.latest if when else "" for when in dated]
    texts = sorted({when.text for when in dated if when} - {""})
    return {
        "date": " ".join(texts),
        "earliest": min(earliest) if all(earliest) else "",
        "latest": max(latest) if all(latest) else "",
    }


def _about(snapshot: Snapshot, selection: Selection) -> dict[str, str]:
    """The parts of `kg.export.header.Header` that are not empty, by name."""
    claimed = ", and of what is claimed and not held" if selection.claimed else ""
    head = header(snapshot, f"the network of what is held{claimed}", selection)
    return {name: value for name, value in head._asdict().items() if value}


def _legal(data: dict[str, object]) -> dict[str, object]:
    """Attributes without those that are empty, and without characters that XML does not allow."""
    return {name: _xml(value) if isinstance(value, str) else value for name, value in data.items() if value not in ("", None)}


def _xml(text: str) -> str:
    r"""A text with a replacement character for each character that XML 1.0 does not allow.

    >>> _xml("a\x00b\x1bc\td")
    'a�b�c\td'
    """
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


# the files


def graphml(snapshot: Snapshot, selection: Selection) -> bytes:
    """The network as GraphML; the lines of the header are attributes of the graph."""
    import networkx as nx

    lines = nx.generate_graphml(graph_of(snapshot, selection.claimed, selection.part), named_key_ids=False)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join(lines) + "\n").encode()


def gexf(snapshot: Snapshot, selection: Selection) -> bytes:
    """The network as GEXF 1.3, with a time for each node and edge that has a bound (see the head of this module).

    The lines of the header are in ``meta``, without a date, so that the bytes stay the same.
    """
    import xml.etree.ElementTree as ElementTree

    import networkx as nx

    graph = graph_of(snapshot, selection.claimed, selection.part)
    about = dict(graph.graph)
    graph.graph.clear()
    for _, _, key, data in graph.edges(keys=True, data=True):
        data["id"] = key
    for data in (*(data for _, data in graph.nodes(data=True)), *(data for *_, data in graph.edges(data=True))):
        data.update({name: data[bound] for name, bound in (("start", "earliest"), ("end", "latest")) if bound in data})
    root = ElementTree.fromstring("\n".join(nx.generate_gexf(graph, version="1.3")))  # noqa: S314 - written one line above
    space = root.tag.partition("}")[0].strip("{")
    meta = root.find(f"{{{space}}}meta")
    assert meta is not None
    meta.attrib.clear()  # the day of writing
    for child in list(meta):
        meta.remove(child)
    _drop(root, space, "networkx_key")  # the same as the edge's id
    root.attrib = {"version": root.attrib["version"]}  # networkx misspells the namespace of schemaLocation
    drawn = root.find(f"{{{space}}}graph")
    assert drawn is not None
    drawn.attrib.update(mode="dynamic", timeformat="date")  # also where nothing has a date
    drawn.attrib.pop("name", None)  # always empty, and not in the schema
    ElementTree.SubElement(meta, f"{{{space}}}creator").text = "Chancery"
    description = [about[name] for name in ("title", "content", "snapshot", "licence", "citation") if name in about]
    ElementTree.SubElement(meta, f"{{{space}}}description").text = _xml("; ".join(description))
    ElementTree.register_namespace("", space)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _drop(root: Element, space: str, title: str) -> None:
    """Remove an attribute from a GEXF document, its declaration and its values."""
    declared = root.find(f".//{{{space}}}attribute[@title='{title}']")
    if declared is None:
        return
    for kind in ("attributes", "attvalues"):
        for holder in root.iter(f"{{{space}}}{kind}"):
            for child in list(holder):
                if child is declared or child.get("for") == declared.get("id"):
                    holder.remove(child)


def edges_csv(snapshot: Snapshot, selection: Selection) -> bytes:
    """The edges as CSV (RFC 4180) with a header line, one row for each edge and act. CSV has no comments, so each row has the digest.

    Labels are for people, and safe for a spreadsheet; see `kg.files.spreadsheet_safe`. IRIs, dates, numbers and the short names of
    passages are as they are.
    """
    found = network(snapshot, selection.part)
    projection = found.projection
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for line in found.lines(selection.claimed):
        ends = (projection.nodes[line.source], projection.nodes[line.target])
        when = found.when(line)
        writer.writerow(
            (
                *(field for end in ends for field in (end.iri, spreadsheet_safe(end.label), end.group)),
                line.kind,
                spreadsheet_safe(projection.label(line.kind)),
                line.basis,
                line.act,
                spreadsheet_safe(projection.label(line.act)) if line.act else "",
                *((when.text, when.earliest, when.latest) if when else ("", "", "")),
                line.standing,
                str(line.held).lower(),
                " ".join(map(slug, line.passages)),
                found.witnesses(line.passages),
                line.weight,
                snapshot.digest[:12],
            )
        )
    return text.getvalue().encode()
