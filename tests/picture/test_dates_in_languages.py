"""The words of dates in the languages of the page."""

from __future__ import annotations

import pytest

from kg.dates import MONTHS, TEMPLATES, date_in_words
from kg.picture.language import DateWords, catalogue
from kg.record.model import When

WORDS = {
    "1974": ("1974", "1974", "1974", "1974"),
    "1974-08": ("August 1974", "août 1974", "أغسطس 1974", "اگست 1974"),
    "1974-02-22": ("22. Februar 1974", "22 février 1974", "22 فبراير 1974", "22 فروری 1974"),
    "1974-05-01": ("1. Mai 1974", "1er mai 1974", "1 مايو 1974", "1 مئی 1974"),
    "1974-08~": ("um August 1974", "vers août 1974", "نحو أغسطس 1974", "تقریباً اگست 1974"),
    "1974-08-02~": ("um den 2. August 1974", "vers le 2 août 1974", "نحو 2 أغسطس 1974", "تقریباً 2 اگست 1974"),
    "1974?": ("vielleicht 1974", "peut-être 1974", "ربما 1974", "شاید 1974"),
    "1974-08-02?": ("vielleicht am 2. August 1974", "peut-être le 2 août 1974", "ربما في 2 أغسطس 1974", "شاید 2 اگست 1974"),
    "1974-08-02%": (
        "vielleicht um den 2. August 1974",
        "peut-être vers le 2 août 1974",
        "ربما نحو 2 أغسطس 1974",
        "شاید تقریباً 2 اگست 1974",
    ),
    "[1973..]": ("1973 oder später", "1973 ou après", "في 1973 أو بعد ذلك", "1973 یا اس کے بعد"),
    "[..1973-05]": ("Mai 1973 oder früher", "mai 1973 ou avant", "في مايو 1973 أو قبل ذلك", "مئی 1973 یا اس سے پہلے"),
    "[1973-05-03..]": ("3. Mai 1973 oder später", "le 3 mai 1973 ou après", "في 3 مايو 1973 أو بعد ذلك", "3 مئی 1973 یا اس کے بعد"),
    "[..1973-05-03]": ("3. Mai 1973 oder früher", "le 3 mai 1973 ou avant", "في 3 مايو 1973 أو قبل ذلك", "3 مئی 1973 یا اس سے پہلے"),
    "[1947..1949]": ("zwischen 1947 und 1949", "entre 1947 et 1949", "بين 1947 و1949", "1947 اور 1949 کے درمیان"),
    "[1947-05-03..1949-06-01]": (
        "zwischen dem 3. Mai 1947 und dem 1. Juni 1949",
        "entre le 3 mai 1947 et le 1er juin 1949",
        "بين 3 مايو 1947 و1 يونيو 1949",
        "3 مئی 1947 اور 1 جون 1949 کے درمیان",
    ),
    "[1967,1973]": ("1967 oder 1973", "1967 ou 1973", "1967 أو 1973", "1967 یا 1973"),
    "{1967,1973}": ("1967 und 1973", "1967 et 1973", "1967 و1973", "1967 اور 1973"),
    "1947/1949": ("1947 bis 1949", "1947 à 1949", "من 1947 إلى 1949", "1947 تا 1949"),
    "1947-05-03/1949-06-02": (
        "3. Mai 1947 bis 2. Juni 1949",
        "du 3 mai 1947 au 2 juin 1949",
        "من 3 مايو 1947 إلى 2 يونيو 1949",
        "3 مئی 1947 تا 2 جون 1949",
    ),
    "1974-04/..": ("ab April 1974", "dès avril 1974", "من أبريل 1974", "اپریل 1974 سے"),
    "1974-04-02/": ("ab dem 2. April 1974", "à partir du 2 avril 1974", "من 2 أبريل 1974", "2 اپریل 1974 سے"),
    "../1974-04": ("bis April 1974", "jusqu’en avril 1974", "حتى أبريل 1974", "اپریل 1974 تک"),
    "/1974-04-02": ("bis zum 2. April 1974", "jusqu’au 2 avril 1974", "حتى 2 أبريل 1974", "2 اپریل 1974 تک"),
    "197X": ("zwischen 1970 und 1979", "entre 1970 et 1979", "بين 1970 و1979", "1970 اور 1979 کے درمیان"),
    "1974 or 1975": ("1974 oder 1975", "1974 ou 1975", "1974 أو 1975", "1974 یا 1975"),
    "soon": ("soon", "soon", "soon", "soon"),
}
"""For dates in EDTF the words in German, French, Arabic and Urdu."""
LANGUAGES = ("de", "fr", "ar", "ur")


@pytest.mark.parametrize(("text", "words"), WORDS.items())
def test_a_date_has_its_words_in_the_language_of_the_page(text: str, words: tuple[str, ...]) -> None:
    assert tuple(DateWords(language).date(text) for language in LANGUAGES) == words
    assert DateWords("en").date(text) == DateWords("fi").date(text) == date_in_words(text)


def test_every_phrase_of_a_date_is_translated() -> None:
    for language in LANGUAGES:
        assert catalogue(language).keys() >= {*MONTHS, *TEMPLATES}


def test_a_date_after_an_event_names_the_event_in_its_own_direction() -> None:
    when = When(text="[1973..]", words="after the war (in or after 1973)", after=("the war",))
    assert DateWords("en").when(when) == when.words
    assert DateWords("de").when(when) == "nach the war (1973 oder später)"
    assert DateWords("fr").when(when._replace(after=("the armistice", "the war"))) == "après the armistice et the war (1973 ou après)"
    assert DateWords("ar").when(when) == "بعد \u2068the war\u2069 (في 1973 أو بعد ذلك)"
    assert DateWords("ur").when(When(words="after the war", after=("the war",))) == "\u2068the war\u2069 کے بعد"
    assert DateWords("de").when(When()) == ""
