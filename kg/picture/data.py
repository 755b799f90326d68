"""The network as JSON for the page: arrays that refer to each other by index, which keeps a large graph small."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.namespaces import DIP
from kg.network.measures import explanations, measures
from kg.network.model import AGENT_GROUPS, MATTER_GROUPS, Fact, Literal, Projection
from kg.network.model import GROUPS as GROUP_NAMES
from kg.network.weights import Weights
from kg.picture.language import DateWords, catalogue, primary, translated
from kg.picture.opening import opening
from kg.picture.style import GROUPS, STANDINGS, TONES, UNHELD, tone_of, tone_of_edge
from kg.picture.telling import TURNING, UNSPECIFIC, WRONG_NAMES, breadth, now_of
from kg.record.names import humanize

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import NamedNode

    from kg.network.measures import Measure
    from kg.network.model import Edge, Period, Way
    from kg.picture.about import About
    from kg.picture.style import Group
    from kg.record.model import Passage, When
    from kg.sources import Verification
    from kg.values import Json

SHORT_TYPES = ("http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#")


class Encoder:
    """Makes the rows of the page's JSON, in which nodes, claims, passages, documents, terms and rules are referred to by index."""

    def __init__(self, projection: Projection, language: str = "en") -> None:
        self.projection = projection
        self.dates = DateWords(language)
        self.nodes = place(projection.nodes)
        self.claims = place(projection.claims)
        self.passages = place(projection.passages)
        self.documents = place(projection.documents)
        used = {way.rule for period in projection.periods.values() for way in period.ways}
        self.rules = place(sorted({way.rule for edge in projection.edges for way in edge.derivations} | used))
        self.terms: dict[str, int] = {}

    def term(self, iri: str) -> int:
        """The index of a class, property or named value, with everything above it; assigned in the order of the first use."""
        if iri not in self.terms:
            self.terms[iri] = len(self.terms)
            if iri in self.projection.terms:
                for parent in self.projection.terms[iri].parents:
                    self.term(parent)
        return self.terms[iri]

    def value(self, value: str | Literal) -> Json:
        """An object: a node's index, ``{"t": term}``, ``{"x": iri}``, or ``{"v": text}`` with datatype or language if they matter."""
        if isinstance(value, Literal):
            row: dict[str, Json] = {"v": value.text}
            if value.language:
                row["l"] = value.language
            elif value.datatype and not value.datatype.startswith(SHORT_TYPES):
                row["d"] = value.datatype
            return row
        if value in self.nodes:
            return self.nodes[value]
        if value in self.projection.terms:
            return {"t": self.term(value)}
        return {"x": value}

    def fact(self, fact: Fact) -> list[Json]:
        """``[subject, predicate, object, [claims]]``; a fifth is 1 for a fact from a query, 2 for one that the background has too."""
        row = [self.nodes[fact.subject], self.term(fact.predicate), self.value(fact.object), self.claim_list(fact.claims)]
        if fact.origin == "query":
            return [*row, 1]
        return [*row, 2] if fact.origin == "background" and fact.claims else row

    def claim_list(self, claims: Iterable[str]) -> list[int]:
        """The indexes of the claims that are in the picture."""
        return [self.claims[claim] for claim in claims if claim in self.claims]

    def passage_list(self, passages: Iterable[NamedNode]) -> list[int]:
        """The indexes of the passages that are in the picture."""
        return [self.passages[each.value] for each in passages if each.value in self.passages]

    def document_list(self, documents: Iterable[NamedNode]) -> list[int]:
        """The indexes of the documents that are in the picture."""
        return [self.documents[each.value] for each in documents if each.value in self.documents]

    def depends(self, document: NamedNode) -> bool:
        """Whether another document stands for this one; only then does the page say that the text of this one is shared."""
        known = self.projection.documents.get(document.value)
        return known is not None and known.witness != known.node

    def edge(self, edge: Edge) -> dict[str, Json]:
        """A direct line between two nodes, with its derivations (rule, premises, acts) or its claims."""
        return compact(
            {
                "s": self.nodes[edge.subject],
                "p": self.term(edge.predicate),
                "o": self.nodes[edge.object],
                "e": int(edge.entailed),
                "w": list(map(self.way, edge.derivations)),
                "c": self.claim_list(edge.claims),
                "t": tone_of_edge(self.projection, edge),
                "y": breadth(self.projection, edge),
            }
        )

    def way(self, way: Way) -> dict[str, Json]:
        """A derivation: rule, premises, acts."""
        premises = [[self.value(subject), self.term(predicate), self.value(value)] for subject, predicate, value in way.premises]
        return {"r": self.rules[way.rule], "p": premises, "a": [self.nodes[act] for act in way.acts if act in self.nodes]}

    def period(self, period: Period) -> dict[str, Json]:
        """A period of relations: aspect, value, agents, mission, bounds, the acts that begin, end and show it, and its derivations."""
        return compact(
            {
                "i": period.iri,
                "k": self.term(period.aspect),
                "v": self.term(period.value),
                "s": [self.nodes[each] for each in period.of],
                "o": [self.nodes[each] for each in period.towards],
                "m": self.nodes[period.mission] if period.mission else None,
                "e": period.earliest,
                "l": period.latest,
                "f": period.surely_from,
                "u": period.surely_until,
                "z": period.counted_until,
                "b": [self.nodes[each] for each in period.begun],
                "x": [self.nodes[each] for each in period.ended],
                "y": [self.nodes[each] for each in period.shown],
                "w": list(map(self.way, period.ways)),
            },
            keep=("i", "k", "v", "s", "o", "b", "x", "y", "w", *(("m",) if period.mission else ())),
        )

    def when(self, iri: str, when: When) -> dict[str, Json]:
        """A date of a node: node, claim (-1 for all held accounts together), text, words, bounds, end of an open date, the day by which
        it had begun if that is not its last, flags, basis."""
        return compact(
            {
                "n": self.nodes[iri],
                "c": self.claims.get(when.graph.value, -1) if when.graph else -1,
                "t": when.text,
                "w": self.dates.when(when),
                "e": when.earliest,
                "l": when.latest,
                "z": when.counted_until,
                "f": when.surely_from,
                "u": when.surely_until,
                "g": when.begun_by if when.begun_by != when.latest else "",
                "a": int(when.approximate),
                "q": int(when.uncertain),
                "b": self.projection.label(DIP + when.basis) if when.basis else "",
            },
            keep=("n", "c"),
        )


def place(names: Iterable[str]) -> dict[str, int]:
    """Each name to its index."""
    return {name: index for index, name in enumerate(names)}


def compact(row: Mapping[str, Json], keep: tuple[str, ...] = ("s", "p", "o", "t")) -> dict[str, Json]:
    """A row without its empty members.

    >>> compact({"s": 0, "w": [], "e": 0, "t": -1})
    {'s': 0, 't': -1}
    """
    return {key: value for key, value in row.items() if value or key in keep}


def picture_data(
    projection: Projection, about: About, texts: Verification | None = None, measured: Mapping[str, Measure] | None = None
) -> dict[str, Json]:
    """Everything that the page shows, as a JSON object. Texts are plain text without markup.

    Args:
        projection: the network.
        about: what the picture says about itself.
        texts: the comparison with the reader's own copies, whose sentences the passages get; None for a picture without them.
        measured: the measures of every agent; None to compute them.

    Returns:
        The object; it is the same whenever the projection is the same.
    """
    encode = Encoder(projection, about.language)
    words = catalogue(about.language)

    def say(text: str) -> str:
        return " ".join(translated(words, part) for part in text.split("\n"))

    table = measures(projection) if measured is None else measured
    sentences = texts.sentences if texts is not None else {}
    weights = Weights(projection)
    nodes = []
    for iri, node in projection.nodes.items():
        row: dict[str, Json] = {
            "i": iri,
            "l": node.label,
            "g": GROUP_NAMES.index(node.group),
            "k": [encode.term(kind) for kind in node.kinds],
            "a": list(node.aliases),
            "m": list(node.links),
            "c": node.comment,
        }
        if node.group in MATTER_GROUPS:
            row["t"] = tone_of(projection, node)
            row["x"] = weights.edges_of(iri)
        if node.group in AGENT_GROUPS:
            mine = table[iri]
            row |= {"n": mine.acts, "d": mine.degree, "b": mine.betweenness, "o": mine.others, "r": mine.rank}
        nodes.append(compact(row, keep=("i", "l", "g", "k", "t", "n", "d", "b")))
    facts = [encode.fact(fact) for fact in projection.facts]
    edges = [encode.edge(edge) for edge in projection.edges]
    whens = [encode.when(iri, when) for iri, whens in projection.whens.items() for when in whens]
    claims = [
        compact(
            {
                "i": claim.graph.value,
                "s": claim.standing,
                "h": int(claim.held),
                "of": encode.nodes.get(claim.content_of[0].value, -1) if claim.content_of else None,
                "in": encode.claims.get(claim.within[0].value) if claim.within else None,
                "r": claim.rank if claim.deprecated else "",
                "w": claim.wording,
                "g": claim.gist,
                "p": encode.passage_list(claim.passages),
                "rw": encode.passage_list(claim.read_with),
                "df": encode.claim_list(each.value for each in claim.differs_from),
            },
            keep=(
                "i",
                "s",
                *(("of",) if claim.content_of else ()),
                *(("in",) if claim.within and claim.within[0].value in encode.claims else ()),
            ),
        )
        for claim in projection.claims.values()
    ]
    passages = [
        compact(
            {
                "i": passage.node.value,
                "d": encode.documents.get(passage.document.value, -1),
                "s": passage.section,
                "n": passage.number,
                "k": humanize(passage.kind) if passage.kind else "",
                "pl": encode.passage_list(passage.parallels) if encode.depends(passage.document) else [],
                "q": [passage.first_words, passage.last_words] if passage.first_words else [],
                "u": place_in(projection, passage),
                "x": sentences.get(passage.node, ""),
            },
            keep=("i", "d"),
        )
        for passage in projection.passages.values()
    ]
    documents = [
        compact(
            {
                "i": document.node.value,
                "l": document.label,
                "t": document.title,
                "s": document.source,
                "pb": document.publisher,
                "li": document.license,
                "lg": document.language,
                "sh": encode.document_list(document.shares_text_with) if encode.depends(document.node) else [],
                "ct": texts.match(document) if texts is not None else "",
            },
            keep=("i", "l"),
        )
        for document in projection.documents.values()
    ]
    notes = [
        compact(
            {
                "i": note.node.value,
                "on": [encode.nodes[each.value] for each in note.on if each.value in encode.nodes],
                "oc": encode.claim_list(each.value for each in note.on),
                "op": encode.passage_list(note.on),
                "k": projection.label(DIP + note.kind),
                "g": note.gist,
                "p": encode.passage_list(note.passages),
                "y": int(note.kind in WRONG_NAMES),
            },
            keep=("i", "k"),
        )
        for note in projection.notes.values()
    ]
    return {
        "about": about.as_json(projection.base, encode.nodes),
        "words": words,
        "opening": opening(projection, about.principals).as_json(encode.nodes),
        "explain": {name: say(text) for name, text in explanations(table).items()},
        "estimated": any(mine.estimated for mine in table.values()),
        "groups": [
            {"id": g.name, "l": say(g.label), "shape": g.shape, "c": [g.light, g.dark]} for g in (group(name) for name in GROUP_NAMES)
        ],
        "tones": [{"id": tone.name, "l": say(tone.label), "c": [tone.light, tone.dark]} for tone in TONES],
        "standings": [{"id": name, "l": say(label), "x": say(text)} for name, label, text in STANDINGS],
        "unheld": list(UNHELD),
        "nodes": nodes,
        "facts": facts,
        "edges": edges,
        "whens": whens,
        "periods": list(map(encode.period, projection.periods.values())),
        "dates": [
            [text, encode.dates.date(text)] for text in sorted({when.text for each in projection.whens.values() for when in each} - {""})
        ],
        "claims": claims,
        "passages": passages,
        "documents": documents,
        "notes": notes,
        "rules": [[name, projection.rules.get(name, "")] for name in encode.rules],
        # Last, because the rows above add to the list of terms.
        "terms": [term_row(projection, iri, encode.terms) for iri in encode.terms],
        "apart": [place for iri, place in encode.terms.items() if iri in projection.terms and projection.terms[iri].no_tie],
        "negative": [place for iri, place in encode.terms.items() if iri in projection.terms and projection.terms[iri].negative],
        "spoken": spoken(projection, encode, about.language),
        "past": [[place, past] for iri, place in encode.terms.items() if (past := past_label(projection, iri))],
        "told": now_of(projection).documents,
        "unspecific": [place for iri, place in encode.terms.items() if iri in UNSPECIFIC],
        "turning": [place for iri, place in encode.terms.items() if iri in TURNING],
    }


def place_in(projection: Projection, passage: Passage) -> str:
    """The address of the place of a passage in its source; empty if the source has no address or the record not the words."""
    document = projection.documents.get(passage.document.value)
    address = passage.address_in(document.source) if document is not None else ""
    return address if document is not None and address != document.source else ""


def group(name: str) -> Group:
    """The look of a group, by its name."""
    return next(each for each in GROUPS if each.name == name)


def spoken(projection: Projection, encode: Encoder, language: str) -> list[Json]:
    """What is in another language than the page: for each such language its tag and the indexes of the nodes, terms, claims and notes that
    have a label or a gist in it."""
    languages = (
        [node.language for node in projection.nodes.values()],
        [projection.terms[iri].language if iri in projection.terms else "" for iri in encode.terms],
        [claim.language for claim in projection.claims.values()],
        [note.language for note in projection.notes.values()],
    )
    other = {tag for each in languages for tag in each if tag and primary(tag) != primary(language or "en")}
    return [[tag, *([place for place, each in enumerate(column) if each == tag] for column in languages)] for tag in sorted(other)]


def past_label(projection: Projection, iri: str) -> str:
    """The name of a relation for a state that has ended; empty without one."""
    return projection.terms[iri].past if iri in projection.terms else ""


def term_row(projection: Projection, iri: str, index: Mapping[str, int]) -> list[Json]:
    """``[iri, label, [indexes of the terms directly above it]]``."""
    parents = projection.terms[iri].parents if iri in projection.terms else ()
    return [iri, projection.label(iri), [index[parent] for parent in parents if parent in index]]
