"""What the passages that an assertion graph rests on say: their texts, and the dates, numbers and names in them.

The texts are the user's own copies. Nothing of them is kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.reading import graph_name, objects
from kg.namespaces import DCTERMS, DIP
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.authored.reading import Dataset

_TOKEN: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NUMERAL: Final = re.compile(r"\d{1,3}(?:[, \u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_UNITS: Final = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth"
)
_VALUES: Final[Mapping[str, float]] = {
    **{word: value for value, word in enumerate(_UNITS.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), 2)},
    **{word: value for value, word in enumerate(_ORDINALS.split(), 1)},
    **{word: 10 * value for value, word in enumerate("twentieth thirtieth fortieth fiftieth".split(), 2)},  # noqa: SIM905
    "a": 1, "an": 1, "single": 1, "once": 1, "both": 2, "pair": 2, "couple": 2, "twice": 2, "half": 0.5, "quarter": 0.25,
}  # fmt: skip
_LARGE: Final[Mapping[str, float]] = {
    "dozen": 12, "dozens": 12, "score": 20, "hundred": 100, "hundreds": 100, "thousand": 1e3, "thousands": 1e3,
    "million": 1e6, "millions": 1e6, "billion": 1e9, "billions": 1e9, "trillion": 1e12,
}  # fmt: skip
_RANGE: Final = re.compile(
    r"(?<![\d,.])(\d+(?:\.\d+)?)\s?(?:to|and|or|-|–)\s?\d+(?:\.\d+)?"
    r"(,000\b|\s(?:hundred|thousand|million|billion)\b)"
)
"""A range of which only the upper bound has its zeros: "40 to 50,000"."""
_DOCUMENT: Final = DIP + "document"
_SECTION: Final = DIP + "section"
_NUMBER: Final = DIP + "number"
_TITLE: Final = DCTERMS + "title"
_DATE: Final = DCTERMS + "date"
_PLACING: Final = frozenset((_DOCUMENT, _SECTION, _NUMBER, _TITLE, _DATE))


class Basis(NamedTuple):
    """The texts that an assertion graph rests on.

    Attributes:
        near: the passages that it cites and those that are read with them, and the headings above.
        own: the same without the headings.
        section: near, and all earlier passages of their sections.
        document: the whole documents, with their titles and dates.
    """

    near: str
    own: str
    section: str
    document: str


Described = Mapping[str, Mapping[str, str]]
"""Passages and documents to what the record says of each: property to its first value."""


def described_in(base: str, quads: Iterable[ox.Quad]) -> Described:
    """What some quads say of the places of passages in their documents, and of the titles and dates of documents.

    Args:
        base: the base IRI of their workspace.
        quads: the quads, such as those of a file.
    """
    found: dict[str, dict[str, str]] = {}
    record = base + "graph/record"
    for quad in quads:
        predicate = quad.predicate.value
        if predicate not in _PLACING:
            continue
        value = quad.object
        if isinstance(value, ox.Literal | ox.NamedNode) and graph_name(quad) == record:
            found.setdefault(text_of(quad.subject), {}).setdefault(predicate, value.value)
    return found


class Evidence:
    """The texts of passages, for those that match their copies.

    Args:
        data: the record of the assertion graphs.
        texts: the IRI of a passage to its text.
        described: what each data file says of passages and documents; read from the data without it.
    """

    def __init__(self, data: Dataset, texts: Mapping[str, str], described: Iterable[Described] | None = None) -> None:
        self.texts = texts
        self._data = data
        self._described: dict[str, dict[str, str]] = {}
        for part in described if described is not None else (described_in(data.base, file.quads) for file in data.files):
            for iri, values in part.items():
                kept = self._described.setdefault(iri, {})
                for predicate, value in values.items():
                    kept.setdefault(predicate, value)

    def basis(self, graph: str) -> Basis | None:
        """The texts that an assertion graph rests on; None if the text of a passage is missing."""
        cited, read_with = (objects(self._data.recorded(graph, name)) for name in ("cites", "readWith"))
        passages = [*cited, *read_with]
        if not cited or any(each not in self.texts for each in passages):
            return None
        headings = [part for each in passages for part in (self.section(each), self._title(self.document(each)))]
        before = [text for each in passages for text in self._before(each)]
        own = "\n".join(self.texts[each] for each in passages)
        near = "\n".join((own, *headings))
        whole = "\n".join(self.document_text(self.document(each)) for each in passages)
        dates = (self._date(self.document(each)) for each in passages)
        return Basis(near, own, "\n".join((near, *before)), "\n".join((whole, *headings, *dates)))

    def document(self, passage: str) -> str:
        """The IRI of the document of a passage; empty if it has none."""
        return self._value(passage, _DOCUMENT)

    def section(self, passage: str) -> str:
        """The heading of the section of a passage; empty if it has none."""
        return self._value(passage, _SECTION)

    def _title(self, document: str) -> str:
        return self._value(document, _TITLE)

    def _date(self, document: str) -> str:
        return self._value(document, _DATE)

    def _value(self, subject: str, predicate: str) -> str:
        return self._described.get(subject, {}).get(predicate, "")

    def number(self, passage: str) -> int:
        """The number of a passage in its document; 0 if it has none."""
        number = self._value(passage, _NUMBER)
        return int(number) if re.fullmatch(r"\d{1,9}", number) else 0

    @cached_property
    def _in_order(self) -> dict[str, list[str]]:
        """The passages of each document in their order."""
        found: dict[str, list[str]] = {}
        for passage in self.texts:
            found.setdefault(self.document(passage), []).append(passage)
        return {document: sorted(passages, key=self.number) for document, passages in found.items()}

    def document_text(self, document: str) -> str:
        """The text of all passages of a document."""
        return "\n".join(self.texts[each] for each in self._in_order.get(document, ()))

    def _before(self, passage: str) -> list[str]:
        section, number = self.section(passage), self.number(passage)
        passages = self._in_order.get(self.document(passage), ())
        return [self.texts[each] for each in passages if self.section(each) == section and self.number(each) < number]


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A text in lower case and without accents, with straight apostrophes.

    >>> folded("Démarche of José’s")
    "demarche of jose's"
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return plain.lower().replace("’", "'").replace("ı", "i")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words and numerals of a text, folded, without the possessive.

    >>> tokens("Iran's 2 envoys")
    ('iran', '2', 'envoys')
    """
    return tuple(re.sub(r"'s?$", "", each) for each in _TOKEN.findall(folded(text)))


def _size(words: str) -> float:
    return _LARGE.get(words.strip(), 1e3)


@lru_cache(maxsize=4096)
def numbers_in(text: str) -> frozenset[float]:
    """The numbers in a text, in digits or in words.

    >>> sorted(numbers_in("46 men, twenty-one states, more than 2,000 and 1.5 million, a dozen"))
    [1.0, 1.5, 12.0, 20.0, 21.0, 46.0, 2000.0, 1000000.0, 1500000.0]
    >>> sorted(numbers_in("between 40 to 50,000"))
    [40.0, 40000.0, 50000.0]
    """
    plain = folded(text)
    found = {float(few) * _size(many) for few, many in _RANGE.findall(plain)}
    value: float | None = None
    end = 0
    for match in re.finditer(rf"{_NUMERAL.pattern}|[a-z]+", plain):
        word = match[0]
        if not re.fullmatch(r"[-\s]+", plain[end : match.start()]):
            value = None
        end = match.end()
        if word[0].isdigit():
            value = float(re.sub(r"[, \u00a0\u202f]", "", word))
        elif word in _VALUES:
            number = float(_VALUES[word])
            found.add(number)
            value = number if value is None or value <= number else value + number
        elif word in _LARGE:
            found.add(float(_LARGE[word]))
            value = _LARGE[word] * (1.0 if value is None else value)
        elif word != "and":
            value = None
        if value is not None:
            found.add(value)
    return frozenset(found)
