"""The pages of things and lists, as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

import pyoxigraph as ox
from markupsafe import Markup

from kg.coded.quads import graph_of
from kg.coded.records import address_of
from kg.disputes.words import figures
from kg.explain.claims import named_passages
from kg.explain.model import CuratorNote
from kg.namespaces import DIP, OWL, RDFS, SKOS
from kg.picture.style import GROUPS
from kg.record.graphs import coded_graphs
from kg.record.model import Document
from kg.record.names import fold, humanize, slug
from kg.record.vocabulary import DEFAULT, NOTE_KIND
from kg.service.dumps import DUMPS
from kg.service.pages.site import Site
from kg.service.pages.timeline import chart
from kg.terms import ALT_LABEL, SUB_CLASS, SUB_PROPERTY, TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kg.disputes import Disputes
    from kg.explain.model import DescribedNode, ExplainedTriple, HeldProperty, InferredTriple
    from kg.network.model import Node
    from kg.record.matching import Match
    from kg.service.pages.known import Known
    from kg.service.pages.links import Links

PAGE: Final = 100
"""The number of rows on a page of a list."""
MOST_KINDS: Final = 24
"""The number of kinds that the list of acts shows; the others are behind a disclosure."""
FIRST: Final = 100
"""The number of rows of a list in a static site, whose lists of terms are not paged."""
_GROUP_LABELS: Final = {group.name: group.label for group in GROUPS}


def thing(known: Known, links: Links, iri: str, day: date | None = None, page: int = 1) -> bytes:
    """The page of a thing, of whatever sort it is.

    Args:
        known: the snapshot.
        links: the links of the page.
        iri: the thing.
        day: leave out what was not so on that day; None for all time.
        page: for a class or property, the page of its list.
    """
    site = Site(known, links)
    makers = {"passage": _passage, "document": _document, "claim": _claim, "note": _note}
    kind = known.kind(iri)
    if kind in makers:
        return makers[kind](site, iri)
    return _term(site, iri, page) if kind in ("class", "property") else _described(site, iri, day)


def _described(site: Site, iri: str, day: date | None) -> bytes:
    known, node = site.known, ox.NamedNode(iri)
    described = known.show(iri, day)
    stated = {quad.graph_name for quad in known.store.quads_for_pattern(node, None, None)}
    accounts = [claim for claim in known.record.of_graphs(stated) if claim.held] if not known.is_agent(iri) and day is None else []
    histories = [(other, address) for other in known.counterparts(iri) if (address := site.history(iri, other))]
    aliases = {quad.object for quad in known.store.quads_for_pattern(node, ALT_LABEL, None) if isinstance(quad.object, ox.Literal)}
    part = "Its part in what happened" if known.is_agent(iri) else "Where it is named"
    rows = known.rows(iri) if described.coded else None
    contents: list[tuple[str, str, int | None]] = [
        (name, title, number)
        for name, title, number in (
            ("accounts", "What the documents say", len(accounts)),
            ("properties", "What is held of it", len(described.properties)),
            ("held", part, len(described.held)),
            ("inferred", "What follows", len(described.inferred)),
            ("histories", "History of relations", len(histories)),
            ("claimed", "Claimed, not held", len(described.claimed)),
            ("notes", "Doubts and notes", len(described.notes)),
            ("coded", "What coded tables say", len(described.coded)),
            ("rows", "Its rows", 0 if rows is None else len(rows)),
            ("same", "The same elsewhere", len(described.same_as)),
        )
        if number
    ]
    return site.render(
        "thing.html",
        described=described,
        kinds=sorted(known.names.specific_types(node), key=known.names.label),
        aliases=sorted(aliases, key=lambda each: (each.value, each.language or "")),
        accounts=[known.cited(claim.graph) for claim in accounts],
        properties=_grouped(described.properties),
        inferred=_by_relation(site, described),
        histories=histories,
        contents=contents,
        part=part,
        dated=bool(described.held or described.date),
        imported=node in coded_graphs(known.store),
        table=_table_of(known, iri),
        rows=rows,
    )


def row(known: Known, links: Links, path: str) -> bytes | None:
    """The page of a row of a coded source; None if there is no such row.

    Args:
        known: the snapshot.
        links: the links of the page.
        path: the path of its address below the base of the workspace, as it was sent.
    """
    kind, _, rest = path.partition("/")
    source, _, record = rest.partition("/")
    if kind != "record" or not source or not record:
        return None
    iri = address_of(known.base, source, unquote(record))
    rows = known.rows(iri)
    if rows is None:
        return None
    cells = list(zip(rows.variables, rows.rows[0], strict=True))
    return Site(known, links).render("row.html", iri=iri, cells=cells, table=_table_of(known, iri))


def _table_of(known: Known, iri: str) -> ox.NamedNode | None:
    """The coded source whose series or row an address is; None for any other."""
    if not known.snapshot.meta.get("coded"):
        return None
    from kg.coded.opening import source_of

    named = source_of(known.base, iri)
    return None if named is None else ox.NamedNode(graph_of(known.base, named[1]))


def _grouped(properties: Iterable[HeldProperty]) -> list[tuple[ox.NamedNode, list[HeldProperty]]]:
    found: dict[ox.NamedNode, list[HeldProperty]] = {}
    for each in properties:
        found.setdefault(each.property.predicate.node, []).append(each)
    return list(found.items())


def _by_relation(site: Site, described: DescribedNode) -> list[tuple[ox.NamedNode, list[tuple[InferredTriple, ExplainedTriple]]]]:
    """What follows, by relation, each with its proof."""
    found: dict[ox.NamedNode, list[tuple[InferredTriple, ExplainedTriple]]] = {}
    for each in described.inferred:
        found.setdefault(each.triple.predicate, []).append((each, site.known.why(each.triple)))
    return sorted(found.items(), key=lambda item: site.label(item[0]))


def _passage(site: Site, iri: str) -> bytes:
    known = site.known
    passage = known.passages[iri]
    own = [each for each in known.passages.values() if each.document == passage.document]
    place = own.index(passage)
    return site.render(
        "passage.html",
        passage=passage,
        document=_document_of(known, passage.document),
        sentence=known.sentences.get(passage.node, ""),
        source=site.source(iri),
        before=own[place - 1] if place else None,
        after=own[place + 1] if place + 1 < len(own) else None,
        claims=[known.cited(graph) for graph in passage.graphs],
        notes=_notes(site, (passage.node,)),
    )


def _document_of(known: Known, node: ox.NamedNode) -> Document:
    return known.documents.get(node.value) or known.record.document(node)


def _notes(site: Site, nodes: Iterable[ox.NamedNode]) -> list[CuratorNote]:
    """The notes on some things."""
    from kg.explain.model import Named

    known = site.known
    found = []
    for note in known.record.notes(nodes):
        on = []
        for each in note.on:
            claim = known.record.claim(each)
            on.append(Named(each, f"“{claim.gist}”" if claim is not None and claim.gist else known.names.label(each)))
        found.append(CuratorNote(note.node, humanize(note.kind), note.gist, tuple(on), named_passages(known.record, note.passages)))
    return found


def _document(site: Site, iri: str) -> bytes:
    known = site.known
    found = next(each for each in known.coverage if each.document.node.value == iri)
    return site.render(
        "document.html",
        document=found.document,
        found=found,
        match=known.match(found.document),
        notes=_notes(site, (found.document.node,)),
    )


def _claim(site: Site, iri: str) -> bytes:
    known, node = site.known, ox.NamedNode(iri)
    own = known.record.claim(node)
    return site.render("claim.html", claim=known.cited(node), own=own, notes=_notes(site, (node,)))


def _note(site: Site, iri: str) -> bytes:
    known, node = site.known, ox.NamedNode(iri)
    note = known.record.note(node)
    kinds = known.record.nodes(node, NOTE_KIND)
    return site.render("note.html", note=note, kind=humanize(note.kind), kind_node=kinds[0] if kinds else None)


# classes and properties


class Texts(NamedTuple):
    """What the ontology says of a term in words."""

    definition: list[ox.Literal]
    scope: list[ox.Literal]
    example: list[ox.Literal]
    words: list[str]


def _term(site: Site, iri: str, page: int) -> bytes:
    known, node = site.known, ox.NamedNode(iri)
    is_class = known.kind(iri) == "class"
    total, members = _members(known, node, is_class)
    size = FIRST if site.links.files else PAGE
    last = max(1, -(-total // size))
    page = min(page, last) if not site.links.files else 1
    shown = members[(page - 1) * size : page * size]
    above = known.ontology.superclasses(iri) if is_class else known.ontology.superproperties(iri)
    follows = [pattern for up in sorted(above, key=lambda up: (up != iri, up)) for pattern in known.follows.get(up, ()) if is_class]
    return site.render(
        "term.html",
        node=node,
        is_class=is_class,
        sort="Class" if is_class else "Property",
        texts=_texts(known, iri),
        related=_related(known, iri, is_class),
        follows=follows if is_class else known.follows.get(iri, []),
        ends=known.ended.get(iri, []),
        changes=known.changes(iri) if is_class else [],
        members=[_member(known, node, one, other) for one, other in shown],
        total=total,
        page=page,
        last=last,
        first=(page - 1) * size + 1,
    )


class Member(NamedTuple):
    """A held instance of a class, or a held use of a property.

    Attributes:
        when: the date of the instance or of the subject, in words.
        one: the instance or the subject.
        other: the object of a use; None for an instance.
        passages: those that state it.
        why: the proof of a use that is inferred; None for one that is stated.
    """

    when: str
    one: ox.NamedNode
    other: ox.NamedNode | ox.Literal | None
    passages: list[ox.NamedNode]
    why: ExplainedTriple | None = None


def _member(known: Known, term: ox.NamedNode, one: ox.NamedNode, other: ox.NamedNode | ox.Literal | None) -> Member:
    when = known.when(one.value)
    if other is None:
        return Member(when, one, None, known.stated_in(one.value))
    triple = ox.Triple(one, term, other)
    if known.is_entailed(triple):
        return Member(when, one, other, [], known.why(triple))
    graphs = {quad.graph_name for quad in known.store.quads_for_pattern(one, term, other, None)}
    stated = {passage for claim in known.record.of_graphs(graphs) if claim.held for passage in claim.passages}
    return Member(when, one, other, known.in_order(stated))


def _texts(known: Known, iri: str) -> Texts:
    found: dict[str, list[ox.Literal]] = {}
    for triple in known.term_triples.get(iri, ()):
        if isinstance(triple.object, ox.Literal):
            found.setdefault(triple.predicate.value, []).append(triple.object)
    ordered = {key: sorted(values, key=lambda each: (each.language or "", each.value)) for key, values in found.items()}
    definition = ordered.get(SKOS + "definition") or ordered.get(RDFS + "comment", [])
    words = sorted(each.value for each in ordered.get(DIP + "word", []))
    return Texts(definition, ordered.get(SKOS + "scopeNote", []), ordered.get(SKOS + "example", []), words)


def _related(known: Known, iri: str, is_class: bool) -> list[tuple[str, list[str]]]:
    """The terms that the ontology connects with a term, by what they are to it."""
    values: dict[str, list[str]] = {}
    for triple in known.term_triples.get(iri, ()):
        if isinstance(triple.object, ox.NamedNode):
            values.setdefault(triple.predicate.value, []).append(triple.object.value)
    above = SUB_CLASS.value if is_class else SUB_PROPERTY.value
    rows = [
        ("Broader", values.get(above, [])),
        ("Narrower", known.below.get(iri, [])),
        ("Domain", values.get(RDFS + "domain", [])),
        ("Range", values.get(RDFS + "range", [])),
        ("Inverse", values.get(OWL + "inverseOf", [])),
        ("Theme", values.get(DIP + "theme", [])),
    ]
    if is_class:
        sides = list(known.roles.sequence([iri]))
        rows += [("Its sides", sides), ("Other usual roles", [each for each in known.roles.usual(iri) if each not in sides])]
    return [(name, sorted(set(nodes), key=lambda each: (known.names.label(ox.NamedNode(each)), each))) for name, nodes in rows]


def _members(known: Known, node: ox.NamedNode, is_class: bool) -> tuple[int, list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal | None]]]:
    """The held instances of a class, or subjects and objects of a property, in the order of time, then of labels."""
    predicate, value = (TYPE, node) if is_class else (node, None)
    found: list[tuple[ox.NamedNode, ox.NamedNode | ox.Literal | None]] = [
        (quad.subject, None if is_class else quad.object)
        for quad in known.store.quads_for_pattern(None, predicate, value, DEFAULT)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal)
    ]
    label = known.names.label
    found.sort(key=lambda pair: (known.day(pair[0].value) or "9999", label(pair[0]), pair[0].value, str(pair[1])))
    return len(found), found


# lists


class Group(NamedTuple):
    """A part of a list: the identifier and text of its heading, and its rows."""

    id: str
    title: str
    nodes: list[Node]


def entities(known: Known, links: Links) -> bytes:
    """The list of everything but what happens and documents."""
    by_group: dict[str, list[Node]] = {}
    for node in known.agents:
        if known.kind(node.iri) != "document":
            by_group.setdefault(node.group, []).append(node)
    groups = [Group(name, label, by_group[name]) for name, label in _GROUP_LABELS.items() if name in by_group]
    kinds = [(group.title, f"#{group.id}", len(group.nodes)) for group in groups]
    about = "Agents, and what acts are about: texts, places, offices. Each leads to what is held, claimed and doubted of it."
    return Site(known, links).render(
        "list.html",
        heading="Entities",
        about=about,
        kinds=kinds,
        more_kinds=[],
        groups=groups,
        dated=False,
        path="entities",
        page=1,
        last=1,
        parameters={},
    )


def acts(known: Known, links: Links, kind: str | None = None, page: int = 1) -> bytes:
    """The list of acts, situations, occurrences and matters, in the order of time.

    Args:
        known: the snapshot.
        links: the links of the page.
        kind: only those of this class, or of one below it.
        page: the page of the list.
    """
    site = Site(known, links)
    nodes = known.acts if kind is None else [node for node in known.acts if kind in known.all_kinds(node)]
    last = pages_of(len(nodes))
    rows = [
        (site.label(each), links.node(each) if links.files else links.to("acts", kind=known.names.short(ox.NamedNode(each))), number)
        for each, number in sorted(known.kinds_of_acts(held=links.files).items(), key=lambda item: (-item[1], site.label(item[0])))
        if links.node(each)
    ]
    about = f"{len(nodes)} acts, situations, occurrences and matters, in the order of time; those without a date come last."
    return site.render(
        "list.html",
        heading="Acts" if kind is None else Markup("Acts: {}").format(site.label(kind)),
        about=about,
        kinds=rows[:MOST_KINDS] if page == 1 else [],
        more_kinds=rows[MOST_KINDS:] if page == 1 else [],
        groups=[Group("acts", "", nodes[(page - 1) * PAGE : page * PAGE])],
        dated=True,
        path="acts",
        page=page,
        last=last,
        parameters={} if kind is None else {"kind": known.names.short(ox.NamedNode(kind))},
    )


def pages_of(rows: int) -> int:
    """The number of pages of a list."""
    return max(1, -(-rows // PAGE))


def documents(known: Known, links: Links) -> bytes:
    """The list of documents."""
    return Site(known, links).render("documents.html", documents=known.coverage)


def home(known: Known, links: Links, found: Disputes) -> bytes:
    """The first page."""
    site = Site(known, links)
    counts = known.snapshot.meta["counts"]
    shown = [
        (len(known.acts), "acts and other matters", links.to("acts")),
        (len(known.agents), "agents and other things", links.to("entities")),
        (counts.get("passages", 0), "passages", links.to("documents")),
        (counts.get("assertions", 0), f"assertion graphs, {counts.get('held', 0)} of them held", links.to("documents")),
        (counts.get("entailed", 0), "inferred facts", links.to("entities")),
    ]
    chosen = [(one, other) for at, one in enumerate(known.principals) for other in known.principals[at + 1 :]]
    pairs = [(one, other, address) for one, other in chosen if (address := site.history(one, other))]
    dumps = [(name, f"dump/{file}") for file, name in DUMPS.items()]
    return site.render(
        "home.html",
        figures=shown,
        principals=known.principals,
        pairs=pairs,
        documents=known.coverage,
        findings=figures(found),
        dumps=dumps,
    )


def history(known: Known, links: Links, one: str, other: str) -> bytes:
    """The history of the relations of two agents."""
    site = Site(known, links)
    periods = known.periods(one, other)
    return site.render(
        "history.html", one=one, other=other, periods=periods, chart=chart(periods, site.label), acts=known.acts_between(one, other)
    )


def histories(known: Known, links: Links) -> bytes:
    """The list of pairs that have a history."""
    site = Site(known, links)
    pairs = [(one, other, links.history(one, other)) for one, other in known.pairs]
    return site.render("ask_history.html", pairs=pairs)


class Found(NamedTuple):
    """A row of the answer to a search: the thing, the name that fits, its sort, the labels of its classes, and whether it is held."""

    node: ox.NamedNode
    name: str
    kind: str
    types: list[str]
    held: bool


def find(known: Known, links: Links, q: str, rows: Sequence[Match], near: Sequence[str], total: int) -> bytes:
    """The answer to a search for a name.

    Args:
        known: the snapshot.
        links: the links of the page.
        q: what was looked for.
        rows: the things that are shown.
        near: names that are near, if nothing was found.
        total: the number of all things that were found.
    """
    found = [
        Found(each.node, each.name, known.sort(each.node.value), known.names.shown_types(each.node), known.is_held(each.node.value))
        for each in rows
    ]
    return Site(known, links).render("find.html", q=q, found=found, near=near, total=total)


def index(known: Known, links: Links) -> bytes:
    """All names in the order of the alphabet, for a site that cannot be searched."""
    by_letter: dict[str, list[tuple[str, ox.NamedNode, str]]] = {}
    for node, name in known.names.all_named():
        if node.value.startswith(known.base) and known.kind(node.value) != "note" and links.is_own(links.node(node.value)):
            key = fold(name)
            letter = key[:1].upper() if key[:1].isalpha() else "0–9"
            by_letter.setdefault(letter, []).append((key, node, name))
    letters = []
    for letter, names in sorted(by_letter.items()):
        names.sort(key=lambda each: (each[0], each[1].value, each[2]))
        letters.append((letter, f"letter-{ord(letter[0])}", [(node, name) for _, node, name in names]))
    return Site(known, links).render("find.html", letters=letters)


def disputes(known: Known, links: Links, found: Disputes) -> bytes:
    """The report on agreement and dispute."""
    from kg.disputes.render.html import body

    def page_of(iri: str) -> str:
        address = links.node(iri)
        return address if links.is_own(address) else ""

    # The report escapes every value itself.
    return Site(known, links).render("disputes.html", body=Markup(body(found, page_of)))  # noqa: S704


def missing(known: Known, links: Links, path: str, near: Sequence[str]) -> bytes:
    """The page for an address at which there is nothing."""
    return Site(known, links).render("missing.html", path=path, near=near)


def problem(known: Known, links: Links, said: Mapping[str, object]) -> bytes:
    """The page that says why a request was refused.

    Args:
        known: the snapshot.
        links: the links of the page.
        said: the problem object.
    """
    return Site(known, links).render("problem.html", problem=said)


def moved(known: Known, links: Links, iri: str, other: str) -> bytes:
    """The page of a thing that was merged into another, in a static site."""
    return Site(known, links).render("moved.html", node=iri, other=other)


def near_names(known: Known, iri: str) -> list[str]:
    """The things whose IRIs are most similar to an unknown one, in the same folder; at most five."""
    from kg.files import nearest

    folder = iri[: max(iri.rfind("/"), iri.rfind("#")) + 1]
    own = {slug(each): each for each in known.subjects if each.startswith(folder) and "/" not in each[len(folder) :]}
    # Comparing takes as long as the name.
    return [own[each] for each in nearest(slug(iri)[:100], own, 5)]
