"""New names that a parser finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.drafting.model import Entity
from kg.drafting.names import NEW, Mention, as_written
from kg.drafting.words import TITLES
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.drafting.parse import Parse
    from kg.drafting.vocabulary import Vocabulary
    from kg.drafting.words import Token

_KINDS: Final[dict[str, str]] = {
    "PERSON": "Person",
    "ORG": "Organization",
    "GPE": "Location",
    "LOC": "Location",
    "FAC": "Site",
    "EVENT": "Occurrence",
    "LAW": "LegalInstrument",
    "NORP": "People",
}
"""The labels of names that a parser gives, to the local name of the class that each suggests."""


def parsed_names(vocabulary: Vocabulary, tokens: list[Token], known: Iterable[Mention], parse: Parse) -> list[Mention]:
    """The names of a parser that no known name overlaps, as new names.

    Args:
        vocabulary: the vocabulary.
        tokens: the words of the passage.
        known: the names that are known.
        parse: the grammar of the passage.
    """
    taken = {position for each in known for position in range(each.first, each.last)}
    found = []
    for name in parse.names:
        kind = DIP + _KINDS.get(name.label, "")
        positions = [number for number, each in enumerate(tokens) if name.start <= each.start < name.end]
        while positions and (tokens[positions[0]].folded in TITLES | {"the", "a"} or not tokens[positions[0]].capital):
            positions.pop(0)
        if not positions or taken.intersection(positions) or not vocabulary.ontology.is_class(kind):
            continue
        label = as_written(tokens[positions[0] : positions[-1] + 1])
        reason = f"a new name: the parser takes it for {name.label}"
        found.append(Mention(positions[0], positions[-1] + 1, Entity("", label, kind), NEW, reason))
    return found
