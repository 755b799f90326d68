"""Series and rows of a coded source as lines of N-Quads.

Each line ends in the name of the source's graph. `in_default` makes of it the line of the default graph. Series and rows have a title and
no label, so that a name that is looked up among labels is not compared with those of a million series.

The lines come out sorted by their bytes, as a snapshot has them, if the rows go in sorted by `sorting_key`: sorting the short IRIs of rows
costs a fraction of sorting nine times as many lines.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pyoxigraph as ox

from kg.coded.records import address_of
from kg.namespaces import DCTERMS, DIP, EDTF, RDF_TYPE, RDFS, SCHEMA, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import ibis

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


_CACHED: Final = 100_000
"""What many rows share is written once; so many of these pieces are kept."""


def sorting_key(subject: ibis.Value) -> ibis.Value:
    """What rows are sorted by so that their lines come out sorted: an IRI as a line has it, with what ends it.

    Args:
        subject: the IRI.
    """
    return subject + ">"


def encoded(text: ibis.Value) -> ibis.Value:
    """A text as a part of an IRI, as `urllib.parse.quote` makes it with nothing that is safe. For DuckDB only.

    Args:
        text: the text.
    """
    import ibis

    @ibis.udf.scalar.builtin  # type: ignore[untyped-decorator]
    def url_encode(text: str) -> str:  # type: ignore[empty-body]
        """What DuckDB calls it."""

    found: ibis.Value = url_encode(text)
    return found


class Writer:
    """Writes the lines of one source.

    Args:
        source: the source.
        base: the base IRI of the workspace.
        roles: the roles of the parties.
        labels: the labels of entities and classes.
    """

    def __init__(self, source: Source, base: str, roles: PartyRoles, labels: Labels) -> None:
        self._base = base
        self._source = source
        self._roles = roles
        self._labels = labels
        self._iri = graph_of(base, source.name)
        self._end = f" <{self._iri}> .\n"
        self._language = str(ox.Literal("", language=labels.language))[1:]
        self._stated = f"<{DIP}statedIn> <{self._iri}>{self._end}"
        self._deed = lru_cache(_CACHED)(self._deed_of)
        self._days = lru_cache(_CACHED)(self._days_of)
        self._text = lru_cache(_CACHED)(self._text_of)

    def series(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        """The lines of series, some at a time.

        Args:
            rows: the columns of `kg.coded.series.SERIES`, sorted.
        """
        return _blocks((row[0], self._of_series(*row[2:])) for row in rows)

    def acts(self, rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
        """The lines of rows as acts, some at a time.

        Args:
            rows: the IRI of the row, actor, recipient, kind, position, earliest, latest, text, and the text as `encoded`; sorted.
        """
        return _blocks((row[0], self._of_act(*row[1:])) for row in rows)

    def texts(self, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
        """The lines of the texts that acts are on, some at a time. They sort before those of acts.

        Args:
            rows: the IRI of the text, and the text; sorted.
        """
        kind = f"<{RDF_TYPE}> <{DIP}Text>{self._end}"
        return _blocks((iri, [self._title(_escaped(text)), kind, self._stated]) for iri, text in rows)

    def text_start(self) -> str:
        """How the IRIs of texts begin; the text as `encoded` follows."""
        return f"{self._iri}/text/"

    def act_start(self) -> str:
        """How the IRIs of rows begin; the identifier as `encoded` follows."""
        return address_of(self._base, self._source.name, "")

    def _of_series(
        self,
        actor: str,
        recipient: str | None,
        kind: str,
        position: str | None,
        year: int | None,
        count: int,
        earliest: date | None,
        latest: date | None,
    ) -> list[str]:
        """What follows the subject in the lines of a series."""
        end = self._end
        when = str(year) if year is not None else "undated" if earliest is None else "several years"
        deed, lines = self._deed(actor, recipient, kind, position)
        return [
            f"<{RDF_TYPE}> <{DIP}ActSeries>{end}",
            f"<{DIP}memberKind> <{kind}>{end}",
            f'<{DIP}claimedCount> "{count}"^^<{XSD}integer>{end}',
            self._title(f"{deed}, {when}"),
            *lines,
            *self._days(earliest, latest),
        ]

    def _of_act(
        self,
        actor: str,
        recipient: str | None,
        kind: str,
        position: str | None,
        earliest: date | None,
        latest: date | None,
        text: str | None,
        text_part: str | None,
    ) -> list[str]:
        """What follows the subject in the lines of an act."""
        deed, lines = self._deed(actor, recipient, kind, position)
        found = [f"<{RDF_TYPE}> <{kind}>{self._end}", *lines, *self._days(earliest, latest)]
        if text:
            what, on_text = self._text(text, text_part)
            found += (self._title(deed + what), on_text)
        else:
            found.append(self._title(deed))
        return found

    def _deed_of(self, actor: str, recipient: str | None, kind: str, position: str | None) -> tuple[str, list[str]]:
        """A few words on who did what, such as ``Pakistan: condemnation (Israel)``, escaped, and the lines on it."""
        label, end = self._labels.of, self._end
        first, second = self._roles.of(kind)
        what = f"{label(actor)}: {label(kind)}"
        lines = [f"<{first}> <{actor}>{end}", self._stated]
        if position is not None:
            what += f" {label(DIP + position)}"
            lines.append(f"<{DIP}position> <{DIP}{position}>{end}")
        if recipient is not None:
            what += f" ({label(recipient)})"
            lines.append(f"<{second}> <{recipient}>{end}")
        return _escaped(what), lines

    def _days_of(self, earliest: date | None, latest: date | None) -> list[str]:
        """The lines on the date."""
        if earliest is None or latest is None:
            return []
        end = self._end
        return [
            f'<{DIP}date> "{edtf_between(earliest, latest)}"^^<{EDTF}EDTF>{end}',
            f'<{DIP}earliest> "{earliest.isoformat()}"^^<{XSD}date>{end}',
            f'<{DIP}latest> "{latest.isoformat()}"^^<{XSD}date>{end}',
        ]

    def _text_of(self, text: str, part: str) -> tuple[str, str]:
        """What the title of an act says of its text, escaped, and the line on it."""
        return _escaped(f", {text}"), f"<{DIP}onText> <{self.text_start()}{part}>{self._end}"

    def _title(self, escaped: str) -> str:
        return f'<{DCTERMS}title> "{escaped}{self._language}{self._end}'


def _blocks(rows: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """The lines of things, sorted, each once: those of one thing together.

    Args:
        rows: the IRI of a thing, and what follows it in its lines; a thing may have several rows, one after the other.
    """
    for iri, same in groupby(rows, itemgetter(0)):
        lines: set[str] = set()
        for _, found in same:
            lines.update(found)
        start = f"<{iri}> "
        yield start + start.join(sorted(lines))


def _escaped(text: str) -> str:
    """A text as it stands between the quotation marks of a literal."""
    return str(ox.Literal(text))[1:-1]


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


def in_default(lines: list[bytes], graph: str) -> list[bytes]:
    """The lines of the default graph that say what lines of a graph say. They have the same order.

    >>> in_default([b"<x:s> <x:p> <x:o> <x:g> .\\n"], "x:g")
    [b'<x:s> <x:p> <x:o> .\\n']
    """
    end = f" <{graph}> .\n".encode()
    return [line.removesuffix(end) + b" .\n" for line in lines]
