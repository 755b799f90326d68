"""The words that suggest a kind of act, as the ontology declares them, and where a text has them.

The ontology gives each kind its words with ``dip:word``; the label of the kind is one too:

    dip:SeveranceOfRelations dip:word "break off relations"@en , "severance relations"@en .

A word is one or more words in their base form: a verb in the infinitive, a noun in the singular. A text has it if it has each of its
words in some form, in this order and at most three words apart, within one sentence: "broke off all its relations". Two words may also
stand in the opposite order, at most four words apart: "relations were severed". Nothing here knows grammar, so that what is found is a
suggestion.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.namespaces import DIP

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology.terms import Ontology

WORD: Final = ox.NamedNode(DIP + "word")
_MATTER: Final = DIP + "Matter"
_APART: Final = 3
_APART_REVERSED: Final = 4
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|[.;:?!]")
_STOP: Final = frozenset(".;:?!")
_VOWELS: Final = frozenset("aeiou")
_LITTLE: Final = frozenset(
    word
    for words in (
        "a about after against alongside and as at back before by down for from half himself if",
        "in into not of off on out over that the through to up with without",
    )
    for word in words.split()
)
"""Words that have one form only."""
_IRREGULAR: Final = {
    forms.split()[0]: frozenset(forms.split())
    for forms in (
        "accord accords",
        "arise arises arose arisen arising",
        "be am is are was were been being",
        "become becomes became becoming",
        "begin begins began begun beginning",
        "break breaks broke broken breaking",
        "bring brings brought bringing",
        "build builds built building",
        "buy buys bought buying",
        "choose chooses chose chosen choosing",
        "come comes came coming",
        "cut cuts cutting",
        "do does did done doing",
        "draw draws drew drawn drawing",
        "fight fights fought fighting",
        "find finds found finding",
        "flee flees fled fleeing",
        "fly flies flew flown flying",
        "forbid forbids forbade forbidden forbidding",
        "forgive forgives forgave forgiven forgiving",
        "freeze freezes froze frozen freezing",
        "get gets got gotten getting",
        "give gives gave given giving",
        "go goes went gone going",
        "hang hangs hung hanged hanging",
        "hold holds held holding",
        "lay lays laid laying",
        "lead leads led leading",
        "leave leaves left leaving",
        "lend lends lent lending",
        "let lets letting",
        "make makes made making",
        "meet meets met meeting meetings",
        "overrun overruns overran overrunning",
        "overthrow overthrows overthrew overthrown overthrowing",
        "pay pays paid paying",
        "put puts putting",
        "rise rises rose risen rising",
        "run runs ran running",
        "say says said saying",
        "seek seeks sought seeking",
        "sell sells sold selling",
        "send sends sent sending",
        "set sets setting",
        "share shares shared sharing",
        "shoot shoots shot shooting",
        "shut shuts shutting",
        "slay slays slew slain slaying",
        "speak speaks spoke spoken speaking",
        "spy spies spied spying",
        "stand stands stood standing",
        "steal steals stole stolen stealing",
        "strike strikes struck stricken striking",
        "swear swears swore sworn swearing",
        "take takes took taken taking",
        "teach teaches taught teaching",
        "tell tells told telling",
        "throw throws threw thrown throwing",
        "uphold upholds upheld upholding",
        "win wins won winning",
        "withdraw withdraws withdrew withdrawn withdrawing",
        "withhold withholds withheld withholding",
        "write writes wrote written writing",
    )
}


_PAST: Final = frozenset(
    form for forms in _IRREGULAR.values() for form in forms if not form.endswith(("s", "ing")) and form not in _IRREGULAR
) | {"cut", "let", "put", "set", "shut"}


def is_past(form: str) -> bool:
    """Whether a form of a verb can be its past tense or its past participle.

    >>> [is_past(each) for each in ("severed", "broke", "cut", "sever", "breaks")]
    [True, True, True, False, False]
    """
    return form in _PAST or form.endswith("ed")


class Hit(NamedTuple):
    """Words of a text that suggest a kind of act.

    Attributes:
        kind: the IRI of the class.
        word: the word as the ontology declares it.
        start: the offset of its first character in the text, in characters.
        end: the offset behind its last character.
    """

    kind: str
    word: str
    start: int
    end: int


def words_of_kinds(ontology: Ontology) -> dict[str, tuple[str, ...]]:
    """The words that suggest each kind of act, and some kinds of situations.

    Args:
        ontology: the terms of a workspace.

    Returns:
        The IRI of each class of acts or situations that has words, to its words in English, sorted: those that ``dip:word``
        declares, and its label. A class without ``dip:word`` has none: its label is a heading for others.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for triple in ontology.triples:
        if triple.predicate == WORD and isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            language = (triple.object.language or "en").partition("-")[0]
            if language == "en" and ontology.is_a(triple.subject.value, _MATTER):
                found[triple.subject.value].add(triple.object.value)
    return {kind: tuple(sorted({*words, *_labels(kind, ontology)})) for kind, words in sorted(found.items())}


def _labels(kind: str, ontology: Ontology) -> Iterator[str]:
    label = ontology.label(kind)
    if label:
        yield label


class KindWords:
    """The words of all kinds, indexed to find them in a text quickly.

    Args:
        ontology: the terms of a workspace.
    """

    def __init__(self, ontology: Ontology) -> None:
        self._first: dict[str, list[tuple[str, str, tuple[frozenset[str], ...]]]] = defaultdict(list)
        for kind, words in words_of_kinds(ontology).items():
            for word in words:
                parts = tuple(forms(each) for each in _split(word))
                # A phrase of two words is found from either of them, because they may stand in either order.
                starts = parts[0] | parts[1] if len(parts) == 2 else parts[0] if parts else frozenset[str]()
                for form in starts:
                    self._first[form].append((kind, word, parts))

    def found_in(self, text: str) -> list[Hit]:
        """The words in a text that suggest kinds of acts.

        Args:
            text: any text.

        Returns:
            One hit for each kind and place, sorted by place; of several words of one kind that overlap, the longest. Hits of different
            kinds may overlap: "recognized the state" suggests a recognition and a recognition of a state.
        """
        tokens = [(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in _TOKEN.finditer(text)]
        found: dict[str, list[Hit]] = defaultdict(list)
        for at, (token, _, _) in enumerate(tokens):
            for kind, word, parts in self._first.get(token, ()):
                last = _last(tokens, at, parts)
                if last is not None:
                    found[kind].append(Hit(kind, word, tokens[at][1], tokens[last][2]))
        return sorted((hit for hits in found.values() for hit in _longest(hits)), key=lambda hit: (hit.start, hit.end, hit.kind))


@lru_cache(maxsize=4)
def kind_words(ontology: Ontology) -> KindWords:
    """The words of all kinds of an ontology, indexed once for all checks and drafts of a process."""
    return KindWords(ontology)


def _last(tokens: list[tuple[str, int, int]], at: int, parts: tuple[frozenset[str], ...]) -> int | None:
    """The index of the last token of a phrase that begins at a token, or None if the text does not have the phrase there."""
    if tokens[at][0] in parts[0]:
        place: int | None = at
        for part in parts[1:]:
            place = None if place is None else _next(tokens, place, part, _APART)
        if place is not None:
            return place
    if len(parts) == 2 and tokens[at][0] in parts[1]:
        return _next(tokens, at, parts[0], _APART_REVERSED)
    return None


def _next(tokens: list[tuple[str, int, int]], at: int, part: frozenset[str], apart: int) -> int | None:
    """The index of the first token after another that has one of some forms, at most some words apart, in the same sentence."""
    for index in range(at + 1, min(at + apart + 2, len(tokens))):
        token = tokens[index][0]
        if token in _STOP:
            return None
        if token in part:
            return index
    return None


def _longest(hits: list[Hit]) -> Iterator[Hit]:
    """The hits that no longer one of the same kind overlaps."""
    end = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end, hit.word)):
        if hit.start >= end:
            end = hit.end
            yield hit


def _split(word: str) -> list[str]:
    return [match[0].lower().replace("’", "'") for match in _TOKEN.finditer(word) if match[0] not in _STOP]


@lru_cache(maxsize=8192)
def forms(word: str) -> frozenset[str]:
    """The forms that a word may have in a text: those of a verb and those of a noun, in British and American spelling.

    Args:
        word: one word in its base form, in lower case.

    >>> sorted(forms("sever"))
    ['sever', 'severed', 'severing', 'severs']
    >>> sorted(forms("withdraw"))
    ['withdraw', 'withdrawing', 'withdrawn', 'withdraws', 'withdrew']
    """
    if word in _LITTLE:
        return frozenset({word})
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    spellings = {word}
    for one, other in (("ize", "ise"), ("our", "or"), ("ence", "ense")):
        for here, there in ((one, other), (other, one)):
            if word.endswith(here) and len(word) > len(here) + 2:
                spellings.add(word[: -len(here)] + there)
    return frozenset(form for each in spellings for form in _inflected(each))


def _inflected(word: str) -> set[str]:
    """A word with the regular endings of verbs and nouns."""
    found = {word}
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return found | {word[:-1] + "ies", word[:-1] + "ied", word + "ing"}
    if word.endswith("e"):
        return found | {word + "s", word + "d", word[:-1] + "ing"}
    if word.endswith("s") and not word.endswith("ss"):
        return found
    found.add(word + ("es" if word.endswith(("ss", "x", "z", "ch", "sh")) else "s"))
    found |= {word + "ed", word + "ing"}
    if _doubles(word):
        found |= {word + word[-1] + "ed", word + word[-1] + "ing"}
    return found


_DOUBLING: Final = frozenset(
    word
    for words in (
        "admit ban bar cancel commit counsel defer equip expel hijack patrol permit",
        "plan quit rebel refer signal submit travel veto",
    )
    for word in words.split()
)
"""Verbs of more than four letters, or with two vowels, that double their last letter before an ending."""


def _doubles(word: str) -> bool:
    """Whether the last letter of a verb is doubled before an ending: "expelled", "planned"."""
    short = len(word) <= 4 and word[-1] not in "aeiouwxy" and word[-2:-1] in _VOWELS and word[-3:-2] not in _VOWELS
    return short or word in _DOUBLING


_ARTICLED: Final = """
    accords agency agreement army assembly association authority charter commission committee commonwealth community congress council court
    cross declaration emirates federation front fund government gulf islands kingdom league ministry movement nations organisation
    organization pact parliament peninsula republic sea secretariat see senate states strip treaty tribunal union
"""
_WITH_THE: Final = frozenset(_ARTICLED.split())
"""The last words of names of several words that have an article in English, as in *the Arab League*."""
_BEFORE_OF: Final = _WITH_THE | {"bank", "embassy", "emirate", "house", "isle", "state", "sultanate", "university"}
"""The words before *of*, as in *the State of Palestine*."""
_ALONE: Final = frozenset(("bahamas", "comoros", "gambia", "maldives", "netherlands", "philippines", "seychelles", "vatican"))


def with_the(name: str) -> str:
    """A name as it stands in an English sentence: with *the* before the names of unions, bodies and the like.

    >>> [with_the(each) for each in ("United States", "Arab League", "Republic of Korea", "Norway", "oil minister", "Iran's Parliament")]
    ['the United States', 'the Arab League', 'the Republic of Korea', 'Norway', 'oil minister', "Iran's Parliament"]
    >>> [with_the(each) for each in ("Holy See", "26 July Movement", "Congress", "Maldives", "Deutsche Bank", "Bank of Norway")]
    ['the Holy See', 'the 26 July Movement', 'Congress', 'the Maldives', 'Deutsche Bank', 'the Bank of Norway']
    """
    words = name.split()
    owned = re.search(r"(?<!People)['’]s\b|['’] ", name)
    if not re.match(r"[^\W_]", name) or name[0].islower() or words[0].lower() in ("a", "an", "the") or owned:
        return name
    head = words[: words.index("of")] if "of" in words[1:] else words
    last = head[-1].lower()
    plain = last in _BEFORE_OF if len(head) < len(words) else last in _ALONE if len(words) == 1 else last in _WITH_THE
    return f"the {name}" if plain else name


def with_article(noun: str) -> str:
    """A noun with the article that goes with its sound.

    >>> [with_article(each) for each in ("embassy", "visit", "ultimatum", "union", "UN mission", "unilateral act", "European treaty")]
    ['an embassy', 'a visit', 'an ultimatum', 'a union', 'a UN mission', 'a unilateral act', 'a European treaty']
    """
    vowel = re.match(r"(?:[aio]|e(?!u)|u(?!ni|s[ae]|nan|tili))", noun, re.IGNORECASE) is not None
    return f"{'an' if vowel and not noun.startswith('U') else 'a'} {noun}"
