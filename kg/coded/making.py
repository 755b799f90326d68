"""Making the lines of a coded source: its parties matched, its rows counted in series, or written as acts."""

from __future__ import annotations

import json
import os
import shutil
from itertools import chain
from typing import TYPE_CHECKING, Any

from kg.coded.kept import COUNTS, ENTITIES, KINDS, LINES, SERIES, labels_of
from kg.coded.kinds import Kinds
from kg.coded.matching import decisions_of, match, parties_of
from kg.coded.quads import Writer, encoded, sorting_key
from kg.coded.roles import PartyRoles
from kg.coded.series import matched, series
from kg.settings import setting
from kg.tables import open_engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import ibis

    from kg.coded.entities import Entity
    from kg.coded.sources import Source
    from kg.ontology import Ontology
    from kg.workspace import Workspace

_ACTS = ("actor", "recipient", "kind", "position", "earliest", "latest", "text")


def make(ws: Workspace, ontology: Ontology, source: Source, entities: Sequence[Entity], folder: str) -> tuple[int, int]:
    """Make the files of a source in a folder of its own, in one step. Older folders of the source are removed, but for one.

    Args:
        ws: the workspace.
        ontology: its ontology.
        source: the source.
        entities: the agents of the workspace.
        folder: the folder that is made.

    Returns:
        The number of series, or of acts at the grain of acts, and the number of rows in them.

    Raises:
        DataError: the curator's decisions cannot be read.
        EnvironmentProblem: as for `kg.tables.open_engine`, or the files cannot be written.
    """
    partial = f"{folder}.tmp-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    os.makedirs(partial)
    try:
        with open_engine(megabytes=setting("import_megabytes"), folder=partial) as engine:
            found = match(parties_of(engine, source), source, entities, decisions_of(ws, entities))
            known = [(each.code, each.name, each.entity) for each in found if each.entity is not None]
            types = {"code": "string", "name": "string", "entity": "string"}
            engine.write(engine.table(types, sorted(known, key=str)), os.path.join(partial, ENTITIES))
            codes = [] if source.kind else [row[0] for row in engine.rows(engine.parquet(source.records).select("kind_code").distinct())]
            kinds = Kinds(ontology, source.scheme).table(code for code in codes if code)
            engine.write(engine.table({"code": "string", "kind": "string"}, kinds), os.path.join(partial, KINDS))
            records = matched(engine, source, known, kinds)
            writer = Writer(source, ws.base, PartyRoles(ontology), labels_of(ontology, entities, ws.language))
            number = 0

            def counted(table: ibis.Table) -> Iterator[tuple[Any, ...]]:
                nonlocal number
                for batch in engine.batches(table):
                    number += len(batch)
                    yield from batch

            with open(os.path.join(partial, LINES), "w", encoding="utf-8", newline="\n") as file:
                if source.grain == "acts":
                    acts = records.filter(records["whole"])
                    file.writelines(writer.texts(chain.from_iterable(engine.batches(_texts(acts, writer)))))
                    file.writelines(writer.acts(counted(_acts(acts, writer))))
                    rows = number
                else:
                    path = os.path.join(partial, SERIES)
                    engine.write(series(source, ws.base, records), path)
                    made = engine.parquet(path)
                    file.writelines(writer.series(counted(made.order_by(sorting_key(made["series"])))))
                    rows = engine.rows(made.aggregate(rows=made["count"].sum()))[0][0] or 0
        with open(os.path.join(partial, COUNTS), "w", encoding="utf-8") as file:
            json.dump({"series": number, "rows": rows}, file)
        _sweep(os.path.dirname(folder), source.name)
        shutil.rmtree(folder, ignore_errors=True)  # without its counts it is the rest of something
        os.rename(partial, folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return number, rows


def _acts(acts: ibis.Table, writer: Writer) -> ibis.Table:
    """What `Writer.acts` takes of the records that become acts."""
    found = acts.mutate(iri=writer.act_start() + encoded(acts["record"]), text_part=encoded(acts["text"]))
    return found.select("iri", *_ACTS, "text_part").order_by(sorting_key(found["iri"]))


def _texts(acts: ibis.Table, writer: Writer) -> ibis.Table:
    """What `Writer.texts` takes of the records that become acts."""
    named = acts.filter(acts["text"].notnull() & (acts["text"] != "")).select("text").distinct()
    found = named.mutate(iri=writer.text_start() + encoded(named["text"]))
    return found.select("iri", "text").order_by(sorting_key(found["iri"]))


def _sweep(state: str, name: str) -> None:
    """Remove what earlier builds have kept of a source, but for the newest: a build that runs at the same time may be reading it."""
    own = [each for each in os.scandir(state) if each.is_dir() and each.name.rpartition("-")[0] == name]
    for each in sorted(own, key=lambda found: found.stat().st_mtime_ns)[:-1]:
        shutil.rmtree(each.path, ignore_errors=True)
