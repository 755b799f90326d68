"""All rules that compare what is coded of passages with what these say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.check.order import reversed_sides
from kg.check.uncoded import uncoded
from kg.check.unsupported import unsupported
from kg.namespaces import DIP
from kg.terms import text_of

if TYPE_CHECKING:
    from kg.authored.finding import Finding
    from kg.authored.locator import Locator
    from kg.check.evidence import Evidence
    from kg.check.names import Names
    from kg.ontology.words import KindWords

COMPARING: Final = frozenset(
    (
        *("date-not-in-text", "number-not-in-text", "name-not-in-text", "wording-not-in-text", "sides-reversed"),
        *("act-not-coded", "idle-with-act", "hedge-not-coded", "denial-not-coded"),
    )
)
"""The names of the rules. What they find names the passages that it is about."""


def compare_said(locator: Locator, evidence: Evidence, names: Names, words: KindWords, passage: str | None = None) -> list[Finding]:
    """What assertion graphs say and their passages do not, and the reverse.

    Args:
        locator: the data and its places.
        evidence: the texts of the passages.
        names: the names of agents and places.
        words: the words of the kinds.
        passage: the IRI of the one passage that is compared, with the graphs that cite it; None for all.

    Returns:
        The findings of `kg.check.unsupported`, `kg.check.uncoded` and `kg.check.order`.
    """
    every = locator.data.assertion_graphs
    rows = {each for each in evidence.texts if _is_row(locator, each)}  # a row has columns and codes, not words
    graphs = [each for each in every if (passage is None or passage in locator.passages(each)) and not rows >= set(locator.passages(each))]
    passages = [each for each in evidence.texts if passage in (None, each) and each not in rows]
    return [
        *unsupported(locator, evidence, names, graphs),
        *uncoded(locator, evidence, names, words, passages),
        *reversed_sides(locator, evidence, names, words, graphs),
    ]


def _is_row(locator: Locator, passage: str) -> bool:
    """Whether a passage is a row of a table."""
    return any(text_of(quad.object) == DIP + "TableRow" for quad, _ in locator.data.recorded(passage, "passageKind"))
