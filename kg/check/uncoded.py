"""The rules that look in the texts for what nobody coded: acts, doubts and denials.

Each looks for words that the ontology declares, or for words that hedge or deny. A finding is a remark: a word can mean something else. It
names the word that was looked for, and quotes nothing of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import Finding
from kg.authored.reading import objects
from kg.check.evidence import folded, tokens
from kg.namespaces import DIP
from kg.ontology.words import is_past, with_article

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.authored.locator import Locator
    from kg.authored.reading import Dataset
    from kg.check.evidence import Evidence
    from kg.check.names import Names
    from kg.ontology.words import Hit, KindWords

_MATTER: Final = DIP + "Matter"
_BROAD: Final = frozenset((DIP + "Act", _MATTER, DIP + "Situation"))
_HEADING: Final = DIP + "Heading"
_HEDGES: Final = re.compile(
    r"\b(?:reportedly|allegedly|apparently|supposedly|purportedly|perhaps|possibly|probably|presumably|rumou?red|rumou?rs?|"
    r"unconfirmed|according to (?:\w+ )?reports|is (?:said|believed|thought) to|are (?:said|believed|thought) to|"
    r"was (?:said|believed|thought) to|were (?:said|believed|thought) to|may have|might|could have|seems? to|seemed to)\b"
)
_DENIALS: Final = re.compile(
    r"\b(?:not|never|no|neither|nor|\w+n't|den(?:y|ies|ied|ying)|"
    r"(?:reject|dismiss|refut|disput)(?:s|es|ed|ing)(?= (?:\w+ ){0,3}(?:claim|report|allegation|accusation|assertion|rumou?r|charge)s?\b))"
    r"\b"
)
_PASSIVE: Final = frozenset("was were been be being is are by".split())  # noqa: SIM905
_BY: Final = re.compile(r"\W*(?:\w+\W+){0,6}by\b")
_NOMINAL: Final = frozenset("the a an its their his her this that these those of in on at to for from with".split())  # noqa: SIM905
"""Words before which a past participle is an adjective: "the occupied land"."""
_WIDE: Final = frozenset(
    word
    for words in (
        "address arm ask assess assist back brand call comply consider echo found hack hail hang host intend join label print promote ram",
        "receive say shell stay succeed suggest support train unite weigh yield",
    )
    for word in words.split()
)
"""Verbs with so many uses that one alone suggests nothing."""
_MODAL: Final = frozenset(("to", "would", "will", "should", "could", "might", "may", "if", "unless"))
_NEGATIVE: Final = re.compile(r"^(?:Absence|Non|Refusal|Denial|Reject|Declined|Disapproval|Exclusion|Withdraw|Suspension|Deadlock|Failed)")
_NOTED: Final = frozenset(DIP + name for name in ("OpenReading", "Presupposition", "ReportedSpeech"))


def uncoded(locator: Locator, evidence: Evidence, names: Names, words: KindWords, compared: Iterable[str]) -> Iterator[Finding]:
    """What passages say and their assertion graphs do not.

    Args:
        locator: the data and its places.
        evidence: the texts of the passages.
        names: the names of agents and places.
        words: the words of the kinds.
        compared: the IRIs of the passages that are compared; each has a text.

    Yields:
        Findings of the rules ``act-not-coded``, ``idle-with-act``, ``hedge-not-coded`` and ``denial-not-coded``.
    """
    passages = _Passages(locator)
    for passage in compared:
        text = evidence.texts[passage]
        graphs = passages.graphs.get(passage, [])
        if graphs:
            yield from _acts(passage, text, words, passages, names)
            yield from _cues(passage, text, graphs, passages)
        elif passages.is_idle(passage):
            yield from _idle(passage, text, words, passages, names)


class _Passages:
    """The assertion graphs of each passage, and the kinds of what they are about."""

    def __init__(self, locator: Locator) -> None:
        self.locator = locator
        self.data: Dataset = locator.data
        self.graphs: dict[str, list[str]] = defaultdict(list)
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self.noted = self.data.noted(_NOTED)
        for graph in self.data.assertion_graphs:
            kinds = self._kinds(graph)
            for passage in objects(self.data.recorded(graph, "cites")):
                self.graphs[passage].append(graph)
                self.kinds[passage] |= kinds
            for passage in objects(self.data.recorded(graph, "readWith")):
                self.kinds[passage] |= kinds

    def _kinds(self, graph: str) -> set[str]:
        """The classes of the matters that a graph names, and of those that its content belongs to, with the classes above."""
        nodes = {*objects(self.data.recorded(graph, "contentOf"))}
        for quad, _ in self.data.graphs.get(graph, ()):
            nodes |= {term.value for term in (quad.subject, quad.object) if isinstance(term, ox.NamedNode)}
        ontology = self.data.ontology
        kinds = {kind for node in nodes for kind in self.data.types.get(node, ())} | {node for node in nodes if ontology.is_class(node)}
        return {above for kind in kinds for above in ontology.superclasses(kind)}

    def is_idle(self, passage: str) -> bool:
        """Whether a passage is marked as asserting nothing and is no heading."""
        return bool(self.data.recorded(passage, "assertsNothing")) and _HEADING not in objects(self.data.recorded(passage, "passageKind"))

    def is_certain(self, graph: str) -> bool:
        """Whether a graph states something in the document's own voice."""
        return self.data.assertion_graphs.get(graph, False)


def _acts(passage: str, text: str, words: KindWords, passages: _Passages, names: Names) -> Iterator[Finding]:
    """The phrases in the past tense that suggest a kind of which no graph of the passage has anything."""
    hits = words.found_in(text)
    have = passages.kinds[passage] - _BROAD
    for hit in hits:
        if _DENIALS.match(folded(text[hit.start :])):  # which denial-not-coded reports
            continue
        if not is_told(hit, text) or (len(hit.word.split()) < 2 and not _is_plain(hit, text, names)):
            continue
        around = [each for each in hits if each.start < hit.end and hit.start < each.end]
        if any(len(each.word.split()) > len(hit.word.split()) for each in around):
            continue
        if any((passages.data.ontology.superclasses(each.kind) - _BROAD) & have for each in around):
            continue
        yield _remark("act-not-coded", passage, hit, passages)
        return


def _is_plain(hit: Hit, text: str, names: Names) -> bool:
    """Whether one word that suggests a specific kind is a verb in the active past tense with an agent before it in its sentence."""
    said, before = text[hit.start : hit.end], re.split(r"[.;:?!]\s", text[: hit.start])[-1]
    if hit.kind in _BROAD or hit.word in _WIDE or said[0].isupper() or not is_past(said) or _BY.match(text[hit.end :]):
        return False
    if _DENIALS.search(folded(before)):  # what is denied in the sentence is no act
        return False
    last = tokens(before)[-4:]
    return not _PASSIVE & {*last} and not _NOMINAL & {*last[-1:]} and names.any_in(before)


def _remark(rule: str, passage: str, hit: Hit, passages: _Passages) -> Finding:
    ontology, short = passages.data.ontology, passages.locator.short
    what = f"{short(passage)} has a form of “{hit.word}”, which suggests {with_article(ontology.label(hit.kind) or short(hit.kind))}"
    graphs = passages.graphs.get(passage)
    if rule == "act-not-coded":
        what += ", and no graph that cites the passage has one"
        hint = "code the act, or ignore the remark if the words mean something else"
    else:
        what += ", but the passage is marked as asserting nothing"
        hint = "code the act, or say in dip:assertsNothing why it is not coded"
    place = passages.locator.place(graphs[0]) if graphs else passages.locator.place(passage, (DIP + "assertsNothing",))
    return Finding(rule, what, place, hint, "info", passage, passages=(passage,))


def is_told(hit: Hit, text: str) -> bool:
    """Whether words that suggest a kind tell of an act: in the past tense or passive, not negated, and no part of a name.

    Args:
        hit: the words and their place.
        text: the text that has them.
    """
    said = text[hit.start : hit.end]
    before = tokens(text[max(0, hit.start - 40) : hit.start])[-3:]
    if {"not", "never", "no", "neither", "nor", "without"} & {*before, *tokens(said)}:
        return False
    if _MODAL & {*re.findall(r"\S+", text[max(0, hit.start - 40) : hit.start])[-2:]}:  # as written: May is a month
        return False
    capital = any(part[0].isupper() for part in said.split()[1:]) and said.split()[0][0].isupper()
    return not capital and any(is_past(each) for each in (tokens(said)[0], tokens(said)[-1]))


def _idle(passage: str, text: str, words: KindWords, passages: _Passages, names: Names) -> Iterator[Finding]:
    """The first act in a passage that is marked as asserting nothing, if it also names an agent."""
    told = [hit for hit in words.found_in(text) if is_told(hit, text)]
    if told and names.any_in(text):
        yield _remark("idle-with-act", passage, max(told, key=lambda hit: (len(hit.word.split()), -hit.start)), passages)


def _cues(passage: str, text: str, graphs: list[str], passages: _Passages) -> Iterator[Finding]:
    """Words that hedge or deny in a passage of which every graph is stated as a fact."""
    if not all(map(passages.is_certain, graphs)) or passages.noted & {passage, *graphs}:
        return
    short = passages.locator.short
    place = passages.locator.place(graphs[0])
    hedge = _HEDGES.search(folded(text))
    if hedge is not None:
        what = f"{short(passage)} has the word “{hedge[0]}”, and all its graphs are Stated"
        hint = "give what the word hedges the standing Hedged or Rumoured, in a graph of its own"
        yield Finding("hedge-not-coded", what, place, hint, "info", passage, passages=(passage,))
    denial = _DENIALS.search(folded(text))
    if denial is not None and not any(_NEGATIVE.match(kind.removeprefix(DIP)) for kind in passages.kinds[passage]):
        what = f"{short(passage)} has the word “{denial[0]}”, and all its graphs are Stated, with no kind that denies or refuses"
        hint = "give what is denied the standing Denied, in a graph of its own; an absence has a class of its own"
        yield Finding("denial-not-coded", what, place, hint, "info", passage, passages=(passage,))
