"""The terms that queries, rules and the ontology itself use, and whether they are declared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kg.authored.finding import Finding
from kg.files import did_you_mean, nearest, read_file
from kg.namespaces import DIP, PREFIXES
from kg.ontology import Ontology
from kg.places import Place
from kg.terms import shorten
from kg.tokens import Positions, resolve, scan
from kg.workspace import Workspace

_MOST_HINTS = 100


def undeclared_in(text: str, kinds: Mapping[str, object], shown: str, rule: str) -> Iterator[Finding]:
    """The undeclared terms of the ontology's namespace in a query, which would silently find nothing.

    Args:
        text: a SPARQL query.
        kinds: the declared terms; see `kg.ontology.Ontology.kinds`.
        shown: its path, as messages show it.
        rule: the rule of the findings.

    Yields:
        A finding for each term, at its first mention.
    """
    tokens = list(scan(text))
    prefixes: dict[str, str] = {}
    for word, name, address in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if word.text.upper() == "PREFIX" and name.kind == "pname" and address.kind == "iri":
            prefixes[name.text.partition(":")[0]] = address.text[1:-1]
    known: list[str] = []
    seen = set()
    for token in tokens:
        iri = resolve(token, prefixes)
        if iri is None or iri == DIP or not iri.startswith(DIP) or iri in kinds or iri in seen:
            continue
        seen.add(iri)
        known = known or sorted(each[len(DIP) :] for each in kinds if each.startswith(DIP))
        # Looking for similar names takes a millisecond each, and a list in VALUES can have tens of thousands.
        near = nearest(iri[len(DIP) :], known, 1) if len(seen) <= _MOST_HINTS else []
        hint = did_you_mean((f"dip:{each}" for each in near), "use a declared term")
        yield Finding(rule, f"undeclared term {token.text}", Place(shown, token.line, token.column), hint, node=iri)


def undeclared_of(ws: Workspace, ontology: Ontology) -> Iterator[Finding]:
    """The terms that the ontology files use and do not declare, with which a relation, a value or a colour would silently be missing.

    Args:
        ws: the workspace.
        ontology: the terms of its ontology files; see `kg.ontology.Ontology.undeclared`.

    Yields:
        A finding for each term, at its first mention in each file that has it.
    """
    wrong = ontology.undeclared()
    if not wrong:
        return
    hints: dict[str, str | None] = {}
    for path in ws.ontology_files():
        positions = Positions.of_trig(read_file(path).decode("utf-8"))
        prefixes = PREFIXES | positions.prefixes
        for iri in sorted(wrong & positions.terms.keys()):
            if iri not in hints:
                near = ontology.nearest(iri) if len(hints) < _MOST_HINTS else None
                hints[iri] = did_you_mean([] if near is None else [shorten(near, prefixes)], "declare it, or use a declared term")
            place = Place(ws.display(path), *positions.terms[iri])
            yield Finding("undeclared-term", f"undeclared term {shorten(iri, prefixes)}", place, hints[iri], node=iri)
