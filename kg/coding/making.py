"""What is made of a claim that was not typed: its label, its identifier, its gist, and what follows from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.dates import date_in_words
from kg.namespaces import DIP
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from kg.coding.vocabulary import Vocabulary
    from kg.ontology.verbs import Pattern

MOST_OF_GIST: Final = 127
"""The largest number of characters of a gist."""

_MOST_OF_LABEL: Final = 60
_LATER: Final = ("a", "an", "as", "at", "each", "every", "he", "her", "his", "if", "in", "it", "its", "no", "nobody", "on", "one", "she")
_LOWERED: Final = frozenset((*_LATER, "some", "that", "the", "their", "there", "these", "they", "this", "those", "what", "when", "who"))
_ADVERBS: Final = {
    "Hedged": "apparently",
    "Rumoured": "according to a rumour",
    "Planned": "as planned",
    "Conditional": "on conditions",
}


class Claimed(NamedTuple):
    """What a line says of one thing.

    Attributes:
        subject: the IRI of the thing.
        kinds: the IRIs of its classes that are written.
        label: the label that is written; None for none.
        values: property IRIs and terms, in order.
    """

    subject: str
    kinds: tuple[str, ...]
    label: str | None
    values: tuple[tuple[str, ox.NamedNode | ox.Literal], ...]

    def of(self, vocabulary: Vocabulary, role: str) -> list[str]:
        """The IRIs of the things that the thing has in a role or in a narrower one."""
        ontology = vocabulary.words.ontology
        found = [term.value for prop, term in self.values if prop == role or role in ontology.superproperties(prop)]
        return list(dict.fromkeys(found))

    def date(self) -> str:
        """Its date in EDTF, or the empty string."""
        return next((term.value for prop, term in self.values if prop == DIP + "date"), "")


def slug_of(text: str) -> str:
    """A text as an identifier.

    >>> slug_of("Iran's foreign minister (1991)")
    'irans-foreign-minister-1991'
    """
    return "-".join(fold(text.replace("'", "").replace("’", "")).split()) or "thing"


def unique(wanted: str, used: Callable[[str], bool]) -> str:
    """An identifier that is not used: the one that is wanted, or with the next number from 2.

    >>> unique("visit", {"visit", "visit-2"}.__contains__)
    'visit-3'
    """
    number, found = 1, wanted
    while used(found):
        number += 1
        found = f"{wanted}-{number}"
    return found


def joined(names: Sequence[str]) -> str:
    """Names with commas and *and*.

    >>> joined(["A", "B", "C"])
    'A, B and C'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def participants(claimed: Claimed, vocabulary: Vocabulary) -> list[str]:
    """The labels of those that a thing needs, in the order of their roles; without these, of the first things that are named."""
    sequence = dict.fromkeys(vocabulary.words.roles.sequence(list(claimed.kinds)))
    found = [iri for role in sequence for iri in claimed.of(vocabulary, role)]
    if not found:
        found = [term.value for _, term in claimed.values if isinstance(term, ox.NamedNode) and term.value in vocabulary.nodes][:2]
    return [vocabulary.label(iri) for iri in dict.fromkeys(found)]


def _kind(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """The kind of a thing in words; of a series, that of its members."""
    members = [term.value for prop, term in claimed.values if prop == DIP + "memberKind"]
    return f"{vocabulary.words.label(members[0])} series" if members else vocabulary.words.label(claimed.kinds[0])


def made_label(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """A label: the kind, the participants, the year; at most 60 characters if that can be."""
    kind = _kind(claimed, vocabulary)
    year = re.search(r"\d{4}", claimed.date())
    names = participants(claimed, vocabulary)
    while names:
        label = ", ".join(filter(None, (kind[:1].upper() + kind[1:], joined(names), year[0] if year else "")))
        if len(label) <= _MOST_OF_LABEL:
            return label
        names = names[:-1]
    return ", ".join(filter(None, (kind[:1].upper() + kind[1:], year[0] if year else "")))


def made_slug(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """An identifier: the first word of the kind, that of the first participant, the year."""
    kind = slug_of(_kind(claimed, vocabulary)).partition("-")[0]
    year = re.search(r"\d{4}", claimed.date())
    names = participants(claimed, vocabulary)[:1]
    short = [slug_of(each) for each in names]
    return "-".join(filter(None, (kind, *(each if len(each) < 20 else each.rpartition("-")[2] for each in short), year[0] if year else "")))


def complete(pattern: Pattern, claimed: Claimed, vocabulary: Vocabulary) -> bool:
    """Whether a claim has what a pattern needs, so that its relation follows."""
    one, other = claimed.of(vocabulary, pattern.from_role), claimed.of(vocabulary, pattern.to_role)
    if pattern.where_role and pattern.where_value not in claimed.of(vocabulary, pattern.where_role):
        return False
    ontology = vocabulary.words.ontology
    if pattern.unless_class and any(ontology.is_a(kind, pattern.unless_class) for kind in claimed.kinds):
        return False
    if pattern.unless_other and set(claimed.of(vocabulary, pattern.unless_other)) - set(other):
        return False
    return len(one) > 1 if pattern.mutual else any(each != two for each in one for two in other)


def patterns(claimed: Claimed, vocabulary: Vocabulary) -> list[Pattern]:
    """The patterns from which something can follow for the kinds of a claim, those that are meant first at the beginning."""
    ways = (way for kind in claimed.kinds for way in vocabulary.words.roles.ways(kind))
    return list(dict.fromkeys(way.pattern for way in ways))


def _sentence(pattern: Pattern, claimed: Claimed, vocabulary: Vocabulary, *, amounts: bool = False) -> str:
    one, other = claimed.of(vocabulary, pattern.from_role), claimed.of(vocabulary, pattern.to_role)
    if pattern.mutual:
        one, other = one[:1], one[1:]
    subject = joined([vocabulary.label(iri) for iri in one])
    verb = vocabulary.words.label(pattern.verb)
    amount = _amount(claimed) if amounts else ""
    first, _, preposition = verb.rpartition(" ")
    if amount and preposition in ("to", "from"):
        verb = f"{first} {amount} {preposition}"
    return f"{subject[:1].upper()}{subject[1:]} {verb} {joined([vocabulary.label(iri) for iri in other])}"


def _amount(claimed: Claimed) -> str:
    """The number of a claim with its unit, or its goods; empty without any."""
    values = {prop.removeprefix(DIP): term.value for prop, term in claimed.values}
    number = values.get("quantity") or values.get("quantityMin") or values.get("quantityMax")
    if not number or "unit" not in values:
        return values.get("goods", "")
    plural = values["unit"] if number == "1" or values["unit"].endswith("s") else values["unit"] + "s"
    return " ".join(filter(None, (values.get("quantityQualifier", ""), number, plural)))


def following(claimed: Claimed, vocabulary: Vocabulary) -> list[str]:
    """The relations that follow from a claim once it is held, as sentences without full stops.

    Args:
        claimed: what the line says.
        vocabulary: the names.
    """
    done = [each for each in patterns(claimed, vocabulary) if complete(each, claimed, vocabulary)]
    return list(dict.fromkeys(_sentence(each, claimed, vocabulary) for each in done))


def missing(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """Why no relation follows from a claim."""
    wanted = patterns(claimed, vocabulary)
    if not wanted:
        kind = vocabulary.words.label(claimed.kinds[0]) if claimed.kinds else ""
        return f"nothing follows from the kind {kind}" if kind else "nothing follows: no kind of act is named"
    first = wanted[0]
    words = vocabulary.words
    lacking = [words.label(role) for role in dict.fromkeys((first.from_role, first.to_role)) if not claimed.of(vocabulary, role)]
    if first.mutual and len(claimed.of(vocabulary, first.from_role)) == 1:
        return f"nothing follows: a second {words.label(first.from_role)} is missing"
    if first.where_role and not claimed.of(vocabulary, first.where_role):
        lacking.append(words.label(first.where_role))
    if not lacking:
        return "nothing follows: both sides are the same"
    return f"nothing follows: the {' and the '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"


def _when(edtf: str) -> str:
    """A date as an adverbial; empty for one that has none in a few words."""
    if not edtf:
        return ""
    words = date_in_words(edtf)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", edtf):
        return f"on {words}"
    if re.fullmatch(r"\d{4}(-\d\d)?", edtf):
        return f"in {words}"
    if match := re.fullmatch(r"([\dX-]+)/\.\.", edtf):
        return f"from {date_in_words(match[1])}"
    if re.fullmatch(r"[\d-]+/[\d-]+", edtf):
        return f"from {words}"
    if match := re.fullmatch(r"\[\.\.([\d-]+)\]", edtf):
        return f"before {date_in_words(match[1])}"
    if match := re.fullmatch(r"\[([\d-]+)\.\.\]", edtf):
        return f"after {date_in_words(match[1])}"
    return ""


def _parts(claimed: Claimed, vocabulary: Vocabulary) -> Iterator[str]:
    """The sentence of a claim without its full stop, and shorter ones."""
    words = vocabulary.words
    gist = next((term.value for prop, term in claimed.values if prop == DIP + "gist"), "")
    judged = [term.value for prop, term in claimed.values if prop == DIP + "characterizedAs"]
    if gist:
        yield gist.rstrip(".")
        return
    place = joined([vocabulary.label(iri) for iri in claimed.of(vocabulary, DIP + "place")])
    ends = [f"in {place}" if place else "", _when(claimed.date())]
    done = [each for each in patterns(claimed, vocabulary) if complete(each, claimed, vocabulary)]
    if done:
        core = _sentence(done[0], claimed, vocabulary, amounts=True)
        if DIP + "place" in (done[0].from_role, done[0].to_role):
            ends[0] = ""
        topics = [vocabulary.nodes[iri] for iri in claimed.of(vocabulary, DIP + "about") if iri in vocabulary.nodes]
        about = joined([node.label for node in topics if node.entity and node.label])
        ends.insert(0, f"over {about}" if about and done[0].to_role != DIP + "about" else "")
    elif judged:
        subject = claimed.label or vocabulary.label(claimed.subject)
        core = f"{subject[:1].upper()}{subject[1:]} is characterized as {joined(judged)}"
    elif claimed.kinds:
        kind = _kind(claimed, vocabulary)
        by = joined([vocabulary.label(iri) for iri in claimed.of(vocabulary, DIP + "actor")])
        of = joined(participants(claimed, vocabulary))
        article = "an" if kind[:1] in "aeiou" else "a"
        core = f"There was {article} {kind}" + (f" by {by}" if by else f" of {of}" if of else "")
    else:
        dated = (DIP + "date", DIP + "dateBasis", DIP + "place")
        rest = [(prop, term) for prop, term in claimed.values if prop not in dated]
        said = [f"{words.label(prop)} {vocabulary.label(t.value) if isinstance(t, ox.NamedNode) else t.value}" for prop, t in rest]
        subject = vocabulary.label(claimed.subject)
        core = f"{subject[:1].upper()}{subject[1:]}"
        for most in range(len(said), 1, -1):
            yield " ".join(filter(None, (f"{core}: {', '.join(said[:most])}", *ends)))
        core = f"{core}: {said[0]}" if said else core
    while True:
        yield " ".join(filter(None, (core, *ends)))
        if not ends:
            return
        ends = ends[1:]


def made_gist(claims: Iterable[Claimed], standing: str, speakers: Sequence[str], vocabulary: Vocabulary) -> str | None:
    """The gist of an assertion graph, from its first claim.

    Args:
        claims: what its lines say, in order.
        standing: the name of its standing.
        speakers: the labels of those whose words they are; none for the document.
        vocabulary: the names.

    Returns:
        A sentence of at most `MOST_OF_GIST` characters; None if none is short enough.
    """
    first = next(iter(claims))
    for part in _parts(first, vocabulary):
        text = part
        if speakers and standing != "Denied":
            text = f"{joined(list(speakers))} said that {_lowered(text)}"
        elif standing in _ADVERBS:
            text = f"{_ADVERBS[standing]}, {_lowered(text)}"
        text = f"{text[:1].upper()}{text[1:]}."
        if len(text) <= MOST_OF_GIST:
            return text
    return None


def _lowered(text: str) -> str:
    first, space, rest = text.partition(" ")
    return f"{first.lower()}{space}{rest}" if first.lower() in _LOWERED else text
