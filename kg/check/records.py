"""Rule on the records of documents: whether lines are left that their curators should fill in."""

from __future__ import annotations

from collections.abc import Iterator

from kg.authored.finding import Finding
from kg.authored.reading import Dataset
from kg.places import Place
from kg.sources.document import TO_FILL_IN


def check_records(data: Dataset) -> Iterator[Finding]:
    """One finding of the rule ``to-fill-in`` for each document and file with commented lines to fill in, at the first of them.

    Args:
        data: the content of the data files.
    """
    for file in data.files:
        lines: dict[str, list[tuple[int, str]]] = {}
        for match in TO_FILL_IN.finditer(file.text):
            lines.setdefault(match["document"], []).append((file.text.count("\n", 0, match.start()) + 1, match["property"]))
        for document, found in lines.items():
            what = f"the record of {document} has lines to fill in: {', '.join(dict.fromkeys(each for _, each in found))}"
            hint = "correct each line and remove its #, or delete it if the text has no such thing or it is unknown"
            yield Finding("to-fill-in", what, Place(file.shown, found[0][0]), hint, "info", data.base + "id/" + document.partition(":")[2])
