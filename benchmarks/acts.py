"""A workspace of many acts, for measuring: articles of a thousand acts, each about the relations of a dozen states.

Run it with ``python -m benchmarks.acts FOLDER [ACTS]``. The same numbers give the same files. ``kg check`` finds no error in them.

``data/world.trig`` has what all articles share: states, their capitals and organizations. ``data/article-N.trig`` has two documents with
their passages, the persons, offices and missions of their own, and up to a thousand acts in the order of their days. Most kinds of act
conclude relations between agents; some change the relations of two states in time, hold offices, answer an earlier act, are told by both
documents, are hedged, or are words with content.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final, NamedTuple

BASE: Final = "https://example.org/acts/"
SETTINGS: Final = f'[workspace]\nname = "acts"\ntitle = "Acts"\nbase = "{BASE}"\n'
PREFIXES: Final = f"""@prefix a: <{BASE}assertion/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix e: <{BASE}id/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix k: <{BASE}graph/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix p: <{BASE}passage/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ARTICLE: Final = 1_000
"""The number of acts in a file."""
STATES: Final = 200
_ORGANIZATIONS: Final = 20
_NEIGHBOURS: Final = 12
_PERSONS: Final = 24
_FIRST: Final = date(1945, 1, 1)
_DAYS: Final = 28_000

# Each kind with how often it comes in a thousand acts.
_KINDS: Final = {
    "Meeting": 210,
    "Visit": 140,
    "Condemnation": 120,
    "HumanitarianAid": 120,
    "Appeal": 120,
    "ExpressionOfSupport": 90,
    "Agreement": 80,
    "Recognition": 30,
    "EstablishmentOfRelations": 20,
    "SeveranceOfRelations": 20,
    "ResumptionOfRelations": 10,
    "OpeningOfMission": 20,
    "ClosureOfMission": 10,
    "Endorsement": 10,
}
_SEQUENCE: Final = tuple(kind for kind, often in _KINDS.items() for _ in range(often))


class _Act(NamedTuple):
    """An act: its name, kind and roles, and further statements of its graph."""

    name: str
    kind: str
    roles: str
    beside: str = ""


def write_workspace(folder: Path, acts: int, seed: int = 1) -> None:
    """Write a workspace of acts. The same arguments give the same files.

    Args:
        folder: where to write; it is created.
        acts: the number of acts.
        seed: another number gives another workspace of the same size.
    """
    (folder / "data").mkdir(parents=True)
    (folder / "chancery.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "data" / "world.trig").write_text(world(), encoding="utf-8")
    for number, start in enumerate(range(0, acts, ARTICLE)):
        text = article(number, min(ARTICLE, acts - start), seed)
        (folder / "data" / f"article-{number:04}.trig").write_text(text, encoding="utf-8")


def world() -> str:
    """The text of the file that all articles share."""
    rows = [PREFIXES, "k:record {", _document("e:handbook", "the handbook", "0" * 64), "}", "k:background {"]
    for number in range(STATES):
        rows.append(f'e:state-{number} a dip:State ; skos:prefLabel "State {number}"@en ; dcterms:source e:handbook .')
        rows.append(
            f'e:city-{number} a dip:City ; skos:prefLabel "City {number}"@en ; dip:locatedIn e:state-{number} ; dcterms:source e:handbook .'
        )
    for number in range(_ORGANIZATIONS):
        label = f'"Organization {number}"@en'
        rows.append(f"e:organization-{number} a dip:Organization ; skos:prefLabel {label} ; dcterms:source e:handbook .")
    return "\n".join([*rows, "}"]) + "\n"


def _document(name: str, label: str, digest: str, beside: str = "") -> str:
    """The statement that describes a document."""
    file = label.replace(" ", "-")
    return (
        f'{name} a dip:SourceDocument ; skos:prefLabel "{label}"@en ; dcterms:title "{label}"@en ; dip:fileName "{file}.txt" ;\n'
        f'  dip:characters 1000000 ; dip:sha256 "{digest}"{beside} .'
    )


def article(number: int, acts: int, seed: int = 1) -> str:
    """The text of the file of one article.

    Args:
        number: its number.
        acts: how many acts it tells of.
        seed: as for `write_workspace`.
    """
    return "\n".join(_Article(number, acts, seed).rows()) + "\n"


class _Article:
    """One article in the making."""

    def __init__(self, number: int, acts: int, seed: int) -> None:
        self.number = number
        self.acts = acts
        self.chance = random.Random(seed * 1_000_003 + number)  # noqa: S311 - nothing here is secret
        self.states = self.chance.sample(range(STATES), _NEIGHBOURS)
        self.own = f"{number}-"
        self.passages = [0, 0]
        self.background: list[str] = []
        self.record: list[str] = []
        self.claims: list[str] = []
        self.open = False

    def rows(self) -> Iterator[str]:
        """The lines of the file."""
        yield PREFIXES
        yield "k:record {"
        for letter in "ab":
            document = f"e:document-{self.own}{letter}"
            yield _document(document, f"article {self.number}{letter}", f"{self.number:063x}{letter}", ' ; dcterms:date "2025"^^edtf:EDTF')
        yield "}"
        yield "k:background {"
        for person in range(_PERSONS):
            label = f'"Person {self.own}{person}"@en'
            yield f"e:person-{self.own}{person} a dip:Person ; skos:prefLabel {label} ; dcterms:source e:document-{self.own}a ."
        for state in self.states:
            what = f'"Foreign minister of state {state}, article {self.number}"@en'
            yield f"e:minister-{self.own}{state} a dip:LeadingOffice ; skos:prefLabel {what} ; dcterms:source e:document-{self.own}a ."
        yield "}"
        last = ""
        for at in range(self.acts):
            kind = "Meeting" if at < _NEIGHBOURS else self.chance.choice(_SEQUENCE)
            act = self._act(at, kind, last)
            last = act.name if kind not in ("Condemnation", "Appeal") else last
            self._tell(at, act)
        yield "k:background {"
        yield from self.background
        yield "}"
        yield "k:record {"
        yield from self.record
        yield "}"
        yield from self.claims

    def _act(self, at: int, kind: str, last: str) -> _Act:
        chance, own = self.chance, self.own
        one, other = chance.sample(self.states, 2)
        name = f"e:act-{own}{at}"
        if kind == "Meeting":
            person, host = chance.sample(range(_PERSONS), 2)
            beside = ""
            if at < _NEIGHBOURS:
                state, person = self.states[at], at
                tenure = f"e:tenure-{own}{at}"
                host = at + _NEIGHBOURS
                beside = (
                    f'\n  {tenure} a dip:Tenure ; skos:prefLabel "Person {own}{at}, foreign minister"@en ; dip:holder e:person-{own}{at} ;'
                    f"\n    dip:office e:minister-{own}{state} ; dip:attestedIn {name} ."
                    f"\n  e:minister-{own}{state} dip:officeOf e:state-{state} ."
                )
            roles = f"dip:actor e:person-{own}{person} ; dip:counterpart e:person-{own}{host} ; dip:place e:city-{other}"
            return _Act(name, kind, roles, beside)
        if kind == "Visit":
            return _Act(
                name, kind, f"dip:actor e:person-{own}{chance.randrange(_PERSONS)} ; dip:place e:city-{one} ; dip:host e:state-{one}"
            )
        if kind == "Condemnation":
            answered = f"dip:target {last} ; dip:inResponseTo {last}" if last else f"dip:target e:state-{other}"
            return _Act(name, kind, f"dip:actor e:state-{one} ; {answered}")
        if kind == "OpeningOfMission":
            mission = f"e:mission-{own}{at}"
            label = f'"Mission {own}{at}"@en'
            self.background.append(f"{mission} a dip:PermanentMission ; skos:prefLabel {label} ; dcterms:source e:document-{own}a .")
            beside = f"\n  {mission} dip:missionOf e:state-{one} ; dip:accreditedTo e:state-{other} ; dip:seat e:city-{other} ."
            return _Act(name, kind, f"dip:actor e:state-{one} ; dip:missionOpened {mission} ; dip:place e:city-{other}", beside)
        if kind in ("Agreement", "EstablishmentOfRelations"):
            return _Act(name, kind, f"dip:party e:state-{one} , e:state-{other}")
        actor = f"e:organization-{chance.randrange(_ORGANIZATIONS)}" if chance.random() < 0.1 and kind == "Appeal" else f"e:state-{one}"
        return _Act(name, kind, f"dip:actor {actor} ; dip:recipient e:state-{other}")

    def _tell(self, at: int, act: _Act) -> None:
        """Add the passages that tell of an act, and what they say."""
        chance = self.chance
        day = _FIRST + timedelta(days=at * _DAYS // self.acts)
        text = f"{day}" if chance.random() < 0.7 else f"{day:%Y-%m}" if chance.random() < 0.7 else f"{day:%Y}"
        dated = f' ;\n    dip:date "{text}"^^edtf:EDTF ; dip:dateBasis dip:AsStated' if chance.random() < 0.96 else ""
        label = f'skos:prefLabel "{act.kind} {self.own}{at}"@en'
        content = f"  {act.name} a dip:{act.kind} ; {label} ;\n    {act.roles}{dated} .{act.beside}"
        if self.open and chance.random() < 0.38:  # the passage before tells of this act, too
            self.claims[-1] = f"{self.claims[-1].removesuffix('}')}{content}\n}}"
            return
        hedged = not act.beside and chance.random() < 0.08
        letter = "ab"[chance.random() < 0.3]
        passage = self._passage(letter)
        self._claim(f"{passage}-1", passage, content, "Hedged" if hedged else "Stated", f"Act {at} took place.")
        if act.kind == "Appeal" and chance.random() < 0.5:
            proposition = (
                f'  e:words-{self.own}{at} a dip:Proposition ; dip:gist "The dispute should end."@en .\n  {act.name} dip:expresses'
            )
            self._claim(f"{passage}-2", passage, f"{proposition} e:words-{self.own}{at} .", "Stated", "It should end.", act.name)
        if not hedged and chance.random() < 0.06:
            again = self._passage("ba"["ab".index(letter)])
            self._claim(f"{again}-1", again, content, "Stated", f"Act {at} took place.")
        self.open = not hedged and self.claims[-1].startswith(f"a:{passage}-1 ")
        if chance.random() < 0.03:
            gist = f'"Who else took part in act {at} is not stated."@en'
            note = f"e:note-{self.own}{at} a dip:Note ; dip:on {act.name} ; dip:noteKind dip:NotStated"
            self.record.append(f"{note} ; dip:cites p:{passage} ; dip:gist {gist} .")

    def _passage(self, letter: str) -> str:
        """Add a passage to a document, and return its name."""
        place = "ab".index(letter)
        count = self.passages[place] = self.passages[place] + 1
        name = f"D{self.number}{letter}{count}"
        digest = f"{self.number:032x}{place:x}{count:031x}"
        self.record.append(
            f'p:{name} a dip:Passage ; dip:document e:document-{self.own}{letter} ; dip:section "Part {count // 50 + 1}" ;\n'
            f'  dip:number {count} ; dip:passageKind dip:Sentence ; dip:sha256 "{digest}" ;\n'
            f"  oa:hasSelector <{BASE}passage/{name}/position> .\n"
            f"<{BASE}passage/{name}/position> a oa:TextPositionSelector ; oa:start {count * 80} ; oa:end {count * 80 + 79} ."
        )
        return name

    def _claim(self, graph: str, passage: str, content: str, standing: str, gist: str, speech: str = "") -> None:
        """Add an assertion graph."""
        spoken = f"dip:contentOf {speech} ; " if speech else ""
        self.record.append(f'a:{graph} dip:cites p:{passage} ; {spoken}dip:standing dip:{standing} ; dip:gist "{gist}"@en .')
        self.claims.append(f"a:{graph} {{\n{content}\n}}")


def edited(text: str, number: int) -> str:
    """The text of an article with another day in its dated act number `number`, counted from 0: the change of one passage.

    Args:
        text: the text of a file of an article.
        number: which of its dates is moved by a year; counted round if there are fewer.
    """
    marks = list(_all(text, '    dip:date "'))
    start = marks[number % len(marks)] + len('    dip:date "')
    return f"{text[:start]}{int(text[start : start + 4]) + 1}{text[start + 4 :]}"


def _all(text: str, mark: str) -> Iterator[int]:
    """The offsets of a mark in a text."""
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def main(folder: Path, acts: int) -> int:
    """Write a workspace and say how large it is."""
    write_workspace(folder, acts)
    files = list((folder / "data").iterdir())
    print(f"{acts} acts in {len(files)} files, {sum(each.stat().st_size for each in files) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
