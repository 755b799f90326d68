"""The acts that a passage suggests: their kinds from its verbs and nouns, and who takes part from the order of its words or its grammar."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.drafting.cues import SAID
from kg.drafting.model import Entity, Ground
from kg.drafting.vocabulary import AGENT, DEMONYM, LOCATION, PERSON, SITUATION, STATEMENT
from kg.drafting.words import TITLES, word_set
from kg.namespaces import DIP
from kg.ontology.words import forms

if TYPE_CHECKING:
    from kg.drafting.names import Mention
    from kg.drafting.parse import Parse
    from kg.drafting.vocabulary import Sides, Vocabulary
    from kg.drafting.words import Token


class Side(NamedTuple):
    """Somebody who takes part.

    Attributes:
        entity: who it is.
        first: the position of the first word that says so.
        last: the position after the last one.
        reason: why it is suggested.
    """

    entity: Entity
    first: int
    last: int
    reason: str


class Act(NamedTuple):
    """An act that a passage suggests.

    Attributes:
        kind: the IRI of its class.
        words: the positions of the words that suggest it.
        verb: whether a verb does, and not a noun.
        past: whether it is a verb in the past tense.
        actors: those who do it.
        others: the other side.
        places: where it is.
        content_from: the position from which the passage gives what is said; -1 without such.
    """

    kind: str
    words: tuple[int, ...]
    verb: bool
    past: bool = False
    actors: tuple[Side, ...] = ()
    others: tuple[Side, ...] = ()
    places: tuple[Side, ...] = ()
    content_from: int = -1


_BE: Final = word_set("is are was were be been being got")
_AUXILIARY: Final = _BE | word_set("""
    to will would shall should can could may might must does did do not never has have had also then
    """)
_DETERMINERS: Final = word_set("""
    the a an its their his her our any some this these those such no every each further new more of in on for
    """)
_NOUN_ENDINGS: Final = ("ment", "ments", "tion", "tions", "sion", "sions", "ance", "ence", "ship", "ships", "ism", "ity", "ties", "ure")
_BREAKS: Final = word_set("whereas but while although though because which who that however when where if unless until")
_STATE_NOUNS: Final = word_set("""
    government authorities officials side leaders leadership administration state forces army troops military
    """)
_PREPOSITIONS: Final = word_set("""
    in at of from to into with by for on about against during between among over under near towards toward through after before
    since upon within without across via around concerning regarding including behind
    """)
_SKIPPED: Final = word_set("the a an then former both new late and")
_LIGHT: Final = frozenset(
    form
    for each in word_set("""
    pay sign make hold provide send give offer establish have express issue conduct launch conclude reach
    """)
    for form in (each, *forms(each))
)
_RECEIVED: Final = frozenset(form for each in ("receive", "get", "obtain") for form in forms(each))
_PAST: Final = word_set("""
    met said sent paid bought fought withdrew withdrawn took taken gave given held made broke broken told spoke spoken sold left
    led won struck shot flew flown began begun sought drew found brought kept came became built cut put lost stole overthrew fell
    froze sank
    """)
_HE: Final = word_set("he she")


def acts_in(
    vocabulary: Vocabulary,
    text: str,
    tokens: list[Token],
    mentions: list[Mention],
    person: Entity | None = None,
    parse: Parse | None = None,
) -> list[Act]:
    """The acts that a passage suggests, in the order of their words.

    Args:
        vocabulary: the vocabulary.
        text: the text of the passage.
        tokens: its words.
        mentions: the names in it.
        person: whom *he* or *she* means at its beginning; None if nobody was named.
        parse: its grammar; None to go by the order of the words.
    """
    return _Reader(vocabulary, text, tokens, mentions, person, parse).acts()


class _Reader:
    def __init__(
        self, vocabulary: Vocabulary, text: str, tokens: list[Token], mentions: list[Mention], person: Entity | None, parse: Parse | None
    ) -> None:
        self.vocabulary, self.text, self.tokens, self.mentions, self.parse = vocabulary, text, tokens, mentions, parse
        self.person = person
        self.at = {position: each for each in mentions for position in range(each.first, each.last)}

    def acts(self) -> list[Act]:
        found: list[Act] = []
        subject: tuple[Side, ...] = ()
        chosen = self._hits()
        for number, (kind, places, anchor) in enumerate(chosen):
            verb = self._is_verb(anchor)
            stop = chosen[number + 1][2] if number + 1 < len(chosen) else len(self.tokens)
            sides = self.vocabulary.sides(kind)
            if verb:
                actors, others = self._of_verb(anchor, places, stop, subject, sides)
                subject = actors or subject
            else:
                actors, others = self._of_noun(places, stop, subject, kind)
            if not others and self.tokens[anchor].folded in _RECEIVED and len(places) == 1:
                continue  # to receive a thing is no act of its own
            content = self._content(anchor) if self.vocabulary.ontology.is_a(kind, STATEMENT) and verb else -1
            places_of = () if content >= 0 else self._places(places[-1], stop, others)
            if actors or others or places_of or verb:
                found.append(Act(kind, places, verb, verb and self._is_past(anchor), actors, others, places_of, content))
        return found

    def _hits(self) -> list[tuple[str, tuple[int, ...], int]]:
        """The words that suggest acts: the class, the positions of the words, and that of the first word of the phrase.

        The longest phrases come first, and no word suggests two acts; a name suggests none.
        """
        named = {position for position, each in self.at.items() if each.how != DEMONYM}
        starts = [each.start for each in self.tokens]
        candidates = []
        for hit in self.vocabulary.words.found_in(self.text):
            places = tuple(range(bisect_left(starts, hit.start), bisect_left(starts, hit.end)))
            parts = hit.word.lower().split()
            first = forms(parts[0])
            anchor = next((each for each in places if self.tokens[each].folded in first), places[0] if places else -1)
            turned = len(parts) > 1 and places and anchor != places[0]
            if turned and not any(self.tokens[each].folded in _BE for each in range(places[0] + 1, anchor)):
                continue  # "the elections that he called" has the words of a calling of elections, and only a passive in this order
            if places and anchor not in named and not self._is_no_hit(anchor, len(parts)):
                depth = len(self.vocabulary.ontology.superclasses(hit.kind))
                candidates.append((-len(parts), depth, hit.start, hit.kind, places, anchor))
        candidates += [
            (0, 0, self.tokens[position].start, STATEMENT, (position, position + 1), position)
            for position in range(len(self.tokens) - 1)
            if self.tokens[position].folded in SAID and self.tokens[position + 1].folded == "that"
        ]
        taken: set[int] = set()
        chosen = []
        for _, _, _, kind, places, anchor in sorted(candidates):
            if not taken.intersection(places):
                taken.update(places)
                chosen.append((kind, places, anchor))
        return sorted(chosen, key=lambda each: each[1])

    def _is_no_hit(self, anchor: int, length: int) -> bool:
        """A word in capitals inside a sentence is part of a name, and an auxiliary alone is no act."""
        token = self.tokens[anchor]
        before = self.tokens[anchor - 1].folded if anchor else ""
        if token.folded.endswith("ed") and (
            before in _DETERMINERS - {"no", "in", "on", "for", "of"}
            or (before.endswith("ly") and anchor > 1 and self.tokens[anchor - 2].folded in _DETERMINERS)
        ):
            return True  # "the democratically elected government"
        following = self.tokens[anchor + 1].folded if anchor + 1 < len(self.tokens) else ""
        if token.folded in SAID and before in _BE and following == "to":
            return True  # "they were said to be friends" tells a rumour, and nobody who says it
        return length == 1 and ((token.capital and anchor > 0 and token.before == " ") or token.folded in _AUXILIARY)

    def _is_verb(self, position: int) -> bool:
        """Whether a word is a verb here: by the grammar, or by its form and the word before it."""
        if self.parse is not None:
            return (self.parse.verbs[position] and self.parse.labels[position] not in ("amod", "compound")) or self._looks_like_verb(
                position
            )
        return self._looks_like_verb(position)

    def _looks_like_verb(self, position: int) -> bool:
        word = self.tokens[position].folded
        before = self.tokens[position - 1] if position else None
        if before is not None and before.folded in _AUXILIARY:
            return True
        if word.endswith(_NOUN_ENDINGS) or before is None:
            return False
        if (
            before.folded in _DETERMINERS
            or before.owner
            or (position - 1 in self.at and self.at[position - 1].how == DEMONYM and not word.endswith("ed"))
        ):
            return False
        return word.endswith(("ed", "ing")) or word in _PAST or position - 1 in self.at or before.folded in _HE

    def _is_past(self, position: int) -> bool:
        before = {self.tokens[each].folded for each in range(max(position - 3, 0), position)}
        word = self.tokens[position].folded
        return (word.endswith("ed") or word in _PAST) and not before & {"has", "have", "is", "are", "will", "would"}

    # The sides of a verb

    def _of_verb(
        self, verb: int, places: tuple[int, ...], stop: int, subject: tuple[Side, ...], sides: Sides
    ) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
        if self.parse is not None:
            heads, passive = self.parse.subjects(verb)
            before = tuple(each for head in heads if (each := self._side_of_head(head)) is not None)
            if not heads:
                before = subject
        else:
            before = subject if subject and self._is_joined(verb) else self._subject(verb) or subject
            passive = self._passive(verb)
        by, after = self._after(places, stop)
        if self.tokens[verb].folded in SAID:
            after = tuple(each for each in after if each.reason == "after 'to'")
        if passive or by:
            return by, before
        if sides.second == DIP + "counterpart":
            after = tuple(each for each in after if each.reason != "after 'for'")
        if sides.second == sides.first and after and self._joined(places[-1], after):
            return (*before, *after), ()
        return before, after

    def _is_joined(self, verb: int) -> bool:
        """Whether a verb is joined by *and* to the one before it, with nothing but auxiliaries and adverbs between."""
        position = verb - 1
        while position > 0 and (self.tokens[position].folded in _AUXILIARY or self.tokens[position].folded.endswith("ly")):
            position -= 1
        return position > 0 and self.tokens[position].folded == "and" and position not in self.at

    def _passive(self, verb: int) -> bool:
        if not self.tokens[verb].folded.endswith(("ed", "en", "t", "n", "d", "ught", "ung")):
            return False
        return any(self.tokens[each].folded in _BE for each in range(max(verb - 3, 0), verb))

    def _subject(self, verb: int) -> tuple[Side, ...]:
        """The agents before a verb in its clause: the last that follows no preposition, with those that are joined to it."""
        first = self._clause_start(verb)
        position = verb - 1
        while position >= first:
            if self.tokens[position].folded in _HE:
                person = self._person_before(position)
                return (
                    ()
                    if person is None
                    else (Side(person, position, position + 1, f"{self.tokens[position].text!r}: the person named last"),)
                )
            mention = self.at.get(position)
            if mention is None:
                position -= 1
                continue
            if self._can_act(mention) and not self._preposition(mention.first) and not self.tokens[mention.last - 1].owner:
                return self._with_joined(mention, first)
            position = mention.first - 1
        return ()

    def _with_joined(self, mention: Mention, first: int) -> tuple[Side, ...]:
        found = [self._side(mention, "before the verb")]
        before = mention
        for each in reversed([other for other in self.mentions if first <= other.first < mention.first]):
            between = [other for other in range(each.last, before.first) if other not in self.at]
            words = {self.tokens[other].folded for other in between}
            joined = "and" in words or "," in "".join(self.tokens[other].before for other in range(each.last, before.first + 1))
            plain = all(word in TITLES | _SKIPPED | {"prime", "foreign", "defence", "minister", "of", "as", "well"} for word in words)
            if not self._can_act(each) or not plain or not joined:
                if plain and (each.how == DEMONYM or self.vocabulary.is_a(each.entity, DIP + "Post")):
                    continue  # an adjective or an office before a name
                break
            if self._preposition(each.first) or not self._alike(each, mention):
                continue
            found.insert(0, self._side(each, "joined to the subject"))
            before = each
        return tuple(found)

    def _alike(self, one: Mention, other: Mention) -> bool:
        return self.vocabulary.is_a(one.entity, PERSON) == self.vocabulary.is_a(other.entity, PERSON)

    def _clause_start(self, verb: int) -> int:
        for position in range(verb - 1, -1, -1):
            if self.tokens[position].folded in _BREAKS or any(mark in self.tokens[position + 1].before for mark in ";:—.!?"):
                return position + 1
        return 0

    def _person_before(self, position: int) -> Entity | None:
        for each in reversed(self.mentions):
            if each.last <= position and self.vocabulary.is_a(each.entity, PERSON) and not self._preposition(each.first):
                return each.entity
        return self.person

    def _after(self, places: tuple[int, ...], stop: int) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
        """Those after *by*, and the other side: the first agents after the words, with those that are joined to them."""
        by: list[Side] = []
        others: list[Side] = []
        end = self._clause_stop(places[-1], stop)
        for mention in self.mentions:
            if not places[0] < mention.first < end or not self._can_act(mention):
                continue
            if self._only_owns(mention):
                continue
            preposition = self._preposition(mention.first)
            if preposition == "by":
                by.append(self._side(mention, "after *by*"))
            elif preposition in ("in", "at", "on", "during", "near", "since", "after", "before", "through", "into", "under"):
                continue
            elif others:
                if not self._follows_on(others[-1], mention):
                    break
                others.append(self._side(mention, "joined to the other side"))
            elif not by or preposition:
                others.append(self._side(mention, f"after {preposition!r}" if preposition else "after the verb"))
        return tuple(by), tuple(others)

    def _only_owns(self, mention: Mention) -> bool:
        """Whether a name stands before what belongs to it and has a name of its own: the state in *Norway's Home Guard* is no side."""
        return self.tokens[mention.last - 1].owner and mention.last < len(self.tokens) and self.tokens[mention.last].capital

    def _follows_on(self, side: Side, mention: Mention) -> bool:
        between = {self.tokens[each].folded for each in range(side.last, mention.first)}
        marks = "".join(self.tokens[each].before for each in range(side.last, mention.first + 1))
        return ("and" in between or "," in marks) and between <= _SKIPPED | TITLES | {"prime", "foreign", "as", "well", "people", "of"}

    def _joined(self, last: int, after: tuple[Side, ...]) -> bool:
        return any(self.tokens[each].folded == "with" for each in range(last, after[0].first))

    def _clause_stop(self, last: int, stop: int) -> int:
        for position in range(last + 1, len(self.tokens)):
            breaks = self.tokens[position].folded in _BREAKS or any(mark in self.tokens[position].before for mark in ";:—.!?")
            if breaks or (position >= stop and self._is_verb(stop)):
                return position
        return len(self.tokens)

    # The sides of a noun

    def _of_noun(
        self, places: tuple[int, ...], stop: int, subject: tuple[Side, ...], kind: str
    ) -> tuple[tuple[Side, ...], tuple[Side, ...]]:
        actors: list[Side] = []
        for position in range(max(places[0] - 3, 0), places[0]):
            mention = self.at.get(position)
            if mention is not None and position == mention.last - 1 and (mention.how == DEMONYM or self.tokens[position].owner):
                actors.append(self._side(mention, "before the noun"))
        by, others = self._after(places, stop)
        actors += by
        others = tuple(each for each in others if not each.reason.endswith("the verb"))
        light = next(
            (each for each in range(places[0] - 1, max(places[0] - 6, -1), -1) if self.tokens[each].folded in _LIGHT | _RECEIVED), None
        )
        if not actors and light is not None:
            before = self._subject(light) or subject
            if self.tokens[light].folded in _RECEIVED:
                return tuple(each for each in others if "from" in each.reason), before
            actors += before
        between = [each for each in others if "between" in each.reason or "joined" in each.reason]
        if len(between) == 2 and not actors and self.vocabulary.sides(kind).first == DIP + "firstSide":
            return tuple(between[:1]), tuple(between[1:])
        if self.vocabulary.ontology.is_a(kind, SITUATION) and len(between) > 1:
            return tuple(between), ()
        return tuple(actors), others

    def _places(self, last: int, stop: int, others: tuple[Side, ...]) -> tuple[Side, ...]:
        end = self._clause_stop(last, stop)
        for mention in self.mentions:
            if last < mention.first < end and self.vocabulary.is_a(mention.entity, LOCATION) and mention.how != DEMONYM:
                preposition = self._preposition(mention.first)
                if preposition in ("in", "at", "near") or (
                    preposition in ("to", "into") and not self.vocabulary.is_a(mention.entity, AGENT)
                ):
                    return (self._side(mention, f"after {preposition!r}"),)
        return ()

    # What is common to both

    def _content(self, last: int) -> int:
        """Where what is said begins: after *that*, at a quotation mark or a colon, or after a verb of saying."""
        following = self.at.get(last + 1)
        if (
            self.tokens[last].folded in SAID
            and last + 1 < len(self.tokens)
            and (following is not None or self.tokens[last + 1].folded == "the")
        ):
            return last + 1
        for position in range(last + 1, min(last + 12, len(self.tokens))):
            token = self.tokens[position]
            if token.folded == "that" or any(mark in token.before for mark in '"“:'):
                return position
            if any(mark in token.before for mark in ";."):
                return -1
        return -1

    def _can_act(self, mention: Mention) -> bool:
        if mention.how != DEMONYM:
            return self.vocabulary.is_a(mention.entity, AGENT) or not mention.entity.kind
        following = self.tokens[mention.last] if mention.last < len(self.tokens) else None
        plural = self.tokens[mention.last - 1].text.endswith("s")
        if following is None or following.before != " " or plural:
            return plural or following is None
        return following.folded in _STATE_NOUNS

    def _preposition(self, position: int) -> str:
        """The preposition before a name, past articles, titles and adjectives of peoples; empty without one."""
        for each in range(position - 1, -1, -1):
            token, mark = self.tokens[each], self.tokens[each + 1].before
            if mark.strip() not in ("", "-"):
                return ""
            if token.folded in _PREPOSITIONS:
                return token.folded
            adjective = each in self.at and (self.at[each].how == DEMONYM or self.vocabulary.is_a(self.at[each].entity, DIP + "Post"))
            if token.folded not in _SKIPPED - {"and", "both"} | TITLES | {"prime", "foreign", "people", "government"} and not adjective:
                return ""
        return ""

    def _side(self, mention: Mention, reason: str) -> Side:
        return Side(mention.entity, mention.first, mention.last, reason)

    def _side_of_head(self, head: int) -> Side | None:
        """Whom the head of a subject means: the name that it is in, or that stands before it, or a pronoun's person."""
        if self.tokens[head].folded in _HE:
            person = self._person_before(head)
            return None if person is None else Side(person, head, head + 1, f"{self.tokens[head].text!r}: the person named last")
        mention = self.at.get(head)
        if mention is not None:
            return self._side(mention, "the subject of the verb")
        assert self.parse is not None
        first, last = self.parse.span(head)
        inside = [each for each in self.mentions if first <= each.first < last]
        for each in inside:
            if self._can_act(each) and (each.how == DEMONYM or self.tokens[head].folded in _STATE_NOUNS):
                return self._side(each, "in the subject of the verb")
        return None


def ground(slot: str, tokens: list[Token], first: int, last: int, reason: str) -> Ground:
    """The words from one position to another as the ground of a part of a suggestion."""
    return Ground(slot, tokens[first].start, tokens[last - 1].end, reason)
