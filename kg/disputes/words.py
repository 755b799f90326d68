"""Sentences and figures that the page, the Markdown and the terminal rendering have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.disputes.model import BY_DOCUMENTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, Disputes, Place, Said

_ORDER: Final = ("rumoured", "hedged", "denied", "conditional", "planned", "evaluative", "withdrawn")
"""The standings in the order in which a reader wants them; kinds of notes follow by their number."""

_LAST: Final = "not stated"
"""A gap is no doubt: the notes on what is not said come after the others."""

HOW_TO_READ: Final = (
    "Nothing here is a sentence of a source: labels, summaries and notes are the curators' own words, and what stands in quotation marks "
    "after “in its words” are at most eight words of a passage. Held to be so is only what a document states in its own voice. Documents "
    "that share text count as one witness; who took from whom is not claimed."
)
"""What a reader has to know of the found."""

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with what is counted.

    >>> counted(1, "telling"), counted(2, "telling", "tellings"), counted(3, "in conflict")
    ('1 telling', '2 tellings', '3 in conflict')
    """
    return f"{number} {one if number == 1 or many is None else many}"


def in_words(number: int) -> str:
    """A number as a newspaper writes it: up to twelve in words.

    >>> in_words(2), in_words(97)
    ('two', '97')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


def date_in_words(date: str) -> str:
    """A date in EDTF as a reader says it; what is no such date stays as it is.

    >>> date_in_words("[1988-11-16..1989-12-31]"), date_in_words("1947/1949"), date_in_words("1905-09~"), date_in_words("1960/..")
    ('between 1988-11-16 and 1989-12-31', '1947 to 1949', 'about 1905-09', 'from 1960')
    """
    if date.startswith("[") and date.endswith("]") and date.count("..") == 1:
        first, last = date[1:-1].split("..")
        if first and last:
            return f"between {first} and {last}"
        return f"in or after {first}" if first else f"in or before {last}"
    if date.count("/") == 1:
        first, last = (date_in_words(part) for part in date.split("/"))
        if first in ("", "..") or last in ("", ".."):
            return f"until {last}" if first in ("", "..") else f"from {first}"
        return f"{first} to {last}"
    if date.endswith("~"):
        return f"about {date[:-1]}"
    return f"{date[:-1]}, uncertain" if date.endswith("?") else date


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of the report: the name of its group, the number, and what is counted."""

    group: str
    number: int
    what: str


def figures(found: Disputes) -> list[Figure]:
    """The numbers at the head of the report, without zeros."""
    several = [item for item in found.of("agreement") if BY_DOCUMENTS in item.kinds]
    numbers = [
        Figure("conflict", len(found.of("conflict")), "points on which claims are in conflict"),
        Figure("tellings", len(found.of("tellings")), "things told in two ways"),
        Figure("doubt", len(found.of("doubt")), "claims passed on with doubt"),
        Figure("reading", len(found.of("reading")), "readings and gaps noted"),
        Figure("agreement", len(several), "things told by more than one document"),
    ]
    return [figure for figure in numbers if figure.number]


def lead(found: Disputes) -> str:
    """What the report comes to, in a few sentences."""
    passages = sum(len(source.passages) for source in found.sources)
    documents = len(found.sources)
    if not documents:
        return "There are no documents."
    one, several = "One document tells", f"{in_words(documents).capitalize()} documents tell"
    said = [f"{one if documents == 1 else several} of this in {passages:,} passages."]
    sharing = [source.name for source in found.sources if source.shares]
    borne_out = [item for item in found.of("agreement") if item.witnesses > 1]
    told = [item for item in found.of("agreement") if BY_DOCUMENTS in item.kinds]
    if sharing:
        names = joined(sharing)
        said.append(f"{names[0].upper()}{names[1:]} share text, so that they count as one witness.")
    if found.selection:
        return " ".join(said)  # what is told more than once may not be part of it
    if borne_out:
        verb = "has" if len(borne_out) == 1 else "have"
        said.append(f"{in_words(len(borne_out)).capitalize()} of the things told more than once {verb} more than one independent witness.")
    elif told:
        said.append(f"So {in_words(len(told))} things that more than one document tells are borne out by none but that one witness.")
    elif documents > 1:
        said.append("Nothing here is told by more than one of them.")
    return " ".join(said)


def kinds_in_order(items: Iterable[Dispute]) -> list[str]:
    """The first kinds of items: standings in a fixed order, others by how many there are, then by name."""
    numbers: dict[str, int] = {}
    for item in items:
        numbers[item.kinds[0]] = numbers.get(item.kinds[0], 0) + 1

    def order(kind: str) -> tuple[int, int, str]:
        first = _ORDER.index(kind) if kind in _ORDER else len(_ORDER) + (kind == _LAST)
        return first, -numbers[kind], kind

    return sorted(numbers, key=order)


def never_held(item: Dispute) -> list[str]:
    """The statuses of what an item's accounts say, if none of it is held; else nothing."""
    return [] if any(said.held for said in item.claims) else list(dict.fromkeys(said.status for said in item.claims))


def difference(item: Dispute) -> str:
    """Where the accounts of an item do not all say the same, in one line."""
    marks = [f"none of it held: {status}" for status in never_held(item)]
    rows = [f"{row.predicate}: {' | '.join(', '.join(cell) or 'not said' for cell in row.cells)}" for row in item.apart]
    return "; ".join([*marks, *rows])


def codes(places: Iterable[Place]) -> str:
    """The short names of passages."""
    return " ".join(place.code for place in places)


def speakers_of(claims: Sequence[Said]) -> str:
    """Who says some claims; of many speakers the first two, and how many more. Empty for a document's own voice.

    >>> from kg.disputes.model import Said
    >>> speakers_of([Said("x:a", "A1-1", "", "", "stated", "", ("Ann", "Bo", "Cy", "Di"), ("a statement",), False)])
    'Ann, Bo and 2 others'
    """
    names = list(dict.fromkeys(name for said in claims for name in said.speakers))
    return f"{names[0]}, {names[1]} and {len(names) - 2} others" if len(names) > 3 else joined(names)


def joined(names: Sequence[str]) -> str:
    """Names as a reader lists them.

    >>> joined(["Ann", "Bo", "Cy"]), joined(["Ann"]), joined([])
    ('Ann, Bo and Cy', 'Ann', '')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
