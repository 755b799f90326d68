"""The parts of a data file around some edits, so that a change of a few blocks takes as long in a large file as in a small one.

A part is a run of whole statements of one block, or of whole blocks. With the directives of its file before it, it is laid out, parsed and
compared; the rest of the file stays as it is, character by character.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from kg.authored.formatting import formatted, quads_of
from kg.authored.outline import Block, Outline, all_comments
from kg.errors import DataError, KgError

Edit = tuple[int, int, str]
"""The first and the last offset of what is replaced, and what stands there instead."""

_REPORT = "report this error with the file, which was left unchanged"


class Part(NamedTuple):
    """A part of a file before and after some edits.

    Attributes:
        start: its first offset in the old text.
        end: the offset behind it in the old text.
        before: its text.
        after: its text with the edits.
        lead: what has to stand before it to make it a file, in the canonical layout.
        tail: what has to stand behind it.
        begins: the white space with which it begins in the canonical layout; None if that depends on what stands before it.
        ends: the white space with which it ends in the canonical layout.
    """

    start: int
    end: int
    before: str
    after: str
    lead: str = ""
    tail: str = ""
    begins: str | None = ""
    ends: str = ""

    def laid_out(self, path: str) -> Part:
        """The same with the new text in the canonical layout, if the old one is in it. What was empty gets it.

        Args:
            path: the path of the file, as messages show it.

        Raises:
            DataError: the new text is not TriG.
        """
        if self.before.strip() and self._in_layout(self.before, path) != self.before:
            return self
        return self._replace(after=self._in_layout(self.after, path))

    def _in_layout(self, text: str, path: str) -> str:
        """A text in the canonical layout; unchanged if it cannot be told from what has to stand around it."""
        inner = text.strip("\n")
        if not inner.strip():
            return self.ends if self.lead else ""
        made = formatted(self.lead + inner + self.tail, path).removesuffix("\n")
        if not made.startswith(self.lead) or not made.endswith(self.tail):
            return text
        begins = text[: len(text) - len(text.lstrip("\n"))] if self.begins is None else self.begins
        return begins + made[len(self.lead) : len(made) - len(self.tail)].strip("\n") + self.ends

    def quads_before(self) -> list[ox.Quad]:
        """The quads of the old text."""
        return quads_of(self.lead + self.before + self.tail)

    def quads_after(self) -> list[ox.Quad]:
        """The quads of the new text. Raises SyntaxError if it is not TriG."""
        return quads_of(self.lead + self.after + self.tail)

    def loses_comments(self) -> bool:
        """Whether the new text has other comments than the old one, which may be none at all in a new file."""
        return bool(self.before) and Counter(all_comments(self.after)) != Counter(all_comments(self.before))


def parts_of(
    text: str, found: Outline, directives: Sequence[Edit], edits: Sequence[Edit], added: Mapping[str, str], path: str
) -> list[Part]:
    """The parts of a file that some edits change, in order.

    The whole file is one part if it has no directives, directives behind its first block, or statements outside all blocks.

    Args:
        text: the old text.
        found: its outline.
        directives: the edits that add directives behind others or between them.
        edits: the other edits.
        added: the prefixes that are added, with their IRIs.
        path: the path of the file, as messages show it.

    Raises:
        KgError: two edits are about the same place.

    >>> from kg.authored.outline import outline
    >>> said = "@prefix x: <https://x.org/> .\\n\\nx:g {\\n" + "".join(f"  x:a x:b {n} .\\n" for n in range(9)) + "}\\n"
    >>> place = said.index("4 .")
    >>> [part] = parts_of(said, outline(said), [], [(place, place + 1, "44")], {}, "a.trig")
    >>> [each.split()[-1] for each in part.after.split(" .") if each]
    ['3', '44', '5']
    """
    ordered = sorted(edits, key=lambda each: each[:2])
    for one, other in itertools.pairwise(ordered):
        if other[0] < one[1]:
            raise KgError("two changes of the same place", path, "save one change at a time")
    blocks, top = found.blocks, found.directives_end
    if not (blocks and 0 < top <= blocks[0].start) or found.outside or blocks[0].prefixes != found.prefixes or blocks[0].base != found.base:
        after = _edited(text, 0, len(text), sorted([*directives, *edits], key=lambda each: each[:2]))
        return [Part(0, len(text), text, after if after.endswith("\n") or not after else after + "\n", ends="\n")]
    head = f"@base <{found.base}> .\n" if found.base else ""
    head += "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**found.prefixes, **added}.items()) + "\n"
    edges = [behind_comment(text, each) for each in (top, *(block.end for block in blocks))]
    edges[-1] = len(text)
    # A directive begins or ends with a line feed, and stays as it is.
    parts = [
        Part(start, stop, "", new, begins="\n" * new.startswith("\n"), ends="\n" * new.endswith("\n")) for start, stop, new in directives
    ]
    inside: dict[int, list[Edit]] = {}
    spans: list[tuple[int, int]] = []
    for edit in ordered:
        block = bisect_left(edges, edit[1], 1) - 1  # the block whose region has the end of the edit
        if blocks[block].inside <= edit[0] and edit[1] <= blocks[block].closing:
            inside.setdefault(block, []).append(edit)
        else:
            spans.append(_region(edges, edit))
    for block, own in list(inside.items()):
        is_empty = not _edited(text, blocks[block].inside, blocks[block].closing, own).strip()
        if is_empty or any(start < edges[block + 1] and edges[block] < end for start, end in spans):
            spans.append((edges[block], edges[block + 1]))
            del inside[block]
            continue
        lead = f"{head}{text[blocks[block].start : behind_comment(text, blocks[block].inside)]}\n"
        parts += [_with_edits(text, span, ordered, lead, "\n}", begins) for span, begins in _runs(text, blocks[block], own)]
    for span in _merged(spans):
        parts.append(_with_edits(text, span, ordered, head, "", "\n\n"))
    if not all(any(part.start <= edit[0] and edit[1] <= part.end for part in parts) for edit in ordered):
        raise KgError("a change is at no place of the file", path, _REPORT)
    return sorted(parts, key=lambda each: (each.start, each.end))


def _region(edges: Sequence[int], edit: Edit) -> tuple[int, int]:
    """The part of a file that an edit of whole blocks changes: nothing but its own place, if that is behind a block."""
    start, stop, _ = edit
    if start == stop and start in edges[:-1]:
        return start, start
    return edges[max(0, bisect_right(edges, start) - 1)], edges[min(len(edges) - 1, bisect_left(edges, max(stop, start + 1)))]


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without those that touch others, which are made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def _runs(text: str, block: Block, edits: Sequence[Edit]) -> Iterator[tuple[tuple[int, int], str | None]]:
    """The runs of statements of a block that edits change, each with one statement more on both sides, and with how it has to begin."""
    edges = [behind_comment(text, block.inside), *(behind_comment(text, each) for each in block.stops), block.closing]
    if edges[-2] > block.closing or not text[edges[-2] : block.closing].strip():
        del edges[-2]
    last = len(edges) - 2
    spans = []
    for start, stop, _ in edits:
        first = max(0, min(last, bisect_right(edges, start) - 1) - 1)
        spans.append((edges[first], edges[1 + min(last, max(0, bisect_left(edges, stop) - 1) + 1)]))
    for span in _merged(spans):
        yield span, "\n" if span[0] == edges[0] else None


def _with_edits(text: str, span: tuple[int, int], edits: Sequence[Edit], lead: str, tail: str, begins: str | None) -> Part:
    start, end = span
    after = _edited(text, start, end, [each for each in edits if start <= each[0] and each[1] <= end])
    ends = "\n" if text[end : end + 1] in ("", "}") else ""
    return Part(start, end, text[start:end], after, lead, tail, begins, ends)


def with_parts(text: str, parts: Sequence[Part]) -> str:
    """A text with some of its parts after their edits.

    Args:
        text: the old text.
        parts: the parts, in order.
    """
    made = "".join(_pieces(text, parts))
    return made if made.endswith("\n") or not made else made + "\n"


def checked(part: Part, path: str) -> Part:
    """A part laid out as its file is, after it was parsed and its comments were counted.

    Args:
        part: the part.
        path: the path of its file, as messages show it.

    Raises:
        KgError: the new text is not TriG, or has lost a comment.
    """
    try:
        made = part.laid_out(path)
        made.quads_after()
    except (DataError, SyntaxError) as problem:
        raise KgError(f"the change could not be written: {problem}", path, _REPORT) from problem
    if made.loses_comments():
        raise KgError("the change would lose or move a comment", path, _REPORT)
    return made


def behind_comment(text: str, at: int) -> int:
    """The offset behind a comment that follows on the same line; else the same offset.

    >>> behind_comment("x # y", 1), behind_comment("x y", 1)
    (5, 1)
    """
    match = re.compile(r"[ \t]*#[^\n\r]*").match(text, at)
    return at if match is None else match.end()


def _edited(text: str, start: int, end: int, edits: Sequence[Edit]) -> str:
    made: list[str] = []
    for first, last, new in edits:
        made += [text[start:first], new]
        start = last
    return "".join([*made, text[start:end]])


def _pieces(text: str, parts: Sequence[Part]) -> Iterator[str]:
    end = 0
    for part in parts:
        yield text[end : part.start]
        yield part.after
        end = part.end
    yield text[end:]
