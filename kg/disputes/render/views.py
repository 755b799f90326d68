"""What the templates of the page need from a report: links, squares of the map, comparisons."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.disputes.compare import CALLED, KIND
from kg.disputes.model import PLAIN, Verdict
from kg.disputes.words import joined, speakers_of
from kg.record.names import slug

if TYPE_CHECKING:
    from kg.disputes.model import Dispute, DisputeReport, Place, Said, Source

LEGEND: Final = {
    "conflict": "in conflict",
    "accounts": "reported differently elsewhere",
    "doubt": "reported with doubt",
    "reading": "left open",
    "none": "nothing noted",
}
"""The groups that mark a passage on the map, the most serious first, and the label of a passage that none marks."""

SILENT: Final = (CALLED, KIND, "date basis")
"""Properties that are not mentioned where all accounts agree on them."""


@dataclass(frozen=True, slots=True)
class Square:
    """A passage on the map: its number, its CSS classes, its description, and the row in the index that it leads to, if there is one."""

    number: str
    classes: str
    label: str
    target: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link inside the page: its text, and the identifier of its target."""

    text: str
    target: str


class Index:
    """Finds items and passages of one report.

    Args:
        found: the report.
    """

    def __init__(self, found: DisputeReport) -> None:
        self._documents = {source.iri: source.name for source in found.sources}
        self._by_key = {item.key: item for item in found.disputes}
        self._by_passage: dict[str, list[Dispute]] = defaultdict(list)
        for item in found.disputes:
            for place in item.passages:
                self._by_passage[place.iri].append(item)
        self._codes = Counter(place.code for source in found.sources for place in source.passages)

    def items(self, place: Place) -> list[Dispute]:
        """The items that mark a passage."""
        return [item for item in self._by_passage.get(place.iri, []) if item.group in LEGEND]

    def has_table(self, source: Source) -> bool:
        """Whether a document has a table in the index of passages: whether the report has an item that rests on it."""
        return any(place.iri in self._by_passage for place in source.passages)

    def document(self, place: Place) -> str:
        """The label of a passage's document."""
        return self._documents.get(place.document, "")

    def short(self, place: Place) -> str:
        """The label of a passage's document, and the passage's short name."""
        return f"{self.document(place)} {place.code}".strip()

    def anchor(self, place: Place) -> str:
        """The identifier of a passage's row in the index of passages."""
        return f"p-{place.code}" if self._codes[place.code] < 2 else f"p-{place.iri}"

    def square(self, place: Place, source: Source) -> Square:
        """A passage on the map."""
        counts = Counter(item.group for item in self.items(place))
        groups = [group for group in LEGEND if counts[group]]
        shares = any(place in (pair.one, pair.other) for item in self._by_passage.get(place.iri, []) for pair in item.parallels)
        noted = ", ".join(f"{counts[group]} {LEGEND[group]}" for group in groups) or LEGEND["none"]
        number = "".join(each for each in place.code if each.isdigit()) or place.code
        # The label begins with the visible text, for people who use speech input (WCAG 2.5.3).
        label = f"{number}, {self.short(place)}: {noted}" + ("; shares its wording" if shares else "")
        classes = f"cell {groups[0] if groups else 'none'}" + (" shares" if shares else "")
        return Square(number, classes, label, self.anchor(place) if self.has_table(source) else "")

    def related(self, item: Dispute) -> dict[str, list[Link]]:
        """Links to related items, by kind."""
        found: dict[str, list[Link]] = defaultdict(list)
        for key in item.see:
            other = self._by_key[key]
            found[other.kinds[0]].append(Link(other.passages[0].code if other.passages else key, key))
        return found

    def heads(self, item: Dispute) -> list[str]:
        """The headings of the accounts of an item: their passages."""
        return [", ".join(map(self.short, side.passages)) for side in item.sides]

    def speakers(self, item: Dispute) -> str:
        """Who claims it: the speakers, or, where it is the documents' own voice, the documents."""
        return speakers_of(item.claims) or joined(list(dict.fromkeys(map(self.document, item.passages))))

    def documents(self, item: Dispute) -> list[str]:
        """The document of each account of an item."""
        return [self.document(side.passages[0]) if side.passages else "" for side in item.sides]


def kind_anchor(kind: str) -> str:
    """The identifier of the table of a kind.

    >>> kind_anchor("probable misprint")
    'kind-probable-misprint'
    """
    return "kind-" + "".join(each if each.isascii() and each.isalnum() else "-" for each in kind)


def badges(item: Dispute) -> list[str]:
    """The kinds of an item that neither its heading nor the badges of its accounts repeat."""
    standings = {said.standing for said in item.claims}
    return [kind for kind in item.kinds if kind not in PLAIN and kind not in standings]


def notes(item: Dispute) -> list[tuple[str, str]]:
    """The notes that make an item: the IRI of each, and its short name, by which it can be cited and looked up."""
    return [(iri, slug(iri)) for iri in (item.iri, *(remark.iri for remark in item.main_remarks)) if iri]


def alike(item: Dispute) -> dict[str, list[str]]:
    """What all accounts say alike: label of the thing to its properties, each with its values."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in item.rows:
        if row.verdict is Verdict.ALIKE and row.predicate not in SILENT:
            found[row.subject].append(f"{row.predicate} {' and '.join(row.cells[0])}")
    return found


def claims_alike(item: Dispute) -> list[list[Said]]:
    """The claims of an item, those with the same gist and wording together."""
    found: dict[tuple[str, str], list[Said]] = defaultdict(list)
    for said in item.claims:
        found[said.gist or said.code, said.wording].append(said)
    return list(found.values())
