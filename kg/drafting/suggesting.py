"""What is suggested for a passage: its names, its dates, and the claims that it seems to make. It asserts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kg.drafting.acts import acts_in, ground
from kg.drafting.cues import cues_in, judgements_in
from kg.drafting.model import Context, Ground, Role, Suggestion
from kg.drafting.names import known_names, new_names
from kg.drafting.times import Found, dates_in, frame_of
from kg.drafting.vocabulary import INFERRED, LOCATION, PERSON
from kg.drafting.words import tokens_of
from kg.namespaces import DIP

if TYPE_CHECKING:
    from kg.drafting.acts import Act, Side
    from kg.drafting.cues import Cue
    from kg.drafting.model import Entity
    from kg.drafting.names import Mention
    from kg.drafting.parse import Parse
    from kg.drafting.vocabulary import Vocabulary
    from kg.drafting.words import Token

_FAR_BEFORE: Final = 80
_FAR_AFTER: Final = 110
"""How far a date of an act may stand before and after its words, in characters."""
_LEADING: Final = 10
"""How far from the beginning of a passage a date may stand that counts for all of it."""
_PLACE: Final = DIP + "place"
_ABSENT: Final = frozenset(
    DIP + each
    for each in ("AbsenceOfRelations", "NonRecognition", "NonMembership", "NonParticipationInTreaty", "Refusal", "RefusalOfRecognition")
)


class Read(NamedTuple):
    """A passage that was read.

    Attributes:
        suggestions: what is suggested for it.
        context: the context of the passage after it, if that is in the same section.
    """

    suggestions: list[Suggestion]
    context: Context


def suggestions(vocabulary: Vocabulary, text: str, context: Context | None = None, parse: Parse | None = None) -> list[Suggestion]:
    """What is suggested for a passage.

    Args:
        vocabulary: the names of the workspace, and the words for kinds of act.
        text: the text of the passage.
        context: what the passages before it in its section say (`read` returns it); None if it is the first.
        parse: the grammar of the passage, of a parser; None to go by the order of its words.

    Returns:
        Claims first, in the order of the words, then names, then dates that are in no claim.
    """
    return read(vocabulary, text, context, parse).suggestions


def read(vocabulary: Vocabulary, text: str, context: Context | None = None, parse: Parse | None = None) -> Read:
    """Read a passage: what is suggested for it, and the context of the next one. The arguments are those of `suggestions`."""
    before = Context() if context is None else context
    tokens = tokens_of(text)
    mentions = _mentions(vocabulary, tokens, parse)
    dates = dates_in(text, before.date, before.document_date)
    frame = frame_of(text, dates)
    acts = acts_in(vocabulary, text, tokens, mentions, before.person, parse)
    claims = _claims(vocabulary, text, tokens, acts, dates, frame, before)
    names = [_name(each, tokens, parse) for each in _once(mentions)]
    source = "rules" if parse is None else "parser"
    used = {each.date for each in claims}
    others = [
        Suggestion("date", date=each.edtf, basis=each.basis, grounds=(Ground("date", each.start, each.end, each.reason),))
        for each in dates
        if each.edtf and each.edtf not in used
    ]
    found = [each._replace(source=source) for each in (*claims, *names, *others)]
    return Read(found, _after(vocabulary, before, acts, mentions, dates, frame, claims))


def _mentions(vocabulary: Vocabulary, tokens: list[Token], parse: Parse | None) -> list[Mention]:
    known = known_names(vocabulary, tokens)
    if parse is None:
        return sorted((*known, *new_names(vocabulary, tokens, known)))
    from kg.drafting.parsed_names import parsed_names

    return sorted((*known, *parsed_names(vocabulary, tokens, known, parse)))


def _once(mentions: list[Mention]) -> list[Mention]:
    found: dict[Entity, Mention] = {}
    for each in mentions:
        found.setdefault(each.entity, each)
    return list(found.values())


def _name(mention: Mention, tokens: list[Token], parse: Parse | None) -> Suggestion:
    return Suggestion(
        "name", roles=(Role("", mention.entity),), grounds=(ground("name", tokens, mention.first, mention.last, mention.reason),)
    )


def _claims(
    vocabulary: Vocabulary, text: str, tokens: list[Token], acts: list[Act], dates: list[Found], frame: Found | None, before: Context
) -> list[Suggestion]:
    cues = cues_in(text)
    judgements = judgements_in(text)
    found: list[Suggestion] = []
    frames: list[tuple[int, int]] = []
    for act in acts:
        start, end = tokens[act.words[0]].start, tokens[act.words[-1]].end
        speech = next((number for number, opened in reversed(frames) if 0 <= opened <= act.words[0]), None)
        words = " ".join(tokens[each].text for each in act.words)
        grounds = [Ground("kind", start, end, f"{words!r} suggests it")]
        roles: list[Role] = []
        for role, side in _roles(vocabulary, act):
            roles.append(Role(role, side.entity))
            grounds.append(ground(role.rpartition("#")[2], tokens, side.first, side.last, side.reason))
        standing, cue = _standing(act, start, end, cues)
        kind = act.kind
        if standing == "Denied" and cue is not None and vocabulary.ontology.is_a(kind, DIP + "Recognition"):
            grounds[0] = Ground("kind", start, end, f"{text[cue.start : cue.end]!r} and {words!r} suggest it")
            kind, standing, cue = DIP + "NonRecognition", "Stated", None
        if cue is not None:
            grounds.append(Ground("standing", cue.start, cue.end, f"{text[cue.start : cue.end]!r} makes it {standing}"))
        date = _date_of(act, start, dates, frame, before, text)
        if date is not None and date.edtf:
            grounds.append(Ground("date", date.start, date.end, date.reason))
        if speech is not None:
            grounds.append(Ground("speech", *_span(tokens, acts, found, speech), "it is said in the statement before"))
            date = None if date is None or date.basis == "FromContext" else date
        if act.content_from >= 0:
            frames.append((len(found), act.content_from))
        edtf, basis = ("", "") if date is None else (date.edtf, date.basis)
        found.append(Suggestion("claim", kind, tuple(roles), edtf, basis, standing, speech, tuple(grounds)))
    judged: dict[int | None, list[Ground]] = {}
    for start, end in judgements:
        speech = next((number for number, opened in reversed(frames) if tokens[opened].start <= start), None)
        judged.setdefault(speech, []).append(Ground("standing", start, end, f"{text[start:end]!r} judges"))
    return found + [Suggestion("claim", standing="Evaluative", speech=each, grounds=tuple(grounds)) for each, grounds in judged.items()]


def _span(tokens: list[Token], acts: list[Act], found: list[Suggestion], speech: int) -> tuple[int, int]:
    kind = next(each for each in found[speech].grounds if each.slot == "kind")
    return kind.start, kind.end


def _roles(vocabulary: Vocabulary, act: Act) -> list[tuple[str, Side]]:
    sides = vocabulary.sides(act.kind)
    found = [(sides.first, each) for each in act.actors]
    second = DIP + "recipient" if sides.second in INFERRED else sides.second
    for each in act.others:
        if second == _PLACE and not vocabulary.is_a(each.entity, LOCATION):
            found.append((DIP + "recipient", each))
        elif all(each.entity != other.entity for _, other in found):
            found.append((second, each))
    return found + [(_PLACE, each) for each in act.places if all(each.entity != other.entity for _, other in found)]


def _standing(act: Act, start: int, end: int, cues: list[Cue]) -> tuple[str, Cue | None]:
    for cue in cues:
        if (cue.start <= start < cue.until and cue.end <= start + 1) or (cue.start < end and start < cue.end):
            if cue.standing == "Denied" and (act.kind in _ABSENT or cue.start >= start):
                continue
            if start - cue.end > 80 and cue.standing != "Rumoured":
                continue
            return cue.standing, cue
    return "Stated", None


def _date_of(act: Act, start: int, dates: list[Found], frame: Found | None, before: Context, text: str) -> Found | None:
    """The date of an act: the nearest of its clause, else that with which the sentence begins, else the last one before the passage."""
    own = [each for each in dates if frame is None or (each.start, each.end) != (frame.start, frame.end)]
    if frame is not None:
        own = [each for each in own if each.start > frame.end]
    near = [each for each in own if each.start < _LEADING or -_FAR_BEFORE < each.start - start < _FAR_AFTER]
    if near:
        return min(near, key=lambda each: abs(each.start - start) + (0 if each.start > start else 15))
    if frame is not None:
        return frame
    if before.date and act.past:
        return Found(0, 0, before.date, "FromContext", "at", f"the last date before the passage, {before.date}")
    return None


def _after(
    vocabulary: Vocabulary,
    before: Context,
    acts: list[Act],
    mentions: list[Mention],
    dates: list[Found],
    frame: Found | None,
    claims: list[Suggestion],
) -> Context:
    people = [each.entity for act in acts for each in act.actors if vocabulary.is_a(each.entity, PERSON)]
    people += [each.entity for each in reversed(mentions) if vocabulary.is_a(each.entity, PERSON)]
    dated = [each.edtf for each in dates if each.edtf]
    last = frame.edtf if frame is not None else dated[-1] if dated else before.date
    return Context(people[0] if people else before.person, last, before.document_date)
