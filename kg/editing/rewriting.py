"""Write what is coded of a passage into the texts of the data files, and leave everything else in them as it is.

Only the blocks of what differs are changed. Other graphs, all comments and the order of the file stay. A file in the canonical layout
stays in it. The result is parsed and compared with what it should say before it is returned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from kg.authored.outline import Block, Group, Outline, Statement, all_comments, comments_between, groups_of, may_mention, outline
from kg.authored.reading import graph_name
from kg.authored.writing import predicate_in_turtle, statement_in_turtle, term_in_turtle
from kg.editing.coding import ASSERTS_NOTHING, Entry, Key, PassageCoding, changes
from kg.editing.order import Order
from kg.editing.parts import Part, behind_comment, checked, parts_of, with_parts
from kg.errors import DataError, KgError
from kg.namespaces import RDF_TYPE, prefixes_of
from kg.terms import Term, text_of

_BACKGROUND_FILE: Final = "data/background.trig"

Pair = tuple[str, Term | ox.Triple]
"""The IRI of a property, and a value."""


def rewritten(
    texts: Mapping[str, str],
    passage: str,
    before: PassageCoding,
    after: PassageCoding,
    order: Order,
) -> dict[str, str]:
    """The texts of the data files after a change of what is coded of a passage.

    An assertion graph that is new stands behind the one before it, or else behind what is coded of the passages before this one. If its
    document has no coded passage, it stands in ``data/NAME.trig``, named after the document. The background of a new thing stands behind
    that of the last thing of its kind.

    Args:
        texts: the text of each data file, by its path inside the workspace, with slashes.
        passage: the IRI of the passage.
        before: what is coded of the passage in these texts.
        after: what should be.
        order: the documents and their passages.

    Returns:
        The new text of each file that changes, by its path. Writing nothing else is needed.

    Raises:
        DataError: the texts do not say what `before` says; or a part that changes contains brackets, which only an editor can change.
        KgError: the result would not say exactly what it should. Nothing is lost: this function writes no file.

    >>> x = "https://x.org/"
    >>> old = "@prefix dip: <https://w3id.org/chancery/ontology#> .\\n\\n<https://x.org/graph/record> {\\n" + (
    ...     "  <https://x.org/passage/P1> a dip:Passage .\\n}\\n")
    >>> reason = ox.Quad(ox.NamedNode(x + "passage/P1"), ox.NamedNode(ASSERTS_NOTHING), ox.Literal("a heading", language="en"),
    ...     ox.NamedNode(x + "graph/record"))
    >>> none = PassageCoding(x + "passage/P1")
    >>> some = PassageCoding(x + "passage/P1", nothing=Entry("nothing", x + "passage/P1", (reason,)))
    >>> print(rewritten({"data/a.trig": old}, x + "passage/P1", none, some, Order(x, {}))["data/a.trig"])
    @prefix dip: <https://w3id.org/chancery/ontology#> .
    <BLANKLINE>
    <https://x.org/graph/record> {
      <https://x.org/passage/P1> a dip:Passage ; dip:assertsNothing "a heading"@en .
    }
    <BLANKLINE>
    """
    changed = changes(before, after)
    if not changed:
        return {}
    work = _Work(dict(texts), passage, after, order)
    for key, (old, new) in changed.items():
        work.edit(key, old, new)
    work.add_new()
    return work.results(changed)


@dataclass
class _File:
    """A file in progress: its path, its text, the edits of it (first and last offset, and what stands there instead), and new prefixes."""

    path: str
    text: str
    edits: list[tuple[int, int, str]] = field(default_factory=list)
    added_prefixes: dict[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> Outline:
        return outline(self.text)

    def prefixes_for(self, iris: Iterable[str], usual: Mapping[str, str]) -> dict[str, str]:
        """The prefixes to write some IRIs with; a usual one that the file lacks is added to it."""
        known = {**self.parts.prefixes, **self.added_prefixes}
        iris = list(iris)
        for name, iri in usual.items():
            if name not in known and iri not in known.values() and any(each.startswith(iri) and each != iri for each in iris):
                self.added_prefixes[name] = known[name] = iri
        return known

    def new_parts(self) -> list[Part]:
        """The parts of the file that change, laid out and checked."""
        directives = list(self._edits_of_prefixes())
        parts = parts_of(self.text, self.parts, directives, self.edits, self.added_prefixes, self.path)
        return [checked(each, self.path) for each in parts]

    def _edits_of_prefixes(self) -> Iterator[tuple[int, int, str]]:
        """The directives of new prefixes, each in its place among the others by name."""
        lines = [(match[1], match.start()) for match in re.finditer(r"^@prefix[ \t]+([^:\s]*):", self.text, re.MULTILINE)]
        lines = [each for each in lines if each[1] < self.parts.directives_end]
        for name, iri in sorted(self.added_prefixes.items()):
            directive = f"@prefix {name}: <{iri}> ."
            following = next((start for other, start in lines if other > name), None)
            if following is not None:
                yield following, following, directive + "\n"
            elif lines:
                behind = behind_comment(self.text, self.parts.directives_end)
                yield behind, behind, "\n" + directive
            else:
                yield 0, 0, directive + "\n"


class _Work:
    """A change in progress."""

    def __init__(self, texts: dict[str, str], passage: str, after: PassageCoding, order: Order) -> None:
        self.before = texts
        self.files = {path: _File(path, text) for path, text in sorted(texts.items())}
        self.touched: set[str] = set()
        self.passage = passage
        self.after = after
        self.order = order
        self.base = order.base
        self.record = order.base + "graph/record"
        self.background = order.base + "graph/background"
        self.usual = prefixes_of(order.base)
        self.new: list[Entry] = []

    # Finding what is there.

    def _with(self, iri: str) -> Iterator[_File]:
        """The files that may have statements about a thing."""
        for file in self.files.values():
            if may_mention(file.text, iri):
                yield file

    def _statements(self, graph: str, subject: str) -> Iterator[tuple[_File, Block, Statement]]:
        for file in self._with(subject):
            for block in file.parts.blocks if may_mention(file.text, graph) else ():
                if block.graph == graph:
                    for statement in block.about(subject):
                        yield file, block, statement

    def _blocks(self, graph: str) -> Iterator[tuple[_File, Block]]:
        for file in self._with(graph):
            for block in file.parts.blocks:
                if block.graph == graph:
                    yield file, block

    # Changing what is there.

    def edit(self, key: Key, old: Entry | None, new: Entry | None) -> None:
        """Change an entry that is there; one that is not is noted, to be added."""
        kind, iri = key
        if kind == "graph":
            content = () if new is None else new.content
            if list(self._blocks(iri)) and (old is not None and old.content):
                self._edit_content(iri, content)
            elif content:
                self.new.append(Entry("graph", iri, content))
        graph = self.background if kind == "background" else self.record
        quads = () if new is None else new.record
        subject = self.passage if kind == "nothing" else iri
        found = list(self._statements(graph, subject))
        if kind == "nothing" and not found:
            raise DataError(f"the passage {iri} does not exist", None, "index its document first, with kg sources index")
        if found:
            only = (lambda name: name == ASSERTS_NOTHING) if kind == "nothing" else (lambda name: name != ASSERTS_NOTHING)
            self._edit_subject(graph, subject, [(quad.predicate.value, quad.object) for quad in quads], only)
        elif quads:
            self.new.append(Entry(kind, iri, quads))

    def _edit_content(self, graph: str, quads: Sequence[ox.Quad]) -> None:
        """Change what stands in an assertion graph."""
        wanted: dict[str, list[Pair]] = {}
        for quad in quads:
            wanted.setdefault(text_of(quad.subject), []).append((quad.predicate.value, quad.object))
        blocks = list(self._blocks(graph))
        if not wanted:
            for file, block in blocks:
                self._remove_block(file, block)
            return
        present = {statement.subject for _, block in blocks for statement in block.statements}
        if "" in present:
            raise _brackets(blocks[0][0].path)
        for subject in present:
            self._edit_subject(graph, subject, wanted.get(subject, []), lambda _: True, keep_block=True)
        previous = ""
        for subject, pairs in wanted.items():
            if subject not in present:
                place = next(((f, s) for f, b in blocks for s in b.about(previous)), None)
                file = blocks[-1][0] if place is None else place[0]
                self._insert_statement(file, blocks[-1][1], None if place is None else place[1], subject, pairs)
            else:
                previous = subject

    def _insert_statement(self, file: _File, block: Block, behind: Statement | None, subject: str, pairs: Sequence[Pair]) -> None:
        """Add a statement to a block, behind another one or at the end."""
        written = statement_in_turtle(subject, pairs, file.prefixes_for([subject, *_iris_of(pairs)], self.usual))
        last = behind or block.last()
        at = block.inside if last is None else last.end
        stop = "" if last is None or _is_closed(last) else " ."
        if stop:
            file.edits.append((at, at, stop))
        at = behind_comment(file.text, at)
        file.edits.append((at, at, f"\n  {written}" + _line_end(file.text, at)))
        self.touched.add(file.path)

    def _edit_subject(
        self, graph: str, subject: str, pairs: Sequence[Pair], only: Callable[[str], bool], *, keep_block: bool = False
    ) -> None:
        """Change what one graph says of a subject, of those properties that `only` accepts."""
        found = list(self._statements(graph, subject))
        left = list(dict.fromkeys(pairs))
        there: set[Pair] = set()
        homes: dict[str, Statement] = {}
        for file, _, statement in found:
            for group in self._groups(file, statement):
                homes[group.predicate] = statement
                there.update((group.predicate, each.term) for each in group.values if each.term is not None)
        missing = [each for each in left if each not in there]
        gone: dict[tuple[str, int], set[int]] = {}
        for file, block, statement in found:
            last = statement is found[-1][2]
            add = [each for each in missing if homes.get(each[0]) is statement or (each[0] not in homes and last)]
            if self._edit_statement(file, statement, left, add, only):
                gone.setdefault((file.path, block.start), set()).add(statement.start)
        for file, block, _ in found:
            removed = gone.get((file.path, block.start), set())
            whole = not keep_block and block.chunks <= len(removed) and {each.start for each in block.statements} <= removed
            if whole and not all_comments(file.text[block.inside : block.closing]):
                file.edits = [each for each in file.edits if not (block.start <= each[0] and each[1] <= block.end)]
                self._remove_block(file, block)
                gone.pop((file.path, block.start))

    def _groups(self, file: _File, statement: Statement) -> tuple[Group, ...]:
        try:
            return groups_of(statement, file.text, file.parts)
        except ValueError as problem:
            raise _brackets(file.path) from problem

    def _edit_statement(
        self, file: _File, statement: Statement, wanted: Sequence[Pair], add: Sequence[Pair], only: Callable[[str], bool]
    ) -> bool:
        """Change one statement; return whether nothing of it is left, so that it was removed."""
        text, groups = file.text, self._groups(file, statement)
        ranks = {pair: number for number, pair in enumerate(wanted)}
        prefixes = file.prefixes_for(_iris_of(add), self.usual)
        made: list[str | None] = []
        for group in groups:
            kept = [each for each in group.values if not only(group.predicate) or (group.predicate, each.term) in ranks]
            more = [value for name, value in add if name == group.predicate]
            if len(kept) == len(group.values) and not more:
                made.append(text[group.start : group.end])
                continue
            parts = [(ranks.get((group.predicate, each.term), -1), text[each.start : each.end]) for each in kept if each.term is not None]
            parts += [(ranks[group.predicate, value], term_in_turtle(value, prefixes)) for value in more]
            tokens = [each for each in statement.tokens if group.start <= each.start and each.end <= group.end]
            comments = "".join(f"\n{each}\n" for each in comments_between(tokens, text))
            written = " , ".join(dict.fromkeys(part for _, part in sorted(parts, key=lambda each: each[0])))
            made.append(f"{predicate_in_turtle(group.predicate, prefixes)} {written}{comments}" if parts else None)
            if not parts and comments:
                made[-1] = "\0" + comments  # marked as removed, with comments that stay
        names = {group.predicate for group in groups}
        fresh: dict[str, list[str]] = {}
        for name, value in add:
            if name not in names:
                fresh.setdefault(name, []).append(term_in_turtle(value, prefixes))
        if not fresh and all(new == text[group.start : group.end] for group, new in zip(groups, made, strict=True)):
            return False
        self.touched.add(file.path)
        if not fresh and all(new is None or new.startswith("\0") for new in made):
            self._remove_statement(file, statement)
            return True
        file.edits.append((statement.start, statement.end, _joined(text, statement, groups, made, fresh, ranks, prefixes)))
        return False

    def _remove_statement(self, file: _File, statement: Statement) -> None:
        start = len(file.text[: statement.start].rstrip())
        comments = "".join(f"\n  {each}" for each in comments_between(statement.tokens, file.text))
        file.edits.append((start, statement.end, comments + _line_end(file.text, statement.end)))
        self.touched.add(file.path)

    def _remove_block(self, file: _File, block: Block) -> None:
        start = len(file.text[: block.start].rstrip())
        comments = "".join(f"\n{each}" for each in all_comments(file.text[block.start : block.end]))
        file.edits.append((start, block.end, comments + _line_end(file.text, block.end)))
        self.touched.add(file.path)

    # Adding what is new.

    def add_new(self) -> None:
        """Add the entries that the texts do not have."""
        for each in self.new:
            if each.kind == "background":
                self._add_background(each)
        ranks = {key: number for number, key in enumerate(self.after.entries())}
        wanted = sorted((each for each in self.new if each.kind in ("graph", "note")), key=lambda each: ranks[each.key])
        chunk = [each for each in wanted if not self._add_beside(each)]
        if chunk:
            self._add_chunk(chunk)

    def _before(self, entry: Entry) -> Iterator[Entry]:
        """The entries of the same kind before an entry, the nearest first."""
        same = self.after.graphs if entry.kind == "graph" else self.after.notes
        at = next(number for number, each in enumerate(same) if each.iri == entry.iri)
        yield from reversed(same[:at])

    def _add_beside(self, entry: Entry) -> bool:
        """Add an entry behind the one before it that the texts have; return False if there is none."""
        content = entry.kind == "graph" and graph_name(entry.quads[0]) == entry.iri
        if content:
            others = [*self._before(entry), *self.after.graphs]
            for other in others:
                blocks = list(self._blocks(other.iri)) if other.iri != entry.iri else []
                if blocks and not self._is_removed(*blocks[-1]):
                    file, block = blocks[-1]
                    at = behind_comment(file.text, block.end)
                    file.edits.append((at, at, "\n\n" + self._block_of(file, entry) + _line_end(file.text, at)))
                    self.touched.add(file.path)
                    return True
            return False
        for other in self._before(entry):
            found = list(self._statements(self.record, other.iri))
            if found:
                file, block, statement = found[-1]
                pairs = [(quad.predicate.value, quad.object) for quad in entry.quads]
                self._insert_statement(file, block, statement, entry.iri, pairs)
                return True
        return False

    def _is_removed(self, file: _File, block: Block) -> bool:
        return any(start <= block.start and block.end <= end for start, end, _ in file.edits)

    def _block_of(self, file: _File, entry: Entry) -> str:
        """The block of an assertion graph with its content."""
        prefixes = file.prefixes_for(_iris_in(entry.quads), self.usual)
        return f"{_name(entry.iri, prefixes)} {{\n{_statements_of(entry.quads, prefixes)}\n}}"

    def _add_chunk(self, entries: Sequence[Entry]) -> None:
        """Add entries to which the texts have nothing before: behind what is coded of the passage, or in the order of the passages."""
        file, at = self._place()
        prefixes = file.prefixes_for([iri for each in entries for iri in _iris_in(each.quads)], self.usual)
        records = [each for each in entries if each.kind == "graph" and graph_name(each.quads[0]) == self.record]
        contents = [each for each in entries if each.kind == "graph" and graph_name(each.quads[0]) != self.record]
        notes = [each for each in entries if each.kind == "note"]
        blocks = []
        for group in (records, notes):
            if group:
                statements = "\n\n".join(_statements_of(each.quads, prefixes) for each in group)
                blocks.append(f"{_name(self.record, prefixes)} {{\n{statements}\n}}")
            if group is records:
                blocks += [self._block_of(file, each) for each in contents]
        lead = "\n\n" if file.text.strip() else ""
        file.edits.append((at, at, lead + "\n\n".join(blocks) + _line_end(file.text, at)))
        self.touched.add(file.path)

    def _place(self) -> tuple[_File, int]:
        """Where what is coded of the passage begins or goes on: a file and an offset."""
        own = self._last_block([self.passage])
        if own is not None:
            return own
        name = self.passage.rpartition("/")[2]
        for file in self.files.values():
            if f"# {name}" not in file.text:
                continue
            headline = re.search(rf"^# {re.escape(name)}\b(?!\.)[^\n]*(?:\n#[^\n]*)*", file.text, re.MULTILINE)
            if headline is not None and not any(block.start < headline.start() < block.end for block in file.parts.blocks):
                return file, headline.end()
        for passage in self.order.nearest_before(self.passage):
            found = self._last_block([passage])
            if found is not None:
                return found
        for passage in self.order.nearest_after(self.passage):
            found = self._last_block([passage], first=True)
            if found is not None:
                return found
        path = f"data/{self.order.document_name(self.passage)}.trig"
        file = self.files.setdefault(path, _File(path, ""))
        return file, len(file.text)

    def _last_block(self, passages: Sequence[str], *, first: bool = False) -> tuple[_File, int] | None:
        """The offset behind the last block of the assertion graphs of some passages; with `first`, that before the first one."""
        for passage in passages:
            iris = set(self.order.graphs_of(passage))
            if passage == self.passage:
                iris |= {each.iri for each in self.after.graphs}
            places: list[tuple[str, int, int]] = []
            for iri in iris:
                for file, block in self._blocks(iri):
                    if not self._is_removed(file, block):
                        places.append((file.path, block.start, block.end))
            if places and not first:
                path, _, end = max(places)
                return self.files[path], behind_comment(self.files[path].text, end)
            if places:
                path, start, _ = min(places)
                file = self.files[path]
                ends = [block.end for block in file.parts.blocks if block.start < start]
                records = [block for block in file.parts.blocks if block.start < start and block.graph == self.record]
                if records and ends and records[-1].end == ends[-1] and any(True for iri in iris for _ in records[-1].about(iri)):
                    ends = [block.end for block in file.parts.blocks if block.start < records[-1].start]
                return file, behind_comment(file.text, max([file.parts.directives_end, *ends]))
        return None

    def _add_background(self, entry: Entry) -> None:
        """Add the background of a thing, behind that of the last thing of its kind."""
        kinds = {text_of(quad.object) for quad in entry.quads if quad.predicate.value == RDF_TYPE}
        best: tuple[int, int, _File, Block, Statement] | None = None
        name = re.escape(self.background.rpartition("/")[2])
        for file in self.files.values():
            begins = re.search(rf"\b{name}>?\s*\{{", file.text) is not None
            blocks = [block for block in file.parts.blocks if block.graph == self.background] if begins else []
            size = sum(block.chunks for block in blocks)
            for block in blocks:
                for statement in block.statements:
                    alike = int(bool(kinds & _types(statement, file.parts)))
                    if best is None or (alike, size) >= best[:2]:
                        best = (alike, size, file, block, statement)
        pairs = [(quad.predicate.value, quad.object) for quad in entry.quads]
        if best is not None:
            self._insert_statement(best[2], best[3], best[4], entry.iri, pairs)
            return
        target = self.files.setdefault(_BACKGROUND_FILE, _File(_BACKGROUND_FILE, ""))
        prefixes = target.prefixes_for([entry.iri, self.background, *_iris_of(pairs)], self.usual)
        lead = "\n\n" if target.text.strip() else ""
        written = f"{lead}{_name(self.background, prefixes)} {{\n  {statement_in_turtle(entry.iri, pairs, prefixes)}\n}}"
        at = len(target.text)
        target.edits.append((at, at, written))
        self.touched.add(target.path)

    # The result.

    def results(self, changed: Mapping[Key, tuple[Entry | None, Entry | None]]) -> dict[str, str]:
        """The new texts of the files, after they were compared with what they should say."""
        parts = {path: self.files[path].new_parts() for path in sorted(self.touched)}
        self._verify(parts, changed)
        found = {path: _with_its_ends(self.files[path].text, with_parts(self.files[path].text, each)) for path, each in parts.items()}
        return {path: text for path, text in found.items() if text != self.before.get(path)}

    def _verify(self, parts: Mapping[str, Sequence[Part]], changed: Mapping[Key, tuple[Entry | None, Entry | None]]) -> None:
        """Compare what the parts that change say with what they should. The rest of the files stays as it is."""
        olds = {quad for old, _ in changed.values() if old is not None for quad in old.quads}
        news = {quad for _, new in changed.values() if new is not None for quad in new.quads}
        was = {quad for each in parts.values() for part in each for quad in part.quads_before()}
        now = {quad for each in parts.values() for part in each for quad in part.quads_after()}
        if not (olds - news) <= was or (news - olds) & was:
            what = "the data files have changed: they do not say what was to be changed"
            raise DataError(what, next(iter(parts), None), "read the passage again")
        if now != (was - (olds - news)) | (news - olds):
            raise KgError("the change would say something else than it should", next(iter(parts), None), _REPORT)


def _with_its_ends(before: str, after: str) -> str:
    """A text with the line ends of another system, if all lines had these before."""
    ends = before.count("\r\n")
    return re.sub(r"(?<!\r)\n", "\r\n", after) if ends and ends == before.count("\n") else after


_REPORT: Final = "report this error with the file, which was left unchanged"


def _brackets(path: str) -> DataError:
    what = "a statement to be changed has brackets"
    return DataError(what, path, "change it in an editor, or give the thing in brackets an IRI of its own")


def _joined(
    text: str,
    statement: Statement,
    groups: Sequence[Group],
    made: Sequence[str | None],
    fresh: Mapping[str, Sequence[str]],
    ranks: Mapping[Pair, int],
    prefixes: Mapping[str, str],
) -> str:
    """A statement with its groups as they should be: those that stay, those that are new in their places, and all comments."""
    order = {name: min(rank for (each, _), rank in ranks.items() if each == name) for name in fresh}
    places = {group.predicate: min((rank for (each, _), rank in ranks.items() if each == group.predicate), default=-1) for group in groups}
    waiting = sorted(fresh, key=lambda name: order[name])
    parts = [text[statement.start : groups[0].start]]
    said = False

    def say(written: str) -> None:
        nonlocal said
        parts.append(f" ;\n    {written}" if said else written)
        said = True

    for number, (group, new) in enumerate(zip(groups, made, strict=True)):
        gone = new is None or new.startswith("\0")
        if not gone and new is not None:
            while waiting and order[waiting[0]] < places[group.predicate]:
                name = waiting.pop(0)
                say(f"{predicate_in_turtle(name, prefixes)} {' , '.join(fresh[name])}")
            say(new)
        elif new is not None:
            parts.append(new[1:])
        behind = groups[number + 1].start if number + 1 < len(groups) else statement.end
        comments = _comments_in_gap(text, group.end, behind, statement)
        parts.append(comments)
    for name in waiting:
        say(f"{predicate_in_turtle(name, prefixes)} {' , '.join(fresh[name])}")
    return "".join(parts) + " ."


def _comments_in_gap(text: str, start: int, end: int, statement: Statement) -> str:
    """The comments of a part of a statement that has only separators, each followed by a line feed."""
    inside = [each for each in statement.tokens if start <= each.start and each.end <= end]
    edges = [start, *(edge for each in inside for edge in (each.start, each.end)), end]
    gaps = [text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2)]
    found = [comment for gap in gaps for comment in all_comments(gap)]
    return "".join(f"  {each}\n" for each in found)


def _is_closed(statement: Statement) -> bool:
    return statement.tokens[-1].kind == "punct" and statement.tokens[-1].text == "."


def _line_end(text: str, at: int) -> str:
    """A line feed, unless one follows at an offset."""
    return "" if text[at : at + 1] in ("\n", "\r") else "\n"


def _name(iri: str, prefixes: Mapping[str, str]) -> str:
    return term_in_turtle(ox.NamedNode(iri), prefixes)


def _statements_of(quads: Iterable[ox.Quad], prefixes: Mapping[str, str]) -> str:
    """Quads of one graph as statements, one for each subject."""
    found: dict[str, list[Pair]] = {}
    for quad in quads:
        found.setdefault(text_of(quad.subject), []).append((quad.predicate.value, quad.object))
    return "\n\n".join("  " + statement_in_turtle(subject, pairs, prefixes) for subject, pairs in found.items())


def _iris_of(pairs: Iterable[Pair]) -> Iterator[str]:
    """The IRIs that must be written for some properties and values."""
    for name, value in pairs:
        if name != RDF_TYPE:
            yield name
        if isinstance(value, ox.NamedNode):
            yield value.value
        elif isinstance(value, ox.Literal) and value.language is None:
            yield value.datatype.value


def _iris_in(quads: Iterable[ox.Quad]) -> Iterator[str]:
    """The IRIs that must be written for some quads."""
    for quad in quads:
        yield from (text_of(quad.subject), graph_name(quad), *_iris_of([(quad.predicate.value, quad.object)]))


def _types(statement: Statement, where: Outline) -> set[str]:
    """The classes that a statement gives its subject."""
    from kg.tokens import resolve

    found: set[str] = set()
    is_type = False
    for before, token in zip(statement.tokens, statement.tokens[1:], strict=False):
        if before is statement.tokens[0] or before.text == ";":
            is_type = token.text == "a" or resolve(token, where.prefixes, where.base) == RDF_TYPE
        elif is_type and (iri := resolve(token, where.prefixes, where.base)) is not None:
            found.add(iri)
    return found
