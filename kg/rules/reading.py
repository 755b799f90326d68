"""Read rule files, and check that each has a form whose proofs can be replayed.

Most rules come from the table of verbs in the ontology (`kg.rules.verbs`). A rule that is more than a verb is ``ontology/rules/NAME.rq``:
a header ``#+ summary:`` with one sentence of explanation, prefixes, and a SPARQL CONSTRUCT query. Its WHERE contains only triple patterns,
FILTER and FILTER NOT EXISTS, so that the premises of a conclusion are the triple patterns with the solution put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.errors import DataError, EnvironmentProblem, QueryError
from kg.files import read_text
from kg.headers import parse_header
from kg.places import Place
from kg.sparql.limits import MOST_BYTES, check_size, check_text
from kg.terms import TYPE
from kg.tokens import Token, resolve, scan
from kg.workspace import Workspace

Node: TypeAlias = ox.NamedNode | ox.Literal | ox.Variable
Value: TypeAlias = ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple
Pattern: TypeAlias = tuple[Node, Node, Node]

_REFUSED: Final = {
    "OPTIONAL": "a premise that may be absent has no proof",
    "UNION": "write one rule for each branch",
    "MINUS": "use FILTER NOT EXISTS",
    "BIND": "write the term where it is used",
    "VALUES": "write one rule for each value, or FILTER (?x IN (...))",
    "GRAPH": "rules read the default graph only: what is held",
    "SERVICE": "rules read this workspace only",
    "SELECT": "a sub-select has no premises of its own",
    "FROM": "rules read the default graph only",
    "EXISTS": "write its patterns into WHERE: they are premises",
    "RAND": "the same input must lead to the same conclusions",
    "NOW": "the same input must lead to the same conclusions",
    "UUID": "the same input must lead to the same conclusions",
    "STRUUID": "the same input must lead to the same conclusions",
    "BNODE": "there are no blank nodes in the graph",
    "BOUND": "each variable of a premise is bound",
}
_HINT: Final = "a rule's WHERE holds plain triple patterns, FILTER and FILTER NOT EXISTS only"


class Rule(NamedTuple):
    """One rule.

    Attributes:
        name: the file's name without its ending.
        explanation: one sentence, from the header's ``#+ summary:``.
        construct: the whole text of the file.
        path: the file, or None for a rule that is not in one.
        head: the triple templates of CONSTRUCT.
        body: the triple patterns of WHERE, outside FILTER: the premises.
        absent: the triple patterns inside FILTER NOT EXISTS.
        where: the text of the group graph pattern of WHERE, braces included.
        prologue: the text before CONSTRUCT (BASE and PREFIX).
    """

    name: str
    explanation: str
    construct: str
    path: Path | None
    head: tuple[Pattern, ...]
    body: tuple[Pattern, ...]
    absent: tuple[Pattern, ...]
    where: str
    prologue: str

    def variables(self) -> list[str]:
        """The variables of the premises, each once, in the order of their appearance."""
        return list(dict.fromkeys(node.value for pattern in self.body for node in pattern if isinstance(node, ox.Variable)))

    def select(self) -> str:
        """The query for all solutions of the body, one row each."""
        return f"{self.prologue}SELECT DISTINCT {' '.join('?' + name for name in self.variables())} WHERE {self.where}"


def read_rules(ws: Workspace, compiled: Sequence[Rule] = ()) -> list[Rule]:
    """The rules in the rule files of a workspace and other rules, sorted by name.

    Args:
        ws: the workspace; its own rule replaces the packaged one of the same name.
        compiled: the rules that the ontology stands for. A rule file replaces one of the same name.

    Returns:
        The rules, checked one by one and together.

    Raises:
        DataError: a file is not a valid rule, or a FILTER NOT EXISTS matches what a rule concludes, so that the result would depend on
            the order of the rules. Its `others` are the other errors of this kind.
    """
    rules: list[Rule] = []
    errors: list[DataError] = []
    for path in ws.rule_files():
        try:
            rules.append(_remembered(read_text(path, MOST_BYTES), path.stem, path, ws.display(path)))
        except DataError as error:
            errors.append(error)
        except EnvironmentProblem as error:
            errors.append(DataError(error.what, Place(ws.display(path)), error.hint))
        except UnicodeDecodeError:
            errors.append(DataError("the rule file is not UTF-8", Place(ws.display(path)), "save the file as UTF-8"))
    written = {rule.name for rule in rules}
    rules += [rule for rule in compiled if rule.name not in written]
    rules.sort(key=lambda rule: rule.name)
    # Compiled rules repeat the same few patterns.
    concluding: dict[Node, dict[Pattern, str]] = {}
    for rule in reversed(rules):
        for template in rule.head:
            concluding.setdefault(template[1], {})[template] = rule.name
    clashes: dict[Pattern, str | None] = {}
    for rule in rules:
        for pattern in rule.absent:
            if pattern not in clashes:
                templates = concluding.get(pattern[1], {}).items()
                clashes[pattern] = min((name for template, name in templates if _may_conclude(template, pattern)), default=None)
            if (other := clashes[pattern]) is not None:
                place = Place(ws.display(rule.path)) if rule.path else None
                what = f"rule {rule.name} asks for the absence of what rule {other} concludes"
                errors.append(DataError(what, place, "ask for the absence of something that is only ever asserted"))
    if errors:
        raise DataError(errors[0].what, errors[0].place, errors[0].hint, errors[1:])
    return rules


def parse_rule(text: str, name: str, path: Path | None = None, shown: str = "rule") -> Rule:
    """Parse one rule, and check its form.

    Args:
        text: the text of the file.
        name: the rule's name.
        path: the file, kept in the rule; not read.
        shown: the file as errors name it.

    Returns:
        The rule.

    Raises:
        DataError: the text is not a rule, or too large for the engine (`kg.sparql.limits`).

    >>> text = "#+ summary: Whoever is visited hosts.\\nPREFIX x: <http://x/> CONSTRUCT { ?b x:hosts ?a } WHERE { ?a x:visits ?b }"
    >>> parse_rule(text, "hosts").head
    ((<Variable value=b>, <NamedNode value=http://x/hosts>, <Variable value=a>),)
    >>> parse_rule("#+ summary: No.\\nCONSTRUCT { ?a a ?c } WHERE { OPTIONAL { ?a a ?c } }", "no")
    Traceback (most recent call last):
    ...
    kg.errors.DataError: OPTIONAL in a rule: a premise that may be absent has no proof (rule:2:31)
    """
    try:
        check_text(text, shown, f"rule {name}")
        check_size(list(scan(text)), shown, f"rule {name}")
    except QueryError as error:
        raise DataError(error.what, error.place, "split it into several rules") from None
    summary = parse_header(text, shown).get("summary")
    if not isinstance(summary, str) or not summary:
        raise DataError(f"rule {name} has no explanation", Place(shown, 1, 1), "begin the file with `#+ summary:` and one sentence")
    return _Reader(text, name, shown).rule(summary, path)


@lru_cache(maxsize=256)
def _remembered(text: str, name: str, path: Path, shown: str) -> Rule:
    """The same as `parse_rule`, once for each text: each build and each check reads all rules."""
    return parse_rule(text, name, path, shown)


def _may_conclude(template: Pattern, pattern: Pattern) -> bool:
    """Whether a template with a constant predicate can produce a triple that matches the pattern.

    A template with a variable predicate (the closure over sub-properties) is left to the engine's last check.
    """
    if isinstance(template[1], ox.Variable) or template[1] != pattern[1]:
        return False
    if isinstance(template[2], ox.Variable):
        return template[1] != TYPE
    return isinstance(pattern[2], ox.Variable) or template[2] == pattern[2]


def concluded_properties(rules: Iterable[Rule]) -> frozenset[str]:
    """The IRIs of the properties that some rules conclude, other than ``rdf:type``."""
    return frozenset(node.value for rule in rules for _, node, _ in rule.head if isinstance(node, ox.NamedNode)) - {TYPE.value}


class _Reader:
    """Reads the tokens of one rule, in one pass."""

    def __init__(self, text: str, name: str, shown: str) -> None:
        self.text = text
        self.name = name
        self.shown = shown
        self.prefixes: dict[str, str] = {}
        self.tokens: Sequence[Token] = list(scan(text))
        self.at = 0

    def rule(self, explanation: str, path: Path | None) -> Rule:
        self._prologue()
        prologue = self.text[: self._peek().start]
        self._word("CONSTRUCT")
        head = tuple(self._block(template=True)[0])
        if self._is_word("WHERE"):
            self.at += 1
        start = self._peek().start
        body, absent = self._block(template=False)
        where = self.text[start : self.tokens[self.at - 1].end]
        if self.at < len(self.tokens):
            raise self._error(f"{self._peek().text} after the WHERE of a rule", _HINT)
        known = {node for pattern in body for node in pattern if isinstance(node, ox.Variable)}
        if not body:
            raise DataError(f"rule {self.name} has no premises", Place(self.shown, 1, 1), "a fact without premises belongs in data/")
        for template in head:
            for node in template:
                if isinstance(node, ox.Variable) and node not in known:
                    what = f"{node} is in the conclusion of rule {self.name} but in none of its premises"
                    raise DataError(what, Place(self.shown, 1, 1), _HINT)
        rule = Rule(self.name, explanation, self.text, path, head, tuple(body), tuple(absent), where, prologue)
        try:
            ox.Store().query(rule.select())
            ox.Store().query(self.text)
        except SyntaxError as error:
            place = Place(self.shown, error.lineno or 1, error.offset or 1)
            raise DataError(f"rule {self.name} is not SPARQL: {error.msg}", place, _HINT) from None
        return rule

    def _prologue(self) -> None:
        while self._is_word("PREFIX") or self._is_word("BASE"):
            if self._is_word("BASE"):
                raise self._error("BASE in a rule", "write the IRIs in full or with a prefix")
            self.at += 1
            name, iri = self._next("pname"), self._next("iri")
            self.prefixes[name.text.rstrip(":")] = iri.text[1:-1]

    def _block(self, *, template: bool) -> tuple[list[Pattern], list[Pattern]]:
        """The patterns between braces, and those of NOT EXISTS."""
        self._punct("{")
        patterns: list[Pattern] = []
        absent: list[Pattern] = []
        while not self._is_punct("}"):
            token = self._peek()
            word = token.text.upper() if token.kind == "word" else ""
            if word in _REFUSED:
                raise self._error(f"{token.text} in a rule: {_REFUSED[word]}", _HINT)
            if word == "FILTER" and not template:
                self.at += 1
                absent += self._filter()
            elif self._is_punct("."):
                self.at += 1
            elif self._is_punct("{"):
                raise self._error("a group inside a rule's WHERE", _HINT)
            else:
                patterns += self._triples()
        self.at += 1
        return patterns, absent

    def _filter(self) -> list[Pattern]:
        if self._is_word("NOT"):
            self.at += 1
            self._word("EXISTS")
            patterns, inner = self._block(template=False)
            return patterns + inner
        token = self._peek()
        if token.kind in {"word", "pname", "iri"}:  # a built-in call or a function without brackets around it
            self._refuse_word(token)
            self.at += 1
        self._punct("(")
        depth = 1
        while depth:
            token = self._peek()
            self._refuse_word(token)
            depth += (token.text == "(") - (token.text == ")") if token.kind == "punct" else 0
            self.at += 1
        return []

    def _refuse_word(self, token: Token) -> None:
        if token.kind == "word" and token.text.upper() in _REFUSED:
            raise self._error(f"{token.text} in a rule: {_REFUSED[token.text.upper()]}", _HINT)

    def _triples(self) -> Iterator[Pattern]:
        subject = self._node()
        while True:
            predicate = self._predicate()
            while True:
                yield subject, predicate, self._node()
                if not self._is_punct(","):
                    break
                self.at += 1
            if not self._is_punct(";"):
                return
            while self._is_punct(";"):
                self.at += 1
            if self._is_punct(".") or self._is_punct("}"):
                return

    def _predicate(self) -> Node:
        if self._is_word("a"):
            self.at += 1
            return TYPE
        token = self._peek()
        if token.kind not in {"iri", "pname", "var"}:
            raise self._error(f"{token.text} where a rule needs a property: property paths have no premises", _HINT)
        node = self._node()
        if any(self._is_punct(mark) for mark in "/|*+?^"):
            raise self._error("a property path in a rule: it has no premises", _HINT)
        return node

    def _node(self) -> Node:
        token = self._peek()
        if token.kind == "var":
            self.at += 1
            return ox.Variable(token.text[1:])
        if token.kind in {"iri", "pname"}:
            self.at += 1
            return self._iri(token)
        if token.kind == "string":
            return self._literal()
        if token.kind == "number" or token.text in {"true", "false"}:
            self.at += 1
            return _turtle_literal(token.text)
        if token.kind == "bnode" or token.text in {"[", "("}:
            raise self._error("a blank node in a rule", "use a variable: blank nodes are duplicated on merging")
        raise self._error(f"{token.text} where a rule needs a term", _HINT)

    def _literal(self) -> ox.Literal:
        text = self._next("string").text
        if self.at < len(self.tokens) and self._peek().kind == "lang":
            text += self._next("lang").text
        elif self._is_punct("^^"):
            self.at += 1
            datatype = self._node()
            text += f"^^{datatype}"
        return _turtle_literal(text)

    def _iri(self, token: Token) -> ox.NamedNode:
        iri = resolve(token, self.prefixes)
        if iri is None:
            self.at -= 1
            prefix = token.text.partition(":")[0]
            raise self._error(f"the prefix {prefix}: is not declared in rule {self.name}", f"add a line `PREFIX {prefix}: <...>`")
        try:
            return ox.NamedNode(iri)
        except ValueError as problem:
            self.at -= 1
            raise self._error(f"{token.text} is not an IRI", _HINT) from problem

    def _peek(self) -> Token:
        if self.at >= len(self.tokens):
            last = self.tokens[-1] if self.tokens else None
            place = Place(self.shown, last.line, last.column) if last else Place(self.shown, 1, 1)
            raise DataError(f"rule {self.name} is incomplete", place, _HINT)
        return self.tokens[self.at]

    def _next(self, kind: str) -> Token:
        token = self._peek()
        if token.kind != kind:
            raise self._error(f"{token.text} in rule {self.name} where {'an IRI' if kind == 'iri' else 'a ' + kind} is needed", _HINT)
        self.at += 1
        return token

    def _is_word(self, word: str) -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind == "word" and (token.text == "a" if word == "a" else token.text.upper() == word)

    def _is_punct(self, mark: str) -> bool:
        return self.at < len(self.tokens) and self.tokens[self.at].kind == "punct" and self.tokens[self.at].text == mark

    def _word(self, word: str) -> None:
        if not self._is_word(word):
            raise self._error(f"{self._peek().text} in rule {self.name} where {word} is needed", _HINT)
        self.at += 1

    def _punct(self, mark: str) -> None:
        if not self._is_punct(mark):
            raise self._error(f"{self._peek().text} in rule {self.name} where {mark} is needed", _HINT)
        self.at += 1

    def _error(self, what: str, hint: str) -> DataError:
        token = self._peek()
        return DataError(what, Place(self.shown, token.line, token.column), hint)


def _turtle_literal(text: str) -> ox.Literal:
    triple = next(iter(ox.parse(f"<x:s> <x:p> {text} .".encode(), ox.RdfFormat.TURTLE)))
    assert isinstance(triple.object, ox.Literal)
    return triple.object


def instantiate(pattern: Pattern, solution: Mapping[str, Value]) -> ox.Triple | None:
    """A pattern with its variables replaced.

    Args:
        pattern: a triple pattern or template.
        solution: a term for each variable, by its name without the question mark.

    Returns:
        The triple, or None where it would not be one (a literal as subject or predicate).

    >>> print(instantiate((ox.Variable("a"), ox.NamedNode("x:p"), ox.Literal("1")), {"a": ox.NamedNode("x:a")}))
    <x:a> <x:p> "1"
    """
    subject, predicate, value = (solution[node.value] if isinstance(node, ox.Variable) else node for node in pattern)
    if not isinstance(subject, ox.NamedNode | ox.BlankNode) or not isinstance(predicate, ox.NamedNode):
        return None
    return ox.Triple(subject, predicate, value)


__all__ = ["Pattern", "Rule", "Value", "concluded_properties", "instantiate", "parse_rule", "read_rules"]
