"""The check of what has changed since the last build: the passages that were touched, each with what is near it.

A data file of which the digest differs from the snapshot's is compared with the snapshot, statement by statement. A statement that was
added or removed touches the passages that its graph cites, in the record the passage that it is about or that its assertion graph or its
note cites, and everywhere the passages that name its subject. Each touched passage is checked by `kg.check.quick`. What this cannot find is
in `Report.skipped`. Whatever changes the meaning of all data, such as the ontology, calls for the whole check, which is then made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding, by_place
from kg.authored.indexed import Index
from kg.authored.reading import graph_name
from kg.check.quick import ONLY_WHOLE, QuickCheck
from kg.check.report import Report
from kg.check.run import Wanted, check
from kg.namespaces import DIP, prefixes_of
from kg.snapshot import Snapshot, current
from kg.snapshot.freshness import is_of_this_code
from kg.terms import DERIVED, LABEL, TYPE, shorten, text_of
from kg.workspace import Workspace

MOST_PASSAGES: Final = 200
"""The largest number of touched passages up to which they are checked one by one; of more, the whole check is faster."""

_MOST_NAMING: Final = 40
"""The largest number of passages that name a thing of the background up to which they are checked when what is said of it changes."""

_MOST_SHOWN: Final = 20
_CITES: Final = frozenset({DIP + "cites", DIP + "readWith"})
_ASSERTION_GRAPH: Final = ox.NamedNode(DIP + "AssertionGraph")


def check_changed(ws: Workspace, wanted: Wanted | None = None, progress: Callable[[str], None] | None = None) -> Report:
    """Check the passages that were touched since the last build, each with what is near it. Nothing is written.

    Args:
        ws: the workspace.
        wanted: the optional parts of the whole check, if that is made instead.
        progress: called with a few words at the beginning of each step.

    Returns:
        The findings about the passages, with what was not looked at in `skipped`. The report of the whole check, which says why in `done`,
        if there is no snapshot of this version, if the ontology, a rule or the settings have changed, if a file has a syntax error, or if
        more than 200 passages were touched.

    Raises:
        UsageError: the folder of the texts does not exist.
        EnvironmentProblem: a folder or a text cannot be read.
        DataError: the profile cannot be read, or something in the folders is not a file.
        SnapshotDamaged: the snapshot cannot be read.
    """
    tell = progress or (lambda _: None)
    snapshot = current(ws)
    try:
        if snapshot is None or not is_of_this_code(ws, snapshot):
            return _whole(ws, wanted, progress, "there is no snapshot of this version of the program; kg build makes one")
        names = _changed_files(ws, snapshot)
        if other := next((each for each in names if not each.startswith("data/")), None):
            return _whole(ws, wanted, progress, f"{other} has changed, which concerns all data")
        tell("reading the data")
        quick = QuickCheck(ws)
        index = quick.keeper.index()
        if index.findings:
            return _whole(ws, wanted, progress, "a data file has a syntax error")
        tell("comparing the data with the snapshot")
        touched = Touched(index, *_differences(snapshot, index)) if names else Touched(index, (), ())
    finally:
        if snapshot is not None:
            snapshot.release()
    if len(touched.passages) > MOST_PASSAGES:
        return _whole(ws, wanted, progress, f"{len(touched.passages):,} passages were touched, and more than {MOST_PASSAGES} take longer")
    found: dict[Finding, None] = {}
    for number, passage in enumerate(touched.passages, 1):
        tell(f"checking passage {number} of {len(touched.passages)}")
        found.update(dict.fromkeys(quick.check(index, passage).findings))
    files = _numbered(len(names), "file") + " that changed"
    prefixes = prefixes_of(ws.base)
    since = f"since the snapshot {snapshot.digest[:12]}"
    shown = _listed(shorten(each, prefixes) for each in touched.passages)
    done = f"{_numbered(len(touched.passages), 'passage')} touched {since} in {files}, with what is near" + (f": {shown}" if shown else "")
    skipped = list(_not_looked_at(touched, prefixes))
    return Report(tuple(sorted(found, key=by_place)), (done,), tuple(skipped), base=ws.base, touched=touched.passages)


def _whole(ws: Workspace, wanted: Wanted | None, progress: Callable[[str], None] | None, why: str) -> Report:
    report = check(ws, wanted, progress)
    return replace(report, done=(f"everything, because {why}", *report.done))


def _changed_files(ws: Workspace, snapshot: Snapshot) -> list[str]:
    """The files that differ from those of a snapshot, or came or went: their paths inside the workspace, sorted."""
    before = {name: digest for name, _, digest in snapshot.meta["inputs"]}
    now = {name: ws.digests.of(path) for name, path in ws.inputs()}
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _differences(snapshot: Snapshot, index: Index) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """The authored statements that the snapshot does not have, and those that it has and no file."""
    snapshot.check()
    not_authored = {"", index.base + "graph/ontology", index.base + "graph/entailed"}
    quads = (quad for text in snapshot.quads_text() for quad in ox.parse(text, format=ox.RdfFormat.N_QUADS))
    before = {quad for quad in quads if graph_name(quad) not in not_authored}
    now = dict.fromkeys(quad for each in index.files for quad in each.file.quads)
    more = [quad for quad in now if quad not in before]
    less = sorted((quad for quad in before if quad not in now and not _is_made_by_the_build(quad)), key=str)
    return more, less


def _is_made_by_the_build(quad: ox.Quad) -> bool:
    return quad.predicate in DERIVED or quad.predicate == LABEL or (quad.predicate == TYPE and quad.object == _ASSERTION_GRAPH)


class Touched:
    """What some changes of the data touch.

    Args:
        index: the data files as they are.
        more: the statements that were added.
        less: the statements that were removed.

    Attributes:
        passages: the IRIs of the passages, sorted.
        widely_named: the things of which something else is said now and that too many passages name, each with the number of these
            passages, which are not in `passages`.
        others: all other subjects of changed statements, such as documents, whose record is judged as a whole.

    >>> dip = "@prefix dip: <https://w3id.org/chancery/ontology#> . @base <https://x.org/> ."
    >>> said = dip + "<graph/record> { <passage/P1> a dip:Passage . <assertion/P1-1> dip:cites <passage/P1> . }"
    >>> index = Index.of_texts("https://x.org/", {"data/a.trig": said + "<assertion/P1-1> { <id/a> dip:actor <id/b> . }"})
    >>> Touched(index, [quad for quad, _ in index.about("https://x.org/id/a")], ()).passages
    ('https://x.org/passage/P1',)
    """

    def __init__(self, index: Index, more: Iterable[ox.Quad], less: Iterable[ox.Quad]) -> None:
        self._index = index
        self.widely_named: dict[str, int] = {}
        self.others: list[str] = []
        passages: set[str] = set()
        removed = list(less)
        self._cited: dict[str, set[str]] = {}
        for quad in removed:
            if quad.predicate.value in _CITES:
                self._cited.setdefault(text_of(quad.subject), set()).add(text_of(quad.object))
        changed = dict.fromkeys((graph_name(quad), text_of(quad.subject)) for quad in (*more, *removed))
        for graph, subject in changed:
            passages |= self._touched_by(graph, subject)
        known = (each for each in passages if any(True for named in (index.about(each), index.mentions(each)) for _ in named))
        self.passages = tuple(sorted(known))

    def _touched_by(self, graph: str, subject: str) -> set[str]:
        """The passages that a changed statement about a subject in a graph touches: its own, and those that name the subject."""
        own = self._home(graph, subject)
        said = [quad for quad, _ in self._index.mentions(subject)]
        naming = set[str]().union(*(self._home(graph_name(quad), text_of(quad.subject)) for quad in said)) - own
        if not self._index.is_assertion(graph):
            naming |= {passage for quad, _ in self._index.about(subject) for passage in self._home(graph_name(quad), subject)} - own
        if len(naming) > _MOST_NAMING:
            self.widely_named[subject] = len(naming)
            return own
        if not own and not naming and subject not in self.others:
            self.others.append(subject)
        return own | naming

    def _home(self, graph: str, subject: str) -> set[str]:
        """The passages that a statement about a subject in a graph belongs to; none for one of the background or about a document."""
        if self._index.is_assertion(graph):
            return self._citing(graph)
        found = self._citing(subject)
        start = self._index.base + "passage/"
        if subject.startswith(start):
            found.add(start + subject.removeprefix(start).partition("/")[0])
        return found

    def _citing(self, node: str) -> set[str]:
        """The passages that an assertion graph or a note cites, or did."""
        now = {text_of(quad.object) for quad, _ in self._index.about(node) if quad.predicate.value in _CITES}
        return now | self._cited.get(node, set())


def _not_looked_at(touched: Touched, prefixes: dict[str, str]) -> Iterator[str]:
    """What a check of touched passages does not find, in a few words each."""
    for node, number in touched.widely_named.items():
        yield f"{number:,} passages that name {shorten(node, prefixes)}, of which something else is said now"
    if touched.others:
        yield f"what has changed about {_listed(shorten(each, prefixes) for each in touched.others)}, which no passage names"
    yield "passages that were not touched"
    yield f"rules on all acts or on whole documents: {', '.join(sorted(ONLY_WHOLE))}"
    yield "of a thing that many passages name, such as a state, what the other passages say of it"
    yield "the reasoner, the inference rules, the stored queries, the shapes and rules themselves, the records of documents, the texts"


def _numbered(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _listed(names: Iterable[str]) -> str:
    """Some names, of many the first ones and the number of the others."""
    every = list(names)
    more = len(every) - _MOST_SHOWN
    return " ".join(every[:_MOST_SHOWN]) + (f" and {more} more" if more > 0 else "")
