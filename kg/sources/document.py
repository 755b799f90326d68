"""The record of a document: what it is called, where it comes from, and how long it is, as TriG for a data file."""

from __future__ import annotations

import re
from typing import Final

import pyoxigraph as ox

from kg.authored.formatting import formatted
from kg.dates import DateProblem, parse_edtf
from kg.errors import UsageError
from kg.namespaces import prefixes_of
from kg.sources.text import digest_of, headline_of
from kg.values import NamedTuple

_IRI: Final = re.compile(r"""[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\]+""")


class Origin(NamedTuple):
    """Where a text comes from. What is not known is empty.

    Attributes:
        title: its title.
        address: its address on the web.
        publisher: the name of its publisher.
        author: the name of its author.
        license: the address of its licence.
        date: the date of its issue, in EDTF: when it was written, published or last revised.
        retrieved: the day on which the copy was made, in EDTF.
    """

    title: str = ""
    address: str = ""
    publisher: str = ""
    author: str = ""
    license: str = ""
    date: str = ""
    retrieved: str = ""


class _Field(NamedTuple):
    """A property of a document: its name as data files write it, its form, and what stands in a line that is to be filled in."""

    property: str
    form: str
    example: str


FIELDS: Final[dict[str, _Field]] = {
    "address": _Field("dcterms:source", "iri", "https://example.org/address-of-the-text"),
    "publisher": _Field("dcterms:publisher", "text", "Name of the publisher"),
    "author": _Field("dcterms:creator", "text", "Name of the author"),
    "license": _Field("dcterms:license", "iri", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "date": _Field("dcterms:date", "date", "2012-08-31"),
    "retrieved": _Field("dip:retrieved", "day", "2024-01-31"),
}
"""The properties that say where a document comes from, by the attribute of `Origin`, in the order of the record."""

TO_FILL_IN: Final = re.compile(
    rf"^[ \t]*#[ \t]*(?P<document>e:\S+)[ \t]+(?P<property>{'|'.join(each.property for each in FIELDS.values())})[ \t]", re.MULTILINE
)
"""A commented line of a record that is to be filled in, as `document_to_trig` writes it."""


def checked(origin: Origin) -> Origin:
    """Where a text comes from, without white space around the values.

    Raises:
        UsageError: an address or a licence is not an absolute IRI, a date is not EDTF, or the date of retrieval is not a day.

    >>> checked(Origin(date=" 2012-08 ")).date
    '2012-08'
    """
    found = Origin(*(" ".join(each.split()) for each in origin))
    for name, (_, form, example) in FIELDS.items():
        value: str = getattr(found, name)
        if value and form == "iri" and not _IRI.fullmatch(value):
            raise UsageError(f"the {name} of a text is not an absolute IRI: {value!r}", None, f"such as {example}")
        if value and form in ("date", "day"):
            _check_date(name, value, form, example)
    return found


def _check_date(name: str, value: str, form: str, example: str) -> None:
    what = "date" if name == "date" else "date of retrieval"
    try:
        bounds = parse_edtf(value)
    except DateProblem as problem:
        raise UsageError(f"the {what} of a text is not a date in EDTF: {value!r}", None, problem.hint or f"such as {example}") from problem
    if form == "day" and (bounds.earliest is None or bounds.earliest != bounds.latest):
        raise UsageError(f"the {what} of a text is not a day: {value!r}", None, f"such as {example}")


def title_of(text: str, origin: Origin, document: str) -> str:
    """The title of a text: the one that is given, else its first line if that is a heading, else the words of the slug.

    >>> title_of("Rain.", Origin(), "wet-note")
    'wet note'
    """
    return origin.title or headline_of(text) or document.replace("-", " ")


def document_to_trig(text: str, origin: Origin, *, base: str, document: str, file_name: str, language: str = "en") -> str:
    """The record of a document as TriG, for a file in the ``data/`` folder of a workspace.

    Args:
        text: the whole text, with the line ends of the file.
        origin: where it comes from. Without a title, it is the first line of the text if that is a heading, else the words of the slug.
            What else is missing is left as a commented line.
        base: the workspace's base IRI, ending in a slash.
        document: the slug of the document, as in ``e:article``.
        file_name: the name of the file that has the text.
        language: the tag of the language of the text.

    Returns:
        TriG in the canonical layout with one named graph, the record.

    Raises:
        UsageError: see `checked`.

    >>> made = document_to_trig("Rain.", Origin(date="2012-08"), base="https://example.org/w/", document="note", file_name="note.txt")
    >>> print(*made.splitlines()[8:17], sep="\\n")
    k:record {
      e:note a dip:SourceDocument ;
        skos:prefLabel "note"@en ;
        dcterms:title "note"@en ;
        dcterms:language "en" ;
        dcterms:date "2012-08"^^edtf:EDTF ;
        dip:fileName "note.txt" ;
        dip:characters 5 ;
        dip:sha256 "389be6297686686ab318446cb68c4664e282de1e41a62e4e5b3b7c5f8ad9ce23" .
    """
    known = checked(origin)
    label = document.replace("-", " ")
    rows = [
        ("skos:prefLabel", str(ox.Literal(label, language=language))),
        ("dcterms:title", str(ox.Literal(title_of(text, known, document), language=language))),
        ("dcterms:language", str(ox.Literal(language))),
        *((field.property, _written(getattr(known, name), field.form)) for name, field in FIELDS.items() if getattr(known, name)),
        ("dip:fileName", str(ox.Literal(file_name))),
        ("dip:characters", str(len(text))),
        ("dip:sha256", str(ox.Literal(digest_of(text)))),
    ]
    missing = [field for name, field in FIELDS.items() if not getattr(known, name)]
    used = {name: iri for name, iri in prefixes_of(base).items() if name in {"dcterms", "dip", "e", "edtf", "k", "skos"}}
    out = [f"# The document e:{document}. Made by `kg sources index`.\n"]
    out += [f"@prefix {name}: <{iri}> .\n" for name, iri in used.items()]
    out.append("\nk:record {\n  " + f"e:{document} a dip:SourceDocument ;\n")
    out.append(" ;\n".join(f"    {name} {value}" for name, value in rows) + " .\n")
    if missing:
        out.append(
            "\n  # To fill in: correct a line and remove its #, or delete the line if the text has no such thing or it is unknown.\n"
        )
        out += [f"  # e:{document} {each.property} {_written(each.example, each.form)} .\n" for each in missing]
    out.append("}\n")
    return formatted("".join(out))


def _written(value: str, form: str) -> str:
    """A value as a data file writes it."""
    if form == "iri":
        return f"<{value}>"
    return f'"{value}"^^edtf:EDTF' if form in ("date", "day") else str(ox.Literal(value))
