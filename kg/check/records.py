"""Rules on the records of documents: lines that are left to be filled in, and a letter that stands for two documents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kg.authored.finding import Finding
from kg.authored.locator import Locator
from kg.authored.reading import Dataset, first_places, objects
from kg.places import Place
from kg.sources.document import TO_FILL_IN
from kg.terms import text_of


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


def letters_twice(locator: Locator) -> Iterator[Finding]:
    """One finding of the rule ``letter-twice`` for each letter whose passages belong to several documents.

    Args:
        locator: the data and its places.
    """
    data = locator.data
    letters: dict[str, dict[str, tuple[str, Place]]] = defaultdict(dict)
    for passage in data.records:
        statements = data.recorded(passage, "document")
        if len(set(objects(statements))) > 1 and data.is_a(passage, "Passage"):
            letter = re.sub(r"\d+$", "", passage.rpartition("/")[2])
            for quad, file in first_places(statements).values():
                letters[letter].setdefault(locator.short(text_of(quad.object)), (file.shown, file.place(quad)))
    for letter, documents in sorted(letters.items()):
        names = sorted(documents, key=lambda each: documents[each][1])
        what = f"the letter {letter} is used for the passages of {' and of '.join(f'{each} ({documents[each][0]})' for each in names)}"
        hint = "take the passages of one document out of the record, and index its text again: kg sources index FILE --letter X --write"
        yield Finding("letter-twice", what, documents[names[-1]][1], hint)
