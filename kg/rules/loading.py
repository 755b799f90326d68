"""All rules of a workspace: those that the table of verbs stands for, and the rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kg.errors import EnvironmentProblem
from kg.files import read_file
from kg.ontology import load_ontology
from kg.places import Place
from kg.rules.reading import Rule, read_rules
from kg.rules.verbs import verb_rules
from kg.tokens import Positions

if TYPE_CHECKING:
    from kg.ontology import Ontology
    from kg.workspace import Workspace


_MOST_KEPT: Final = 4
_COMPILED: dict[str, list[Rule]] = {}
"""The rules of the ontologies that were read last in this process, by the digest of their files."""


def load_rules(ws: Workspace, ontology: Ontology | None = None) -> list[Rule]:
    """All rules of a workspace, sorted by name.

    Args:
        ws: the workspace. Its own rule file replaces the packaged one of the same name, and a rule file replaces the rule of that name
            that the table of verbs stands for.
        ontology: the terms of the workspace; None to read them.

    Returns:
        The rules, checked one by one and together.

    Raises:
        DataError: the ontology cannot be read, its table of verbs has a slip, or a file is not a valid rule. Or a FILTER NOT EXISTS
            matches what a rule concludes, so that the result would depend on the order of the rules. Its `others` are the other errors.
    """
    known = ontology if ontology is not None else load_ontology(ws)

    compiled = _COMPILED.get(known.digest) if known.digest else None
    if compiled is None:
        compiled = verb_rules(known, lambda iri: place_of_term(ws, iri))
        while len(_COMPILED) >= _MOST_KEPT:
            del _COMPILED[next(iter(_COMPILED))]
        if known.digest:
            _COMPILED[known.digest] = compiled
    return read_rules(ws, compiled)


def place_of_term(ws: Workspace, iri: str) -> Place | None:
    """Where the ontology files of a workspace declare a term, for errors.

    Returns:
        The file with the line and column of the first mention as a subject, in a file of the workspace's own if there is one; None if no
        file that can be read has it.
    """
    for path in sorted(ws.ontology_files(), key=lambda each: not each.is_relative_to(ws.folder)):
        try:
            position = Positions.of_trig(read_file(path).decode("utf-8")).terms.get(iri)
        except (EnvironmentProblem, UnicodeDecodeError):
            continue
        if position is not None:
            return Place(ws.display(path), *position)
    return None
