"""Write the first and last words of passages into the data files of a workspace, from a reader's own copies of the texts."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.authored.formatting import formatted
from kg.authored.outline import outline
from kg.errors import UsageError
from kg.files import read_text, write_atomically
from kg.namespaces import OA
from kg.sources.copies import text_of_copy
from kg.sources.ends import Ends, ends_in, words_node, words_statements
from kg.sources.verify import Verification, verify
from kg.tokens import Token, resolve
from kg.values import Printable

if TYPE_CHECKING:
    from kg.snapshot import Snapshot
    from kg.values import JsonObject
    from kg.workspace import Workspace

_HAS_SELECTOR: Final = OA + "hasSelector"


@dataclass(frozen=True, slots=True, repr=False)
class Added(Printable):
    """What was written into the data files. It prints as text, as ``kg sources words`` does.

    Attributes:
        files: the paths of the data files that were changed, as messages show them.
        passages: the number of passages whose words the record now has.
        without: the names of passages at their offsets that have no words that lead to them, such as short headings.
        unread: the names of the passages that were left as they are, because no copy has them at their offsets.
    """

    files: tuple[str, ...]
    passages: int
    without: tuple[str, ...]
    unread: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"wrote {each}" for each in self.files]
        if self.without:
            lines.append(f"no words lead to {len(self.without)} passages: {' '.join(self.without)}")
        if self.unread:
            lines.append(f"left as they are, because no copy has them at their offsets: {' '.join(self.unread)}")
        lines.append(f"{self.passages} passages have their first and last words")
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The result as ``kg sources words --json`` prints it."""
        return {
            "files": list(self.files),
            "passages": self.passages,
            "without": list(self.without),
            "unread": list(self.unread),
        }


def add_words(workspace: Workspace, snapshot: Snapshot, folder: str | os.PathLike[str]) -> Added:
    """Write the first and last words of each passage into the data file that has the passage, in the canonical layout.

    Words that are there already are replaced, so that a second run changes nothing. Only passages that a copy has at their offsets are
    changed, and only files with such passages are written.

    Args:
        workspace: the workspace.
        snapshot: its snapshot, which says where the passages are.
        folder: a folder with copies of the documents; see `kg.sources.verify`.

    Raises:
        UsageError: the folder does not exist, or no copy in it has a passage of the workspace at its offsets.
        EnvironmentProblem: a copy or a data file cannot be read or written.
        DataError: a data file is not TriG.
    """
    found = verify(snapshot, folder)
    wanted = _wanted(found)
    if not wanted:
        hint = "put the copies there under the dip:fileName of their documents; `kg sources verify --text DIR` compares them"
        raise UsageError("no copy in the folder has a passage at its offsets", found.folder, hint)
    before = {path: read_text(path) for path in workspace.data_files()}
    after = {path: with_words(text, wanted, workspace.display(path)) for path, text in before.items()}
    changed = [path for path in before if after[path] != before[path]]
    for path in changed:
        write_atomically(path, after[path].encode())
    names = {check.passage.node.value: check.passage.name for check in found.checks}
    return Added(
        tuple(workspace.display(path) for path in changed),
        sum(ends is not None for ends in wanted.values()),
        tuple(names[iri] for iri, ends in wanted.items() if ends is None),
        tuple(name for iri, name in names.items() if iri not in wanted),
    )


def _wanted(found: Verification) -> dict[str, Ends | None]:
    """The words of each passage at its offsets, by IRI."""
    texts = {document.node: text_of_copy(path) for document, path in found.files.items() if path is not None}
    return {
        passage.node.value: ends_in(texts[passage.document], passage.start, passage.end)
        for passage, status, *_ in found.checks
        if status == "ok"
    }


def with_words(text: str, wanted: Mapping[str, Ends | None], shown: str = "the text") -> str:
    """The text of a data file with the first and last words of passages, in the canonical layout; unchanged if it has none of them.

    Args:
        text: the text of the file.
        wanted: the words of passages, by IRI; for a passage with None, the words that are there are removed.
        shown: the name of the file in messages.

    Raises:
        DataError: the text is not TriG.
    """
    if "hasSelector" not in text:
        return text
    laid_out = formatted(text, shown)
    parts = {part for iri in wanted for part in (words_node(iri), f"{words_node(iri)}/first", f"{words_node(iri)}/last")}
    found = outline(laid_out)
    statements = [(each, tuple(_selectors(each.tokens, found.prefixes))) for each in found.statements() if each.subject]
    edits = [(each.start, each.end, "") for each, _ in statements if each.subject in parts]
    for (statement, selectors), after in zip(statements, [*(each for each, _ in statements[1:]), None], strict=True):
        if statement.subject not in wanted or not selectors:
            continue
        ends, node = wanted[statement.subject], words_node(statement.subject)
        others = [each for each in selectors if each.iri != node]
        edits += [(*each.span, "") for each in selectors if each.iri == node]
        if ends is not None and others:
            behind = after if after is not None and after.subject in {each.iri for each in others} else statement
            edits.append((others[-1].end, others[-1].end, f" , <{node}>"))
            edits.append((behind.end, behind.end, "\n" + words_statements(statement.subject, ends)))
    if not edits:
        return text
    for start, end, new in sorted(edits, reverse=True):
        laid_out = laid_out[:start] + new + laid_out[end:]
    return formatted(laid_out, shown)


class _Selector(NamedTuple):
    """A selector of a passage: its IRI, the offset after it, and the part of the text that goes if it is removed, with one comma."""

    iri: str
    end: int
    span: tuple[int, int]


def _selectors(tokens: Sequence[Token], prefixes: Mapping[str, str]) -> Iterator[_Selector]:
    """The selectors of a statement: the objects of each ``oa:hasSelector``."""
    predicate = ""
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if before is tokens[0] or before.text == ";":
            predicate = resolve(token, prefixes) or ""
        elif predicate == _HAS_SELECTOR and (iri := resolve(token, prefixes)) is not None:
            span = (before.start, token.end) if before.text == "," else (token.start, after.end if after.text == "," else token.end)
            yield _Selector(iri, token.end, span)
