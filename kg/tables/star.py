"""The acts of a snapshot as columnar tables, for what is counted over all of them.

The tables say what the quads say, no more: what the default graph holds, and what each coded source claims, held or not. The engine writes
the statements of one property after the other, in the order in which it keeps them, and DuckDB joins them, so that memory is bounded.

==========  ==========================================================================================================================
`acts`      ``act`` (each once), ``source`` (of a coded act its name, else empty), ``grain`` (``act`` or ``series``), ``held`` (whether it
            is in the default graph), ``least`` and ``most`` (the number that it counts for; ``most`` is empty if it is unknown),
            ``earliest``, ``latest``, ``until`` (the day until which it counts), ``position``, ``label``
`kinds`     ``act``, ``kind``: the narrowest classes of an act, and the member kinds of a series
`classes`   ``kind``, ``above``: each class with itself and all classes above it
`parties`   ``act``, ``role``, ``party``: every role of every agent, also the roles that follow from narrower ones
`sources`   ``act``, ``source``: the documents and coded sources that tell of it
`names`     ``thing``, ``label``: of agents, classes, roles and sources, in the language of the workspace
==========  ==========================================================================================================================

An act that was not carried out is not in the tables.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import tempfile
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.digests import SEEN, Digests
from kg.errors import EnvironmentProblem
from kg.namespaces import DIP, RDF, RDFS
from kg.tables.engines import Engine, open_engine
from kg.values import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis

    from kg.snapshot import Snapshot

FOLDER: Final = "tables"
"""The folder of the tables of all snapshots, in the state folder of a workspace."""
TABLES: Final = ("acts", "kinds", "classes", "parties", "sources", "names")
FORMAT: Final = 1
"""The version of the tables in the state folder; older ones are made again."""
_DIGESTS: Final = "digests.json"
_KEPT: Final = 4
"""So many tables of snapshots stay in the state folder."""

ROLES: Final = ("participant", "onBehalfOf", "target", "intendedFor", "inSupportOf", "through")
"""The properties by which an agent has a role in an act; everything below them counts, too."""
_RECEIVING: Final = "receivingParty"
CODED_DOING: Final = ("actor", "party", "firstSide", "host", "member", "holder", "sentBy")
CODED_DONE_TO: Final = ("recipient", "counterpart", "target", "victim", "party", "secondSide", "place")
"""The roles of the two parties of coded acts and series (`kg.coded.roles`); nothing is entailed in the graphs of their sources."""

_CODED: Final = f"?graph a <{DIP}CodedSource> . GRAPH ?graph"


class Star(NamedTuple):
    """The tables of one snapshot, as the engine reads them; see above for their columns."""

    acts: ibis.Table
    kinds: ibis.Table
    classes: ibis.Table
    parties: ibis.Table
    sources: ibis.Table
    names: ibis.Table


def open_star(engine: Engine, folder: str) -> Star:
    """The tables in a folder.

    Args:
        engine: the engine that reads them.
        folder: the path of the folder or, for a cluster, the address under which it reads it, such as ``s3a://bucket/tables``.

    Raises:
        EnvironmentProblem: a table is missing.
    """
    join = os.path.join if engine.embedded else "{}/{}".format
    return Star(*(engine.parquet(join(folder.rstrip("/"), f"{name}.parquet")) for name in TABLES))


def installed() -> bool:
    """Whether the libraries that make and read the tables are installed; nothing is imported."""
    return all(importlib.util.find_spec(name) is not None for name in ("duckdb", "ibis", "pyarrow"))


def star_folder(snapshot: Snapshot, state: str) -> str:
    """The folder of the tables of a snapshot, in the state folder of its workspace. They are made if they are not there, or damaged.

    They are not in the snapshot itself, so that it has the same bytes whether the libraries are installed or not. Their name is the digest
    of the snapshot.

    Args:
        snapshot: the snapshot.
        state: the path of the state folder.

    Raises:
        EnvironmentProblem: the tables cannot be made: the libraries are not installed, or the folder cannot be written.
    """
    kept = os.path.join(state, FOLDER)
    found = os.path.join(kept, f"{snapshot.digest[:16]}-{FORMAT}")
    if not _is_whole(found):
        try:
            os.makedirs(kept, exist_ok=True)
            made = tempfile.mkdtemp(dir=kept, prefix="tmp-")
            try:
                write_star(snapshot.store, made, snapshot.language)
                _seal(made)
                shutil.rmtree(found, ignore_errors=True)
                try:
                    os.rename(made, found)
                except OSError:
                    if not _is_whole(found):  # another process has been faster
                        raise
            finally:
                shutil.rmtree(made, ignore_errors=True)
            _forget(kept, found)
        except OSError as problem:
            hint = "check that the folder can be written and the disk has room"
            raise EnvironmentProblem(f"the tables of the acts cannot be written: {problem.strerror or problem}", kept, hint) from problem
    return found


def _seal(folder: str) -> None:
    """Write down the digests of the tables in a folder."""
    digests = Digests("")
    found = {name: digests.of(os.path.join(folder, f"{name}.parquet")) for name in TABLES}
    with open(os.path.join(folder, _DIGESTS), "w", encoding="utf-8") as file:
        json.dump(found, file)


def _is_whole(folder: str) -> bool:
    """Whether a folder has all tables as they were written. A table is read only if the status of its file has changed."""
    digests = Digests(os.path.join(folder, SEEN))
    try:
        with open(os.path.join(folder, _DIGESTS), encoding="utf-8") as file:
            recorded = json.load(file)
        whole = all(digests.of(os.path.join(folder, f"{name}.parquet")) == recorded[name] for name in TABLES)
    except (OSError, ValueError, KeyError, TypeError):
        return False
    digests.save()
    return whole


def _forget(kept: str, newest: str) -> None:
    """Remove the tables of older snapshots."""
    with os.scandir(kept) as entries:
        others = sorted((each.stat().st_mtime, each.path) for each in entries if each.path != newest and not each.name.startswith("tmp-"))
    for _, path in others[: max(len(others) - _KEPT + 1, 0)]:
        shutil.rmtree(path, ignore_errors=True)


def write_star(store: ox.Store, folder: str, language: str = "en", *, megabytes: int = 1_024) -> None:
    """Write the tables of a snapshot. The same quads give the same bytes.

    Args:
        store: all quads.
        folder: an existing folder, for the files ``acts.parquet`` and so on.
        language: the language that labels are preferred in.
        megabytes: the memory that DuckDB may use.

    Raises:
        EnvironmentProblem: the libraries are not installed, or a file cannot be written.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix="tmp-") as scratch, open_engine(megabytes=megabytes, folder=scratch) as engine:
        star = _Statements(store, engine, scratch).star(language)
        for name, table in zip(TABLES, star, strict=True):
            engine.write(table.order_by(list(table.columns)), os.path.join(folder, f"{name}.parquet"))


class _Statements:
    """The statements of single properties as tables."""

    def __init__(self, store: ox.Store, engine: Engine, scratch: str) -> None:
        self.store = store
        self.engine = engine
        self.scratch = scratch
        self.files = 0
        self.coded = bool(store.query(f"ASK {{ ?source a <{DIP}CodedSource> }}"))

    def select(self, query: str, columns: Sequence[str]) -> ibis.Table:
        """The answer to a SELECT as a table of texts; what is unbound is NULL."""
        self.files += 1
        path = os.path.join(self.scratch, f"{self.files}.csv")
        found = self.store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        found.serialize(path, format=ox.QueryResultsFormat.CSV)
        types = dict.fromkeys(columns, "VARCHAR")
        options = {"header": True, "auto_detect": False, "delim": ",", "quote": '"', "escape": '"', "new_line": "\\r\\n", "nullstr": ""}
        read = self.engine.backend.read_csv(path, columns=types, **options)
        # A copy of the rows, which are used more than once; DuckDB puts on disk what does not fit into memory.
        kept: ibis.Table = self.engine.backend.create_table(f"statements_{self.files}", read)
        os.remove(path)
        return kept

    def held(self, iri: str) -> ibis.Table:
        """The subjects and objects of a property in the default graph."""
        return self.select(f"SELECT ?act ?value {{ ?act <{iri}> ?value }}", ("act", "value"))

    def claimed(self, iri: str) -> ibis.Table:
        """The subjects and objects of a property in the graphs of the coded sources, each with its graph."""
        if not self.coded:
            return self.engine.table({"act": "string", "value": "string"}, [])
        return self.select(f"SELECT ?act ?value {{ {_CODED} {{ ?act <{iri}> ?value }} }}", ("act", "value"))

    def star(self, language: str) -> Star:
        """All tables, unsorted."""
        import ibis

        below = self.select(f"SELECT ?kind ?above {{ ?kind <{RDFS}subClassOf> ?above }}", ("kind", "above")).distinct()
        types = self.held(RDF + "type").distinct()
        acts, series = (types.filter(types.value == DIP + name)[["act"]].distinct() for name in ("Act", "ActSeries"))
        outcomes = self.held(DIP + "outcome")
        failed = outcomes.filter(outcomes.value != DIP + "Done")[["act"]]
        held = acts.mutate(grain=ibis.literal("act")).union(series.mutate(grain=ibis.literal("series"))).anti_join(failed, "act")

        coded_types = self.claimed(RDF + "type").distinct()
        coded_types = coded_types.filter(coded_types.value != DIP + "Text")
        graphs = self.claimed(DIP + "statedIn").distinct().semi_join(coded_types, "act")
        held = held.anti_join(graphs, "act")
        coded_series = coded_types.filter(coded_types.value == DIP + "ActSeries")[["act"]].distinct()
        others = coded_types[["act"]].distinct().anti_join(coded_series, "act")
        coded = coded_series.mutate(grain=ibis.literal("series")).union(others.mutate(grain=ibis.literal("act")))
        every = held.mutate(held=ibis.literal(True))
        if self.coded:
            stated = self.held(DIP + "statedIn").semi_join(graphs, ["act", "value"]).select("act").distinct()
            every = every.union(coded.semi_join(stated, "act").mutate(held=ibis.literal(True)))
            every = every.union(coded.anti_join(stated, "act").mutate(held=ibis.literal(False)))

        def values(name: str) -> ibis.Table:
            """The values of a property of the acts, of each in the graphs that count for it."""
            found = self.held(DIP + name).semi_join(held, "act")
            return found.union(self.claimed(DIP + name).semi_join(graphs, "act")) if self.coded else found

        kinds = self._kinds(types, below, acts, held, series)
        if self.coded:
            own = coded_types.semi_join(others, "act").rename(kind="value")
            members = self.claimed(DIP + "memberKind").semi_join(coded_series, "act").rename(kind="value")
            kinds = kinds.union(own).union(members)
        parties = self._parties(held, graphs)
        sources = self._sources(held, graphs)
        labels = self._labels(language)
        things = sources.select(thing=sources.source).union(parties.select(thing=parties.party)).union(parties.select(thing=parties.role))
        things = things.union(below.select(thing=below.kind)).union(below.select(thing=below.above)).distinct()
        names = things.inner_join(labels, things.thing == labels.act).select(thing=things.thing, label=labels.label)
        return Star(
            self._acts(every, graphs, values, labels),
            kinds.distinct(),
            self._classes(below, kinds),
            parties.distinct(),
            sources.distinct(),
            names,
        )

    def _kinds(self, types: ibis.Table, below: ibis.Table, acts: ibis.Table, held: ibis.Table, series: ibis.Table) -> ibis.Table:
        """The narrowest classes of the acts that are held, and the member kinds of the series."""
        mine = types.semi_join(acts, "act").semi_join(held, "act")
        above = mine.inner_join(below, mine.value == below.kind).select(act=mine.act, value=below.above).distinct()
        members = self.held(DIP + "memberKind").semi_join(series, "act").semi_join(held, "act")
        return mine.anti_join(above, ["act", "value"]).union(members).rename(kind="value")

    def _classes(self, below: ibis.Table, kinds: ibis.Table) -> ibis.Table:
        """Each class with itself and all above it. There are some thousand at most, so that this process computes them."""
        direct: dict[str, set[str]] = {}
        for kind, above in self.engine.rows(below):
            direct.setdefault(kind, set()).add(above)
            direct.setdefault(above, set())
        for (kind,) in self.engine.rows(kinds.filter(kinds.kind.notnull())[["kind"]].distinct()):
            direct.setdefault(kind, set())
        found = []
        for kind in direct:
            reached, waiting = {kind}, [kind]
            while waiting:
                for each in direct[waiting.pop()] - reached:
                    reached.add(each)
                    waiting.append(each)
            found += [(kind, each) for each in reached]
        return self.engine.table({"kind": "string", "above": "string"}, found)

    def _parties(self, held: ibis.Table, graphs: ibis.Table) -> ibis.Table:
        """The roles of agents."""
        import ibis

        wanted = " ".join(f"<{DIP}{each}>" for each in (*ROLES, _RECEIVING))
        query = f"SELECT ?role ?top {{ VALUES ?top {{ {wanted} }} ?role <{RDFS}subPropertyOf>+ ?top }}"
        roles = {role for role, _ in self.engine.rows(self.select(query, ("role", "top")))} | {DIP + each for each in (*ROLES, _RECEIVING)}
        agents = self.select(f"SELECT ?party ?same {{ ?party a <{DIP}Agent> }}", ("party", "same"))[["party"]].distinct()
        given = [table.mutate(role=ibis.literal(role)) for role in sorted(roles) if (table := self.some(role)) is not None]
        found = self.engine.table({"act": "string", "value": "string", "role": "string"}, [])
        for each in given:
            found = found.union(each.semi_join(held, "act"))
        for name in sorted({*CODED_DOING, *CODED_DONE_TO}) if self.coded else ():
            if self.store.query(f"ASK {{ {_CODED} {{ ?act <{DIP}{name}> ?value }} }}"):  # a source has few of the roles
                found = found.union(self.claimed(DIP + name).semi_join(graphs, "act").mutate(role=ibis.literal(DIP + name)))
        found = found.select("act", "role", party=found.value)
        return found.semi_join(agents, "party")

    def some(self, iri: str) -> ibis.Table | None:
        """The statements of a property in the default graph; None if there are none, as of most roles."""
        return self.held(iri) if self.store.query(f"ASK {{ ?act <{iri}> ?value }}") else None

    def _sources(self, held: ibis.Table, graphs: ibis.Table) -> ibis.Table:
        """The documents and coded sources that tell of the acts."""
        stated = self.held(DIP + "statedIn").semi_join(held, "act")
        documents = self.held(DIP + "document")
        joined = stated.left_join(documents, stated.value == documents.act)
        found = joined.select(act=stated.act, source=documents.value.coalesce(stated.value))
        return found.union(graphs.rename(source="value"))

    def _labels(self, language: str) -> ibis.Table:
        """A label of each thing: in the language of the workspace, else in English, else the first."""
        import ibis

        query = f"SELECT ?act ?label (LANG(?label) AS ?language) {{ ?act <{RDFS}label> ?label }}"
        found = self.select(query, ("act", "label", "language"))
        if self.coded:
            query = f"SELECT ?act ?label (LANG(?label) AS ?language) {{ {_CODED} {{ ?act <{RDFS}label> ?label }} }}"
            found = found.union(self.select(query, ("act", "label", "language")))
        rank = ibis.ifelse(found.language == language, 0, ibis.ifelse(found.language == "en", 1, 2))
        found = found.filter(found.label.notnull()).mutate(rank=rank)
        found = found.mutate(place=ibis.row_number().over(ibis.window(group_by="act", order_by=["rank", "label"])))
        return found.filter(found.place == 0)[["act", "label"]]

    def _acts(self, every: ibis.Table, graphs: ibis.Table, values: object, labels: ibis.Table) -> ibis.Table:
        """The acts with their days and numbers."""
        import ibis

        assert callable(values)
        claims = values("claimedCount")
        claims = claims.mutate(number=claims.value.try_cast("int64"))
        claims = claims.group_by("act").agg(fewest=claims.number.min(), greatest=claims.number.max())
        members = self.held(DIP + "countedIn")
        members = members.select(act=members.value, member=members.act).group_by("act").agg(described=lambda each: each.member.nunique())
        named = graphs.group_by("act").agg(source=graphs.value.re_extract("([^/]*)$", 1).min())
        found = every
        for name, table in (("claims", claims), ("members", members), ("named", named), ("labels", labels)):
            found = found.left_join(table, "act", rname=f"{{name}}_{name}")
        for name in ("earliest", "latest", "countedUntil", "position"):
            table = values(name)
            table = table.group_by("act").agg(**{name: table.value.min()})
            found = found.left_join(table, "act", rname=f"{{name}}_{name}")
        one, described = found.grain == "act", found.described.fill_null(0)
        fewest, greatest = (number - described for number in (found.fewest, found.greatest))  # NULL where no number is claimed
        least = ibis.ifelse(one, 1, ibis.ifelse(fewest < 0, 0, fewest).fill_null(1))
        most = ibis.ifelse(one, 1, ibis.ifelse(greatest < 0, 0, greatest))
        earliest, latest, until = (found[each].try_cast("date") for each in ("earliest", "latest", "countedUntil"))
        return found.select(
            act=found.act,
            source=found.source.fill_null(""),
            grain=found.grain,
            held=found.held,
            least=least.cast("int64"),
            most=most.cast("int64"),
            earliest=earliest,
            latest=latest,
            until=latest.coalesce(until),
            position=found.position,
            label=found.label,
        )
