"""Series and rows of a coded source as lines of N-Quads.

Each line ends in the name of the source's graph. `in_default` makes of it the line of the default graph. Series and rows have a title and
no label, so that a name that is looked up among labels is not compared with those of a million series.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from kg.coded.records import address_of
from kg.namespaces import DCTERMS, DIP, EDTF, RDF_TYPE, RDFS, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.coded.roles import PartyRoles
    from kg.coded.sources import Source

CODINGS: Final[dict[str, str]] = {"machine": "MachineCoded", "hand": "HandCoded", "official": "OfficialRecord"}
"""What a mapping says of how its rows came about, and the kind of coding that it is."""


def graph_of(base: str, source: str) -> str:
    """The IRI of a coded source, which is also the name of the graph of its series.

    >>> graph_of("https://example.org/w/", "gdelt")
    'https://example.org/w/coded/gdelt'
    """
    return f"{base}coded/{source}"


class Labels(NamedTuple):
    """The labels from which those of series are made, and their language.

    Attributes:
        things: entity or class, as IRI, to its label.
        language: a language tag.
    """

    things: Mapping[str, str]
    language: str

    def of(self, iri: str) -> str:
        """The label of a thing; the last part of its IRI if it has none."""
        return self.things.get(iri) or iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]


def edtf_between(earliest: date, latest: date) -> str:
    """The EDTF date of what happened some time between two days, both included.

    >>> edtf_between(date(1974, 2, 1), date(1974, 2, 1)), edtf_between(date(1974, 1, 1), date(1974, 12, 31))
    ('1974-02-01', '1974')
    >>> edtf_between(date(1974, 2, 1), date(1974, 5, 3))
    '[1974-02-01..1974-05-03]'
    """
    if earliest == latest:
        return earliest.isoformat()
    if earliest.year == latest.year and (earliest.month, earliest.day, latest.month, latest.day) == (1, 1, 12, 31):
        return str(earliest.year)
    return f"[{earliest.isoformat()}..{latest.isoformat()}]"


class Writer:
    """Writes the lines of one source.

    Args:
        source: the source.
        base: the base IRI of the workspace.
        roles: the roles of the parties.
        labels: the labels of entities and classes.
    """

    def __init__(self, source: Source, base: str, roles: PartyRoles, labels: Labels) -> None:
        self._source = source
        self._base = base
        self._roles = roles
        self._labels = labels
        self._iri = graph_of(base, source.name)
        self._end = f" <{self._iri}> .\n"
        self._texts: set[str] = set()

    def series(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        """The lines of series.

        Args:
            rows: the columns of `kg.coded.series.SERIES`.
        """
        end = self._end
        for iri, _, actor, recipient, kind, position, year, count, earliest, latest in rows:
            start = f"<{iri}> <"
            yield f"{start}{RDF_TYPE}> <{DIP}ActSeries>{end}"
            yield f"{start}{DIP}memberKind> <{kind}>{end}"
            yield f'{start}{DIP}claimedCount> "{count}"^^<{XSD}integer>{end}'
            when = str(year) if year is not None else "undated" if earliest is None else "several years"
            what = f"{self._deed(actor, recipient, kind, position)}, {when}"
            yield f"{start}{DCTERMS}title> {self._text(what)}{end}"
            yield from self._common(start, actor, recipient, kind, position, earliest, latest)

    def acts(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        """The lines of rows as acts.

        Args:
            rows: record, actor, recipient, kind, position, text, earliest, latest.
        """
        end = self._end
        for record, actor, recipient, kind, position, text, earliest, latest in rows:
            start = f"<{address_of(self._base, self._source.name, record)}> <"
            yield f"{start}{RDF_TYPE}> <{kind}>{end}"
            what = self._deed(actor, recipient, kind, position) + (f", {text}" if text else "")
            yield f"{start}{DCTERMS}title> {self._text(what)}{end}"
            if text:
                node = f"{self._iri}/text/{quote(text, safe='')}"
                yield f"{start}{DIP}onText> <{node}>{end}"
                if text not in self._texts:
                    self._texts.add(text)
                    yield f"<{node}> <{RDF_TYPE}> <{DIP}Text>{end}"
                    yield f"<{node}> <{DCTERMS}title> {self._text(text)}{end}"
                    yield f"<{node}> <{DIP}statedIn> <{self._iri}>{end}"
            yield from self._common(start, actor, recipient, kind, position, earliest, latest)

    def _common(
        self, start: str, actor: str, recipient: str | None, kind: str, position: str | None, earliest: date | None, latest: date | None
    ) -> Iterator[str]:
        end = self._end
        first, second = self._roles.of(kind)
        yield f"{start}{first}> <{actor}>{end}"
        if recipient is not None:
            yield f"{start}{second}> <{recipient}>{end}"
        if position is not None:
            yield f"{start}{DIP}position> <{DIP}{position}>{end}"
        if earliest is not None and latest is not None:
            yield f'{start}{DIP}date> "{edtf_between(earliest, latest)}"^^<{EDTF}EDTF>{end}'
            yield f'{start}{DIP}earliest> "{earliest.isoformat()}"^^<{XSD}date>{end}'
            yield f'{start}{DIP}latest> "{latest.isoformat()}"^^<{XSD}date>{end}'
        yield f"{start}{DIP}statedIn> <{self._iri}>{end}"

    def _deed(self, actor: str, recipient: str | None, kind: str, position: str | None) -> str:
        """A few words on who did what: ``Pakistan: condemnation (Israel)``."""
        label = self._labels.of
        what = f"{label(actor)}: {label(kind)}"
        if position is not None:
            what += f" {label(DIP + position)}"
        return what if recipient is None else f"{what} ({label(recipient)})"

    def _text(self, text: str) -> str:
        return str(ox.Literal(text, language=self._labels.language))


def described(source: Source, base: str, counted: int) -> Iterator[str]:
    """What the record graph says of a source, as lines without the name of the graph.

    Args:
        source: the source.
        base: the base IRI of the workspace.
        counted: the number of rows in its series or acts.
    """
    node = f"<{graph_of(base, source.name)}>"
    coding = CODINGS.get(source.coding, "MachineCoded")
    yield f"{node} <{RDF_TYPE}> <{DIP}CodedSource>"
    yield f"{node} <{DIP}coding> <{DIP}{coding}>"
    yield f"{node} <{RDFS}label> {ox.Literal(source.title)}"
    yield f'{node} <{DIP}rowsHeld> "{source.rows}"^^<{XSD}integer>'
    yield f'{node} <{DIP}rowsCounted> "{counted}"^^<{XSD}integer>'
    for name, value in (
        (DCTERMS + "publisher", source.publisher),
        (DCTERMS + "bibliographicCitation", source.citation),
        (DCTERMS + "license", source.license),
        (SCHEMA + "url", source.homepage),
    ):
        if value:
            yield f"{node} <{name}> {_node_or_text(value)}"
    for _, _, digest, *_ in source.files:
        yield f'{node} <{DIP}sha256> "{digest}"'


def _node_or_text(value: str) -> str:
    if value.startswith(("https://", "http://")):
        try:
            return str(ox.NamedNode(value))
        except ValueError:  # not an IRI
            pass
    return str(ox.Literal(value))


def in_default(line: str, graph: str) -> str:
    """The line of the default graph that says what a line of a graph says.

    >>> in_default("<x:s> <x:p> <x:o> <x:g> .\\n", "x:g")
    '<x:s> <x:p> <x:o> .\\n'
    """
    return line.removesuffix(f" <{graph}> .\n") + " .\n"
