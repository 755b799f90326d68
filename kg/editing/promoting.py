"""Promoting a row of a coded source to an act of the curated data.

The promoted rows of a source are one document, whose text has a line for each. Each line is a passage, with its place and digest like any
other, and what it says is an assertion graph of its own, which the curator may correct.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, unquote

import pyoxigraph as ox

from kg.authored.formatting import formatted
from kg.coded.opening import COLUMNS, open_rows, source_of
from kg.coded.quads import CODINGS, edtf_between, graph_of
from kg.coded.records import address_of
from kg.coded.roles import PartyRoles
from kg.editing.saving import Change, recover, save_files
from kg.errors import NameNotFound, UsageError
from kg.files import read_file
from kg.namespaces import DIP, PREFIXES, WORKSPACE_PREFIXES
from kg.record.names import Names, fold
from kg.snapshot.locks import Lock
from kg.sources.indexing import TEXTS_FOLDER
from kg.terms import shorten
from kg.values import JsonObject, Printable

if TYPE_CHECKING:
    from kg.coded.sources import Source
    from kg.ontology import Ontology
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace

_FOLDER: Final = "data/coded"
_STATE: Final = "promoting"


@dataclass(frozen=True, slots=True)
class Promoted(Printable):
    """What `promote` did.

    Attributes:
        acts: the IRI of each new act, and the name of the passage that states it.
        known: the addresses of the rows that had been promoted before.
        files: the files that were written, as paths inside the workspace.
    """

    acts: tuple[tuple[str, str], ...]
    known: tuple[str, ...]
    files: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{act}, stated in {passage}" for act, passage in self.acts]
        lines += [f"{address} was promoted before" for address in self.known]
        lines += [f"wrote {file}" for file in self.files]
        return "".join(f"{line}\n" for line in lines)

    def to_json(self) -> JsonObject:
        """The acts, the rows that were known, and the files, as ``kg promote --json`` prints them."""
        return {
            "acts": [{"iri": act, "passage": passage} for act, passage in self.acts],
            "known": list(self.known),
            "files": list(self.files),
        }


def promote(ws: Workspace, snapshot: Snapshot, ontology: Ontology, names: Names, addresses: Sequence[str]) -> Promoted:
    """Promote rows to acts. All of them or none are written.

    Args:
        ws: the workspace.
        snapshot: its snapshot, in which the sources are.
        ontology: its ontology.
        names: the names of the snapshot.
        addresses: the IRIs of the rows, as `kg.graph.Graph.rows` gives them; all of one source.

    Raises:
        NameNotFound: an address is not that of a row.
        UsageError: a party of a row is not an entity of the workspace, or the rows come from several sources.
        ChangedMeanwhileError: a file has changed while it was being rewritten.
        EnvironmentProblem: a file cannot be written.
    """
    found = [_row(ws, snapshot, address) for address in dict.fromkeys(addresses)]
    sources = {source.name for source, _ in found}
    if len(sources) > 1:
        raise UsageError(f"the rows are of several sources: {', '.join(sorted(sources))}", None, "promote those of one source at a time")
    for _, row in found:
        _check(row)
    if not found:
        return Promoted((), (), ())
    state = os.path.join(ws.state_folder, _STATE)
    os.makedirs(state, exist_ok=True)
    with Lock(state):
        recover(ws.folder, state, lambda _: None)
        return _Promoting(ws, found[0][0], ontology, names).add([row for _, row in found], state)


def _row(ws: Workspace, snapshot: Snapshot, address: str) -> tuple[Source, dict[str, Any]]:
    named = source_of(snapshot.base, address)
    opened = open_rows(ws, snapshot, address) if named is not None and named[0] == "record" else None
    if opened is None:
        raise NameNotFound(f"{address!r} is not the address of a row", None, "kg rows SERIES lists the addresses of the rows of a series")
    return opened.source, dict(zip(COLUMNS, opened.rows[0], strict=True))


def _check(row: Mapping[str, Any]) -> None:
    for role in ("actor", "recipient"):
        coded = [str(each) for each in (row[f"{role}_name"], row[f"{role}_code"]) if each]
        if row[role] is None and (coded or role == "actor"):
            what = f"the {role} {' '.join(coded)}".rstrip()
            hint = "say in coded/actors.csv which entity it is, or add its name to the entity, and build"
            raise UsageError(f"{what} of the row {row['record']} is no entity of the workspace", None, hint)


class _Promoting:
    """The files of the promoted rows of one source."""

    def __init__(self, ws: Workspace, source: Source, ontology: Ontology, names: Names) -> None:
        self._ws = ws
        self._source = source
        self._roles = PartyRoles(ontology)
        self._names = names
        self._slug = f"{source.name}-rows"
        self._minted: set[str] = set()
        used = {name: PREFIXES[name] for name in ("dcterms", "dip", "edtf", "oa", "skos")}
        self._prefixes = used | {name: ws.base + path for name, path in WORKSPACE_PREFIXES.items()}

    def add(self, rows: Sequence[Mapping[str, Any]], state: str) -> Promoted:
        text_file = f"{TEXTS_FOLDER}/{self._slug}.txt"
        acts_file, record_file = f"{_FOLDER}/{self._slug}.trig", f"{_FOLDER}/{self._slug}.passages.trig"
        before = {path: self._read(path) for path in (text_file, acts_file, record_file)}
        lines = (before[text_file] or "").splitlines()
        known = {unquote(line.partition(": ")[0]): number for number, line in enumerate(lines, 1)}
        acts, blocks, already = [], [], []
        for row in rows:
            address = address_of(self._ws.base, self._source.name, row["record"])
            if row["record"] in known:
                already.append(address)
                continue
            lines.append(_line(row))
            passage = f"{self._source.name}-{len(lines)}"
            act, block = self._act(row, passage)
            acts.append((act, f"{self._ws.base}passage/{passage}"))
            blocks.append(block)
        if not acts:
            return Promoted((), tuple(already), ())
        text = "".join(f"{line}\n" for line in lines)
        whole = (before[acts_file] or self._head()) + "\n" + "\n".join(blocks)
        after = {text_file: text, record_file: formatted(self._record(lines, text)), acts_file: formatted(whole)}
        save_files(self._ws.folder, state, [Change(path, before[path], after[path]) for path in after], "promote", lambda _: None)
        return Promoted(tuple(acts), tuple(already), tuple(after))

    def _read(self, inside: str) -> str | None:
        path = os.path.join(self._ws.folder, *inside.split("/"))
        return read_file(path).decode("utf-8") if os.path.lexists(path) else None

    def _head(self) -> str:
        return "".join(f"@prefix {name}: <{self._prefixes[name]}> .\n" for name in sorted(self._prefixes))

    def _record(self, lines: Sequence[str], text: str) -> str:
        """The record of the document and its passages."""
        source, base = self._source, self._ws.base
        document = self._short(f"{base}id/{self._slug}")
        label = ox.Literal(f"promoted rows of {source.title}", language="en")
        statements = [
            f"{document} a dip:SourceDocument ; skos:prefLabel {label} ; dcterms:title {label}",
            f"  dcterms:isPartOf <{graph_of(base, source.name)}> ; dip:coding dip:{CODINGS.get(source.coding, 'MachineCoded')}",
            f'  dip:fileName "{self._slug}.txt" ; dip:characters {len(text)} ; dip:sha256 "{_digest(text)}"',
        ]
        if source.publisher:
            statements.append(f"  dcterms:publisher {ox.Literal(source.publisher)}")
        if re.fullmatch(r'https?://[^\s<>"{}|\\^`]+', source.license):
            statements.append(f"  dcterms:license <{source.license}>")
        elif source.license:
            statements.append(f"  dcterms:rights {ox.Literal(source.license)}")
        out = [self._head(), "k:record {\n", " ;\n".join(statements), " .\n"]
        start = 0
        for number, line in enumerate(lines, 1):
            record = unquote(line.partition(": ")[0])
            passage = f"{base}passage/{source.name}-{number}"
            out.append(
                f'\n{self._short(passage)} a dip:Passage ; dip:document {document} ; dip:section "(rows)" ; dip:number {number} ;\n'
                f'  dip:passageKind dip:TableRow ; dip:sha256 "{_digest(line)}" ; oa:hasSelector <{passage}/position> ;\n'
                f"  dip:ofRow <{address_of(base, source.name, record)}> .\n"
                f"<{passage}/position> a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(line)} .\n"
            )
            start += len(line) + 1
        return "".join([*out, "}\n"])

    def _act(self, row: Mapping[str, Any], passage: str) -> tuple[str, str]:
        """The IRI of the act of a row, and its assertion graph as TriG."""
        base, label = self._ws.base, self._names.label
        kind = row["kind"] or f"{DIP}Act"
        parties = [ox.NamedNode(row[role]) for role in ("actor", "recipient") if row[role] is not None]
        what = f"{label(parties[0])}: {label(ox.NamedNode(kind))}"
        if row["position"]:
            what += f" {label(ox.NamedNode(DIP + row['position']))}"
        if len(parties) > 1:
            what += f" ({label(parties[1])})"
        if row["text"]:
            what += f", {row['text']}"
        act = self._mint(f"{what} {row['earliest'] or ''}")
        first, second = self._roles.of(kind)
        says = [f"{self._short(act)} a {self._short(kind)}", f"skos:prefLabel {ox.Literal(what, language='en')}"]
        says += [f"{self._short(role)} {self._short(party.value)}" for role, party in zip((first, second), parties, strict=False)]
        if row["position"]:
            says.append(f"dip:position dip:{row['position']}")
        text = ""
        if row["text"]:
            node = self._short(f"{base}id/{self._source.name}-text-{_words(row['text'])}")
            says.append(f"dip:onText {node}")
            text = f"\n{node} a dip:Text ; skos:prefLabel {ox.Literal(row['text'], language='en')} .\n"
        if row["earliest"] is not None and row["latest"] is not None:
            when = edtf_between(row["earliest"], row["latest"])
            says.append(f'dip:date "{when}"^^edtf:EDTF ; dip:dateBasis dip:AsStated')
        gist = ox.Literal(f"According to a row of {self._source.title}: {what}.", language="en")
        graph, cited = self._short(f"{base}assertion/{passage}-1"), self._short(f"{base}passage/{passage}")
        return act, (
            f"k:record {{ {graph} dip:cites {cited} ; dip:standing dip:Stated ; dip:gist {gist} . }}\n\n"
            f"{graph} {{ {' ; '.join(says)} .\n{text}}}\n"
        )

    def _short(self, iri: str) -> str:
        """An IRI as TriG writes it."""
        short = shorten(iri, self._prefixes)
        return f"<{iri}>" if short == iri else short

    def _mint(self, text: str) -> str:
        """A new IRI for an act."""
        slug = _words(text)
        for number in range(1, 1_000_000):
            iri = f"{self._ws.base}id/{slug if number == 1 else f'{slug}-{number}'}"
            node = ox.NamedNode(iri)
            if iri not in self._minted and next(iter(self._names.store.quads_for_pattern(node, None, None)), None) is None:
                self._minted.add(iri)
                return iri
        raise AssertionError("no name is left")


def _line(row: Mapping[str, Any]) -> str:
    """A row as a line of text: its identifier and what it says, in a fixed order."""
    parts = []
    for role in ("actor", "recipient"):
        coded = [str(each) for each in (row[f"{role}_name"], row[f"{role}_code"]) if each]
        if coded:
            parts.append(f"{role} {coded[0]}" + (f" ({coded[1]})" if len(coded) > 1 else ""))
    for name in ("kind_code", "position", "text", "earliest", "latest", "place", "quantity", "unit"):
        value = row[name]
        if value is not None and value != "" and not (name == "latest" and value == row["earliest"]):
            parts.append(f"{name.replace('_', ' ')} {value}")
    if row["line"] is not None:
        parts.append(f"{row['file']} line {row['line']}")
    return f"{quote(str(row['record']), safe='')}: " + " ".join("; ".join(parts).split())


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _words(text: str) -> str:
    """A text as the last part of an IRI."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text).encode("ascii", "ignore").decode())) or "row"
