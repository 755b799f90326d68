"""Index a text for a workspace: the record of its document and its passages, with what the workspace has of them already.

The passages that are there are kept, whoever cut them. A passage that the text has elsewhere gets new offsets; one that it no longer has
is left as it is and reported. What no passage covers is split and added.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from kg.authored.finding import errors_of
from kg.authored.reading import read_data
from kg.errors import DataError, UsageError
from kg.files import create_files, read_file, read_text, write_atomically
from kg.namespaces import DIP, OA
from kg.sources.document import Origin, checked, document_to_trig
from kg.sources.editing import Insertion, edited
from kg.sources.merging import Known, Placed, merge
from kg.sources.text import KINDS, TextPassage, check_names, digest_of, passage_statements, passages_to_trig
from kg.terms import text_of
from kg.values import Printable

if TYPE_CHECKING:
    from kg.authored.reading import DataFile
    from kg.values import JsonObject
    from kg.workspace import Workspace

TEXTS_FOLDER: Final = "texts"
"""The folder of a workspace that has the copies of the texts. It does not belong to the repository of the workspace."""

HEADING_REASON: Final = "a heading"
"""Why a heading below the first asserts nothing."""

_KINDS: Final = {local: kind for kind, local in KINDS.items()}


@dataclass(frozen=True, slots=True, repr=False)
class Indexed(Printable):
    """A text that was indexed. It prints as TriG, as ``kg sources index`` does.

    Attributes:
        document: the slug of the document.
        letter: the beginning of the names of its passages.
        names: the names of its passages in the order of the text, such as ``A12``, without those that no longer fit.
        passages: these passages.
        new: the names of those that the workspace did not have.
        moved: the names of those that are at other offsets than before.
        lost: the names of the passages of the workspace that the text does not have.
        trig: the records that the workspace does not have yet: of the document, if it had none, and of all its passages.
        files: the files that were written, as messages show them; none if nothing was written.
        remarks: what else should be known, in sentences.
    """

    document: str
    letter: str
    names: tuple[str, ...]
    passages: tuple[TextPassage, ...]
    new: tuple[str, ...]
    moved: tuple[str, ...]
    lost: tuple[str, ...]
    trig: str
    files: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.trig

    def summary(self) -> str:
        """What was found and written, in lines."""
        lines = [f"wrote {each}" for each in self.files]
        lines += self.remarks
        known = len(self.names) - len(self.new)
        more = f"{len(self.new) or 'none'} of them new" if known else spans(self.names)
        lines.append(f"e:{self.document}: {len(self.names)} passages, {more}")
        if known and self.new:
            lines.append(f"new: {spans(self.new)}")
        if self.moved:
            lines.append(f"moved: {spans(self.moved)}")
        if self.lost:
            lines.append(f"no longer in the text, and left as they are: {spans(self.lost)}")
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The result as ``kg sources index --json`` prints it."""
        return {
            "document": self.document,
            "letter": self.letter,
            "passages": [{"name": name, **each.to_json()} for name, each in zip(self.names, self.passages, strict=True)],
            "new": list(self.new),
            "moved": list(self.moved),
            "lost": list(self.lost),
            "files": list(self.files),
            "remarks": list(self.remarks),
        }


def spans(names: Sequence[str]) -> str:
    """The names of passages in a few words: three or more with consecutive numbers are one span.

    >>> spans(["A1", "A2", "A3", "A7", "A8", "B9"])
    'A1 to A3, A7, A8, B9'
    """
    found: list[list[str]] = []
    for name in names:
        if found and name == re.sub(r"\d+$", lambda match: str(int(match[0]) + 1), found[-1][-1]) and name != found[-1][-1]:
            found[-1].append(name)
        else:
            found.append([name])
    return ", ".join(f"{each[0]} to {each[-1]}" if len(each) > 2 else ", ".join(each) for each in found)


def slug_of(file_name: str, otherwise: str = "text") -> str:
    """The slug of a document, from the name of its file: small letters, digits and hyphens; another one if nothing is left of the name.

    >>> slug_of("texts/Union of 1905_v2.txt"), slug_of("Été.txt"), slug_of("会議.txt")
    ('union-of-1905-v2', 'ete', 'text')
    """
    import unicodedata

    stem = os.path.splitext(os.path.basename(file_name))[0]
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or otherwise


def free_letter(document: str, taken: Collection[str]) -> str:
    """A letter for the names of a document's passages that no other document has: from its slug, else any, else two letters.

    >>> free_letter("article", set()), free_letter("annex", {"A"}), free_letter("a", {"A"})
    ('A', 'N', 'B')
    """
    own = [each for each in document.upper() if each in ascii_uppercase]
    pairs = [one + other for one in (*own[:1], *ascii_uppercase) for other in ascii_uppercase]
    candidates: list[str] = [*own, *ascii_uppercase, *pairs]
    return next(each for each in candidates if each not in taken)


def index_source(
    workspace: Workspace,
    text: str,
    *,
    document: str | None = None,
    letter: str | None = None,
    origin: Origin | None = None,
    file_name: str = "",
    write: bool = False,
) -> Indexed:
    """Index a text for a workspace; see `kg.graph.Graph.index_source`."""
    check_text(text, file_name)
    files, wrong = read_data(workspace)
    problem = errors_of(wrong)
    if problem is not None:
        raise problem
    if document is None:
        document = _document_of(files, workspace, text, file_name) or slug_of(file_name)
    check_names(document, "A" if letter is None else letter)
    record = _Record(workspace, files, document)
    chosen = record.letter(letter)
    about = checked(origin or Origin())
    if record.described and any(about):
        hint = f"correct its record in {record.file_of_document()}; the options are for a document that has none"
        raise UsageError(f"the workspace has a record of e:{document} already", None, hint)
    found = merge(text, record.known, chosen)
    if record.known and not any(each.known and each.fits for each in found):
        hint = "name it with --document if it is another text, and with --letter if its passages should begin with a certain letter"
        raise UsageError(f"the text has none of the {len(record.known)} passages of e:{document}", file_name or None, hint)
    named = record.value("fileName") or file_name or f"{document}.txt"
    changed = record.edited(found, text) if record.known else {}
    new, _ = new_records(text, about, base=workspace.base, document=document, letter=chosen, file_name=named, language=workspace.language)
    if record.described:
        del new[_document_file(document)]
    if record.known:
        del new[_passages_file(document)]
    fitting = [each for each in found if each.fits]
    result = Indexed(
        document,
        chosen,
        tuple(each.name for each in fitting),
        tuple(each.passage for each in fitting),
        tuple(each.name for each in fitting if each.known is None),
        tuple(each.name for each in fitting if each.known is not None and each.known.passage.start != each.passage.start),
        tuple(each.name for each in found if not each.fits),
        "\n".join([*new.values(), *(text for shown, text in changed.items() if shown in record.files_of_passages)]),
        remarks=record.remarks(text),
    )
    return _written(workspace, result, new, changed, (named, text, record.value("sha256"))) if write else result


def check_text(text: str, where: str = "") -> None:
    """Refuse a text that has nothing to index.

    >>> check_text("Rain.")

    Args:
        text: the text.
        where: its file, for the message.

    Raises:
        UsageError: the text has only white space.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise UsageError("the text is empty", where or None, "name a file that has the text")


def _document_of(files: Sequence[DataFile], workspace: Workspace, text: str, file_name: str) -> str | None:
    """The slug of the document whose record has the digest of a text, or else its file name; None without one."""
    found: dict[tuple[str, str], str] = {}
    for file in files:
        for quad in file.quads:
            if quad.predicate.value in (DIP + "sha256", DIP + "fileName") and text_of(quad.subject).startswith(workspace.iri("id", "")):
                found.setdefault((quad.predicate.value, _value_of(quad.object)), text_of(quad.subject))
    node = found.get((DIP + "sha256", digest_of(text))) or found.get((DIP + "fileName", file_name))
    return None if node is None else node.removeprefix(workspace.iri("id", ""))


def new_records(
    text: str, origin: Origin, *, base: str, document: str, letter: str, file_name: str, language: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The records of a document that a workspace does not have, and of its passages.

    Args:
        text: the whole text, with the line ends of the file.
        origin: where it comes from.
        base: the workspace's base IRI, ending in a slash.
        document: the slug of the document.
        letter: the beginning of the names of its passages.
        file_name: the name of the file that has the text.
        language: the tag of the language of the text.

    Returns:
        The text of each data file, by its path in the workspace, and the names of the passages.

    Raises:
        UsageError: a value of `origin` has the wrong form.

    >>> made, names = new_records("Rain.", Origin(), base="https://x.org/", document="note", letter="N", file_name="n.txt", language="en")
    >>> list(made), names
    (['data/note.document.trig', 'data/note.passages.trig'], ('N1',))
    """
    found = merge(text, (), letter)
    records = {
        _document_file(document): document_to_trig(text, origin, base=base, document=document, file_name=file_name, language=language),
        _passages_file(document): _passages(found, base, document, letter),
    }
    return records, tuple(each.name for each in found)


def _document_file(document: str) -> str:
    return f"data/{document}.document.trig"


def _passages_file(document: str) -> str:
    return f"data/{document}.passages.trig"


def _passages(found: Sequence[Placed], base: str, document: str, letter: str) -> str:
    """The record of the passages of a document that has none yet."""
    names = [each.name for each in found]
    reasons = {each.name: HEADING_REASON for each in found if _is_idle(each)}
    return passages_to_trig([each.passage for each in found], base=base, document=document, letter=letter, names=names, reasons=reasons)


def _is_idle(placed: Placed) -> bool:
    """Whether a new passage asserts nothing: a heading that is not the first passage, whose words may be news."""
    return placed.known is None and placed.passage.kind == "heading" and placed.passage.number > 1


def _written(
    workspace: Workspace, result: Indexed, new: Mapping[str, str], changed: Mapping[str, str], named_text: tuple[str, str, str]
) -> Indexed:
    """Write new files and changed ones, and a copy of the text if the workspace has a folder for it.

    A copy of the version that was recorded before is kept beside the new one, with the beginning of its digest before its name.
    """
    named, text, recorded = named_text
    contents = {inside: data.encode() for inside, data in new.items()}
    remarks = list(result.remarks)
    copy = f"{TEXTS_FOLDER}/{named}"
    path = os.path.join(workspace.folder, TEXTS_FOLDER, named)
    replaced = False
    if os.path.isdir(os.path.dirname(path)):
        if not os.path.lexists(path):
            contents[copy] = text.encode()
        elif (there := read_file(path)) != text.encode():
            if hashlib.sha256(there).hexdigest() == recorded:
                before = f"{TEXTS_FOLDER}/{recorded[:8]}.{named}"
                if not os.path.lexists(os.path.join(workspace.folder, *before.split("/"))):
                    contents[before] = there
                replaced = True
                remarks.append(f"{copy} is the new version now; the one before is {before}")
            else:
                remarks.append(f"{copy} is another version of the text and was not replaced")
    for inside in contents:
        if os.path.lexists(os.path.join(workspace.folder, *inside.split("/"))):
            hint = "give the document another name with --document, or move the file away"
            raise UsageError("the file exists already and is not overwritten", inside, hint)
    create_files(workspace.folder, contents)
    if replaced:
        write_atomically(path, text.encode())
    written = []
    for inside, data in changed.items():
        path = os.path.join(workspace.folder, *inside.split("/"))
        if read_file(path) != data.encode():
            write_atomically(path, data.encode())
            written.append(inside)
    return replace(result, files=(*contents, *written), remarks=tuple(remarks))


class _Record:
    """What the data files of a workspace record of a document and its passages.

    Attributes:
        described: whether they describe the document itself.
        known: its passages, sorted by offset.
        files_of_passages: the files that have them, as messages show them.
    """

    def __init__(self, workspace: Workspace, files: Sequence[DataFile], document: str) -> None:
        self.workspace = workspace
        self.document = document
        self.node = workspace.iri("id", document)
        self._values: dict[str, dict[str, list[str]]] = {}
        self._files: dict[str, dict[str, str]] = {}
        graph = workspace.iri("graph", "record")
        for file in files:
            for quad in file.quads:
                if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value == graph:
                    subject = text_of(quad.subject)
                    self._values.setdefault(subject, {}).setdefault(quad.predicate.value, []).append(_value_of(quad.object))
                    self._files.setdefault(subject, {}).setdefault(quad.predicate.value, file.shown)
        self.described = DIP + "sha256" in self._values.get(self.node, {})
        own = [subject for subject, said in self._values.items() if self.node in said.get(DIP + "document", ())]
        self.known = sorted((self._read(each) for each in own), key=lambda each: (each.passage.start, each.name))
        self.files_of_passages = frozenset(self._files[each][DIP + "document"] for each in own)

    def value(self, name: str) -> str:
        """A value of the document's record by the local name of its property; empty without one."""
        return next(iter(self._values.get(self.node, {}).get(DIP + name, ())), "")

    def file_of_document(self) -> str:
        """The file that describes the document."""
        return self._files[self.node][DIP + "sha256"]

    def _read(self, iri: str) -> Known:
        """A passage of the record.

        Raises:
            DataError: the record lacks its number, digest, kind or offsets.
        """
        said = self._values[iri]
        name = iri.removeprefix(self.workspace.iri("passage", ""))
        selector = next((each for each in said.get(OA + "hasSelector", ()) if OA + "start" in self._values.get(each, {})), "")
        words = ["", ""]
        for each in said.get(OA + "hasSelector", ()):
            ends = self._values.get(each, {})
            for at, (link, quote) in enumerate((("hasStartSelector", "exact"), ("hasEndSelector", "prefix"))):
                for end in ends.get(OA + link, ()):
                    words[at] = next(iter(self._values.get(end, {}).get(OA + quote, ())), "")
        try:
            begin, stop = (int(self._values[selector][OA + each][0]) for each in ("start", "end"))
            number, digest = int(said[DIP + "number"][0]), said[DIP + "sha256"][0]
            kind = _KINDS[said[DIP + "passageKind"][0].removeprefix(DIP)]
        except (KeyError, ValueError) as problem:
            hint = "complete its record, or remove it; kg check says what is missing"
            raise DataError(f"the record of the passage p:{name} is not complete", self._files[iri][DIP + "document"], hint) from problem
        section = next(iter(said.get(DIP + "section", ())), "")
        return Known(name, iri, selector, TextPassage(number, section, kind, begin, stop, digest, *words))

    def letter(self, wanted: str | None) -> str:
        """The letter of the passages: that of those that are known, else the wanted one, else one that no other document has.

        Raises:
            UsageError: the wanted letter is not that of the known passages, or is that of another document.
        """
        taken: dict[str, str] = {}
        for subject, said in self._values.items():
            for document in said.get(DIP + "document", ()):
                if document != self.node:
                    taken.setdefault(_letter_of(subject), document)
        own = [_letter_of(each.iri) for each in self.known]
        if own:
            if wanted not in (None, own[0]):
                hint = "leave out --letter, or name another document with --document"
                raise UsageError(f"the passages of e:{self.document} begin with {own[0]}, not with {wanted}", None, hint)
            return own[0]
        free = free_letter(self.document, taken)
        if wanted in taken:
            other = taken[wanted].removeprefix(self.workspace.iri("id", ""))
            hint = f"choose another letter, such as --letter {free}"
            raise UsageError(f"the passages of e:{other} begin with {wanted} already", None, hint)
        return wanted or free

    def edited(self, found: Sequence[Placed], text: str) -> dict[str, str]:
        """The files that change, with their new texts: numbers, offsets and new passages, and the digest and length of the document."""
        values = {(self.node, DIP + "sha256"): digest_of(text), (self.node, DIP + "characters"): str(len(text))}
        insertions: dict[str, list[Insertion]] = {}
        waiting: list[str] = []
        last: Known | None = None
        for each in found:
            if each.known is None:
                reason = HEADING_REASON if _is_idle(each) else ""
                waiting.append(
                    passage_statements(each.passage, base=self.workspace.base, document=self.document, name=each.name, reason=reason)
                )
                continue
            values[each.known.iri, DIP + "number"] = str(each.passage.number)
            values[each.known.selector, OA + "start"] = str(each.passage.start)
            values[each.known.selector, OA + "end"] = str(each.passage.end)
            if waiting:
                self._insert(insertions, waiting, last, each.known)
                waiting = []
            last = each.known
        if waiting:
            self._insert(insertions, waiting, last, None)
        changed = {}
        for path in self.workspace.data_files():
            shown = self.workspace.display(path)
            own = {*self.files_of_passages, *([self.file_of_document()] if self.described else [])}
            if shown in own:
                before = read_text(path)
                after = edited(before, values, insertions.get(shown, []), self.workspace.base, shown)
                if after != before or shown in self.files_of_passages:
                    changed[shown] = after
        return changed

    def _insert(self, insertions: dict[str, list[Insertion]], waiting: Sequence[str], last: Known | None, following: Known | None) -> None:
        """Add statements to those of a file: behind those of a known passage, or before those of the next."""
        anchor = last or following
        assert anchor is not None, "new passages are inserted only beside known ones"
        parts = [part for part in self._values if part == anchor.iri or part.startswith(anchor.iri + "/") or part == anchor.selector]
        shown = self._files[anchor.iri][DIP + "document"]
        insertions.setdefault(shown, []).append(Insertion("".join(waiting), tuple(parts), last is None))

    def remarks(self, text: str) -> tuple[str, ...]:
        """What should be known about the document besides its passages, in sentences."""
        recorded = self.value("sha256")
        if not recorded or recorded == digest_of(text):
            return ()
        return (f"the text is another version of e:{self.document} than the one that is recorded",)


def _value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    """The IRI or the text of a term."""
    return str(term) if isinstance(term, ox.Triple) else term.value


def _letter_of(iri: str) -> str:
    """The beginning of the name of a passage, before its number."""
    name = iri.rpartition("/")[2]
    return re.sub(r"\d+\D*$", "", name)
