"""A build after a change of a few facts: it revises the last snapshot, and need not read, fill and infer everything again.

The result is what a full build makes, byte for byte. Where a change reaches further than is followed, or may be a mistake, everything is
built. `docs/decisions/0016-what-a-change-touches.md` says what is followed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.lint import act_in_background, assertion_graph, lint
from kg.authored.outline import may_mention
from kg.authored.reading import DataFile, Dataset, read_data_file, read_text_of_data
from kg.build.catalogue import catalogue_of
from kg.build.keeping import is_due
from kg.build.refilling import Authored, Refilled, Statements, refill
from kg.build.relations import TERMS, changed_relations
from kg.build.rewording import changed_files, is_data, kept_text
from kg.coded.entities import AGENT, NAMING
from kg.errors import DataError, EnvironmentProblem, SnapshotDamaged
from kg.files import read_file
from kg.namespaces import DIP
from kg.ontology import load_ontology
from kg.rules import TooFar, conclude_changes, concluded_properties, load_rules
from kg.snapshot import current
from kg.snapshot.writing import Lines, writable_copy, write_changes
from kg.terms import DERIVED_FROM_DATES, LABEL, PREF_LABEL, TYPE, iri_of
from kg.workspace import CATALOGUE_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.ontology import Ontology
    from kg.rules import Entailed, Rule
    from kg.snapshot import Snapshot
    from kg.snapshot.format import About
    from kg.snapshot.inputs import Origin
    from kg.workspace import Workspace

_MOST_OTHERS: Final = 5
"""With more other files that may state the same as what has changed, everything is built."""
_CITES, _NOTHING, _CONTENT_OF, _DOCUMENT, _SOURCE, _PERIOD = (
    ox.NamedNode(DIP + name) for name in ("cites", "assertsNothing", "contentOf", "document", "SourceDocument", "RelationsPeriod")
)
_PASSAGE: Final = DIP + "Passage"
_TO_PASSAGES: Final = frozenset(DIP + name for name in ("cites", "readWith", "parallels"))
_ALSO_OF_PERIODS: Final = DERIVED_FROM_DATES | {LABEL, PREF_LABEL}
"""The properties that periods of relations share with other things."""
_TO_GRAPHS: Final = frozenset(DIP + name for name in ("within", "differsFrom"))


def revised(ws: Workspace, origin: Origin, tell: Callable[[str], None], warn: Callable[[str], None] | None = None) -> Snapshot | None:
    """Build a workspace in which a few facts have changed since the last snapshot.

    Args:
        ws: the workspace.
        origin: what the new snapshot is made from.
        tell: called at the beginning of each step.
        warn: as for `kg.snapshot.writing.write_changes`.

    Returns:
        The new snapshot; None if all must be built.
    """
    last = current(ws)
    if last is None:
        return None
    try:
        names = changed_files(ws, last, origin)
        if not names:
            return None
        change = _change(ws, last, names)
        if change is None:
            return None
        return _Revising(ws, origin, last, change).run(tell, warn)
    except (TooFar, SnapshotDamaged, DataError, EnvironmentProblem):  # the full build reports it, and replaces what is damaged
        return None
    finally:
        last.release()


def _change(ws: Workspace, last: Snapshot, names: Sequence[str]) -> Statements | None:
    """All statements of the changed files, and of those others that may state the same; None if one cannot be read."""
    paths = dict(ws.inputs())
    digests = {name: digest for name, _, digest in last.meta["inputs"]}
    before: set[ox.Quad] = set()
    after: set[ox.Quad] = set()
    for name in names:
        old_text = kept_text(ws, digests[name])
        file, wrong = read_data_file(Path(paths[name]), name)
        if old_text is None or wrong:
            return None
        before.update(read_text_of_data(old_text, name)[0].quads)
        after.update(file.quads)
    removed = before - after
    added = after - before
    others = [name for name in paths if is_data(name) and name not in names]
    read = 0
    for name in others if removed or added else ():
        text = read_file(paths[name]).decode("utf-8", "replace")
        if _may_state(text, removed | added, ws.base):
            read += 1
            if read > _MOST_OTHERS:
                raise TooFar
            quads = read_text_of_data(text, name)[0].quads
            before.update(quads)
            after.update(quads)
    return Statements(before, after)


def _may_state(text: str, quads: Iterable[ox.Quad], base: str) -> bool:
    """Whether a text may state one of some quads, or something else in an assertion graph of theirs."""
    assertions = base + "assertion/"
    graphs = {iri for each in quads for iri in (iri_of(each.graph_name), iri_of(each.subject)) if iri and iri.startswith(assertions)}
    if any(may_mention(text, graph) for graph in graphs):
        return True
    subjects: dict[str, list[ox.Quad]] = {}
    for each in quads:
        if iri_of(each.graph_name) not in graphs and iri_of(each.subject) not in graphs:
            subjects.setdefault(iri_of(each.subject) or "", []).append(each)
    for subject, about in subjects.items():
        if may_mention(text, subject) and any(_may_mention_value(text, each.object) for each in about):
            return True
    return False


def _may_mention_value(text: str, value: object) -> bool:
    if isinstance(value, ox.NamedNode):
        return may_mention(text, value.value)
    return not isinstance(value, ox.Literal) or "\\" in text or value.value in text


class _Revising:
    """One build after a change of a few facts."""

    def __init__(self, ws: Workspace, origin: Origin, last: Snapshot, change: Statements) -> None:
        self.ws = ws
        self.origin = origin
        self.last = last
        self.change = change
        self.ontology: Ontology = load_ontology(ws)
        self.rules: Sequence[Rule] = load_rules(ws, self.ontology)
        self.authored = Authored(last.store, ws.base, change)
        self.entailed = ox.NamedNode(ws.base + "graph/entailed")
        self.kept = last.proofs()
        self.proofs: dict[ox.Triple, Entailed | None] = {}

    def run(self, tell: Callable[[str], None], warn: Callable[[str], None] | None) -> Snapshot:
        """Build. Raises `TooFar` if everything has to be built."""
        filled = refill(self.last.store, self.ontology, self.authored, self.change)
        self._refuse_mistakes(filled)
        tell("inferring what follows from the change")
        with writable_copy(self.ws, self.last) as store:
            changes = conclude_changes(
                self.last.store, store, self.rules, filled.no_longer_held, filled.newly_held, self._proof, self._is_of_period
            )
            changed = filled.no_longer_held | filled.newly_held | changes.before.keys() | changes.after.keys()
            touched = {
                each
                for each in changed
                if self._rank(each) != self._rank_now(each, changes.after, changes.before) or self._moves(each, store)
            }
            before, after = changed_relations(
                (self.last.store, store),
                self.ontology,
                self.ws.base,
                touched,
                (self._rank, lambda each: self._rank_now(each, changes.after, changes.before)),
            )
            gone = {each for each in changed if _quad(each) in self.last.store and _quad(each) not in store}
            come = {each for each in changed if _quad(each) in store and _quad(each) not in self.last.store}
            del store
        gone |= before.keys() - after.keys()
        come |= after.keys() - before.keys()
        old, new = changes.before | before, changes.after | after
        if "coded" in self.last.meta and any(each.predicate in NAMING and self._is_agent(each.subject) for each in changed):
            raise TooFar  # the series of coded sources are named after the agents
        tell("writing the snapshot")
        end = f" {self.entailed} .\n"
        about: About = {
            "counts": self._counts(filled, len(new) - len(old)),
            "language": self.ws.language,
            "license": self.ws.license,
            "citation": self.ws.citation,
        }
        if "coded" in self.last.meta:
            about["coded"] = self.last.meta["coded"]
        return write_changes(
            self.ws,
            self.last,
            Lines(
                {f"{each} .\n" for each in filled.removed} | {f"{each}{end}" for each in old.keys() - new.keys()},
                {f"{each} .\n" for each in gone},
            ),
            Lines(
                {f"{each} .\n" for each in filled.added} | {f"{each}{end}" for each in new.keys() - old.keys()},
                {f"{each} .\n" for each in come},
            ),
            old.values(),
            new.values(),
            about,
            origin=self.origin,
            extra={CATALOGUE_FILE: catalogue_of(self.ws)},
            warn=warn,
        )

    # what follows

    def _proof(self, triple: ox.Triple) -> Entailed | None:
        """The proof of a triple in the last snapshot; None if it was not entailed."""
        if triple not in self.proofs:
            is_entailed = _quad(triple, self.entailed) in self.last.store
            self.proofs[triple] = self.kept.entailed(triple) if is_entailed else None
        return self.proofs[triple]

    def _rank(self, triple: ox.Triple) -> int:
        proof = self._proof(triple)
        return 0 if proof is None else proof.rank

    def _rank_now(self, triple: ox.Triple, after: dict[ox.Triple, Entailed], before: dict[ox.Triple, Entailed]) -> int:
        if triple in after:
            return after[triple].rank
        return 0 if triple in before else self._rank(triple)

    def _moves(self, triple: ox.Triple, store: ox.Store) -> bool:
        return (_quad(triple) in store) != (_quad(triple) in self.last.store)

    def _is_agent(self, thing: ox.NamedNode | ox.BlankNode | ox.Triple) -> bool:
        """Whether something was an agent before the change, or is one after it."""
        types = (*self.authored.before(thing, TYPE), *self.authored.after(thing, TYPE))  # type: ignore[arg-type]
        return any(self.ontology.is_a(iri_of(each.object) or "", AGENT) for each in types)

    def _is_of_period(self, triple: ox.Triple) -> bool:
        """Whether a triple tells of a period, which the rules do not know."""
        subject = triple.subject
        if not (isinstance(subject, ox.NamedNode) and subject.value.startswith(f"{self.ws.base}id/period-")):
            return False
        return ox.Quad(subject, TYPE, _PERIOD, self.entailed) in self.last.store

    # the lint

    def _refuse_mistakes(self, filled: Refilled) -> None:
        """Refuse what the lint may find something wrong with: the full build reports it."""
        if any(map(_may_see_periods, self.rules)):
            raise TooFar
        stated = {each for each in self.authored.added if isinstance(each.graph_name, ox.NamedNode)}
        new = Dataset(self.ws.base, self.ontology, [DataFile("", "", stated)])
        findings = [*lint(new, concluded_properties(self.rules) | TERMS, complete=False)]
        findings += [each for each in assertion_graph(filled.data) if each.graph in filled.held]
        findings += act_in_background(filled.data)
        if any(each.severity == "error" for each in findings):
            raise TooFar
        self._refuse_missing()

    def _refuse_missing(self) -> None:
        """Refuse a change after which something may be missing that is needed elsewhere."""
        authored, own = self.authored, self.ws.base + "id/"
        for quad in authored.added:
            name, value = quad.predicate.value, quad.object
            if name in _TO_PASSAGES and not self._is_passage(value):
                raise TooFar
            if quad.predicate == _DOCUMENT and next(authored.after(value, TYPE, _SOURCE), None) is None:  # type: ignore[arg-type]
                raise TooFar
            if name in _TO_GRAPHS and not (authored.is_assertion(iri_of(value) or "") and self._is_described(value)):
                raise TooFar
            if quad.predicate == _CONTENT_OF and not self._is_described(value, record=False):
                raise TooFar
            if isinstance(value, ox.NamedNode) and value.value.startswith(own) and not self._is_described(value):
                raise TooFar
            if quad.predicate == _CITES and next(authored.after(value, _NOTHING), None) is not None:  # type: ignore[arg-type]
                raise TooFar
            if quad.predicate == _NOTHING and next(authored.after(None, _CITES, quad.subject), None) is not None:  # type: ignore[arg-type]
                raise TooFar
            if self._is_matter(quad) and not authored.is_assertion(iri_of(quad.graph_name) or ""):
                raise TooFar
        for subject in {each.subject for each in authored.removed}:
            assert isinstance(subject, ox.NamedNode)
            is_speech = next(authored.after(None, _CONTENT_OF, subject), None) is not None
            if self._is_described(subject, record=not is_speech) and not self._loses_type(subject):
                continue
            if next(authored.after(None, None, subject), None) is not None:
                raise TooFar

    def _loses_type(self, subject: ox.NamedNode) -> bool:
        """Whether something is a passage no longer, or not by the same statement."""
        types = (each.object for each in self.authored.removed if each.subject == subject and each.predicate == TYPE)
        return any(self.ontology.is_a(iri_of(each) or "", _PASSAGE) for each in types)

    def _is_passage(self, value: object) -> bool:
        types = self.authored.after(value, TYPE) if isinstance(value, ox.NamedNode) else ()
        return any(self.ontology.is_a(iri_of(each.object) or "", _PASSAGE) for each in types)

    def _is_described(self, value: object, *, record: bool = True) -> bool:
        """Whether something is described after the change, anywhere or outside the record."""
        if not isinstance(value, ox.NamedNode):
            return True
        return any(record or iri_of(each.graph_name) != self.authored.record for each in self.authored.after(value))

    def _is_matter(self, quad: ox.Quad) -> bool:
        """Whether a statement is about an act or another matter."""
        kinds = [quad] if quad.predicate == TYPE else self.authored.after(quad.subject, TYPE)  # type: ignore[arg-type]
        return any(self.ontology.is_a(iri_of(each.object) or "", DIP + "Matter") for each in kinds)

    # the counts

    def _counts(self, filled: Refilled, entailed: int) -> dict[str, int]:
        counts = {name: number for name, number in self.last.meta["counts"].items() if name not in ("quads", "default")}
        for was, is_now in filled.held.values():
            counts["assertions"] += (is_now is not None) - (was is not None)
            counts["held"] += bool(is_now) - bool(was)
        if is_due(counts["assertions"]):
            raise TooFar  # a workspace that has become smaller gets a copy of the network
        counts["entailed"] += entailed
        changed = self.authored.removed | self.authored.added
        passages = {each.object for each in changed if each.predicate == _CITES}
        passages |= {each.subject for each in changed}
        for passage in passages:
            for sign, told in ((-1, self.authored.before), (1, self.authored.after)):
                if any(self.ontology.is_a(iri_of(each.object) or "", _PASSAGE) for each in told(passage, TYPE)):  # type: ignore[arg-type]
                    counts["passages"] += sign
                    citing = (iri_of(each.subject) or "" for each in told(None, _CITES, passage, self.authored.record))  # type: ignore[arg-type]
                    is_cited = any(map(self.authored.is_assertion, citing))  # notes cite, too
                    record = {each.predicate for each in told(passage, graph=self.authored.record)}  # type: ignore[arg-type]
                    counts["uncovered"] += sign * (bool(record) and not is_cited and _NOTHING not in record)
        return counts


def _may_see_periods(rule: Rule) -> bool:
    """Whether a rule asks for periods of relations, or for the absence of something that they have, too: in a full build it sees none."""
    patterns = (*rule.body, *rule.absent)
    if any(isinstance(node, ox.NamedNode) and node.value in TERMS for pattern in patterns for node in pattern):
        return True
    return any(
        (isinstance(predicate, ox.Variable) or predicate in _ALSO_OF_PERIODS or (predicate == TYPE and isinstance(value, ox.Variable)))
        and isinstance(subject, ox.Variable)
        and subject.value not in rule.variables()
        for subject, predicate, value in rule.absent
    )


def _quad(triple: ox.Triple, graph: ox.NamedNode | None = None) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)
