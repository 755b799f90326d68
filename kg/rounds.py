"""A round of ``kg watch``: what has changed, the build, the check, the picture, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kg.authored.finding import Finding, Severity
from kg.authored.indexed import Index, Keeper
from kg.authored.reading import graph_name
from kg.check.quick import QuickCheck
from kg.check.said import COMPARING
from kg.editing.coding import CITES, coding_of
from kg.editing.order import Order
from kg.errors import KgError
from kg.graph import Graph
from kg.namespaces import prefixes_of
from kg.sources.copies import folder_of_copies
from kg.sources.indexing import TEXTS_FOLDER
from kg.terms import shorten, text_of
from kg.values import Printable

if TYPE_CHECKING:
    import pyoxigraph as ox

    from kg.check.report import Report
    from kg.values import JsonObject
    from kg.workspace import Workspace

_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
_WORDS: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "remark"}


@dataclass(frozen=True, slots=True, repr=False)
class Round(Printable):
    """What was found when a file had changed. It prints as text, as ``kg watch`` does.

    Attributes:
        title: the title of the workspace.
        snapshot: the digest of the snapshot in use; empty if there is none.
        error: why the build failed, in a line; empty if it did not. The last good build then stays in use.
        passage: the passage that is being worked on, as messages show it; empty if nothing was changed since the beginning.
        first: the findings about that passage.
        others: all other findings.
        checked: whether the whole workspace was checked; if not, an error of a file prevented it.
        left: the number of passages that are not coded.
        following: the next passage to code, as messages show it; empty if there is none.
        picture: the path of the picture that was written; empty if none was.
    """

    title: str
    snapshot: str
    error: str
    passage: str
    first: tuple[Finding, ...]
    others: tuple[Finding, ...]
    checked: bool
    left: int
    following: str
    picture: str

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self.lines())

    def lines(self, most: int | None = None) -> list[str]:
        """The round as lines of text.

        Args:
            most: the largest number of lines; of the findings, those that do not fit are counted. None for no limit.
        """
        head = [f"{self.title}: " + (f"built, snapshot {self.snapshot[:12]}" if not self.error else "not built")]
        if self.error:
            head.append(f"  {self.error}")
            head.append("  the last good build stays in use" if self.snapshot else "  there is no earlier build")
        if self.picture:
            head.append(f"picture: {self.picture}")
        tail = [f"next: code {self.following}, the first of {self.left} that are not coded"] if self.following else []
        if not self.following:
            tail = ["next: every passage is coded" if self.checked else "next: correct the errors"]
        body: list[str] = []
        if self.passage:
            body.append(f"{self.passage}: {_counts(self.first)}")
            body += _listed(self.first)
            body.append(f"elsewhere: {_counts(self.others)}")
        else:
            body.append(_counts(self.others))
        body += _listed(self.others)
        room = None if most is None else max(most - len(head) - len(tail) - 1, 3)
        if room is not None and len(body) > room:
            body = [*body[:room], f"... and {len(body) - room} more lines; kg check shows everything"]
        return [*head, *body, *tail]

    def to_json(self) -> JsonObject:
        """The round as ``kg watch --json`` prints it."""
        return {
            "title": self.title,
            "snapshot": self.snapshot,
            "error": self.error,
            "passage": self.passage,
            "findings": [{"about_passage": about, **_as_json(each)} for about, found in self._groups() for each in found],
            "left": self.left,
            "next": self.following,
            "picture": self.picture,
        }

    def _groups(self) -> Sequence[tuple[bool, tuple[Finding, ...]]]:
        return ((True, self.first), (False, self.others))


def _as_json(finding: Finding) -> JsonObject:
    where = None if finding.place is None else str(finding.place)
    return {"rule": finding.rule, "severity": finding.severity, "what": finding.what, "where": where, "hint": finding.hint}


def _counts(findings: Iterable[Finding]) -> str:
    found = list(findings)
    numbers = {each: sum(finding.severity == each for finding in found) for each in _SEVERITIES}
    return ", ".join(f"{number} {_WORDS[each]}{'' if number == 1 else 's'}" for each, number in numbers.items())


def _listed(findings: Iterable[Finding]) -> list[str]:
    """Findings in lines, the most serious first."""
    lines: list[str] = []
    for each in sorted(findings, key=lambda finding: _SEVERITIES.index(finding.severity)):
        place = f" ({each.place})" if each.place else ""
        lines.append(f"  {_WORDS[each.severity]}: {each.what}{place} [{each.rule}]")
        if each.hint:
            lines.append(f"    hint: {each.hint}")
    return lines


class Watcher:
    """Builds and checks a workspace again whenever one of its files has changed.

    Args:
        workspace: the workspace.
        picture: the path of the picture to write at each build, or None.
        texts: the folder with copies of the texts; None for the folder of the workspace, if it is there and has a copy.
        progress: called with a few words at the beginning of each step.

    Raises:
        UsageError: the picture would replace a file of the workspace, or the folder of the texts does not exist.
    """

    def __init__(
        self,
        workspace: Workspace,
        picture: str | None = None,
        progress: Callable[[str], None] | None = None,
        texts: str | None = None,
    ) -> None:
        self.workspace = workspace
        self.picture = picture
        if picture is not None:
            workspace.spare(picture)
        self._texts = None if texts is None else folder_of_copies(texts)
        self._progress = progress
        self._keeper = Keeper(workspace)
        self._quick = QuickCheck(workspace, self._keeper)
        self._seen: object = None
        self._index: Index | None = None
        self._passage = ""
        self._snapshot = ""

    def changed(self) -> bool:
        """Whether a file of the workspace has changed, or come or gone, since the last round; true before the first."""
        return self._status() != self._seen

    def round(self) -> Round:
        """Build and check the workspace as it is now.

        Raises:
            KgError: the files of the workspace cannot be listed, or its profile cannot be read. Errors in the data are in the round.
        """
        self._seen = self._status()
        index = self._keeper.index()
        if self._index is not None:
            self._passage = changed_passage(self._index, index) or self._passage
        self._index = index
        error = picture = ""
        graph = Graph(self.workspace, progress=self._progress)
        try:
            self._snapshot = graph.build().digest
            if self.picture is not None:
                graph.view().save(self.picture)
                picture = self.picture
        except KgError as problem:
            error = str(problem)
        finally:
            graph.close()
        report = Graph(self.workspace, progress=self._progress).check(owl=False, texts=self._texts)
        first, others = self._sorted(report)
        order = Order.of(index)
        waiting = [each for each in _in_order(order) if not coding_of(index, each, places=False).covered]
        following = "" if not waiting else self._shown(waiting[0])
        passage = self._shown(self._passage) if self._passage else ""
        return Round(self.workspace.title, self._snapshot, error, passage, first, others, report.readable, len(waiting), following, picture)

    def _sorted(self, report: Report) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """The findings about the passage that is being worked on, and all others."""
        if not self._passage:
            return (), report.findings
        near = set(self._quick.check_passage(self._passage).findings) if report.readable else set()
        # What was compared with the texts is in the report already, with the passages that it is about.
        about = tuple(each for each in report.findings if each in near or (each.rule in COMPARING and self._passage in each.passages))
        return about, tuple(each for each in report.findings if each not in about)

    def _shown(self, passage: str) -> str:
        return shorten(passage, prefixes_of(self.workspace.base))

    def _status(self) -> object:
        """What changes when a file of the workspace does."""
        workspace = self.workspace
        paths = [path for _, path in workspace.inputs()]
        paths += [os.fspath(each) for each in (*workspace.shape_files(), *workspace.query_files())]
        checks = os.path.join(workspace.folder, "ontology", "checks")
        paths += sorted(each.path for each in os.scandir(checks)) if os.path.isdir(checks) else []
        texts = self._texts or os.path.join(workspace.folder, TEXTS_FOLDER)
        paths += sorted(each.path for each in os.scandir(texts)) if os.path.isdir(texts) else []
        found = []
        for path in paths:
            try:
                status = os.stat(path)
            except OSError:
                continue
            found.append((path, status.st_size, status.st_mtime_ns, status.st_ino))
        return found


def changed_passage(old: Index, new: Index) -> str:
    """The IRI of the passage whose coding differs between two states of the data files: the last one in them; empty if there is none.

    Args:
        old: the data files before.
        new: the data files now.

    >>> dip = "@prefix dip: <https://w3id.org/chancery/ontology#> . @base <https://x.org/> ."
    >>> said = dip + "<graph/record> { <assertion/P1-1> dip:cites <passage/P1> . } <assertion/P1-1> { <id/a> dip:actor <id/b> . }"
    >>> old, new = (Index.of_texts("https://x.org/", {"data/a.trig": each}) for each in (said, said.replace("id/b", "id/c")))
    >>> changed_passage(old, new), changed_passage(new, new)
    ('https://x.org/passage/P1', '')
    """
    before = {each.path: each for each in old.files}
    found = ""
    for each in new.files:
        last = before.get(each.path)
        if last is each or each.findings:
            continue
        kept = set() if last is None else set(last.file.quads)
        more = [quad for quad in each.file.quads if quad not in kept]
        less = [] if last is None else [quad for quad in last.file.quads if quad not in set(each.file.quads)]
        found = _passage_of(more, new) or _passage_of(less, old) or found
    return found


def _passage_of(quads: Sequence[ox.Quad], index: Index) -> str:
    """The passage that the last of some quads belongs to: that it is about, or that its graph or its subject cites; empty for none."""
    for quad in reversed(quads):
        for iri in (graph_name(quad), text_of(quad.subject)):
            cited = [text_of(said.object) for said, _ in index.about(iri) if said.predicate.value == CITES]
            if cited:
                return cited[0]
            if iri.startswith(index.base + "passage/") and "/" not in iri.removeprefix(index.base + "passage/"):
                return iri
    return ""


def _in_order(order: Order) -> list[str]:
    """The passages of all documents in order; those of a document that is begun first."""
    begun = {each.document for each in order.passages.values() if each.graphs}
    found = sorted(order.passages.values(), key=lambda each: (each.document not in begun, each.document, each.number, each.iri))
    return [each.iri for each in found]
