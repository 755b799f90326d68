"""What is made of a claim that was not typed: its label, its identifier, its gist, and what follows from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.coding.vocabulary import DATES, MEMBER_KIND
from kg.dates import DateProblem, date_in_words, first_day, last_day, parse_edtf
from kg.namespaces import DIP
from kg.ontology.words import with_article, with_the
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

_OPEN: Final = {"Planned": "was planned", "Conditional": "depends on a condition"}
"""What the gist of an act that was not done says of it, by the standing."""
_ACT: Final = DIP + "Act"
_ATTEMPT: Final = DIP + "FailedAttempt"
_MATTER: Final = DIP + "Matter"
_SERIES: Final = DIP + "ActSeries"
_PLACE: Final = DIP + "place"


class Claimed(NamedTuple):
    """What a line says of one thing.

    Attributes:
        subject: the IRI of the thing.
        kinds: the IRIs of its classes that are written.
        label: the label that is written; None for none.
        values: property IRIs and terms, in order.
        again: whether the line only says more of a thing that another line has told.
        told: the date of the document, in EDTF; empty if it is not known.
    """

    subject: str
    kinds: tuple[str, ...]
    label: str | None
    values: tuple[tuple[str, ox.NamedNode | ox.Literal], ...]
    again: bool = False
    told: str = ""

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


def members(claimed: Claimed, vocabulary: Vocabulary) -> list[str]:
    """The classes of what a series counts, as its line or another one says, the narrowest first; empty for anything else."""
    if _SERIES not in claimed.kinds:
        return []
    node = vocabulary.nodes.get(claimed.subject)
    found = dict.fromkeys((*claimed.of(vocabulary, MEMBER_KIND), *(node.members if node is not None else ())))
    return sorted(found, key=lambda each: -len(vocabulary.words.ontology.superclasses(each)))


def sides(claimed: Claimed, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The roles that are given by their position: those of the kinds, and of a series those of what it counts."""
    return vocabulary.words.roles.sequence([*claimed.kinds, *members(claimed, vocabulary)])


def _parties(claimed: Claimed, vocabulary: Vocabulary) -> list[str]:
    """The things that a line needs, in the order of their roles; without these, those that take part, or the first that are named.

    A line that only says more of a thing may name others that are no parties.
    """
    places = claimed.of(vocabulary, _PLACE)
    found = [iri for role in dict.fromkeys(sides(claimed, vocabulary)) for iri in claimed.of(vocabulary, role)]
    found = found or claimed.of(vocabulary, DIP + "participant")
    if not found and claimed.again:
        found = claimed.of(vocabulary, DIP + "about")
    elif not found:
        ontology = vocabulary.words.ontology
        named = [(prop, term.value) for prop, term in claimed.values if isinstance(term, ox.NamedNode) and term.value in vocabulary.nodes]
        found = [iri for prop, iri in named if prop != _PLACE and _PLACE not in ontology.superproperties(prop)][:2] or places[:2]
    return list(dict.fromkeys(found))


def participants(claimed: Claimed, vocabulary: Vocabulary) -> list[str]:
    """The labels of those that a thing needs, in the order of their roles; without these, of those that take part or are named."""
    return [vocabulary.label(iri) for iri in _parties(claimed, vocabulary)]


def _kind(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """The kind of a thing in words; of a series, that of its members."""
    counted = members(claimed, vocabulary)
    return f"{vocabulary.words.label(counted[0])} series" if counted else vocabulary.words.label(claimed.kinds[0])


def _year(edtf: str) -> str:
    """The year of a date for a label; of one that is known only within bounds, the bounds.

    >>> [_year(each) for each in ("1979-04", "[..1979]", "[1979..]", "[..1979-04]", "[1990..1999]", "[1988..1989]", "1974~", "195X/..")]
    ['1979', 'before 1979', 'after 1979', 'by 1979', '1990s', '1988 to 1989', 'about 1974', '']
    """
    years = re.findall(r"\d{4}", edtf)
    if not years:
        return ""
    if edtf.startswith(("[..", "../")):
        return f"{'before' if edtf == f'[..{years[0]}]' else 'by'} {years[0]}"
    if edtf.startswith("[") and edtf.endswith("..]"):
        return f"{'after' if edtf == f'[{years[0]}..]' else 'from'} {years[0]}"
    if edtf.startswith("[") and len(years) > 1 and years[0] != years[-1]:
        decade = years[0].endswith("0") and years[-1] == years[0][:3] + "9"
        return f"{years[0]}s" if decade else f"{years[0]} to {years[-1]}"
    return f"about {years[0]}" if re.fullmatch(r"[\d-]+[~%]", edtf) else str(years[0])


def made_label(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """A label: the kind, the participants, the year; at most 60 characters if that can be."""
    kind = _kind(claimed, vocabulary)
    year = _year(claimed.date())
    names = participants(claimed, vocabulary)
    while names:
        label = ", ".join(filter(None, (kind[:1].upper() + kind[1:], joined(names), year)))
        if len(label) <= _MOST_OF_LABEL:
            return label
        names = names[:-1]
    return ", ".join(filter(None, (kind[:1].upper() + kind[1:], year)))


def made_slug(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """An identifier: the first word of the kind, that of the first participant, the year."""
    kind = slug_of(_kind(claimed, vocabulary)).partition("-")[0]
    year = re.search(r"\d{4}", claimed.date())
    names = participants(claimed, vocabulary)[:1]
    short = [slug_of(each) for each in names]
    return "-".join(filter(None, (kind, *(each if len(each) < 20 else each.rpartition("-")[2] for each in short), year[0] if year else "")))


def complete(pattern: Pattern, claimed: Claimed, vocabulary: Vocabulary, *, as_told: bool = False) -> bool:
    """Whether a claim has what a pattern needs, so that its relation follows as in the build (`kg.rules.verbs`).

    Args:
        pattern: the pattern.
        claimed: what the line says.
        vocabulary: the names.
        as_told: whether the other side may be of any class, as in a sentence that tells the act, such as an attack on a region.
    """
    one, other = claimed.of(vocabulary, pattern.from_role), claimed.of(vocabulary, pattern.to_role)
    if pattern.where_role and pattern.where_value not in claimed.of(vocabulary, pattern.where_role):
        return False
    ontology = vocabulary.words.ontology
    if pattern.unless_class and any(ontology.is_a(kind, pattern.unless_class) for kind in claimed.kinds):
        return False
    if pattern.unless_other and set(claimed.of(vocabulary, pattern.unless_other)) - set(other):
        return False
    if _undone(claimed) and ontology.is_a(pattern.of_class, _MATTER) and not ontology.is_a(pattern.of_class, _ATTEMPT):
        return False
    if pattern.mutual:
        return len(one) > 1
    wanted = "" if as_told else _narrower_range(pattern, vocabulary)
    return any(each != two for each in one for two in other if not wanted or _may_be(two, wanted, vocabulary))


def _undone(claimed: Claimed) -> str:
    """The outcome of an act that was not done, as an IRI; empty for any other."""
    return next((term.value for prop, term in claimed.values if prop == DIP + "outcome" and term.value != DIP + "Done"), "")


def _narrower_range(pattern: Pattern, vocabulary: Vocabulary) -> str:
    """The class of the things that a verb leads to, if its role takes others as well; else empty."""
    words, ontology = vocabulary.words, vocabulary.words.ontology
    wanted = words.ranges.get(pattern.verb, "")
    known = (words.ranges.get(each, "") for each in ontology.superproperties(pattern.to_role))
    return "" if any(each and ontology.is_a(each, wanted) for each in known) else wanted


def _may_be(iri: str, wanted: str, vocabulary: Vocabulary) -> bool:
    node = vocabulary.nodes.get(iri)
    return node is None or not node.types or any(vocabulary.words.ontology.is_a(each, wanted) for each in node.types)


def patterns(claimed: Claimed, vocabulary: Vocabulary) -> list[Pattern]:
    """The patterns from which something can follow for a claim, those that are meant first at the beginning.

    From a series of acts the same follows as from one act. From a series of situations nothing follows.
    """
    roles, ontology = vocabulary.words.roles, vocabulary.words.ontology
    found = [way.pattern for kind in claimed.kinds for way in roles.ways(kind)]
    for kind in members(claimed, vocabulary):
        for way in roles.ways(kind):
            of_class, unless = way.pattern.of_class, way.pattern.unless_class
            if ontology.is_a(of_class, _ACT) and of_class != _ATTEMPT and not (unless and ontology.is_a(kind, unless)):
                found.append(way.pattern)
    return list(dict.fromkeys(found))


_PLURALS: Final = {"is": "are", "has": "have", "was": "were", "does": "do"}
_BEING: Final = re.compile(r"an? (full member|associate member|member|party|rival|observer|founder|candidate)\b(.*)")


def _plural(verb: str) -> str:
    """A verb for several subjects.

    >>> [_plural(each) for each in ("is a rival of", "opposes", "attacked", "fishes in the waters of")]
    ['are rivals of', 'oppose', 'attacked', 'fish in the waters of']
    """
    first, space, rest = verb.partition(" ")
    if first in ("is", "was") and (noun := _BEING.fullmatch(rest)):
        one = noun[1][:-1] + "ies" if noun[1].endswith("y") else noun[1] + "s"
        return f"{_PLURALS[first]} {one}{noun[2]}"
    if first in _PLURALS:
        first = _PLURALS[first]
    elif re.search(r"(ch|sh|x|ss)es$", first):
        first = first[:-2]
    elif re.search(r"[^s]s$", first):
        first = first[:-1]
    return first + space + rest


def _named(iri: str, vocabulary: Vocabulary) -> str:
    """The label of a thing as it stands in a sentence."""
    label = vocabulary.label(iri)
    return label if vocabulary.is_a(iri, "Person") or vocabulary.is_a(iri, "City") else with_the(label)


def _sentence(pattern: Pattern, claimed: Claimed, vocabulary: Vocabulary, *, amounts: bool = False) -> str:
    one, other = claimed.of(vocabulary, pattern.from_role), claimed.of(vocabulary, pattern.to_role)
    if pattern.mutual:
        one, other = one[:1], one[1:]
    subject = joined([_named(iri, vocabulary) for iri in one])
    verb = _verb(pattern, claimed, len(one), vocabulary)
    amount = _amount(claimed) if amounts else ""
    first, _, preposition = verb.rpartition(" ")
    if amount and preposition in ("to", "from"):
        verb = f"{first} {amount} {preposition}"
    return f"{subject[:1].upper()}{subject[1:]} {verb} {joined([_named(iri, vocabulary) for iri in other])}"


def _verb(pattern: Pattern, claimed: Claimed, subjects: int, vocabulary: Vocabulary) -> str:
    """The verb of a pattern, in the past if what is claimed has a last day that is not after its document."""
    ended = _has_ended(claimed.date(), claimed.told)
    verb = (vocabulary.words.past.get(pattern.verb) if ended else None) or vocabulary.words.label(pattern.verb)
    return _plural(verb) if subjects > 1 else verb


def _has_ended(date: str, told: str) -> bool:
    """Whether what has a date was over when a document told of it, as far as that is known.

    >>> [_has_ended(each, "2023-11-12") for each in ("1990/2023", "1990/2090", "1990/..", "[1961..]", "1990", "2023", "")]
    [True, False, False, False, True, False, False]
    >>> _has_ended("1990", "")
    True
    """
    try:
        last = parse_edtf(date).latest
    except DateProblem:
        return False
    if last is None:
        return False
    try:
        return first_day(date.rpartition("/")[2]) <= last_day(told) if "/" in date else last < first_day(told)
    except DateProblem:
        return True  # the document has no date


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
    words = vocabulary.words
    if not wanted:
        return _no_pattern(claimed, vocabulary)
    if undone := _undone(claimed):
        return f"nothing follows: the outcome is {words.label(undone)}"
    first = wanted[0]
    lacking = [words.label(role) for role in dict.fromkeys((first.from_role, first.to_role)) if not claimed.of(vocabulary, role)]
    if first.mutual and len(claimed.of(vocabulary, first.from_role)) == 1:
        return f"nothing follows: a second {words.label(first.from_role)} is missing"
    if first.where_role and not claimed.of(vocabulary, first.where_role):
        lacking.append(words.label(first.where_role))
    if lacking:
        return f"nothing follows: the {' and the '.join(lacking)} {'is' if len(lacking) == 1 else 'are'} missing"
    if set(claimed.of(vocabulary, first.from_role)) == set(claimed.of(vocabulary, first.to_role)):
        return "nothing follows: both sides are the same"
    wrong = _narrower_range(first, vocabulary)
    if wrong and not any(_may_be(each, wrong, vocabulary) for each in claimed.of(vocabulary, first.to_role)):
        return f"nothing follows: the {words.label(first.to_role)} is not of the kind {words.label(wrong)}"
    return f"nothing follows from a {words.label(claimed.kinds[0])} with these roles" if claimed.kinds else "nothing follows"


def _no_pattern(claimed: Claimed, vocabulary: Vocabulary) -> str:
    words = vocabulary.words
    counted = members(claimed, vocabulary)
    if _SERIES in claimed.kinds and not counted:
        return "nothing follows: the member kind of the series is missing"
    if counted and not any(words.ontology.is_a(each, _ACT) for each in counted):
        return f"nothing follows from a series of the kind {words.label(counted[0])}: only a series of acts gives relations"
    kind = words.label((counted or claimed.kinds)[0]) if claimed.kinds else ""
    return f"nothing follows from the kind {kind}" if kind else "nothing follows: no kind of act is named"


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


_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_SAID: Final = frozenset(
    DIP + name
    for name in (
        *("date", "dateBasis", "place", "characterizedAs", "quantity", "quantityMin", "quantityMax", "quantityQualifier", "unit", "goods"),
        *("ordinal", "claimedCount", "memberKind", "about", "outcome", "gist"),
    )
)
"""The properties whose values a gist says in words of its own, or leaves to the standing and the kind."""


def _ordinal(claimed: Claimed) -> str:
    """The number of an act in a sequence, as a word; empty without one."""
    number = next((term.value for prop, term in claimed.values if prop == DIP + "ordinal"), "")
    if not number.isdecimal() or not int(number):
        return ""
    if int(number) <= len(_ORDINALS):
        return _ORDINALS[int(number) - 1]
    ending = "th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return number + ending


def _times(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """How often the acts of a series were done, as an adverbial; empty for anything else."""
    if not members(claimed, vocabulary):
        return ""
    number = next((term.value for prop, term in claimed.values if prop == DIP + "claimedCount"), "")
    return {"": "repeatedly", "1": "once", "2": "twice"}.get(number, f"{number} times")


def _further(claimed: Claimed, named: Iterable[str], vocabulary: Vocabulary) -> str:
    """The values that no other words of a gist say, in brackets; empty without any. Other acts are left out."""
    skipped = {*named, *sides(claimed, vocabulary)}
    found: dict[str, list[str]] = {}
    for prop, term in claimed.values:
        if prop in _SAID or prop in skipped or (isinstance(term, ox.Literal) and prop in DATES):
            continue
        node = vocabulary.nodes.get(term.value)
        if isinstance(term, ox.Literal) or (node is not None and (node.entity or node.text)):
            value = _named(term.value, vocabulary) if isinstance(term, ox.NamedNode) else term.value
            found.setdefault(prop, []).append(value)
    said = []
    for prop, values in found.items():
        role = "" if prop == DIP + "qualifier" else f"{vocabulary.words.label(prop)}: "
        said.append(role + joined(values))
    return f"({'; '.join(said)})" if said else ""


def _parts(claimed: Claimed, vocabulary: Vocabulary, *, open_act: bool = False) -> Iterator[str]:
    """The sentence of a claim without its full stop, and shorter ones.

    Args:
        claimed: what the line says.
        vocabulary: the names.
        open_act: whether the act is planned or depends on something, so that it is named and not told as done.
    """
    gist = next((term.value for prop, term in claimed.values if prop == DIP + "gist"), "")
    node = vocabulary.nodes.get(claimed.subject)
    if not gist and claimed.again and node is not None and node.text:
        gist = node.text
    if gist:
        yield gist.rstrip(".")
        return
    done = [each for each in patterns(claimed, vocabulary) if complete(each, claimed, vocabulary, as_told=True)]
    places = claimed.of(vocabulary, _PLACE)
    place = joined([_named(iri, vocabulary) for iri in places])
    ends = [f"in {place}" if place else "", _when(claimed.date())]
    judged = [term.value for prop, term in claimed.values if prop == DIP + "characterizedAs"]
    taking = [iri for iri in _parties(claimed, vocabulary) if iri not in places] if claimed.kinds else []
    if claimed.kinds and (open_act and not judged):
        core, named = _named_act(claimed, done, taking, vocabulary)
        ends.append(_further(claimed, named, vocabulary))
    elif done:
        if DIP + "place" in (done[0].from_role, done[0].to_role):
            ends[0] = ""
        topics = [vocabulary.nodes[iri] for iri in claimed.of(vocabulary, DIP + "about") if iri in vocabulary.nodes]
        about = joined([_named(node.iri, vocabulary) for node in topics if node.entity and node.label])
        ends.insert(0, f"over {about}" if about and done[0].to_role != DIP + "about" else "")
        if ordinal := _ordinal(claimed):
            ends.insert(0, f"for the {ordinal} time")
        ends.insert(0, _times(claimed, vocabulary))
        ends = list(filter(None, ends))
        core, named = _relations(done, claimed, vocabulary)
        if further := _further(claimed, named, vocabulary):
            yield " ".join((core, *ends, further))
    elif judged:
        subject = claimed.label or _named(claimed.subject, vocabulary)
        core = f"{subject[:1].upper()}{subject[1:]} is characterized as {joined(judged)}"
    elif claimed.kinds and not (claimed.again and not taking and _rest(claimed)):
        by = claimed.of(vocabulary, DIP + "actor")
        core = f"There was {_noun(claimed, vocabulary)}"
        if by:
            core += f" by {joined([_named(iri, vocabulary) for iri in by])}"
        elif taking:
            core += f" of {joined([_named(iri, vocabulary) for iri in taking])}"
        if f" {core} ".count(f" {ends[0]} "):
            ends[0] = ""
        named = [prop for prop, term in claimed.values if prop == DIP + "actor" or (not by and term.value in taking)]
        if further := _further(claimed._replace(kinds=()), named, vocabulary):
            yield " ".join(filter(None, (core, *ends, further)))
    else:
        core, longer = _told_of(claimed, ends, vocabulary)
        yield from longer
    if place and f"{core} ".count(f" in {place} "):
        ends = [each for each in ends if each != f"in {place}"]
    while True:
        yield " ".join(filter(None, (core, *ends)))
        if not ends:
            return
        ends = ends[:-1] if open_act and claimed.kinds else ends[1:]


def _noun(claimed: Claimed, vocabulary: Vocabulary) -> str:
    """The kind of a thing with its article, and with its number in a sequence."""
    noun = " ".join(filter(None, (_ordinal(claimed), _kind(claimed, vocabulary))))
    return with_article(noun)


def _relations(done: Sequence[Pattern], claimed: Claimed, vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """What follows from a claim as one sentence, with the roles that it names: a second relation only if it is to somebody else."""
    first = done[0]
    core, named = _sentence(first, claimed, vocabulary, amounts=True), [first.from_role, first.to_role]
    told = {*claimed.of(vocabulary, first.to_role), *claimed.of(vocabulary, first.from_role)}
    for each in done[1:]:
        others = claimed.of(vocabulary, each.to_role)
        if each.from_role == first.from_role and not first.mutual and told.isdisjoint(others) and each.to_role not in named:
            verb = _verb(each, claimed, len(claimed.of(vocabulary, each.from_role)), vocabulary)
            core += f" and {verb} {joined([_named(iri, vocabulary) for iri in others])}"
            named.append(each.to_role)
            told.update(others)
    return core, named


_TOWARDS: Final = {DIP + "counterpart": "with", DIP + "target": "against", DIP + "victim": "against", _PLACE: "in"}


def _named_act(claimed: Claimed, done: Sequence[Pattern], taking: Sequence[str], vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """An act as a noun with its sides, such as *an attack by Iran against Iraq*, and the roles that are named."""
    noun = _noun(claimed, vocabulary)
    if not done or done[0].mutual:
        of = joined([_named(iri, vocabulary) for iri in taking])
        named = [prop for prop, term in claimed.values if term.value in taking]
        return (f"{noun} of {of}" if of else noun), named
    first = done[0]
    verb = vocabulary.words.label(first.verb).rpartition(" ")[2]
    towards = _TOWARDS.get(first.to_role) or (verb if verb in ("to", "from", "with", "for", "against", "in") else "of")
    one, other = (joined([_named(iri, vocabulary) for iri in claimed.of(vocabulary, role)]) for role in (first.from_role, first.to_role))
    core = f"{noun} of {other} by {one}" if towards == "of" else f"{noun} by {one} {towards} {other}"
    return core, [first.from_role, first.to_role]


def _rest(claimed: Claimed) -> list[tuple[str, ox.NamedNode | ox.Literal]]:
    """What is said of a thing besides when and where."""
    return [(prop, term) for prop, term in claimed.values if prop not in (DIP + "date", DIP + "dateBasis", _PLACE)]


def _told_of(claimed: Claimed, ends: Sequence[str], vocabulary: Vocabulary) -> tuple[str, list[str]]:
    """What is said of a known thing: in its shortest form, and in longer ones, the longest first."""
    said = [
        f"{vocabulary.words.label(prop)} {_named(term.value, vocabulary) if isinstance(term, ox.NamedNode) else term.value}"
        for prop, term in _rest(claimed)
    ]
    subject = _named(claimed.subject, vocabulary)
    core = f"{subject[:1].upper()}{subject[1:]}"
    longer = [" ".join(filter(None, (f"{core}: {', '.join(said[:most])}", *ends))) for most in range(len(said), 1, -1)]
    return (f"{core}: {said[0]}" if said else core), longer


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
    said_in_words = any(prop == DIP + "gist" for prop, _ in first.values) or not first.kinds
    open_act = standing in _OPEN and not said_in_words and vocabulary.words.ontology.is_a(first.kinds[0], _MATTER)
    for part in _parts(first, vocabulary, open_act=open_act):
        text = part
        if open_act and speakers:
            text = f"{joined(list(speakers))} spoke of {part}"
        elif open_act:
            text = f"{part} {_OPEN[standing]}"
        elif speakers and standing != "Denied":
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
