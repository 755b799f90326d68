"""The look of the groups of nodes and the tones of acts: labels, shapes, and colours for light and dark themes.

Colour is never the only sign: a group also has its shape, a tone its lane in the timeline and its words on an edge. The colours differ in
lightness too, so that colour-blind readers and readers of prints can tell them apart.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.namespaces import DIP

if TYPE_CHECKING:
    from kg.network.model import Edge, Node, Projection


class Group(NamedTuple):
    """A kind of node: its name in `kg.network.model.GROUPS`, label, vis-network shape, and fill colours for light and dark."""

    name: str
    label: str
    shape: str
    light: str
    dark: str


class Tone(NamedTuple):
    """A family of acts: name, label, colours for light and dark, and the themes of the ontology that belong to it."""

    name: str
    label: str
    light: str
    dark: str
    themes: tuple[str, ...]


GROUPS: Final[tuple[Group, ...]] = (
    Group("state", "States", "square", "#22406b", "#8fb3e6"),
    Group("organization", "Organizations", "diamond", "#2e7d6b", "#6fc7b2"),
    Group("person", "Persons", "dot", "#c07f10", "#f0be5e"),
    Group("people", "Peoples and groups", "triangle", "#8c4a7e", "#d99bcb"),
    Group("agent", "Other agents", "hexagon", "#5c6570", "#a9b4c0"),
    Group("act", "Acts", "box", "#ffffff", "#23282f"),
    Group("event", "Conflicts and events", "star", "#96283c", "#f08c96"),
    Group("situation", "Situations", "box", "#ffffff", "#23282f"),
    Group("matter", "Matters spoken of", "ellipse", "#ffffff", "#23282f"),
    Group("text", "Texts", "triangleDown", "#4a5a8c", "#a5b2e0"),
    Group("place", "Places", "hexagon", "#6b7f3a", "#b6cc80"),
    Group("office", "Offices and tenures", "dot", "#7a7a7a", "#b0b0b0"),
    Group("other", "Other things", "dot", "#9a8f80", "#bdb2a2"),
)

TONES: Final[tuple[Tone, ...]] = (
    Tone("relations", "Recognition and relations", "#0a6ab0", "#6cb8ee", ("RelationsTheme", "MissionsTheme")),
    Tone("contact", "Visits and talks", "#00796b", "#5ccdbb", ("TalksTheme",)),
    Tone("statement", "Statements", "#7b3f98", "#cf9fe6", ("StatementsTheme",)),
    Tone("agreement", "Treaties", "#3f6b00", "#a5cf5a", ("TreatiesTheme",)),
    Tone("support", "Aid, trade and arms", "#b06a00", "#f2b04e", ("ExchangeTheme",)),
    Tone("pressure", "Pressure and justice", "#5a4fcf", "#aaa3ff", ("PressureTheme", "LawTheme")),
    Tone("force", "War and force", "#a3142f", "#ff8f9c", ("ForceTheme",)),
    Tone("vote", "Organizations and votes", "#4b5a6b", "#b4c2d2", ("OrganizationsTheme",)),
    Tone("territory", "Territory and statehood", "#795548", "#c8a79a", ("TerritoryTheme",)),
    Tone("public", "Society and media", "#c2387f", "#ff9bcb", ("SocietyTheme",)),
    Tone("other", "Other acts", "#6b6358", "#c9bfb2", ()),
)

OTHER: Final = len(TONES) - 1
UNHELD: Final = ("#b34a00", "#ffa45c")
"""The colours, light and dark, of what is not held: hedged, rumoured, conditional, planned, judged, denied, or said by a speaker."""

NEGATIVE: Final = ("#1b1f24", "#f4f2ec")
"""The colours, light and dark, of a barred line, which says that something is not there."""

STANDINGS: Final[tuple[tuple[str, str, str], ...]] = (
    ("Hedged", "hedged", "The source itself says that it is not sure."),
    ("Rumoured", "rumoured", "The source reports it only as a rumour."),
    ("Conditional", "conditional", "The source says that it holds only under a condition."),
    ("Planned", "planned", "The source says that it is intended, not done."),
    ("Evaluative", "a judgement", "It is the author's opinion, not a report."),
    ("Denied", "denied", "The source says that it is not so."),
    ("said", "said by a speaker", "Somebody said it; the source reports the statement, not its content as fact."),
    ("withdrawn", "withdrawn", "The source withdrew it, or the curators misread it."),
)
"""What can be shown besides what is held: its name in the state of the view, its label, and a sentence that explains it."""


def tone_of(projection: Projection, node: Node) -> int:
    """The tone of an act, event or situation, as an index of `TONES`: that of the theme of the nearest class that has one.

    A series of acts has the tone of the acts that it counts.
    A workspace gives a class of its own a colour by a superclass or by ``dip:theme``.
    """
    found = {DIP + name: place for place, tone in enumerate(TONES) for name in tone.themes}
    for kind in (*node.kinds, *node.counts):
        for up in projection.ancestors(kind):
            theme = projection.terms[up].theme if up in projection.terms else ""
            if theme in found:
                return found[theme]
    return OTHER


def tone_of_edge(projection: Projection, edge: Edge) -> int:
    """The tone that most acts of an inferred edge have, or without acts that of the tenures behind it; -1 if it is not inferred."""
    if not edge.entailed:
        return -1
    acts = [projection.nodes[act] for act in edge.acts if act in projection.nodes]
    if not acts:
        behind = {subject for way in edge.derivations for subject, _, _ in way.premises}
        acts = [projection.nodes[each] for each in sorted(behind) if each in projection.nodes]
    counts = Counter(tone_of(projection, act) for act in acts)
    return min(counts, key=lambda tone: (-counts[tone], tone)) if counts else OTHER
