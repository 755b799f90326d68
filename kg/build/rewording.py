"""A build after a change of words alone: it changes the last snapshot, and need not read, fill and infer everything again.

Words are gists, wordings, titles and the like: texts from which nothing follows. The result is what a full build makes, byte for byte.
`docs/decisions/0016-what-a-change-touches.md` says why only words, and what a change of anything else needs.

The data files of the last snapshot are kept in the state folder, compressed, under the digest of each: what a file said before it was
changed is nowhere else.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import pyoxigraph as ox

from kg.authored.lint import unusual
from kg.authored.outline import may_mention
from kg.authored.reading import DataFile, Dataset, read_data_file, read_text_of_data
from kg.build.catalogue import catalogue_of
from kg.build.keeping import MOST
from kg.errors import DataError, EnvironmentProblem, SnapshotDamaged
from kg.files import read_file, replace_file
from kg.namespaces import DCTERMS, DIP, XSD
from kg.ontology import load_ontology
from kg.rules import Rule, load_rules
from kg.snapshot import current
from kg.snapshot.freshness import is_of_this_code
from kg.snapshot.writing import Lines, write_changes
from kg.terms import XSD_STRING, iri_of
from kg.workspace import CATALOGUE_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.snapshot import Snapshot
    from kg.snapshot.format import About
    from kg.snapshot.inputs import Origin
    from kg.workspace import Workspace

FEWEST: Final = MOST + 1
"""The number of assertion graphs from which the data files are kept: a smaller workspace is built anew in a minute at most, and gets
a copy of its network (`kg.build.keeping`)."""
FOLDER: Final = "data-kept"
_MOST_FILES: Final = 20
_WORDS: Final = frozenset(
    [DIP + name for name in ("gist", "wording", "characterizedAs", "qualifier", "section", "fileName", "sha256")]
    + [DCTERMS + name for name in ("title", "description", "publisher")]
)
_HELD: Final = ox.NamedNode(DIP + "held")
_TRUE: Final = ox.Literal("true", datatype=ox.NamedNode(XSD + "boolean"))


class _Change(NamedTuple):
    """What has changed in the data files: the quads that they no longer state, and those that they state besides."""

    removed: set[ox.Quad]
    added: set[ox.Quad]


def reworded(ws: Workspace, origin: Origin, tell: Callable[[str], None], warn: Callable[[str], None] | None = None) -> Snapshot | None:
    """Build a workspace in which nothing but words have changed since the last snapshot.

    Args:
        ws: the workspace.
        origin: what the new snapshot is made from.
        tell: called at the beginning of each step.
        warn: as for `kg.snapshot.writing.write_changes`.

    Returns:
        The new snapshot; None if something else has changed, or may have, so that all must be built.
    """
    last = current(ws)
    if last is None:
        return None
    try:
        names = changed_files(ws, last, origin)
        if not names:
            return None
        tell("reading what has changed")
        change = _change(ws, last, origin, names)
        if change is None:
            return None
        tell("writing the snapshot")
        bears = _Bearing(ws.base, last)
        gone = (each for each in change.removed if bears(each.graph_name) and not _is_stated_elsewhere(each, last, change, bears))
        new = (each for each in change.added if bears(each.graph_name))
        counts = {name: number for name, number in last.meta["counts"].items() if name not in ("quads", "default")}
        about: About = {"counts": counts, "language": ws.language, "license": ws.license, "citation": ws.citation}
        if "coded" in last.meta:
            about["coded"] = last.meta["coded"]
        return write_changes(
            ws,
            last,
            Lines({f"{each} .\n" for each in change.removed}, {f"{each.triple} .\n" for each in gone}),
            Lines({f"{each} .\n" for each in change.added}, {f"{each.triple} .\n" for each in new}),
            (),
            (),
            about,
            origin=origin,
            extra={CATALOGUE_FILE: catalogue_of(ws)},
            warn=warn,
        )
    except (SnapshotDamaged, DataError, EnvironmentProblem):  # the full build reports it, and replaces what is damaged
        return None
    finally:
        last.release()


def keep_data(ws: Workspace, origin: Origin, assertions: int) -> None:
    """Keep the data files from which a snapshot was built, and forget all others. What cannot be kept makes the next build a full one.

    Args:
        ws: the workspace.
        origin: what the snapshot was made from.
        assertions: the number of its assertion graphs; of few, nothing is kept.
    """
    folder = os.path.join(ws.state_folder, FOLDER)
    try:
        known = set(os.listdir(folder)) if os.path.isdir(folder) else set()
        paths = dict(ws.inputs())
        wanted = {digest: paths.get(name, "") for name, _, digest in origin.inputs if is_data(name)} if assertions >= FEWEST else {}
        if wanted:
            os.makedirs(folder, exist_ok=True)
        for digest, path in wanted.items():
            if digest not in known and path:
                content = read_file(path)
                if hashlib.sha256(content).hexdigest() == digest:
                    replace_file(os.path.join(folder, digest), zlib.compress(content, 1))
        for name in known - wanted.keys():
            os.remove(os.path.join(folder, name))
    except (OSError, EnvironmentProblem):
        pass


def is_data(name: str) -> bool:
    """Whether an input of a build, by its name in ``meta.json``, is a data file."""
    return name.startswith("data/") and name.endswith(".trig")


def changed_files(ws: Workspace, last: Snapshot, origin: Origin) -> list[str]:
    """The data files that have changed since the last snapshot; none if anything else has changed, or if they are too many."""
    meta = last.meta
    if not is_of_this_code(ws, last):  # another format may have other entries
        return []
    if meta["counts"].get("assertions", 0) < FEWEST or ws.held_coded or meta["code_digest"] != origin.code_digest:
        return []
    before, now = ({name: digest for name, _, digest in files} for files in (meta["inputs"], origin.inputs))
    if before.keys() != now.keys():
        return []
    found = sorted(name for name, digest in now.items() if before[name] != digest)
    return found if len(found) <= _MOST_FILES and all(map(is_data, found)) else []


def _change(ws: Workspace, last: Snapshot, origin: Origin, names: Iterable[str]) -> _Change | None:
    """What some files say otherwise than before; None if it is more than words."""
    paths = dict(ws.inputs())
    before = {name: digest for name, _, digest in last.meta["inputs"]}
    change = _Change(set(), set())
    stays: set[_Described] = set()  # each graph and subject of which something is said before and after
    added: list[DataFile] = []
    for name in names:
        old_text = kept_text(ws, before[name])
        if old_text is None:
            return None
        file, wrong = read_data_file(Path(paths[name]), name)
        old, _ = read_text_of_data(old_text, name)
        if wrong:
            return None
        one, other = set(old.quads), set(file.quads)
        stays |= _described(one) & _described(other)
        change.removed.update(one - other)
        change.added.update(other - one)
        added.append(DataFile(name, file.text, other - one))
    changed = change.removed | change.added
    if not change.removed.isdisjoint(change.added):  # what has moved from one file to another
        return None
    if not all(_is_word(each, ws.base) and (each.graph_name, each.subject) in stays for each in changed):
        return None
    ontology = load_ontology(ws)
    if unusual(Dataset(ws.base, ontology, added)) or not _nothing_follows(load_rules(ws, ontology), last, changed):
        return None
    subjects = {iri_of(each.subject) or "" for each in changed}
    for quads in others_about(ws, subjects, [name for name in paths if is_data(name) and name not in names]):
        change.removed.difference_update(quads)
        change.added.difference_update(quads)
    return change


def kept_text(ws: Workspace, digest: str) -> str | None:
    """A data file as it was, by its digest; None if it was not kept, or if the copy is damaged."""
    try:
        with open(os.path.join(ws.state_folder, FOLDER, digest), "rb") as file:
            content = zlib.decompress(file.read())
        return content.decode("utf-8") if hashlib.sha256(content).hexdigest() == digest else None
    except (OSError, zlib.error, UnicodeDecodeError):
        return None


_Described = tuple[ox.NamedNode | ox.BlankNode | ox.DefaultGraph, ox.NamedNode | ox.BlankNode | ox.Triple]


def _described(quads: Iterable[ox.Quad]) -> set[_Described]:
    """The graph and the subject of each of some quads."""
    return {(each.graph_name, each.subject) for each in quads}


def _is_word(quad: ox.Quad, base: str) -> bool:
    """Whether a quad is a text from which nothing follows by what the build itself does."""
    graph, value = iri_of(quad.graph_name) or "", quad.object
    return (
        isinstance(quad.subject, ox.NamedNode)
        and quad.predicate.value in _WORDS
        and isinstance(value, ox.Literal)
        and (value.language is not None or value.datatype.value == XSD_STRING)
        and (graph in (f"{base}graph/record", f"{base}graph/background") or graph.startswith(f"{base}assertion/"))
    )


def _nothing_follows(rules: Iterable[Rule], last: Snapshot, changed: Iterable[ox.Quad]) -> bool:
    """Whether no premise of a rule can match a quad with the properties of some others."""
    predicates = {each.predicate for each in changed}
    default = ox.DefaultGraph()

    def is_asked(rule: Rule, asked: object, predicate: ox.NamedNode) -> bool:
        if not isinstance(asked, ox.Variable):
            return asked == predicate
        # Where the property is a variable, another premise says what it must be, such as symmetric.
        guards = [(name, value) for subject, name, value in rule.body if subject == asked and isinstance(name, ox.NamedNode)]
        return not any(
            next(last.store.quads_for_pattern(predicate, name, value if isinstance(value, ox.NamedNode) else None, default), None) is None
            for name, value in guards
        )

    asked = [(rule, pattern[1]) for rule in rules for pattern in (*rule.body, *rule.absent)]
    return not any(is_asked(rule, each, predicate) for predicate in predicates for rule, each in asked)


def others_about(ws: Workspace, subjects: Iterable[str], names: Iterable[str]) -> Iterator[list[ox.Quad]]:
    """The quads of those other data files that may mention one of some things: they may state the same."""
    paths: Mapping[str, str] = dict(ws.inputs())
    for name in names:
        text = read_file(paths[name]).decode("utf-8", "replace")
        if any(may_mention(text, subject) for subject in subjects):
            yield read_text_of_data(text, name)[0].quads


class _Bearing:
    """Whether what a graph says is in the default graph. It is called with the name of a graph."""

    def __init__(self, base: str, last: Snapshot) -> None:
        self._last = last
        self._record = ox.NamedNode(base + "graph/record")
        self._always = {f"{base}graph/record", f"{base}graph/background", f"{base}graph/ontology", f"{base}graph/entailed"}

    def __call__(self, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph) -> bool:
        if iri_of(graph) in self._always:
            return True
        return isinstance(graph, ox.NamedNode) and ox.Quad(graph, _HELD, _TRUE, self._record) in self._last.store


def _is_stated_elsewhere(quad: ox.Quad, last: Snapshot, change: _Change, bears: _Bearing) -> bool:
    """Whether another graph, whose content is in the default graph too, states the same as a quad, and still does."""
    found = last.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
    return any(each.graph_name != quad.graph_name and each not in change.removed and bears(each.graph_name) for each in found)
