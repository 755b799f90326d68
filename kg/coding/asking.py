"""What a page asks at each key: what would follow from a line, what it would make, and how it can go on."""

from __future__ import annotations

import calendar
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.authored.reading import is_held
from kg.coding.making import MOST_OF_GIST, following, made_gist, missing
from kg.coding.meaning import Reader
from kg.coding.notation import STATED, Claim, Gist, Header, Nothing, Problem, Remark, parse
from kg.coding.typed import typed_date
from kg.coding.vocabulary import MEMBER_KIND
from kg.coding.words import by_beginning
from kg.errors import UsageError
from kg.namespaces import DIP
from kg.record.names import fold, slug
from kg.sources.ends import RUN, runs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.coding.meaning import Meant
    from kg.coding.notation import Line
    from kg.coding.vocabulary import Vocabulary

_STANDINGS: Final = {
    "?": "hedged: apparently, reportedly, might",
    "!": "denied: the source says that it is not so",
    "~": "evaluative: the source's judgement",
    "%": "rumoured: the passage calls it a rumour",
    ">": "planned: announced or about to happen",
    "/": "conditional: it depends on something else",
    '"': "what the statement above says",
    "&": "more in the graph of the line above",
}
_MOST: Final = 12
_MOST_BEHIND_EXACT: Final = 4
_IN_BRACKETS: Final = re.compile(r"\+[^()#;+]+(?:#[\w.\-]+\s*)?\(([^()]*)$")
_USUAL_THINGS: Final = (
    *("Person", "State", "Group", "Organization", "GovernmentBody", "ArmedForce", "City", "Region", "Location", "Post", "Text"),
)
MOST_WORDS: Final = 8
"""The number of words that a value of one of `FEW_WORDS` may have, as the shapes say."""

FEW_WORDS: Final = frozenset(
    DIP + name
    for name in ("aspect", "characterizedAs", "exemption", "frequency", "goods", "profession", "qualifier", "quantityQualifier", "wording")
)
_DATE: Final = re.compile(rf"\b(?:\d{{1,2}} )?(?:{'|'.join(calendar.month_name[1:])})(?: \d{{1,2}},)? \d{{4}}\b|\b1\d{{3}}\b|\b20\d\d\b")


class Outcome(NamedTuple):
    """What a line would do.

    Attributes:
        follows: the relations that would follow, as sentences without full stops.
        why: why none would follow; empty if one would.
        label: the label of the thing that is written.
        gist: the gist that would be made.
        problems: what is wrong with the line.
    """

    follows: tuple[str, ...] = ()
    why: str = ""
    label: str = ""
    gist: str = ""
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        return "; ".join(self.follows) or self.why or "; ".join(each.what for each in self.problems)


class Completion(NamedTuple):
    """A way in which a line can go on.

    Attributes:
        insert: what is put in place of the characters from `start` to `end`.
        start: an offset in the line.
        end: an offset in the line, not before `start`.
        explanation: one line that explains it.
    """

    insert: str
    start: int
    end: int
    explanation: str


def follows(
    line: str, vocabulary: Vocabulary, passage: str = "", before: Sequence[str] | None = None, after: Sequence[str] = (), words: str = ""
) -> Outcome:
    """What a line would make and what would follow from it, if it were written.

    Args:
        line: the line.
        vocabulary: what it can name, without what the other lines of the passage say if these are given; it is not changed.
        passage: the name of the passage, for ``today``; empty for none.
        before: the lines of the passage that stand before it, which ``&`` and ``"`` continue; None if they are not known.
        after: the lines that stand after it.
        words: the text of the passage, of which no line may repeat nine words in a row; empty if it is not at hand.

    Returns:
        The outcome. Its `problems` are those with which the line is not written and, marked as `allowed`, what the check would report.

    >>> from kg.coding.vocabulary import Vocabulary
    >>> from kg.ontology.terms import Ontology
    >>> follows("recog; Iran", Vocabulary(Ontology(()), "https://x.org/")).problems[0].what
    'no kind and no name begins with recog'
    """
    at = len(before or ()) + 1
    every = [*(before or ()), line, *after]
    lines, problems = parse("\n".join(" ".join(each.splitlines()) for each in every))
    reader = Reader(vocabulary.copy())
    reader.problems += problems
    own = next((each for each in lines if each.line == at), None)
    reader.stand(passage)
    if before is not None:
        reader.take(lines)
    elif own is not None and not isinstance(own, Gist):
        if isinstance(own, Claim):
            lines = [own._replace(same=False, depth=0, speech="")]
            if own.speech and vocabulary.iri(own.speech) not in vocabulary.nodes:
                reader.problems.append(Problem(at, 2, f"nothing has the identifier #{own.speech}", "write the identifier of a statement"))
        reader.take(lines)
    elif own is not None and len(own.text) > MOST_OF_GIST:
        reader.problems.append(Problem(at, 1, f"a gist of {len(own.text)} characters", f"write at most {MOST_OF_GIST}"))
    meant = reader.meant.get(at)
    gist, outcome = "", Outcome()
    if isinstance(own, Claim) and meant is not None:
        graph = _begun_by(own, lines)
        said = bool(graph.depth or own.depth) or any(prop == DIP + "contentOf" for prop, _ in meant.record)
        standing = own.standing if before is None else graph.standing
        gist = reader.gist_of(at) if not own.same else made_gist([meant.claimed], standing, [], reader.vocabulary) or ""
        outcome = _outcome(meant, standing, said, gist, reader.vocabulary)
    if isinstance(own, Header) and passage and own.cites[0] in vocabulary.passages and own.cites[0] != passage:
        hint = f"code each passage by itself; @{passage} stays the first that is cited"
        reader.problems.append(Problem(at, 1, f"the lines below would be about {own.cites[0]}", hint))
    found = [each._replace(line=1) for each in reader.problems if each.line == at]
    if own is not None:
        found += _allowed(own, gist, words, reader)
    return outcome._replace(problems=tuple(dict.fromkeys(sorted(found))))


def _begun_by(line: Claim, lines: Sequence[Line]) -> Claim:
    """The claim that has begun the graph of a line; the line itself, if none is known."""
    above = [each for each in lines if isinstance(each, Claim) and not each.same and each.line <= line.line]
    return above[-1] if above else line


def _outcome(meant: Meant, standing: str, said: bool, gist: str, vocabulary: Vocabulary) -> Outcome:
    """What follows from a claim with a standing."""
    claimed = meant.claimed
    label = claimed.label or vocabulary.label(claimed.subject)
    ranks = {term.value for prop, term in meant.record if prop == DIP + "rank"}
    if not is_held({DIP + standing}, ranks, {"above"} if said else set()):
        why = "it is what somebody said" if said else f"the claim is {standing.lower()}"
        if standing == STATED and not said:
            why = "the claim is withdrawn"
        return Outcome((), f"nothing follows: {why}", label, gist)
    found = tuple(following(claimed, vocabulary))
    return Outcome(found, "" if found else missing(claimed, vocabulary), label, gist)


def _allowed(line: Line, gist: str, words: str, reader: Reader) -> Iterator[Problem]:
    """What is wrong with a line that can be written, and what the check would report."""
    if isinstance(line, Claim):
        yield from _long_values(line, reader)
    texts = [gist]
    if isinstance(line, Gist | Remark):
        texts.append(line.text)
    elif isinstance(line, Nothing):
        texts.append(line.reason)
    elif isinstance(line, Claim):
        texts += [line.says, *(value.text for slot in line.slots for value in slot.values)]
    quotable = {run for run, _ in runs_of(words)}
    if quotable and any(run in quotable for text in texts for run, _ in runs_of(text)):
        yield Problem(1, 1, f"{RUN} or more consecutive words are those of the passage", "say it in your own words", allowed=True)
    if isinstance(line, Remark) and (found := re.search(r"\bon ((?:#[\w.\-]*\w(?: \+ )?)+)\.?$", line.text)):
        names = re.findall(r"#([\w.\-]*\w)", found[1])
        if all(reader.vocabulary.iri(name) in reader.vocabulary.nodes for name in names):
            hint = f"write note {line.kind} on {found[1]}: and the words"
            yield Problem(1, 1, f"on {found[1]} stands behind the colon and is a part of the words", hint, allowed=True)


def _long_values(line: Claim, reader: Reader) -> Iterator[Problem]:
    """The values of a line that have more words than the check lets pass."""
    kinds = [kind for value in line.head if (kind := reader.vocabulary.kind(value.text)[0])]
    for slot in line.slots:
        role = reader.vocabulary.role(slot.role, kinds)[0] if slot.role else None
        role = DIP + "wording" if slot.role == "wording" else role
        for value in slot.values:
            number = len(value.text.split())
            if role in FEW_WORDS and number > MOST_WORDS:
                what = f"{number} words as {reader.vocabulary.words.label(role or '')}"
                yield Problem(1, value.column, what, f"keep at most {MOST_WORDS}, and put the rest into the gist", allowed=True)


def completions(text: str, cursor: int, passage_text: str, vocabulary: Vocabulary) -> list[Completion]:
    """How a line can go on at a place.

    Args:
        text: the line.
        cursor: the offset of the cursor in it.
        passage_text: the text of the passage, whose names and dates go first; empty if it is not at hand.
        vocabulary: the names.

    Returns:
        At most twelve ways, best first: of a kind that is begun, the kinds; of a slot, the names that fit, and the roles that are still
        missing, those that the kind needs first; in the brackets of a new name, the kinds of things. What is already typed whole is
        offered too, so that it can be taken with the semicolon behind it.

    >>> from kg.coding.vocabulary import Vocabulary
    >>> from kg.ontology.terms import Ontology
    >>> completions("", 0, "", Vocabulary(Ontology(()), "https://x.org/"))[0].explanation
    'hedged: apparently, reportedly, might'
    """
    asked = _Asked(text, cursor, passage_text, vocabulary)
    found: dict[str, Completion] = {}
    for each in asked.ways():
        found.setdefault(each.insert, each)
    return list(found.values())[:_MOST]


class _Asked:
    def __init__(self, text: str, cursor: int, passage_text: str, vocabulary: Vocabulary) -> None:
        self.before = text[:cursor]
        start = self.before.rfind(";") + 1
        self.start = start + len(self.before[start:]) - len(self.before[start:].lstrip())
        self.cursor = cursor
        self.passage_text = passage_text
        self.vocabulary = vocabulary
        self.end = "" if text[cursor:].strip() else "; "

    def ways(self) -> Iterator[Completion]:
        """All ways in which the line can go on, best first."""
        body = self.before.lstrip()
        if body == "-" or body.startswith(("- ", "=", "# ", "@")):
            return
        if re.match(r"note\s", body):
            yield from self._note()
        elif match := _IN_BRACKETS.search(self.before):
            yield from self._things(match[1])
        else:
            yield from self.heads() if ";" not in self.before else self.slots()

    def _whole(self, insert: str, start: int, explanation: str) -> Completion:
        """A completion of a whole value, with the semicolon behind it at the end of a line."""
        return Completion(insert + self.end, start, self.cursor, explanation)

    def _note(self) -> Iterator[Completion]:
        """Kinds of notes, and what a note is on."""
        self.end = ""
        if re.search(r":(\s|$)", self.before):
            return
        match = re.search(r"\son\s+(?:.* \+ )?([^+]*)$", self.before)
        if match:
            start = self.cursor - len(match[1])
            if match[1].startswith("#"):
                yield from self._identifiers(match[1][1:], start)
            else:
                yield from self._names(match[1], start, "")
            return
        typed = re.sub(r"^\s*note\s+", "", self.before)
        kind, rest = typed.rstrip(), typed[len(typed.rstrip()) :]
        terms = self.vocabulary.words.individuals_of(DIP + "noteKind")
        if kind and rest and self.vocabulary.individual(kind, DIP + "noteKind")[0]:
            yield Completion("on #", self.cursor, self.cursor, "what the note is about; without it, the first thing of the graph above")
            return
        for term in by_beginning(kind, terms).terms if kind else terms:
            yield Completion(f"{slug(term.iri)} ", self.cursor - len(typed), self.cursor, self._explained(term.iri))

    def _things(self, typed: str) -> Iterator[Completion]:
        """The kinds of what can be named."""
        words = self.vocabulary.words
        first = {DIP + name: place for place, name in enumerate(_USUAL_THINGS)}
        ranked = (
            by_beginning(typed, words.things, words.above).terms
            if typed.strip()
            else sorted(words.things, key=lambda each: first.get(each.iri, 99))
        )
        for term in ranked:
            yield self._whole(f"{slug(term.iri)})", self.cursor - len(typed), self._explained(term.iri))

    def heads(self) -> Iterator[Completion]:
        """Marks, kinds and names for what stands before the first semicolon."""
        marks = re.match(r"\s*[&\"?!~%>/]*(?:(?<=\")#[\w.\-]+)? *", self.before)
        start = marks.end() if marks else 0
        typed = self.before[start:]
        if typed.startswith("#"):
            yield from self._identifiers(typed[1:], start)
            return
        if typed.startswith("+"):
            yield from self._new(typed, start, "")
            return
        if not typed:
            if not self.before:
                for mark, explanation in _STANDINGS.items():
                    yield Completion(mark if mark == '"' else f"{mark} ", 0, self.cursor, explanation)
            yield from self._names("", start, "")
            return
        words = self.vocabulary.words
        kinds = [
            Completion(f"{term.names[0]}; ", start, self.cursor, self._explained(term.iri))
            for term in (*by_beginning(typed, words.acts, words.above).terms, *by_beginning(typed, words.things, words.above).terms)[:8]
        ]
        names = list(self._names(typed, start, ""))
        # A line with & mostly says more of a thing, and a hyphen is part of a name rather than the end of a word of a kind.
        named = "&" in self.before[:start] or ("-" in typed and any(fold(each.insert).startswith(fold(typed)) for each in names))
        yield from [*names[:8], *kinds] if named else [*kinds, *names]

    def slots(self) -> Iterator[Completion]:
        """Values and roles for a slot."""
        typed = self.before[self.start :]
        kinds, given, position = self._so_far()
        match = re.match(r"([^:]*[^:\s]):(?:\s+|$)(.*)", typed)
        if match:
            role, _ = self.vocabulary.role(match[1], kinds)
            yield from self._values(match[2], role or "")
            return
        words = self.vocabulary.words
        sequence = words.roles.sequence(kinds)
        wanted = sequence[position] if position < len(sequence) else ""
        fits = words.range(wanted) if wanted else DIP + "Location"
        if " + " in typed:
            yield from self._thing(typed.rpartition(" + ")[2], fits)
            return
        if typed.startswith(("#", "+")) or " as " in typed:
            yield from self._thing(typed, fits)
            return
        names = [each for each, suits in self._ranked(typed, self.start, fits) if suits or wanted]
        roles = list(self._roles(typed, kinds, given, sequence))
        dates = list(self._dates(typed, self.start))
        exact = [each for each in names if fold(each.insert) == fold(typed)]
        yield from exact
        yield from names[:6] if wanted else dates[:3]
        yield from dates[:3] if wanted else roles
        yield from roles
        yield from names
        if typed and not names and not roles and not dates and len(typed) > 1 and not typed[0].isdigit():
            yield Completion(f"+{typed} (", self.start, self.cursor, "a new name, with its kind in brackets")

    def _thing(self, typed: str, fits: str) -> Iterator[Completion]:
        """Names and identifiers for a value, or for the office in which somebody is named."""
        if " as " in typed:
            typed, fits = typed.rpartition(" as ")[2], DIP + "Post"
        start = self.cursor - len(typed)
        if typed.startswith("#"):
            yield from self._identifiers(typed[1:], start)
        elif typed.startswith("+"):
            yield from self._new(typed, start, fits)
        else:
            yield from self._names(typed, start, fits)

    def _new(self, typed: str, start: int, fits: str) -> Iterator[Completion]:
        """What a name with ``+`` can be: a known one, which has no ``+``, or a new one."""
        name = typed[1:].strip()
        if name:
            yield from (each for each in self._names(name, start, fits) if fold(each.insert).startswith(fold(name)))
            yield Completion(f"+{name} (", start, self.cursor, "a new name, with its kind in brackets")

    def _so_far(self) -> tuple[list[str], set[str], int]:
        """The kinds of the line, the roles that are given, and how many slots without a role stand before this one."""
        lines, _ = parse(self.before[: self.before.rfind(";")])
        if not lines or not isinstance(lines[0], Claim):
            return [], set(), 0
        claim = lines[0]
        kinds = [kind for value in claim.head if (kind := self.vocabulary.kind(value.text)[0])]
        known = self.vocabulary.nodes.get(self.vocabulary.iri(claim.identifier)) if claim.identifier else None
        if not kinds and known is not None:
            kinds = list(known.types)
        kinds += known.members if known is not None else ()
        for slot in claim.slots:
            if slot.role and self.vocabulary.role(slot.role, kinds)[0] == MEMBER_KIND:
                kinds += [kind for value in slot.values if (kind := self.vocabulary.kind(value.text)[0])]
        given = {found for slot in claim.slots if slot.role and (found := self.vocabulary.role(slot.role, kinds)[0])}
        sequence = self.vocabulary.words.roles.sequence(kinds)
        slots = [slot for slot in claim.slots if not slot.role and not self._is_date(slot.values[0].text if slot.values else "")]
        position = self.before.count(";") - 1 - (len(claim.slots) - len(slots)) if len(slots) < self.before.count(";") else len(slots)
        position = max(len(slots), min(position, len(sequence)))
        return kinds, given | set(sequence[:position]), position

    def _is_date(self, text: str) -> bool:
        try:
            return typed_date(text, "2000-01-01") is not None
        except UsageError:
            return True

    def _roles(self, typed: str, kinds: list[str], given: set[str], sequence: tuple[str, ...]) -> Iterator[Completion]:
        words = self.vocabulary.words
        terms = [term for term in words.role_terms(kinds) if term.iri not in given]
        if DIP + "ActSeries" in kinds and MEMBER_KIND not in given:
            sequence = (MEMBER_KIND, *sequence)
            terms = [*(each for each in words.properties if each.iri == MEMBER_KIND), *terms]
        found = by_beginning(typed, terms).terms if typed else tuple(terms)
        if typed and not found:
            found = by_beginning(typed, words.properties).terms
        for term in found[:8]:
            needed = "needed: " if term.iri in sequence else ""
            yield Completion(
                f"{self._role_name(term.iri, term.names[0], kinds)}: ", self.start, self.cursor, needed + self._explained(term.iri)
            )

    def _role_name(self, iri: str, label: str, kinds: list[str]) -> str:
        return label if self.vocabulary.role(label, kinds)[0] == iri else slug(iri)

    def _dates(self, typed: str, start: int) -> Iterator[Completion]:
        for match in dict.fromkeys(_DATE.findall(self.passage_text)):
            if match.lower().startswith(typed.lower()):
                yield self._whole(match, start, "a date of this passage")
        if typed and self._is_date(typed):
            yield self._whole(typed, start, "a date")

    def _values(self, typed: str, role: str) -> Iterator[Completion]:
        words = self.vocabulary.words
        form = words.form(role) if role else "thing"
        typed = typed.rpartition(" + ")[2]
        start = self.cursor - len(typed)
        if form == "thing":
            yield from self._thing(typed, words.range(role))
        elif typed.startswith("#"):
            yield from self._identifiers(typed[1:], start)
        elif form in ("kind", "individual"):
            terms = by_beginning(typed, words.kinds, words.above) if form == "kind" else by_beginning(typed, words.individuals_of(role))
            exact = terms.sure and fold(typed) in map(fold, terms.terms[0].names)
            for term in terms.terms[: _MOST_BEHIND_EXACT if exact else _MOST]:
                yield self._whole(term.names[0], start, self._explained(term.iri))
        elif form == "date":
            yield from self._dates(typed, start)

    def _identifiers(self, typed: str, start: int) -> Iterator[Completion]:
        for iri, node in self.vocabulary.nodes.items():
            identifier = self.vocabulary.identifier(iri)
            if identifier and identifier.startswith(typed) and not node.entity and node.types:
                yield self._whole(f"#{identifier}", start, node.label or node.text or self.vocabulary.words.label(node.types[0]))

    def _names(self, typed: str, start: int, fits: str) -> Iterator[Completion]:
        """The things whose names are begun: first those that the text of the passage names, then those of the class that fits."""
        return (completion for completion, _ in self._ranked(typed, start, fits))

    def _ranked(self, typed: str, start: int, fits: str) -> Iterator[tuple[Completion, bool]]:
        """The things whose names are begun, each with whether it is of the class that fits."""
        wanted = fold(typed)
        padded = f" {fold(self.passage_text)} "
        ranked: list[tuple[int, int, str, str, str]] = []
        ontology = self.vocabulary.words.ontology
        for folded, iris in self.vocabulary.names():
            if wanted and not folded.startswith(wanted) and f" {wanted}" not in folded:
                continue
            here = len(folded) > 1 and f" {folded} " in padded
            if not wanted and not here:
                continue
            for iri in iris:
                node = self.vocabulary.nodes[iri]
                suits = not fits or any(ontology.is_a(each, fits) for each in node.types)
                rank = (0 if here else 2) + (0 if suits else 1) + (0 if node.entity else 4) - (8 if folded == wanted else 0)
                ranked.append((rank, 0 if folded.startswith(wanted) else 1, folded, iri, node.label or folded))
        for _, _, folded, iri, label in sorted(ranked)[:_MOST]:
            node = self.vocabulary.nodes[iri]
            kind = self.vocabulary.words.label(node.types[0]) if node.types else "a thing"
            also = f"{kind}, also {folded}" if fold(label) != folded else kind
            identifier = self.vocabulary.identifier(iri)
            plain = node.entity and self.vocabulary.find(label) == [iri]
            suits = not fits or any(ontology.is_a(each, fits) for each in node.types)
            insert = label if plain else f"#{identifier}"
            yield self._whole(insert, start, also if plain else f"{label} ({kind})"), suits

    def _explained(self, iri: str) -> str:
        words = self.vocabulary.words
        return words.definitions.get(iri, words.label(iri))
