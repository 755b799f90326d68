"""The language of the picture's interface: one catalogue for each language, chosen by the language of the workspace.

The English text is the key, so that English needs no catalogue; what a catalogue lacks stays English. ``scripts/write_words.py`` collects
the texts of the page into ``words/en.json``, which is the list for translators, and a test compares every catalogue with it. Labels and
gists are data and have the languages of the workspace.
"""

from __future__ import annotations

import json
import os
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.dates import MONTHS, TEMPLATES, Wording, date_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.record.model import When

WORDS: Final = os.path.join(os.path.dirname(os.path.abspath(__file__)), "words")
RIGHT_TO_LEFT: Final = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""The primary subtags of languages that are written from right to left."""

Catalogue: TypeAlias = "Mapping[str, str | Mapping[str, str]]"
"""English text to text, or the English plural to its forms by plural category (``one``, ``few``, ``other``...)."""


def primary(language: str) -> str:
    """The primary subtag of a language tag, in lower case.

    >>> primary("ar-EG")
    'ar'
    """
    return language.replace("_", "-").partition("-")[0].lower()


def languages() -> tuple[str, ...]:
    """The languages that have a catalogue."""
    return tuple(sorted(name.removesuffix(".json") for name in os.listdir(WORDS) if name.endswith(".json")))


def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; empty for English and for a language without one.

    Args:
        language: a language tag, such as ``de`` or ``ar-EG``.

    >>> catalogue("en")
    {}
    """
    tag = primary(language)
    if tag == "en" or tag not in languages():
        return {}
    with open(os.path.join(WORDS, tag + ".json"), encoding="utf-8") as file:
        found: dict[str, str | dict[str, str]] = json.load(file)
    return found


def direction(language: str) -> str:
    """``rtl`` for a language that is written from right to left and has a catalogue, else ``ltr``.

    The interface of a language without a catalogue is in English, and its labels have the direction of their own letters.

    >>> direction("fi")
    'ltr'
    """
    tag = primary(language)
    return "rtl" if tag in RIGHT_TO_LEFT and tag in languages() else "ltr"


def translated(words: Catalogue, text: str) -> str:
    """A text of the page's template in the language of a catalogue.

    >>> translated({"Filters": "Filter"}, "Filters")
    'Filter'
    """
    found = words.get(text)
    return found if isinstance(found, str) else text


class DateWords:
    """The words of the dates of a page.

    Args:
        language: the language tag of the page.

    >>> DateWords("de").date("1974-08~")
    'um August 1974'
    """

    def __init__(self, language: str) -> None:
        words = catalogue(language)
        self._wording = Wording({text: translated(words, text) for text in (*MONTHS, *TEMPLATES)}) if words else None
        self._isolate = direction(language) == "rtl"

    def date(self, text: str) -> str:
        """A date in EDTF in words; see `kg.dates.date_in_words`."""
        return self._wording.words(text) if self._wording is not None else date_in_words(text)

    def when(self, when: When) -> str:
        """The date of a node in words, with the events after which it is said to be.

        Args:
            when: the date.
        """
        if self._wording is None:
            return when.words
        # On a page from right to left, a name in other letters would else reorder the words around it.
        events = [f"\u2068{each}\u2069" if self._isolate else each for each in when.after]
        # What has no date of its own has its bound from those events.
        bound = self._wording.bounds(date.fromisoformat(when.earliest), None) if events and when.earliest else ""
        return self._wording.after(events, self._wording.words(when.text) if when.text else bound)
