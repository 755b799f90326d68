"""Shared by the tests of pages: the links of a page, a hostile workspace, and services over small workspaces."""

from __future__ import annotations

import functools
import os
import shutil
from html.parser import HTMLParser
from pathlib import Path

import kg
from kg.service.service import Service
from tests.asking import ROOT, _temporary
from tests.browser.hostile import PAYLOADS
from tests.service.conftest import service_of

VOID = frozenset(("meta", "link", "input", "br", "img", "hr", "line", "rect"))


class Read(HTMLParser):
    """A page: its links, its identifiers, its elements and its text; every element is closed in order.

    Attributes:
        links: the values of ``href``, ``src`` and ``action``, with the name of the element.
        ids: the identifiers.
        elements: the names of the elements, each with its attributes.
        text: the text of the page.
    """

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page.decode())
        self.close()
        assert self._open == [], self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.elements.append((tag, found))
        self.links += [(tag, found[name]) for name in ("href", "src", "action") if name in found]
        if "id" in found:
            self.ids.append(found["id"])
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open[-1:] == [tag], (tag, self._open[-4:])
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data


def spelt(text: str) -> str:
    """A text as a literal of Turtle, with what cannot be written left out."""
    legal = "".join(each for each in text if not 0xD800 <= ord(each) <= 0xDFFF and each != "\0")
    return '"' + "".join(each if each.isalnum() or each == " " else f"\\U{ord(each):08X}" for each in legal) + '"'


@functools.cache
def hostile() -> kg.Graph:
    """The small workspace about Norway and Sweden, with labels, aliases, gists and notes that are attacks, and odd IRIs."""
    folder = _temporary() / "hostile"
    shutil.copytree(ROOT / "tests" / "workspaces" / "nordic", folder, ignore=shutil.ignore_patterns(".kg"))
    payloads = [each for each in PAYLOADS if each.strip()]
    lines = []
    for number, payload in enumerate(payloads):
        text = spelt(payload)
        lines.append(
            f"k:background {{ e:thing{number} a dip:State ; skos:prefLabel {text}@en ; skos:altLabel {text}@ar ; dcterms:source e:note . }}"
        )
        lines.append(f"k:record {{ a:X{number} dip:cites p:N2 ; dip:standing dip:Rumoured ; dip:gist {text}@en ; dip:wording {text} . }}")
        lines.append(
            f"a:X{number} {{ e:visit{number} a dip:Visit ; skos:prefLabel {text}@en ; dip:actor e:thing{number} ; dip:place e:karlstad . }}"
        )
        lines.append(f"k:record {{ e:n{number} a dip:Note ; dip:on e:thing{number} ; dip:noteKind dip:NotStated ; dip:gist {text}@en . }}")
    names = ("caf%C3%A9", "café", "a.ttl", "a%2Fb", "it's(odd);x,y", "wer?da", "x" * 300)
    for number, each in enumerate(names):
        lines.append(f'k:background {{ <https://example.org/nordic/id/{each}> a dip:State ; skos:prefLabel "odd {number}"@en . }}')
    lines.append('k:background { e:sverige a dip:State ; skos:prefLabel "Sverige"@sv ; dcterms:isReplacedBy e:sweden . }')
    path = folder / "data" / "note.trig"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + "\n".join(lines) + "\n", encoding="utf-8")
    (folder / "ontology").mkdir(exist_ok=True)
    (folder / "ontology" / "own.ttl").write_text(OWN, encoding="utf-8")
    return kg.open(folder)


OWN = """@prefix dip: <https://w3id.org/chancery/ontology#> .
@prefix own: <https://example.org/nordic/ontology#> .
@prefix far: <https://example.com/elsewhere#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
own:Raid a owl:Class ; rdfs:subClassOf dip:Act ; skos:prefLabel "raid"@en ; skos:definition "A raid is an <b>act</b>."@en .
own:Visit a owl:Class ; rdfs:subClassOf dip:Act ; skos:prefLabel "visit of our own"@en .
far:Feast a owl:Class ; rdfs:subClassOf dip:Act ; skos:prefLabel "feast"@en .
"""


@functools.cache
def hostile_service() -> Service:
    """The service over the hostile workspace."""
    return service_of(hostile())


def local(folder: Path, page: Path, link: str) -> tuple[Path, str]:
    """The file that a relative link of a static page leads to, and its fragment."""
    from urllib.parse import unquote

    path, _, fragment = link.partition("#")
    target = Path(os.path.normpath(page.parent / unquote(path))) if path else page
    assert target.is_relative_to(folder), (page, link)
    return target, unquote(fragment)
