"""Words that say how sure a passage is, and words that open what somebody says."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kg.drafting.words import word_set
from kg.ontology.words import forms


class Cue(NamedTuple):
    """Words that suggest a standing for what follows them.

    Attributes:
        start: the offset of the first character.
        end: the offset after the last character.
        standing: the local name of the standing.
        until: the offset up to which it holds.
    """

    start: int
    end: int
    standing: str
    until: int


_HEDGED: Final = "|".join(
    (
        r"apparently|reportedly|allegedly|seemingly|supposedly|purportedly|presumably|probably|possibly|perhaps|seems?|seemed",
        r"appear(?:s|ed)? to|(?:is|are|was|were) (?:said|believed) to|thought to|(?:is|are|was|were) (?:widely )?considered",
        r"according to (?:\w+ )?(?:reports?|media|sources)|might|could|may(?= (?:have|be|not|well)\b)",
    )
)
_PLANNED: Final = "|".join(
    (
        r"will|shall|would|going to|plan(?:s|ned)? to|intend(?:s|ed)? to|(?:is|are|was|were) (?:due|scheduled|expected|set|about) to",
        r"to (?:meet|visit|hold|sign|open|send)(?= [A-Z])|upcoming|aimed at",
    )
)
_DENIED: Final = "|".join(
    (
        r"not|never|no|neither|nor|without|n't|cannot|nobody|failed to|den(?:y|ies|ied) (?:that|having)",
        r"refused|refuses|rejected|rejects|declined",
    )
)
_CUES: Final = (
    ("Rumoured", r"rumou?r(?:s|ed)?|gossip"),
    ("Hedged", _HEDGED),
    ("Conditional", r"if|unless|provided that|on (?:the )?condition that|in case|as long as"),
    ("Planned", _PLANNED),
    ("Denied", _DENIED),
)
_COMPILED: Final = tuple(
    (standing, re.compile(rf"\b(?:{words})\b", 0 if standing == "Planned" else re.IGNORECASE)) for standing, words in _CUES
)
_NOT_DENIED: Final = re.compile(r"not only|no longer than|no less|no doubt|no more than|not least|without end", re.IGNORECASE)
SAYING: Final = word_set("""
    say state add tell claim declare note stress emphasize remark explain maintain argue assert announce reply answer insist believe warn
    assure reiterate affirm comment observe term call describe
""")
"""Verbs of saying, in their base form."""
SAID: Final = frozenset(form for each in SAYING for form in (each, *forms(each)))
"""Verbs of saying in all their forms."""
_SAID_BEHIND: Final = rf",\s+(?=(?:{'|'.join(sorted(SAID))})\s)"
"""Behind it is who says so, as in *they never met, says Ann*."""
_STOP: Final = re.compile(
    _SAID_BEHIND + r"|[;:.!?]\s|,?\s+\b(?:but|whereas|while|however|although|though|and also)\b|—|\s[–-]\s", re.IGNORECASE
)
_JUDGING_WORDS: Final = (
    r"staunch|brutal|barbaric|cruel|brave|just cause|tragic|tragedy|heroic|shameful|blatant|flagrant|naked|grave|horrific|heinous",
    r"notorious|historic|landmark|disastrous|excellent|cordial|warm|very close|close and|unprovoked|disproportionate|unjustified",
    r"illegitimate|open violation|massacre|genocide|atrocit(?:y|ies)|aggressive|disturbing|elusive|unfortunate|regrettable|devoted",
    r"dictator|regime|strongest|closest|greatest|worst|one of the (?:most|only|few)|twins|injustice|innocent",
)
_JUDGING: Final = re.compile(rf"\b(?:{'|'.join(_JUDGING_WORDS)})\b", re.IGNORECASE)


def cues_in(text: str) -> list[Cue]:
    """The words of a passage that suggest another standing than Stated, sorted by position.

    A cue holds from its first word until the next break of the sentence.

    >>> [(each.standing, each.until) for each in cues_in("It apparently left, but did not return.")]
    [('Hedged', 18), ('Denied', 39)]
    """
    found = []
    for standing, pattern in _COMPILED:
        for match in pattern.finditer(text):
            if standing == "Denied" and _NOT_DENIED.match(text, match.start()):
                continue
            stop = _STOP.search(text, match.end())
            found.append(Cue(match.start(), match.end(), standing, stop.start() if stop else len(text)))
    return sorted(found)


def judgements_in(text: str) -> list[tuple[int, int]]:
    """The offsets of the words of a passage that judge: praise, blame, degree.

    >>> judgements_in("a staunch ally")
    [(2, 9)]
    """
    return [match.span() for match in _JUDGING.finditer(text)]
