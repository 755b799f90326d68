"""The quick check: what `kg check` finds about one passage, in a fraction of a second.

It runs the rules of the whole check, by the same functions, on the part of the data that concerns the passage (`kg.check.near`), and keeps
the findings about the passage, its assertion graphs, its notes and the nodes that they name. The files are read again only if they have
changed. `ONLY_WHOLE` lists what only the whole check finds. With the texts of the passages, what is coded of the passage is compared with
what it says.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from kg.authored.finding import Finding, findings_of
from kg.authored.indexed import Index, IndexedFile, Keeper
from kg.authored.lint import lint
from kg.authored.locator import Locator
from kg.build.filling import fill
from kg.build.relations import TERMS
from kg.check.evidence import Described, Evidence, described_in
from kg.check.names import Names, Naming
from kg.check.near import Near
from kg.check.profile import assess, load_profile
from kg.check.report import Report
from kg.check.run import Run, Wanted, that_can_be_filled
from kg.check.said import compare_said
from kg.editing.coding import coding_of
from kg.errors import DataError
from kg.ontology import Ontology, load_ontology
from kg.ontology.words import kind_words
from kg.rules import concluded_properties, load_rules
from kg.workspace import Workspace

ONLY_WHOLE: Final[Mapping[str, str]] = {
    "duplicate-act": "it compares all acts of a kind with each other",
    "principals": "it is about the settings",
    "parallel-in-one-document": "it is about the division of the texts",
    "parallel-not-recorded": "it is about the division of the texts",
    "parallel-of-strangers": "it is about the division of the texts",
    "passage-beyond-end": "it is about the division of the texts",
    "passage-number": "it is about the division of the texts",
    "passage-order": "it is about the division of the texts",
    "passages-overlap": "it is about the division of the texts",
    "sharing-without-parallels": "it is about the division of the texts",
    "uncovered-passage": "it is about a whole document",
}
"""The rules about data that only the whole check runs, each with the reason.

A thing that more than 24 graphs describe, or that more than 300 statements mention, such as a state, is judged by the whole check alone in
what these graphs say of it. What the graphs of other passages say of a node is compared with their texts by the whole check alone, which
also runs the reasoner and the inference rules, compares copies with the records of the texts and with each other, and judges the stored
queries, the shapes, the rules, the ontology, the profile and the records of documents.
"""


@dataclass(frozen=True)
class _Terms:
    """What the ontology and the rules of a workspace say, and what is wrong with them."""

    seen: tuple[object, ...]
    ontology: Ontology | None
    concluded: frozenset[str]
    profile: Mapping[str, str]
    findings: tuple[Finding, ...]


class QuickCheck:
    """Checks passages of a workspace one by one. What is read is kept for the next check.

    Args:
        workspace: the workspace.
        keeper: keeps its data files parsed; a new one without it.
    """

    def __init__(self, workspace: Workspace, keeper: Keeper | None = None) -> None:
        self.workspace = workspace
        self.keeper = keeper or Keeper(workspace)
        self._terms: _Terms | None = None
        self._described: WeakKeyDictionary[IndexedFile, Described] = WeakKeyDictionary()
        self._named: tuple[Index, Ontology, Names] | None = None

    def check_passage(self, passage: str, texts: Mapping[str, str] | None = None) -> Report:
        """What the check finds about a passage, as the files are now.

        Args:
            passage: the IRI of the passage.
            texts: the text of each passage that matches its copy, by IRI; without them nothing is compared with texts.

        Returns:
            The findings about the passage, its assertion graphs, its notes and the nodes that they name, also in graphs of other passages.
            A finding about a property has its IRI as `path`. If a data file has a syntax error, the findings are those of all files, and
            of the other rules only those that can be judged without the rest of the file.

        Raises:
            DataError: the profile cannot be read, or something in the folders is not a file.
            EnvironmentProblem: a folder cannot be read.
        """
        return self.check(self.keeper.index(), passage, texts)

    def check(self, index: Index, passage: str, texts: Mapping[str, str] | None = None) -> Report:
        """What the check finds about a passage in some data; see `check_passage`.

        Args:
            index: the data files, such as they would be after a change.
            passage: the IRI of the passage.
            texts: as for `check_passage`.
        """
        terms = self._current_terms()
        syntax = [*index.findings, *terms.findings]
        if terms.ontology is None:
            return Report(tuple(assess([], terms.profile, syntax)), readable=False, base=index.base)
        own = [quad for entry in coding_of(index, passage, places=False).entries().values() for quad in entry.quads]
        near = Near(index, terms.ontology, passage, own)
        data = near.dataset()
        run = Run(self.workspace, terms.profile, Wanted(owl=False), lambda _: None, ONLY_WHOLE)
        run.of_build += lint(data, terms.concluded, complete=not syntax)
        if not syntax:
            run.shapes(near.closest())
            run.quality(fill(that_can_be_filled(data)), Locator(data))
            if texts and passage in texts:
                run.compared(self._compared(near, index, terms.ontology, texts))

        def concerns(finding: Finding) -> bool:
            if finding.rule in ONLY_WHOLE:
                return False
            return finding.node in near.names or finding.graph in near.graphs or passage in finding.passages

        of_build = [*syntax, *filter(concerns, run.of_build)]
        found = assess(filter(concerns, run.findings), terms.profile, of_build)
        return Report(found, ("one passage and what it names",), tuple(run.skipped), not syntax, None, index.base)

    def _compared(self, near: Near, index: Index, ontology: Ontology, texts: Mapping[str, str]) -> list[Finding]:
        """What the rules find that compare what is coded of the passage with the texts."""
        for each in index.files:
            if each not in self._described:
                self._described[each] = described_in(index.base, each.file.quads)
        data = near.said()
        if self._named is None or self._named[0] is not index or self._named[1] is not ontology:
            self._named = index, ontology, Names(data, Naming.of_index(index))
        evidence = Evidence(data, texts, [self._described[each] for each in index.files])
        return compare_said(Locator(data), evidence, self._named[2], kind_words(ontology), near.passage)

    def _current_terms(self) -> _Terms:
        """The ontology, the rules and the profile; they are read again only if a file of theirs has changed."""
        workspace = self.workspace
        paths = [*workspace.ontology_files(), *workspace.rule_files(), workspace.root / "ontology" / "checks" / "profile.toml"]
        seen = tuple(map(_status, paths))
        if self._terms is None or self._terms.seen != seen:
            findings: list[Finding] = []
            ontology = None
            concluded = frozenset(TERMS)
            try:
                ontology = load_ontology(workspace)
                concluded |= concluded_properties(load_rules(workspace, ontology))
            except DataError as problem:
                findings += findings_of(problem, "syntax" if ontology is None else "inference-rule")
            self._terms = _Terms(seen, ontology, concluded, load_profile(workspace), tuple(findings))
        return self._terms


def _status(path: Path) -> object:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return os.fspath(path), status.st_size, status.st_mtime_ns, status.st_ino
