"""Records: the rows of a coded table in the one form that all mappings give."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

RECORDS: Final[dict[str, str]] = {
    "record": "string",
    "actor_code": "string",
    "actor_name": "string",
    "recipient_code": "string",
    "recipient_name": "string",
    "kind_code": "string",
    "position": "string",
    "text": "string",
    "earliest": "date",
    "latest": "date",
    "place": "string",
    "quantity": "float64",
    "unit": "string",
    "topics": "array<string>",
    "address": "string",
    "note": "string",
    "file": "int32",
    "line": "int64",
}
"""The columns of records, in their order, and their types.

Attributes of a record:
    record: its identifier, unique in its source.
    actor_code, actor_name, recipient_code, recipient_name: the parties, as coded.
    kind_code: the kind of act, a code of the scheme of its source.
    position: the local name of a position, such as ``InFavour``.
    text: the text that is acted on, such as ``67/19``.
    earliest, latest: the first and last day of the coded date.
    place, quantity, unit, topics: as coded.
    address: where the source says that it has it from.
    note: anything else worth keeping.
    file, line: where the row stood: the number of the file in the manifest, from 0, and the line, from 1.
"""

PARTIES: Final[dict[str, str]] = {"code": "string", "name": "string", "rows": "int64"}
"""The columns of the parties of a source, and their types: each pair of code and name that its records have, with their number."""


def address_of(base: str, source: str, record: str) -> str:
    """The IRI of a record.

    Args:
        base: the base IRI of the workspace.
        source: the name of the source.
        record: the identifier of the record.

    >>> address_of("https://example.org/w/", "unga", "67/19 PK")
    'https://example.org/w/record/unga/67%2F19%20PK'
    """
    return f"{base}record/{source}/{quote(record, safe='')}"
