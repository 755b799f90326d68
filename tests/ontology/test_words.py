"""docs/codebook-words.md: every kind that the list names is declared, every word leads to one, and the words are sorted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kg.namespaces import DIP
from kg.ontology import Ontology, load_ontology
from kg.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "codebook-words.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in PAGE.splitlines() if line.startswith("| ")][1:]
TOO_BROAD = (ROOT / "ontology" / "checks" / "type-too-broad.rq").read_text(encoding="utf-8")

WANTED = {
    "backed",
    "freed",
    "recruited",
    "ties",
    "row",
    "thaw",
    "tit-for-tat",
    "envoy",
    "strike",
    "ultimatum",
    "bloc",
    "ally",
    "crackdown",
    "deal",
    "accord",
    "pact",
    "talks",
    "summit",
    "aid",
    "loan",
    "blockade",
    "embargo",
    "raid",
    "coup",
    "poll",
    "truce",
    "exile",
    "handed over",
    # of the pages of news on which the manuals were tried
    "insisted",
    "led",
    "fought",
    "shot",
    "reopened",
    "expired",
    "revived",
    "textbook",
    "minority",
    "survey",
    "fishing",
    "forced labour",
    "monument",
    "shrine",
    "stole",
    "currency swap",
    "treated water",
    "radar lock",
    "dam",
    "passport",
    "satellite",
    "students",
    "said",
    # the sea, forces, unions
    "limit",
    "shelf",
    "economic zone",
    "exclusive",
    "escort",
    "shepherded",
    "personal union",
    "crown",
    "held up",
    "threw out",
    "threw at",
    "stoned",
    "cleared",
    "took over",
    "unfriendly",
    "asylum seeker",
}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology(Workspace(ROOT))


def test_every_kind_is_declared_and_every_word_has_one(ontology: Ontology) -> None:
    assert len(ROWS) >= 200
    for row in ROWS:
        assert len(row) == 2, row
        kinds = re.findall(r"`([^`]*)`", row[1])
        assert kinds, row
        assert not [kind for kind in kinds if not ontology.is_class(DIP + kind)], row


def test_every_kind_of_act_situation_and_occurrence_is_reached_from_a_word(ontology: Ontology) -> None:
    """The classes that the check type-too-broad calls general need no word: each is there for its narrower classes."""
    general = set(re.findall(r"dip:(\w+)", re.search(r"IN \((.*?)\)", TOO_BROAD, re.DOTALL).group(1)))  # type: ignore[union-attr]
    assert {"Act", "Occurrence", "TreatyAct"} <= general
    above = [DIP + name for name in ("Act", "Situation", "Occurrence")]
    kinds = {iri[len(DIP) :] for iri in ontology.kinds if iri.startswith(DIP) and any(ontology.is_a(iri, each) for each in above)}
    assert len(kinds) > 700
    named = {kind for row in ROWS for kind in re.findall(r"`([^`]*)`", row[1])}
    assert sorted(kinds - named - general - {"Situation"}) == []


def test_no_name_of_a_term_stands_outside_code_unless_it_is_a_value(ontology: Ontology) -> None:
    """What begins with a capital and is no kind is a standing, a position or another declared value."""
    for row in ROWS:
        for name in re.findall(r"\b[A-Z]\w*", re.sub(r"`[^`]*`", "", row[1])):
            assert "individual" in ontology.kinds.get(DIP + name, ()), (name, row)


def test_words_are_sorted_and_stand_once() -> None:
    words = [word.casefold() for word, _ in ROWS]
    assert words == sorted(words)
    each = [word.strip() for row in words for word in re.sub(r"\(.*?\)", "", row).split(",")]
    plain = [word for row in words if "(" not in row for word in map(str.strip, row.split(","))]
    assert len(set(plain)) == len(plain), sorted({word for word in plain if plain.count(word) > 1})
    assert set(each) >= WANTED, sorted(WANTED - set(each))


def test_the_other_pages_lead_to_the_list() -> None:
    for name in ("codebook.md", "acts.md"):
        assert "(codebook-words.md)" in (ROOT / "docs" / name).read_text(encoding="utf-8"), name


@pytest.mark.parametrize("name", ["codebook.md", "codebook-themes.md", "codebook-words.md", "own-kinds.md"])
def test_what_a_manual_names_is_declared(ontology: Ontology, name: str) -> None:
    """A word with a capital inside, such as onText, is the name of a term, unless it has the prefix of another vocabulary."""
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w:/])(?:dip:)?([A-Za-z]*[a-z][A-Z]\w*)(?![\w…])", text))
    assert named
    assert [each for each in sorted(named) if DIP + each not in ontology.kinds] == []
