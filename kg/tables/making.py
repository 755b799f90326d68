"""The tables of the acts, made from the lines of a snapshot in one pass; `kg.tables.star` describes them.

The lines of one subject stand together, so that an act is complete when the next subject begins, and is written. What acts share, such
as classes, agents and passages, is asked of the engine before. In memory are the sets that acts share, and some rows.
"""

from __future__ import annotations

import functools
import os
import re
import tempfile
from array import array
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pyoxigraph as ox

from kg.namespaces import DIP, RDF, RDFS
from kg.tables.engines import Engine, open_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import ibis

ROLES: Final = ("participant", "onBehalfOf", "target", "intendedFor", "inSupportOf", "through")
"""The properties by which an agent has a role in an act; everything below them counts, too."""
RECEIVING: Final = "receivingParty"
"""A role whose holder is acted toward, without taking part."""
DOING: Final = ("actor", "party")
DONE_TO: Final = ("recipient", "counterpart", "target", "victim", "host", "party", "receivingParty")
"""The roles of the two sides of an act that a document tells of."""
CODED_DOING: Final = ("actor", "party", "firstSide", "host", "member", "holder", "sentBy")
CODED_DONE_TO: Final = ("recipient", "counterpart", "target", "victim", "party", "secondSide", "place")
"""The roles of the two parties of coded acts and series (`kg.coded.roles`); nothing is entailed in the graphs of their sources."""

_COLUMNS: Final = {
    "acts": (
        "act:string source:string grain:string held:boolean least:int64 most:int64 earliest:date latest:date until:date kinds:int32 "
        "casting:int32 sources:int32 position:string label:string"
    ),
    "totals": "held:boolean kinds:int32 casting:int32 sources:int32 least:int64 known:int64 unknown:int64 first:date last:date",
    "kinds": "kinds:int32 kind:int32",
    "classes": "kind:int32 above:int32",
    "roles": "casting:int32 role:int32 party:int32",
    "parties": "casting:int32 party:int32",
    "pairs": "casting:int32 agent:int32 toward:int32",
    "sources": "sources:int32 source:int32",
    "names": "thing:int32 address:string label:string",
}
TYPES: Final = {
    table: {name: kind for name, _, kind in (each.partition(":") for each in columns.split())} for table, columns in _COLUMNS.items()
}
"""The columns of each table, with their types."""
TABLES: Final = tuple(TYPES)
"""The names of the tables."""


_ROLE_BITS: Final = 16
_ROLE: Final = (1 << _ROLE_BITS) - 1
"""A number in a casting is that of an agent, and in the last bits that of a role."""
_EPOCH: Final = date(1970, 1, 1).toordinal()
_BATCH: Final = 50_000
"""The rows that are in memory at once."""
_SOME: Final = 20_480
"""The rows of a row group of ``acts``: few, so that a period is in few of them."""
_ESCAPE: Final = re.compile(r"\\(?:([tbnrf\"'\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))")
_ESCAPED: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_HELD: Final = "."
"""What follows the object of a line in the default graph."""

_TYPE, _OUTCOME, _STATED, _CLAIMED, _MEMBER, _EARLIEST, _LATEST, _UNTIL, _POSITION, _LABEL, _FIRST_ROLE = range(11)
_PROPERTIES: Final = {
    RDF + "type": _TYPE,
    DIP + "outcome": _OUTCOME,
    DIP + "statedIn": _STATED,
    DIP + "claimedCount": _CLAIMED,
    DIP + "memberKind": _MEMBER,
    DIP + "earliest": _EARLIEST,
    DIP + "latest": _LATEST,
    DIP + "countedUntil": _UNTIL,
    DIP + "position": _POSITION,
    RDFS + "label": _LABEL,
}
_ACT, _SERIES, _TEXT, _DONE = (DIP + name for name in ("Act", "ActSeries", "Text", "Done"))

Row = tuple[Any, ...]


class Tables:
    """The tables of a snapshot as attributes, each read when it is first needed.

    Args:
        read: reads the table of a name.
    """

    def __init__(self, read: Callable[[str], ibis.Table]) -> None:
        self._read = read

    def __getattr__(self, name: str) -> ibis.Table:
        if name not in TYPES:
            raise AttributeError(name)
        table = self._read(name)
        setattr(self, name, table)
        return table


def write_star(store: ox.Store, texts: Iterable[bytes], folder: str, language: str = "en", *, megabytes: int = 1_024) -> None:
    """Write the tables of a snapshot. The same quads give the same bytes.

    Args:
        store: all quads.
        texts: the same as N-Quads: whole lines in UTF-8, in pieces of any size, sorted, or at least with the lines of each act together.
        folder: an existing folder, for the files ``acts.parquet`` and so on.
        language: the language that labels are preferred in.
        megabytes: the memory that DuckDB may use.

    Raises:
        EnvironmentProblem: the libraries are not installed, or a file cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="tmp-") as scratch, open_engine(megabytes=megabytes, folder=scratch) as engine:
        shared = _Shared(store, language)
        found = os.path.join(scratch, "acts.parquet")
        _write_batches(found, TYPES["acts"], _acts(texts, shared))
        acts = engine.parquet(found)
        order = [acts[each].desc(nulls_first=False) for each in ("earliest", "latest")]
        engine.write(acts.order_by([*order, acts.act, acts.grain]), os.path.join(folder, "acts.parquet"), _SOME)
        engine.write(_totals(acts), os.path.join(folder, "totals.parquet"))
        for name, rows in shared.tables():
            engine.write(_table(engine, name, rows), os.path.join(folder, f"{name}.parquet"))


def total(column: ibis.Column) -> ibis.Scalar:
    """The sum of whole numbers, in 64 bits.

    DuckDB adds up 64 bits in 128, and 128 in floating point. Ibis takes the sum to be 64 bits already, and would leave out a plain cast.
    """
    return column.sum().cast("decimal(38, 0)").cast("int64")


def _totals(acts: ibis.Table) -> ibis.Table:
    """The acts counted by what they share. What is asked for all days reads these."""
    keys = ["held", "kinds", "casting", "sources"]
    unknown = acts.most.isnull().cast("int64")
    found = acts.group_by(keys).agg(
        least=total(acts.least),
        known=total(acts.most),
        unknown=total(unknown),
        first=acts.earliest.min(),
        last=acts.latest.max(),
    )
    return found.order_by(keys)


def _table(engine: Engine, name: str, rows: Iterable[Row]) -> Any:
    return engine.table(TYPES[name], sorted(rows, key=lambda row: [(each is not None, each) for each in row]))


def _write_batches(path: str, types: dict[str, str], rows: Iterator[Row]) -> None:
    """Write rows into a Parquet file in batches."""
    from itertools import islice

    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"string": pa.string(), "boolean": pa.bool_(), "int32": pa.int32(), "int64": pa.int64(), "date": pa.date32()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in types.items()])
    with pq.ParquetWriter(path, schema, compression="lz4") as writer:
        while batch := list(islice(rows, _BATCH)):
            arrays = [pa.array(column, type=field.type) for column, field in zip(zip(*batch, strict=True), schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


class _Sets:
    """Sets of numbers, each with a number of its own, in the order in which they are first seen."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def number(self, members: Iterable[int]) -> int:
        """The number of a set.

        >>> sets = _Sets()
        >>> sets.number([7, 3]), sets.number([]), sets.number([3, 7, 7])
        (0, 1, 0)
        """
        return self._numbers.setdefault(array("q", sorted(set(members))).tobytes(), len(self._numbers))

    def __iter__(self) -> Iterator[tuple[int, list[int]]]:
        for members, number in self._numbers.items():
            yield number, array("q", members).tolist()


class _Numbers(dict[str, int]):
    """Texts with numbers, in the order in which they are first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return self[text]


class _Facts:
    """What the lines in the graphs that count for an act say of it: the values of each property, and its roles."""

    __slots__ = ("roles", "values")

    def __init__(self) -> None:
        self.values: list[list[str]] = [[] for _ in range(_FIRST_ROLE)]
        self.roles: list[int] = []


class _Shared:
    """What acts share: classes, agents, passages, sources.

    Args:
        store: all quads.
        language: the language that labels are preferred in.
    """

    def __init__(self, store: ox.Store, language: str) -> None:
        self.store = store
        self.language = language
        self.coded = {f"<{each}>" for (each,) in self._select(f"SELECT ?source {{ ?source a <{DIP}CodedSource> }}")}
        self.agents = {each for (each,) in self._select(f"SELECT ?agent {{ ?agent a <{DIP}Agent> }}")}
        self.above: dict[str, set[str]] = {}
        for kind, above in self._select(f"SELECT ?kind ?above {{ ?kind <{RDFS}subClassOf> ?above }}"):
            self.above.setdefault(kind, set()).add(above)
            self.above.setdefault(above, set())
        self.documents: dict[str, list[int]] = {}
        self.described = {
            series: int(members)
            for series, members in self._select(
                f"SELECT ?series (COUNT(DISTINCT ?member) AS ?members) {{ ?member <{DIP}countedIn> ?series }} GROUP BY ?series"
            )
        }
        wanted = " ".join(f"<{DIP}{each}>" for each in (*ROLES, RECEIVING))
        below = self._select(f"SELECT DISTINCT ?role {{ VALUES ?top {{ {wanted} }} ?role <{RDFS}subPropertyOf>+ ?top }}")
        told = {role for (role,) in below} | {DIP + each for each in (*ROLES, RECEIVING)}
        self.coded_roles = {DIP + each for each in (*CODED_DOING, *CODED_DONE_TO)}
        self.things = _Numbers()
        for passage, document in self._select(f"SELECT ?passage ?document {{ ?passage <{DIP}document> ?document }}"):
            self.documents.setdefault(passage, []).append(self.things[document])
        self.roles = sorted(told | self.coded_roles)
        self.told_roles = frozenset(at for at, role in enumerate(self.roles) if role in told)
        self.kind_sets: dict[tuple[str, ...], int] = {}
        self.kinds_of_sets: dict[tuple[str | None, ...], int] = {}
        self.castings, self.coded_castings, self.source_sets = _Sets(), _Sets(), _Sets()

    def _select(self, query: str) -> Iterator[tuple[str, ...]]:
        """The solutions of a query as texts: the addresses of nodes, and the values of literals."""
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        for solution in found:
            terms = tuple(solution)
            if all(isinstance(term, ox.NamedNode | ox.Literal) for term in terms):
                yield tuple(term.value for term in terms if isinstance(term, ox.NamedNode | ox.Literal))

    def kinds(self, types: list[str], *, narrowest: bool) -> int:
        """The number of a set of kinds.

        Args:
            types: the kinds; none stands for one that is not known.
            narrowest: whether those above others are left out.
        """
        key = (*types, str(narrowest))
        if key not in self.kind_sets:
            kinds = set(types)
            if narrowest:
                kinds -= {above for kind in kinds for above in self.above.get(kind, ())}
            found: tuple[str | None, ...] = (*sorted(kinds),)
            if not found and not narrowest:
                found = (None,)
            self.kind_sets[key] = self.kinds_of_sets.setdefault(found, len(self.kinds_of_sets))
        return self.kind_sets[key]

    def sources(self, stated: Iterable[str]) -> int:
        """The number of the set of documents of some passages."""
        numbers: list[int] = []
        for each in stated:
            numbers += self.documents.get(each) or [self.things[each]]
        return self.source_sets.number(numbers)

    def tables(self) -> Iterator[tuple[str, list[Row]]]:
        """All tables but ``acts``, unsorted."""
        closed = self._closed()
        addresses: set[str] = set()
        texts = [*self.things]
        pairs: list[tuple[int, str, str]] = []
        roles: list[tuple[int, str, str]] = []
        parties: set[tuple[int, str]] = set()
        for coded, castings in ((False, self.castings), (True, self.coded_castings)):
            doing, done_to = ({DIP + each for each in names} for names in ((CODED_DOING, CODED_DONE_TO) if coded else (DOING, DONE_TO)))
            for number, members in castings:
                casting = number * 2 + coded
                cast = [(self.roles[each & _ROLE], texts[each >> _ROLE_BITS]) for each in members]
                roles += [(casting, role, party) for role, party in cast]
                parties |= {(casting, party) for role, party in cast if role != DIP + RECEIVING}
                agents = {party for role, party in cast if role in doing}
                others = {party for role, party in cast if role in done_to}
                pairs += [(casting, agent, toward) for agent in agents for toward in others if agent != toward]
        sources = [(number, texts[each]) for number, members in self.source_sets for each in members]
        kinds = [(number, kind) for found, number in self.kinds_of_sets.items() for kind in found]
        addresses.update(kind for _, kind in kinds if kind is not None)
        addresses.update(each for pair in closed for each in pair)
        addresses.update(source for _, source in sources)
        for _, role, party in roles:
            addresses.add(role)
            addresses.add(party)
        number_of = {address: number for number, address in enumerate(sorted(addresses))}
        yield "kinds", [(number, None if kind is None else number_of[kind]) for number, kind in kinds]
        yield "classes", [(number_of[kind], number_of[above]) for kind, above in closed]
        yield "roles", [(casting, number_of[role], number_of[party]) for casting, role, party in roles]
        yield "parties", [(casting, number_of[party]) for casting, party in parties]
        yield "pairs", [(casting, number_of[agent], number_of[toward]) for casting, agent, toward in pairs]
        yield "sources", [(number, number_of[source]) for number, source in sources]
        yield "names", [(number, address, self._label(address)) for address, number in number_of.items()]

    def _closed(self) -> set[tuple[str, str]]:
        """Each class with itself and all above it."""
        used = {kind for found in self.kinds_of_sets for kind in found if kind is not None}
        found = set()
        for kind in {*self.above, *used}:
            reached, waiting = {kind}, [kind]
            while waiting:
                for each in self.above.get(waiting.pop(), set()) - reached:
                    reached.add(each)
                    waiting.append(each)
            found |= {(kind, each) for each in reached}
        return found

    def _label(self, address: str) -> str | None:
        """The label of a thing."""
        quads = self.store.quads_for_pattern(ox.NamedNode(address), ox.NamedNode(RDFS + "label"), None, None)
        counted = (quad.object for quad in quads if isinstance(quad.graph_name, ox.DefaultGraph) or str(quad.graph_name) in self.coded)
        return self.best([(label.value, label.language or "") for label in counted if isinstance(label, ox.Literal)])

    def best(self, labels: list[tuple[str, str]]) -> str | None:
        """The label to show: in the language of the workspace, else in English, else the first."""
        ranks = {self.language: 0} | ({"en": 1} if self.language != "en" else {})
        return min(((ranks.get(language, 2), label) for label, language in labels), default=(2, None))[1]


def _acts(texts: Iterable[bytes], shared: _Shared) -> Iterator[Row]:
    """The rows of ``acts``, in the order of the lines."""
    wanted = {f"<{iri}>": code for iri, code in _PROPERTIES.items()}
    wanted |= {f"<{role}>": _FIRST_ROLE + at for at, role in enumerate(shared.roles)}
    find = wanted.get
    acts = {f"<{each}> {_HELD}" for each in (_ACT, _SERIES)}
    any_coded = tuple(f" {each} {_HELD}" for each in shared.coded)
    subject, told = "", False
    lines: list[tuple[int, str]] = []
    for text in texts:
        for line in text.decode().rstrip("\n").split("\n"):
            try:
                node, predicate, rest = line.split(" ", 2)
            except ValueError:  # an empty line
                continue
            code = find(predicate)
            if code is None:
                continue
            if node != subject:
                if told:
                    yield from _rows(subject[1:-1], lines, shared)
                subject, told, lines = node, False, []
            lines.append((code, rest))
            if not told and ((code == _TYPE and rest in acts) or (any_coded and rest.endswith(any_coded))):
                told = True
    if told:
        yield from _rows(subject[1:-1], lines, shared)


def _rows(act: str, lines: list[tuple[int, str]], shared: _Shared) -> Iterator[Row]:
    """The row of one act, or none if it does not count; one for each grain if it is an act and a series."""
    held, claimed = _Facts(), _Facts()
    graphs: list[str] = []
    labels: list[tuple[str, str]] = []
    things, agents, coded = shared.things, shared.agents, shared.coded
    for code, rest in lines:
        tail = ""
        if rest[0] == "<":
            value, _, graph = rest[1:].partition("> ")
        elif rest[0] == '"':
            value, _, tail = rest[1:].rpartition('"')
            tail, _, graph = tail.partition(" ")
        else:
            continue
        if graph == _HELD:
            facts = held
        elif graph[:-2] in coded:
            facts = claimed
        else:
            continue
        if code >= _FIRST_ROLE:
            if value in agents:
                facts.roles.append(things[value] << _ROLE_BITS | code - _FIRST_ROLE)
        elif code == _LABEL:
            labels.append((_plain(value), tail[1:] if tail[:1] == "@" else ""))
        else:
            facts.values[code].append(value)
            if code == _STATED and facts is claimed and f"<{value}> {_HELD}" == graph:
                graphs.append(value)
    label = shared.best(labels)
    described = shared.described.get(act, 0)
    types = [each for each in claimed.values[_TYPE] if each != _TEXT]
    if graphs and types:
        series = _SERIES in types
        roles = (each for each in claimed.roles if shared.roles[each & _ROLE] in shared.coded_roles)
        casting = shared.coded_castings.number(roles) * 2 + 1
        kinds = shared.kinds(claimed.values[_MEMBER] if series else types, narrowest=False)
        sources = shared.source_sets.number(things[each] for each in graphs)
        is_held = not {*graphs}.isdisjoint(held.values[_STATED])
        name = min(graphs).rpartition("/")[2]
        yield _row(act, name, is_held, claimed, kinds, casting, sources, label, described if series else None)
        return
    if any(each != _DONE for each in held.values[_OUTCOME]):
        return
    members = [*held.values[_MEMBER]] if _SERIES in held.values[_TYPE] else []
    if _ACT in held.values[_TYPE] or _SERIES in held.values[_TYPE]:
        casting = shared.castings.number(each for each in held.roles if each & _ROLE in shared.told_roles) * 2
        sources = shared.sources(held.values[_STATED])
        if _ACT in held.values[_TYPE]:
            yield _row(act, "", True, held, shared.kinds(held.values[_TYPE], narrowest=True), casting, sources, label, None)
        if _SERIES in held.values[_TYPE]:
            yield _row(act, "", True, held, shared.kinds(members, narrowest=False), casting, sources, label, described)


def _row(
    act: str, source: str, held: bool, facts: _Facts, kinds: int, casting: int, sources: int, label: str | None, described: int | None
) -> Row:
    """A row of ``acts``; `described` is None for an act, and of a series the number of acts of it that are described."""
    least: int = 1
    most: int | None = 1
    if described is not None:
        numbers = [number for each in facts.values[_CLAIMED] if (number := _integer(each)) is not None]
        least = max(min(numbers) - described, 0) if numbers else 1
        most = max(max(numbers) - described, 0) if numbers else None
    earliest, latest, until = (
        _day(min(each)) if each else None for each in (facts.values[_EARLIEST], facts.values[_LATEST], facts.values[_UNTIL])
    )
    grain = "act" if described is None else "series"
    position = min(facts.values[_POSITION]) if facts.values[_POSITION] else None
    ends = until if latest is None else latest
    return act, source, grain, held, least, most, earliest, latest, ends, kinds, casting, sources, position, label


@functools.lru_cache(maxsize=100_000)
def _day(text: str) -> int | None:
    """The number of a day since 1970; None if it is not one."""
    try:
        return date.fromisoformat(text).toordinal() - _EPOCH
    except ValueError:
        return None


def _integer(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """The text of a literal in a line."""
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]] if match[1] else chr(int(match[2] or match[3], 16)), text) if "\\" in text else text
