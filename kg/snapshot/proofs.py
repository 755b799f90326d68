"""The proofs of a snapshot: for an entailed triple the rules and premises it follows from."""

from __future__ import annotations

import json
from collections import namedtuple

from pyoxigraph import Triple

from kg.errors import EnvironmentProblem
from kg.terms import parse_n3

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class Derivation(NamedTuple):
        """One way to a conclusion: the rule's name, and its premises."""

        rule: str
        premises: tuple[Triple, ...]
else:
    Derivation = namedtuple("Derivation", "rule premises")


class Proofs:
    """The proofs in a snapshot's ``proofs.jsonl``; read at the first question.

    Args:
        path: the file.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        self._text: str | None = None

    def of(self, triple: Triple) -> tuple[Derivation, ...]:
        """The derivations of a triple, the first of them by premises that are nearer to what is asserted; none if it is not entailed.

        Raises:
            EnvironmentProblem: the file is missing or damaged.
        """
        if self._text is None:
            try:
                with open(self.path, encoding="utf-8") as file:
                    self._text = "\n" + file.read()
            except (OSError, UnicodeDecodeError) as error:
                raise EnvironmentProblem(f"the proofs cannot be read: {error}", self.path, "`kg build` makes them again") from error
        terms = [str(triple.subject), str(triple.predicate), str(triple.object)]
        start = self._text.find('\n{"triple":' + json.dumps(terms, ensure_ascii=False, separators=(",", ":")))
        if start < 0:
            return ()
        line = self._text[start + 1 : self._text.find("\n", start + 1)]
        try:
            ways = json.loads(line)["derivations"]
            return tuple(Derivation(way["rule"], tuple(map(_triple, way["premises"]))) for way in ways)
        except (KeyError, TypeError, ValueError) as error:
            raise EnvironmentProblem(f"a proof is damaged: {error}", self.path, "`kg build` makes it again") from error


def _triple(terms: list[str]) -> Triple:
    subject, predicate, value = map(parse_n3, terms)
    return Triple(subject, predicate, value)  # type: ignore[arg-type]  # a literal predicate raises TypeError, caught above
