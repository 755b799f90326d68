"""Write docs/acts.md from the ontology: every kind of act, situation and occurrence by theme, with its roles, what follows, and codes.

Run it after a change of ontology/; a test compares the page with what this would write.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.build.relations import Table
from kg.namespaces import DIP, RDFS, SKOS
from kg.ontology import Ontology
from kg.ontology.roles import Roles
from kg.ontology.terms import parse_turtle
from kg.ontology.verbs import verbs
from kg.terms import iri_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology.verbs import Pattern

ROOT: Final = Path(__file__).resolve().parent.parent
THEMES: Final = (
    "RelationsTheme",
    "MissionsTheme",
    "TalksTheme",
    "StatementsTheme",
    "TreatiesTheme",
    "OrganizationsTheme",
    "ExchangeTheme",
    "PressureTheme",
    "ForceTheme",
    "TerritoryTheme",
    "LawTheme",
    "SocietyTheme",
)
INTRODUCTION: Final = """# Kinds of act

This page is written from the ontology by `scripts/write_acts_page.py`. It has every kind of act, situation and occurrence, by theme: what
it is, the roles that it needs so that a relation follows, the roles that are usual besides, what follows, its codes in CAMEO and PLOVER,
and an example. Every act also has a label and, where the passage gives them, a date and a place. A narrower kind takes over the roles and
the relations of the kinds above it. The [codebook](codebook.md) says how to code, [codebook-words.md](codebook-words.md) leads from words
of news to the kinds, and [ontology.md](ontology.md) lists all terms. Tenures and series of acts are at the end.

The role `receivingParty` is inferred, from the recipient, the place or the mission, and never written.

Where a kind needs `party`, a `firstSide` or a `secondSide` counts as one. A code after *like* has nearly the meaning of the kind; one
after *within* is broader than the kind; one after *covers* is narrower.
"""
BESIDES: Final = ("ActSeries", "Tenure", "Accreditation", "ActingTenure")
WORDS: Final = {"exactMatch": "is", "closeMatch": "like", "broadMatch": "within", "narrowMatch": "covers"}


class _Page:
    """The texts and the table of an ontology."""

    def __init__(self, folder: Path) -> None:
        files = sorted(path for path in folder.glob("*.ttl") if path.name != "alignments.ttl")
        self.ontology = Ontology(triple for path in files for triple in parse_turtle(path.read_bytes(), path.name))
        self.values: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for triple in self.ontology.triples:
            value = triple.object.value if isinstance(triple.object, ox.NamedNode | ox.Literal) else ""
            self.values[iri_of(triple.subject) or ""][triple.predicate.value].append(value)
        self.ways: dict[str, list[Pattern]] = defaultdict(list)
        self.ends: dict[str, list[Pattern]] = defaultdict(list)
        for verb in verbs(self.ontology):
            for pattern in verb.follows:
                self.ways[pattern.of_class].append(pattern)
            for pattern in verb.ended_by:
                self.ends[pattern.of_class].append(pattern)
        self.changes = Table(self.ontology)
        self.roles = Roles(self.ontology)
        self.codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        lines = (folder / "alignments.sssom.tsv").read_text(encoding="utf-8").splitlines()
        for row in csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"):
            scheme, _, code = row["object_id"].partition(":")
            word = WORDS.get(row["predicate_id"].removeprefix("skos:"))
            if scheme in ("cameo", "plover") and word:
                self.codes[row["subject_id"].replace("dip:", DIP)][word].append(f"{scheme.upper()} {code}")

    def text(self, iri: str, prop: str) -> str:
        return " ".join(self.values[iri].get(prop, ()))

    def label(self, iri: str) -> str:
        return self.ontology.label(iri) or iri.removeprefix(DIP)

    def themed(self) -> dict[str, list[tuple[int, str]]]:
        """Theme to its classes with their depth, each after the class above it."""
        matters = [iri for iri in self.ontology.kinds if self.ontology.is_class(iri) and self.ontology.is_a(iri, DIP + "Matter")]
        below: dict[str, list[str]] = defaultdict(list)
        theme = {iri: self.theme(iri) for iri in matters}
        tops: dict[str, list[str]] = defaultdict(list)
        for iri in sorted(matters, key=self.label):
            above = [up for up in self.values[iri].get(RDFS + "subClassOf", ()) if theme.get(up) == theme[iri]]
            (below[above[0]] if above else tops[theme[iri]]).append(iri)

        def walk(iri: str, depth: int) -> Iterator[tuple[int, str]]:
            yield depth, iri
            for each in below[iri]:
                yield from walk(each, depth + 1)

        return {name: [found for top in tops[DIP + name] for found in walk(top, 0)] for name in THEMES}

    def theme(self, iri: str) -> str:
        """The theme of a class: its own, else that of the nearest class above it."""
        layer = [iri]
        while layer:
            for each in layer:
                if own := self.values[each].get(DIP + "theme"):
                    return own[0]
            layer = sorted({up for each in layer for up in self.values[each].get(RDFS + "subClassOf", ()) if up})
        return ""

    def needs(self, pattern: Pattern) -> str:
        one, other = (iri.removeprefix(DIP) for iri in (pattern.from_role, pattern.to_role))
        text = f"`{one}` twice" if pattern.mutual else f"`{one}` and `{other}`"
        if pattern.where_role:
            text += f" with `{pattern.where_role.removeprefix(DIP)}` {self.label(pattern.where_value)}"
        return text

    def changed(self, iri: str) -> Iterator[str]:
        """What a class changes in the relations of two agents, one line for each aspect and value, with the roles that it needs."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for change in self.changes.of_types(self.ontology.superclasses(iri)):
            one, other = (role.removeprefix(DIP) for role in (change.from_role, change.to_role))
            roles = f"`{one}` twice" if one == other else f"`{one}` and `{other}`"
            if change.mission_role:
                roles += f" with `{change.mission_role.removeprefix(DIP)}`"
            value = f"*{self.label(change.value)}*" if change.value else "ends what was told"
            if change.value_role:
                value = f"the value of `{change.value_role.removeprefix(DIP)}`"
            found[f"{self.label(change.aspect)}: {value}{', perhaps' if change.perhaps else ''}", change.aspect].append(roles)
        for (text, _), roles_of in sorted(found.items()):
            yield f"- changes the {text}, from {', or '.join(dict.fromkeys(roles_of))}"

    def entry(self, iri: str, depth: int) -> Iterator[str]:
        name = iri.removeprefix(DIP)
        above = [up for up in self.values[iri].get(RDFS + "subClassOf", ()) if up.startswith(DIP)]
        yield f"{'#' * min(3 + depth, 6)} {name}"
        yield ""
        scope = self.text(iri, SKOS + "scopeNote")
        yield f"{self.text(iri, SKOS + 'definition')}{' ' + scope if scope else ''} *{self.text(iri, SKOS + 'example')}*"
        yield ""
        if above:
            yield f"- above: {', '.join(f'`{up.removeprefix(DIP)}`' for up in sorted(above))}"
        for up in sorted(self.ontology.superclasses(iri) - {DIP + "Act"}, key=lambda each: (each != iri, each)):
            ways = sorted(self.ways.get(up, ()))
            for verb in sorted({each.verb for each in ways}):
                mine = [each for each in ways if each.verb == verb]
                wanted = ", or ".join(dict.fromkeys(self.needs(each) for each in mine))
                side = " (if the passage names one)" if all(each.one_sided for each in mine) else ""
                broader = "" if up == iri else f", as from every `{up.removeprefix(DIP)}`"
                yield f"- follows: *A {self.label(verb)} B* (`{verb.removeprefix(DIP)}`), from {wanted}{side}{broader}"
        for verb in sorted({each.verb for each in self.ends.get(iri, ())}):
            yield f"- ends: *A {self.label(verb)} B* (`{verb.removeprefix(DIP)}`)"
        yield from self.changed(iri)
        if usual := self.roles.usual(iri):
            yield f"- usual: {', '.join(f'`{each.removeprefix(DIP)}`' for each in usual)}"
        codes = self.codes.get(iri, {})
        told = [f"{word} {', '.join(sorted(codes[word]))}" for word in WORDS.values() if word in codes]
        if told:
            yield f"- codes: {'; '.join(told)}"
        yield ""


def page(folder: Path) -> str:
    """The whole page as Markdown.

    Args:
        folder: the folder with the Turtle files of the ontology and the table of alignments.
    """
    whole = _Page(folder)
    lines = [INTRODUCTION]
    for name, classes in whole.themed().items():
        label = whole.label(DIP + name)
        lines += [f"## {label[0].upper()}{label[1:]}", "", whole.text(DIP + name, SKOS + "definition"), ""]
        for depth, iri in classes:
            lines += whole.entry(iri, depth)
    lines += ["## Tenures and series", "", "What is no act, situation or occurrence, but is reported and dated as they are.", ""]
    for name in BESIDES:
        lines += whole.entry(DIP + name, 0)
    return "\n".join(lines).rstrip("\n") + "\n"


if __name__ == "__main__":
    (ROOT / "docs" / "acts.md").write_text(page(ROOT / "ontology"), encoding="utf-8")
    print("docs/acts.md", file=sys.stderr)
