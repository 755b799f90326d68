"""Sentences and figures that the page, the Markdown and the terminal rendering have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.disputes.model import BY_DOCUMENTS, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.disputes.model import Dispute, DisputeReport, Place, Row, Said

_ORDER: Final = ("rumoured", "hedged", "denied", "conditional", "planned", "evaluative", "withdrawn")
"""The order of the standings; kinds of notes follow, the most frequent first."""

_LAST: Final = "not stated"
"""The kind that comes last: notes on what the documents do not say express no doubt."""

HOW_TO_READ: Final = (
    "This report contains no sentence of a source. Labels, summaries and notes are in the curators' own words; the quotations after “in "
    "its words” are at most eight words long. Only what a document states in its own voice is held. Documents that share text count as "
    "one witness; which of them copied from the other is not claimed."
)
"""How to read the report."""

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def in_words(number: int) -> str:
    """A number in words up to twelve, in digits above.

    >>> in_words(2), in_words(97)
    ('two', '97')
    """
    return _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number at the head of the report: the name of its group, the number, and what is counted."""

    group: str
    number: int
    what: str


def figures(found: DisputeReport) -> list[Figure]:
    """The numbers at the head of the report, without those that are zero."""
    several = [item for item in found.of("agreement") if BY_DOCUMENTS in item.kinds]
    numbers = [
        Figure("conflict", len(found.of("conflict")), "points on which claims are in conflict"),
        Figure("accounts", len(found.of("accounts")), "things reported in more than one way"),
        Figure("doubt", len(found.of("doubt")), "claims reported with doubt"),
        Figure("reading", len(found.of("reading")), "open questions noted"),
        Figure("agreement", len(several), "things reported by more than one document"),
    ]
    return [figure for figure in numbers if figure.number]


def lead(found: DisputeReport) -> str:
    """A summary of the report in a few sentences."""
    passages = sum(len(source.passages) for source in found.sources)
    documents = len(found.sources)
    if not documents:
        return "There are no documents."
    sentences = [f"This report covers {passages:,} passages of {in_words(documents)} document{'' if documents == 1 else 's'}."]
    if sharing := joined([source.name for source in found.sources if source.shares]):
        sentences.append(f"{sharing[0].upper()}{sharing[1:]} share text, so they count as one witness.")
    if not found.selection:  # a selection may leave out what is reported more than once
        sentences += _borne_out(found)
    return " ".join(sentences)


def _borne_out(found: DisputeReport) -> list[str]:
    """How many things more than one witness reports, in a sentence."""
    borne_out = sum(item.witnesses > 1 for item in found.of("agreement"))
    several = sum(BY_DOCUMENTS in item.kinds for item in found.of("agreement"))
    if borne_out:
        verb = "has" if borne_out == 1 else "have"
        return [f"{in_words(borne_out).capitalize()} of the things reported more than once {verb} more than one independent witness."]
    if several:
        things = "thing is" if several == 1 else "things are"
        return [f"{in_words(several).capitalize()} {things} reported by more than one document, but not by a second independent witness."]
    return ["Nothing here is reported by more than one of them."] if len(found.sources) > 1 else []


def kinds_in_order(items: Iterable[Dispute]) -> list[str]:
    """The first kinds of some items: standings in a fixed order, then the others, the most frequent first."""
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
    return "; ".join([*marks, *map(_cells, item.apart)])


def opposition(item: Dispute) -> str:
    """Where the accounts of an item say something else, in one line; what only one of them says is left out."""
    return "; ".join(_cells(row) for row in item.apart if row.verdict is Verdict.DIFFERS)


def _cells(row: Row) -> str:
    return f"{row.predicate}: {' | '.join(', '.join(cell) or 'not said' for cell in row.cells)}"


def codes(places: Iterable[Place]) -> str:
    """The short names of passages."""
    return " ".join(place.code for place in places)


def speakers_of(claims: Sequence[Said]) -> str:
    """Who makes some claims; of more than three speakers, the first two and the number of the others. Empty for a document's own voice.

    >>> from kg.disputes.model import Said
    >>> speakers_of([Said("x:a", "A1-1", "", "", "stated", "", ("Ann", "Bo", "Cy", "Di"), ("a statement",), False)])
    'Ann, Bo and 2 others'
    """
    names = list(dict.fromkeys(name for said in claims for name in said.speakers))
    return f"{names[0]}, {names[1]} and {len(names) - 2} others" if len(names) > 3 else joined(names)


def joined(names: Sequence[str]) -> str:
    """Names as a list in a sentence.

    >>> joined(["Ann", "Bo", "Cy"]), joined(["Ann"]), joined([])
    ('Ann, Bo and Cy', 'Ann', '')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
