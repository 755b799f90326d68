"""Write and read the proofs of the entailed triples.

``proofs.jsonl``, or the segments that take its place, has one line for each entailed triple, sorted, with every term in N-Triples syntax::

    {"triple": [s, p, o], "rank": 1, "derivations": [{"rule": "met", "premises": [[s, p, o], ...]}, ...]}
"""

from __future__ import annotations

import functools
import json
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping

from pyoxigraph import NamedNode, Triple

from kg.errors import DataError, SnapshotDamaged
from kg.namespaces import RDF_TYPE
from kg.terms import parse_n3
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import Any

    from kg.terms import Term


_KEPT = 16
"""This many files are kept in memory at once: some eighty megabytes."""
_START = '{"triple":'
_HINT = "run `kg build` to make the proofs again"


class Derivation(NamedTuple):
    """One derivation of a triple.

    Attributes:
        rule: the name of the rule.
        premises: the triples that the patterns of the rule matched, in the order of the patterns.
    """

    rule: str
    premises: tuple[Triple, ...]


class Entailed(NamedTuple):
    """An entailed triple with its proof.

    Attributes:
        triple: the conclusion.
        rank: 1 if it follows from asserted triples alone, n + 1 if it needs a conclusion of rank n.
        derivations: all derivations, at least one; those with all premises of lower rank come first.
    """

    triple: Triple
    rank: int
    derivations: tuple[Derivation, ...]


class Proofs:
    """The proofs in the files of a snapshot. A file is read at its first use.

    Args:
        path: the file, or the first of several, with a sorted part of the lines each; or such a file with its SHA-256.
        more: the other files, each with its SHA-256, or None if that is not known.
    """

    def __init__(self, path: str | tuple[str, str | None], *more: tuple[str, str | None]) -> None:
        self._files = [_File(*((path, None) if isinstance(path, str) else path)), *(_File(*each) for each in more)]
        self._read: deque[_File] = deque()
        self._all: Mapping[Triple, tuple[Derivation, ...]] | None = None

    @property
    def path(self) -> str:
        """The path of the first file."""
        return self._files[0].path

    def of(self, triple: Triple) -> tuple[Derivation, ...]:
        """The derivations of a triple, those that are nearest to what is asserted first; none if the triple is not entailed.

        Raises:
            SnapshotDamaged: a file is missing or damaged.
        """
        if self._all is not None:
            return self._all.get(triple, ())
        found = self.entailed(triple)
        return () if found is None else found.derivations

    def entailed(self, triple: Triple) -> Entailed | None:
        """A triple with its proof; None if it is not entailed.

        Raises:
            SnapshotDamaged: a file is missing or damaged.
        """
        line = _START + _key(triple)
        # A comma follows in the line of the triple, which is before a hyphen.
        file = self._files[bisect_right(self._files, line + "-", 1, key=_File.begin) - 1]
        text = self._text(file)
        start = text.find("\n" + line)
        if start < 0:
            return None
        return file.parse(text[start + 1 : text.find("\n", start + 1)], text.count("\n", 0, start + 1))

    def __iter__(self) -> Iterator[Entailed]:
        """All entailed triples, sorted by the text of their lines.

        Raises:
            SnapshotDamaged: a file is missing or damaged.
        """
        for file in self._files:
            for number, line in enumerate(self._text(file).split("\n")[1:], 1):
                if line:
                    yield file.parse(line, number)

    def derivations(self) -> Mapping[Triple, tuple[Derivation, ...]]:
        """The derivations of every entailed triple, for many look-ups: `of` need not search the files any more.

        Each line is parsed when its triple is first looked up, and raises `SnapshotDamaged` then if it is damaged.

        Raises:
            SnapshotDamaged: a file is missing or damaged.
        """
        if self._all is None:
            lines = ((file, number, line) for file in self._files for number, line in enumerate(self._text(file).split("\n")))
            self._all = _Derivations([each for each in lines if each[2]])
        return self._all

    def _text(self, file: _File) -> str:
        """The text of a file. Those used last are kept in memory."""
        if file.text is None:
            file.read()
            self._read.append(file)
            if len(self._read) > _KEPT:
                self._read.popleft().text = None
        assert file.text is not None
        return file.text


class _File:
    """A file with proofs.

    Args:
        path: the file.
        digest: its SHA-256; None if it is not known.
    """

    def __init__(self, path: str, digest: str | None) -> None:
        self.path = path
        self.digest = digest
        self.text: str | None = None
        self._begin: str | None = None

    def begin(self) -> str:
        """The beginning of the file, up to its first line feed."""
        if self._begin is None:
            try:
                with open(self.path, encoding="utf-8", newline="\n") as file:
                    self._begin = file.readline()
            except (OSError, UnicodeDecodeError) as error:
                raise self._unreadable(error) from error
        return self._begin

    def read(self) -> None:
        """Read the text, after a line feed, so that every line follows one."""
        try:
            with open(self.path, "rb") as file:
                data = file.read()
            text = "\n" + data.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise self._unreadable(error) from error
        if self.digest is not None:
            import hashlib

            if hashlib.sha256(data).hexdigest() != self.digest:
                raise SnapshotDamaged("the proofs are damaged: they are not what the build wrote", self.path, _HINT)
        self.text = text

    def parse(self, line: str, number: int) -> Entailed:
        """The entailed triple of a line, given with its number."""
        try:
            return parse_line(line)
        except (KeyError, TypeError, ValueError, DataError) as error:
            from kg.places import Place  # dataclasses take long to import

            raise SnapshotDamaged(f"a proof is damaged: {error}", Place(self.path, number), _HINT) from error

    def _unreadable(self, error: Exception) -> SnapshotDamaged:
        return SnapshotDamaged(f"the proofs cannot be read: {error}", self.path, _HINT)


class _Derivations(Mapping[Triple, tuple[Derivation, ...]]):
    """The derivations of the triples in some lines, which are parsed when they are needed: most never are.

    Args:
        lines: the lines of all files, each after its file and number.
    """

    def __init__(self, lines: list[tuple[_File, int, str]]) -> None:
        self._lines = lines
        # A quotation mark inside a term is escaped, so that this is the first end of a triple in the line.
        self._places = {line[len(_START) : line.find('],"rank"') + 1]: place for place, (_, _, line) in enumerate(lines)}
        self._known: dict[Triple, tuple[Derivation, ...] | None] = {}

    def __getitem__(self, triple: Triple) -> tuple[Derivation, ...]:
        if triple not in self._known:
            place = self._places.get(_key(triple))
            self._known[triple] = None if place is None else self._parse(place).derivations
        found = self._known[triple]
        if found is None:
            raise KeyError(triple)
        return found

    def __iter__(self) -> Iterator[Triple]:
        return (self._parse(place).triple for place in self._places.values())

    def __len__(self) -> int:
        return len(self._places)

    def _parse(self, place: int) -> Entailed:
        file, number, line = self._lines[place]
        return file.parse(line, number)


def premises_behind(
    derivations: Iterable[Derivation], derivations_of: Callable[[Triple], Sequence[Derivation]], *, types: bool = True
) -> Iterator[Triple]:
    """The premises of some derivations, with the premises of those that are entailed, down to what is asserted.

    Args:
        derivations: the derivations at which to start.
        derivations_of: the derivations of a triple, none if it is not entailed: `Proofs.of`, or the result of a look-up in
            `Proofs.derivations`.
        types: whether the premises of entailed types (``rdf:type``) are followed too.

    Returns:
        Each premise once, in no particular order. Circles are followed once.

    >>> from pyoxigraph import NamedNode
    >>> a, b, c = (Triple(NamedNode(f"x:{each}"), NamedNode("x:met"), NamedNode("x:d")) for each in "abc")
    >>> proofs = {a: (Derivation("r", (b,)),), b: (Derivation("r", (c, a)),)}
    >>> sorted(each.subject.value for each in premises_behind(proofs[a], lambda triple: proofs.get(triple, ())))
    ['x:a', 'x:b', 'x:c']
    """
    seen: set[Triple] = set()
    waiting = list(derivations)
    while waiting:
        for premise in waiting.pop().premises:
            if premise not in seen:
                seen.add(premise)
                yield premise
                if types or premise.predicate.value != RDF_TYPE:
                    waiting.extend(derivations_of(premise))


def format_line(entailed: Entailed) -> str:
    r"""The line of an entailed triple in ``proofs.jsonl``, with its line feed.

    >>> from pyoxigraph import NamedNode
    >>> met = Triple(NamedNode("x:a"), NamedNode("x:met"), NamedNode("x:b"))
    >>> format_line(Entailed(met, 1, (Derivation("met", (met,)),)))
    '{"triple":["<x:a>","<x:met>","<x:b>"],"rank":1,"derivations":[{"rule":"met","premises":[["<x:a>","<x:met>","<x:b>"]]}]}\n'
    """
    derivations = [{"rule": each.rule, "premises": [_texts(premise) for premise in each.premises]} for each in entailed.derivations]
    return _compact({"triple": _texts(entailed.triple), "rank": entailed.rank, "derivations": derivations}) + "\n"


def parse_line(line: str) -> Entailed:
    """The entailed triple that a line of ``proofs.jsonl`` stands for; the inverse of `format_line`.

    Raises:
        DataError, KeyError, TypeError, ValueError: the line is not a proof.
    """
    row = json.loads(line)
    derivations = tuple(Derivation(each["rule"], tuple(map(_triple, each["premises"]))) for each in row["derivations"])
    return Entailed(_triple(row["triple"]), row["rank"], derivations)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _key(triple: Triple) -> str:
    """How the line of a triple writes the triple."""
    texts = _texts(triple)
    # Nothing in an IRI is escaped, and this is much faster.
    return '["' + '","'.join(texts) + '"]' if isinstance(triple.object, NamedNode) else _compact(texts)


def _texts(triple: Triple) -> list[str]:
    return [str(triple.subject), str(triple.predicate), str(triple.object)]


@functools.lru_cache(maxsize=4096)
def _term(text: str) -> Term:
    """A term of a proof; the same few classes and properties, and the parties of neighbouring lines, come again and again."""
    return parse_n3(text)


def _triple(texts: list[str]) -> Triple:
    subject, predicate, value = map(_term, texts)
    return Triple(subject, predicate, value)  # type: ignore[arg-type]  # a literal in the wrong place raises TypeError
