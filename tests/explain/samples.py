"""Hand-made explanations and descriptions that use every field, for the tests of the renderers. They need no snapshot."""

from __future__ import annotations

from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from kg.explain.model import (
    AsOf,
    Assertion,
    CitedClaim,
    CuratorNote,
    Evidence,
    HeldProperty,
    Inference,
    InferredTriple,
    Named,
    NearClaim,
    Nearness,
    Obstacle,
    Participation,
    PropertyValue,
    Reason,
    UnheldClaim,
)
from kg.explain.printable import Description, Explanation

BASE = "https://example.org/"


def node(name: str) -> NamedNode:
    """A node of the example."""
    return NamedNode(BASE + name)


def named(path: str, name: str = "") -> Named:
    """A node of the example with a name; without one, its path."""
    return Named(node(path), name or path)


def triple(subject: str, predicate: str, value: str) -> Triple:
    """A triple of the example's nodes."""
    return Triple(node(subject), node(predicate), node(value))


def claim(number: int, status: str = "stated", standing: str = "Stated", speakers: tuple[str, ...] = ()) -> CitedClaim:
    """A claim with one passage and nothing else."""
    return CitedClaim(node(f"A{number}"), standing, status, speakers, (named(f"passage/{number}", f"the note, sentence {number}"),))


FULL_CLAIM = CitedClaim(
    graph=node("A9"),
    standing="Stated",
    status="stated",
    passages=(named("passage/9", "the note, sentence 9"),),
    read_with=(named("passage/8", "the note, sentence 8"), named("passage/10", "the note, sentence 10")),
    parallels=(named("passage/e2", "the essay, sentence 2"),),
    wording="hereby recognizes",
    gist="Sweden recognizes Norway.",
    notes=("The day is that of the letter.",),
)

IS_RECOGNITION = Explanation(
    triple("recognition", "type", "Recognition"),
    ("Recognition of Norway by Sweden", "is a", "recognition"),
    held=True,
    claims=(FULL_CLAIM,),
)
HAS_DATE = Explanation(
    Triple(node("recognition"), node("earliest"), Literal("1905-10-26")),
    ("Recognition of Norway by Sweden", "earliest", "1905-10-26"),
    held=True,
    graphs=(named("graph/record", "record"),),
    computed=True,
)
REPEATED = Explanation(IS_RECOGNITION.triple, IS_RECOGNITION.labels, held=True, repeated=True)

HELD = Explanation(
    triple("sweden", "recognized", "norway"),
    ("Sweden", "recognized", "Norway"),
    held=True,
    inferences=(
        Inference("recognized", "The actor of a recognition recognized its recipient.", (IS_RECOGNITION, HAS_DATE)),
        Inference("older", "", (REPEATED,)),
    ),
)
"""A held triple that follows in two ways."""

BATTLE = Assertion(
    named("battle", "Battle, feared"),
    ("battle", "plan"),
    (
        PropertyValue(named("party", "party"), node("norway"), "Norway"),
        PropertyValue(named("year", "year"), Literal("1905"), "1905"),
    ),
)

NOT_HELD = Explanation(
    triple("norway", "fought", "sweden"),
    ("Norway", "fought", "Sweden"),
    held=False,
    nearest=(
        NearClaim(Nearness.SAME_TRIPLE, (Reason(Obstacle.DENIED),), claim(1, "denied", "Denied"), (BATTLE,)),
        NearClaim(
            Nearness.WOULD_ENTAIL,
            (Reason(Obstacle.PLANNED), Reason(Obstacle.REPORTED_SPEECH, named("protest", "Protest"), ("Oscar II", "Ann"))),
            claim(2, "planned, said by Oscar II and Ann (Protest)", "Planned", ("Oscar II", "Ann")),
        ),
        NearClaim(Nearness.OTHER_VALUE, (), FULL_CLAIM, (Assertion(named("norway", "Norway")),)),
        NearClaim(
            Nearness.SAME_ENDS,
            (Reason(Obstacle.REPORTED_SPEECH, named("rumour", "Rumour of war")), Reason(Obstacle.WITHDRAWN)),
            claim(4, "content of Rumour of war, deprecated", speakers=("unnamed (Rumour of war)",)),
        ),
    ),
)
"""A triple that is not held, with near claims of every kind."""

DESCRIPTION = Description(
    node=node("id/sweden"),
    name="Sweden",
    curie="e:sweden",
    types=("monarchy", "state"),
    aliases=("Kingdom of Sweden", "Sverige"),
    same_as=(Named(NamedNode("http://www.wikidata.org/entity/Q34"), "wd:Q34"),),
    date="1523",
    date_words="1523",
    properties=(
        HeldProperty(
            PropertyValue(named("capital", "capital"), node("id/stockholm"), "Stockholm"),
            Evidence((named("passage/1", "the note, sentence 1"),), 1),
        ),
        HeldProperty(PropertyValue(named("area", "area"), Literal("450000"), "450000")),
    ),
    held=(
        Participation(
            node=named("id/union", "Union of Norway and Sweden"),
            types=("union",),
            date="1814/1905",
            date_words="1814 to 1905",
            roles=(named("actor", "actor"), named("party", "party")),
            properties=(PropertyValue(named("party", "party"), node("id/norway"), "Norway"),),
            evidence=Evidence((named("passage/2", "the note, sentence 2"), named("passage/3", "the note, sentence 3")), 2),
            was_so=AsOf.UNDECIDED,
        ),
        Participation(node=named("id/vote", "Vote"), types=("vote",), roles=(named("actor", "actor"),), was_so=AsOf.YES),
    ),
    claimed=(
        UnheldClaim(
            claim=claim(5, "hedged", "Hedged"),
            says=(BATTLE,),
            date="1905",
            date_words="1905",
            witnesses=1,
            differs_from=(named("A6", "a:6"), named("A7", "a:7")),
            was_so=AsOf.UNDECIDED,
        ),
        UnheldClaim(claim(6, "said by Oscar II (Protest)", speakers=("Oscar II",)), was_so=AsOf.YES),
    ),
    inferred=(InferredTriple(triple("id/sweden", "recognized", "id/norway"), ("Sweden", "recognized", "Norway"), AsOf.UNDECIDED),),
    notes=(
        CuratorNote(
            node("id/note-1"),
            "not stated",
            "The day is not stated.",
            (named("id/union", "Union of Norway and Sweden"), named("A9", "“Sweden recognizes Norway.”")),
            (named("passage/9", "the note, sentence 9"),),
        ),
        CuratorNote(node("id/note-2"), "ambiguity", "Which war is meant is open.", (named("id/war", "War"),)),
    ),
    as_of=date(1905, 9, 15),
    was_so=AsOf.YES,
)
"""A description with every kind of item, as of a day."""

LITTLE = Description(node("id/x"), "X", "e:x")
"""A description of a node of which only the name is known."""
