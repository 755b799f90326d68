"""Write ontology/alignments.ttl from the table ontology/alignments.sssom.tsv.

Run it after a change of the table; a test compares the file with what this would write. The table is in the Simple Standard for Sharing
Ontological Mappings (https://mapping-commons.github.io/sssom/): lines of YAML that begin with #, then rows separated by tabs.

CAMEO and PLOVER have no IRIs. Each of their codes that the table maps to becomes a concept with the code as its notation and the label of
the table. A code of CAMEO with three or four digits is below its category of two digits, and a mode of PLOVER, written
``plover:COERCE.seize``, is below its type.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, TypedDict, cast

import yaml

ROOT: Final = Path(__file__).resolve().parent.parent
TABLE: Final = ROOT / "ontology" / "alignments.sssom.tsv"
TARGET: Final = ROOT / "ontology" / "alignments.ttl"
COLUMNS: Final = ("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification", "comment")
OWN_PREFIXES: Final = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""The prefixes that the Turtle needs besides those of the mappings."""

SCHEMES: Final = {
    "cameo": (
        "https://w3id.org/chancery/codes/cameo",
        "CAMEO event codes",
        """Those event codes of CAMEO, Conflict and Mediation Event Observations, to which a term of the Chancery ontology is mapped,
        with the categories above them.""",
        """CAMEO has no IRIs of its own. These are names given by Chancery to its codes, so that mappings can point to them; the code itself
        is the notation.""",
    ),
    "plover": (
        "https://w3id.org/chancery/codes/plover",
        "PLOVER event types and modes",
        """Those event types and modes of PLOVER, Political Language Ontology for Verifiable Event Records, to which a term of the Chancery
        ontology is mapped, with the types above the modes.""",
        """PLOVER has no IRIs of its own. These are names given by Chancery to its types and modes, so that mappings can point to them; the
        type itself, or type and mode with a dot between them, is the notation. Which CAMEO codes a type takes in follows the conversion
        table of PLOVER, draft 0.8.""",
    ),
}
"""Each scheme of codes: its IRI, label, definition and scope note."""


class Metadata(TypedDict):
    """The lines before the table, as far as they are used."""

    mapping_set_id: str
    mapping_set_title: str
    mapping_set_description: str
    mapping_set_version: str
    mapping_date: str
    license: str
    creator_label: list[str]
    curie_map: dict[str, str]


class Mapping(NamedTuple):
    """One row of the table; all names are short, such as ``dip:Visit``.

    Attributes:
        subject: a term of the ontology.
        predicate: ``skos:exactMatch``, ``closeMatch``, ``broadMatch``, ``narrowMatch`` or ``relatedMatch``.
        object: the term or code that the subject is mapped to; ``broadMatch`` says that it is the broader of the two.
        label: the label of a code; empty for a term that has an IRI of its own.
    """

    subject: str
    predicate: str
    object: str
    label: str


def read(text: str) -> tuple[Metadata, list[Mapping]]:
    """Read a table.

    Args:
        text: the text of the file.

    Returns:
        The metadata, and the mappings in the order of the rows.

    Raises:
        ValueError: the table has other columns than `COLUMNS`, or a row has more or fewer values.

    >>> metadata, mappings = read("#license: x\\n" + "\\t".join(COLUMNS) + "\\ndip:A\\ta\\tskos:exactMatch\\tcameo:01\\tOne\\tx\\ty\\n")
    >>> metadata, mappings[0].object
    ({'license': 'x'}, 'cameo:01')
    """
    lines = text.splitlines()
    metadata = cast(Metadata, yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#"))))
    rows = list(csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE))
    if tuple(rows[0]) != COLUMNS:
        raise ValueError(f"the columns are {rows[0]}, not {list(COLUMNS)}")
    mappings = []
    for row in rows[1:]:
        if len(row) != len(COLUMNS):
            raise ValueError(f"a row has {len(row)} values, not {len(COLUMNS)}: {row}")
        mappings.append(Mapping(row[0], row[2], row[3], row[4]))
    return metadata, mappings


def broader(code: str) -> str | None:
    """The code above a code of CAMEO or PLOVER; None for a category and a type.

    >>> broader("cameo:1032"), broader("cameo:103"), broader("plover:COERCE.seize"), broader("cameo:10")
    ('cameo:10', 'cameo:10', 'plover:COERCE', None)
    """
    if re.fullmatch(r"cameo:\d{3,4}", code):
        return code[: len("cameo:00")]
    above, dot, _ = code.partition(".")
    return above if dot else None


def turtle(text: str) -> str:
    """The Turtle file of a table.

    Args:
        text: the text of the table.

    Raises:
        ValueError: the table has a wrong form; see `read`. Or one code has two labels, a code has none, or the code above it is
            not mapped to, so that its label is not known.
    """
    metadata, mappings = read(text)
    prefixes = {prefix: iri for prefix, iri in metadata["curie_map"].items() if prefix != "semapv"} | OWN_PREFIXES
    lines = [f"@prefix {prefix}: <{prefixes[prefix]}> ." for prefix in sorted(prefixes)]
    lines += ["", *_ontology(metadata)]
    for iri, label, definition, note in SCHEMES.values():
        told = (f"skos:prefLabel {_literal(label)}", f"skos:definition {_literal(definition)}", f"skos:scopeNote {_literal(note)}")
        lines += _block(f"<{iri}>", "a skos:ConceptScheme", *told)
    labels = _labels(mappings)
    for code in sorted(labels):
        lines += _concept(code, labels)
    subjects: dict[str, dict[str, list[str]]] = {}
    for each in mappings:
        subjects.setdefault(each.subject, {}).setdefault(each.predicate, []).append(each.object)
    for subject in sorted(subjects):
        found = subjects[subject]
        lines += _block(subject, *(f"{predicate} {' , '.join(sorted(found[predicate]))}" for predicate in sorted(found)))
    return "\n".join(lines[:-1]) + "\n"


def _ontology(metadata: Metadata) -> Iterator[str]:
    """The description of the file, from the metadata of the table."""
    iri = metadata["mapping_set_id"].removesuffix(".sssom.tsv")
    version, day = metadata["mapping_set_version"], metadata["mapping_date"]
    yield from _block(
        f"<{iri}>",
        "a owl:Ontology",
        f"owl:versionIRI <{iri}/{version}>",
        f'owl:versionInfo "{version}"',
        f"dcterms:creator {' , '.join(_literal(each) for each in metadata['creator_label'])}",
        f"dcterms:description {_literal(metadata['mapping_set_description'])}",
        f"dcterms:license <{metadata['license']}>",
        f'dcterms:modified "{day}"^^xsd:date',
        f"dcterms:title {_literal(metadata['mapping_set_title'])}",
    )


def _labels(mappings: list[Mapping]) -> dict[str, str]:
    """The label of each code that is mapped to."""
    labels: dict[str, str] = {}
    for each in mappings:
        if each.object.partition(":")[0] in SCHEMES:
            known = labels.setdefault(each.object, each.label)
            if not each.label or known != each.label:
                raise ValueError(f"{each.object} has no label, or two: {known!r} and {each.label!r}")
    for code in labels:
        above = broader(code)
        if above is not None and above not in labels:
            raise ValueError(f"{code} is mapped to, and not {above} above it, so that its label is not known")
    return labels


def _concept(code: str, labels: dict[str, str]) -> Iterator[str]:
    prefix, _, notation = code.partition(":")
    scheme, above = SCHEMES[prefix][0], broader(code)
    yield from _block(
        code,
        "a skos:Concept",
        f"skos:inScheme <{scheme}>",
        f'skos:notation "{notation}"',
        f"skos:prefLabel {_literal(labels[code])}",
        f"skos:topConceptOf <{scheme}>" if above is None else f"skos:broader {above}",
    )


def _block(subject: str, *statements: str) -> Iterator[str]:
    yield subject
    yield from (f"    {each} ;" for each in statements[:-1])
    yield f"    {statements[-1]}"
    yield from (".", "")


def _literal(value: str) -> str:
    text = " ".join(value.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"@en'


if __name__ == "__main__":
    TARGET.write_text(turtle(TABLE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
