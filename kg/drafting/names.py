"""The names in a passage: those that the workspace knows, those of states, and words in capitals that may be new names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.drafting.model import Entity
from kg.drafting.vocabulary import FIRST_NAME, HOW, LOCATION, PERSON
from kg.drafting.words import NO_NAME, PARTS_OF_TITLES, TIMES, TITLES, word_set
from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.drafting.vocabulary import Vocabulary
    from kg.drafting.words import Token

NEW: Final = FIRST_NAME + 1
"""How a new name is known: by nothing but its capitals, or by a parser."""


class Mention(NamedTuple):
    """A name in a passage.

    Attributes:
        first: the position of its first word.
        last: the position after its last word.
        entity: what it names.
        how: how the name is known: a number from `kg.drafting.vocabulary.LABEL`, or `NEW`.
        reason: the same in words.
    """

    first: int
    last: int
    entity: Entity
    how: int
    reason: str


_JOINING: Final = word_set("of al el bin ibn de la von van der den du da dos del and for the")
_ENDINGS_OF_KINDS: Final = """
    Ministry: ministry
    GovernmentBody: department government police
    Parliament: parliament senate
    InternationalOrganization: nations
    Organization: assembly council congress league union organization organisation association agency commission committee
    EducationalInstitution: university academy school
    PoliticalParty: party front
    JudicialBody: court tribunal
    ArmedForce: army force forces navy guard
    Embassy: embassy
    Consulate: consulate
    Mission: mission
    Company: company corporation bank
    MediaOrganization: news times post radio
    LiberationMovement: movement
    ReligiousOrganization: church
    Site: mosque palace airport
    Territory: strip island islands province
    Region: peninsula
    MaritimeArea: sea strait gulf ocean
    Treaty: treaty
    LegalInstrument: charter
    Resolution: resolution
    Text: agreement accords declaration
    War: war
    Flotilla: flotilla
    Summit: summit
    Conference: conference
    MilitaryOperation: operation
    Uprising: intifada revolution
    Occurrence: day
"""
_ENDINGS: Final[dict[str, str]] = {
    word: kind for line in _ENDINGS_OF_KINDS.split("\n") for kind, _, words in [line.strip().partition(":")] for word in words.split()
}
"""The last word of a new name to the local name of the class that it suggests."""
_PLACED: Final = word_set("in at from near into towards toward across")


def known_names(vocabulary: Vocabulary, tokens: list[Token]) -> list[Mention]:
    """The names that the vocabulary has, the longest first where they overlap, sorted by position.

    Args:
        vocabulary: the vocabulary.
        tokens: the words of the passage.
    """
    found = []
    position = 0
    while position < len(tokens):
        pattern = vocabulary.pattern_at(tokens, position)
        if pattern is None:
            position += 1
            continue
        found.append(
            Mention(position, position + len(pattern.words), pattern.entity, pattern.how, f"{HOW[pattern.how]}: {pattern.entity.label}")
        )
        position += len(pattern.words)
    return found


_SIDES: Final = word_set("eastern western northern southern")


def new_names(vocabulary: Vocabulary, tokens: list[Token], known: Iterable[Mention]) -> list[Mention]:
    """Words in capitals that no known name has, as new names with a guess of what they are.

    Args:
        vocabulary: the vocabulary.
        tokens: the words of the passage.
        known: the names that are known.

    Returns:
        The new names, sorted by position. A single word at the beginning of a sentence is none.
    """
    taken = {position for each in known for position in range(each.first, each.last)}
    found = []
    position = 0
    while position < len(tokens):
        if not _can_begin(tokens, position, taken):
            position += 1
            continue
        last = position + 1
        while (
            last < len(tokens) and last not in taken and tokens[last].before in (" ", "-", "–", ". ", ".") and _goes_on(tokens, last, taken)
        ):
            last += 1
        mention = _mention(vocabulary, tokens, position, last, taken)
        if mention is not None:
            found.append(mention)
        position = last
    return found


def _can_begin(tokens: list[Token], position: int, taken: set[int]) -> bool:
    token = tokens[position]
    initial = len(token.text) == 1 and position + 1 < len(tokens) and tokens[position + 1].capital and tokens[position + 1].before == ". "
    return token.capital and position not in taken and token.folded not in NO_NAME | TIMES and (len(token.text) > 1 or initial)


def _goes_on(tokens: list[Token], last: int, taken: set[int]) -> bool:
    token = tokens[last]
    if tokens[last - 1].owner or (token.before.startswith(".") and len(tokens[last - 1].text) > 1):
        return False
    if token.capital:
        return token.folded not in TIMES
    following = last + 1 < len(tokens) and last + 1 not in taken and tokens[last + 1].capital and tokens[last + 1].before in (" ", "-")
    return following and token.folded in _JOINING - {"and", "for", "the"}


def as_written(tokens: list[Token]) -> str:
    """Words with the marks between them, on one line.

    >>> from kg.drafting.words import tokens_of
    >>> as_written(tokens_of("J. B.\\nLund"))
    'J. B. Lund'
    """
    return tokens[0].text + "".join(re.sub(r"\s+", " ", each.before) + each.text for each in tokens[1:])


def _mention(vocabulary: Vocabulary, tokens: list[Token], first: int, last: int, taken: set[int]) -> Mention | None:
    titled = False
    while first < last and (tokens[first].folded in TITLES | PARTS_OF_TITLES or tokens[first].folded in NO_NAME):
        titled = titled or tokens[first].folded in TITLES
        first += 1
    titled = titled or (first > 0 and tokens[first - 1].folded in TITLES and tokens[first].before == " " if first < last else False)
    while last > first and tokens[last - 1].folded in _JOINING | TITLES:
        last -= 1
    if first >= last:
        return None
    begins = first == 0 or any(mark in tokens[first].before for mark in (".", "?", "!", '"', "“", ":"))
    if last - first == 1 and ((begins and not titled) or first - 1 in taken or last in taken):
        return None
    if tokens[last - 1].folded in _SIDES or (last < len(tokens) and tokens[last].before == "-"):
        return None  # *Middle Eastern*, and the first half of *Shia-led*, tell what something is like
    label = as_written(tokens[first:last])
    if all(each.folded in NO_NAME | TITLES | PARTS_OF_TITLES for each in tokens[first:last]):
        return None
    ending = _ENDINGS.get(tokens[last - 1].folded)
    previous = tokens[first - 1].folded if first else ""
    if titled:
        kind, why = PERSON, "capitals after a title"
    elif ending is not None:
        kind, why = DIP + ending, f"capitals that end with {tokens[last - 1].text}"
    elif previous in _PLACED:
        kind, why = LOCATION, f"capitals after {previous}"
    elif last - first > 1 and last - first <= 4:
        kind, why = PERSON, "several words in capitals"
    else:
        kind, why = "", "capitals"
    kind = kind if vocabulary.ontology.is_class(kind) else ""
    return Mention(first, last, Entity("", label, kind), NEW, f"a new name: {why}")
