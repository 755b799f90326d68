"""From lines to what they say: the assertion graphs, notes and background entries of each passage, as quads."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.coding.making import MOST_OF_GIST, Claimed, made_gist, made_label, made_slug, slug_of, unique
from kg.coding.notation import Claim, Gist, Header, Nothing, Problem, Remark, Slot, Value, in_office, parse, refused
from kg.coding.typed import typed_date, typed_quantity
from kg.coding.vocabulary import MEMBER_KIND, PREF_LABEL, Passage, Vocabulary
from kg.editing.coding import Entry, PassageCoding
from kg.errors import UsageError
from kg.files import nearest
from kg.namespaces import DCTERMS, DIP, EDTF, RDF_TYPE, XSD
from kg.record.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_Values: TypeAlias = "Sequence[tuple[str, ox.NamedNode | ox.Literal]]"

_RECORD_ROLES: Final = ("wording", "differsFrom", "rank", "contentOf", "within")
"""Properties of an assertion graph that can be given in a slot of any of its lines."""

_SPEAKER_ROLES: Final = (DIP + "actor", DIP + "holder", DIP + "party")
_MOST_GRAPHS: Final = 99_999
_PROPOSITION: Final = DIP + "Proposition"
BARE: Final = "bare"
"""The slot of a line that writes neither kinds nor label again."""

UNLABELLED: Final = "unlabelled"
"""The slot of a line that writes the kinds without the label."""


class Fault(Exception):
    """What is wrong at a column of a line, and what to do."""

    def __init__(self, column: int, what: str, hint: str) -> None:
        super().__init__(what)
        self.column, self.what, self.hint = column, what, hint


class New(NamedTuple):
    """What is named with ``+``: its IRI, its name, its class, and whether it is new, as it should be."""

    iri: str
    name: str
    kind: str
    is_new: bool = True


@dataclass
class Meant:
    """What a line says, with what it says of its assertion graph, the new things that it names, and who acts in which office."""

    claimed: Claimed
    record: list[tuple[str, ox.NamedNode | ox.Literal]] = field(default_factory=list)
    new: list[New] = field(default_factory=list)
    offices: list[tuple[str, str, str]] = field(default_factory=list)
    tenures: list[Claimed] = field(default_factory=list)


@dataclass
class _Graph:
    iri: str
    header: Header
    standing: str
    depth: int
    speeches: list[str]
    line: Claim
    within: str = ""
    claims: list[Claimed] = field(default_factory=list)
    record: list[tuple[str, ox.NamedNode | ox.Literal]] = field(default_factory=list)
    gist: str = ""


@dataclass
class _Passage:
    """What is collected for a passage."""

    iri: str
    document: str
    graphs: list[_Graph] = field(default_factory=list)
    notes: list[tuple[str, list[tuple[str, ox.NamedNode | ox.Literal]]]] = field(default_factory=list)
    nothing: str | None = None
    new: list[New] = field(default_factory=list)


def coded(text: str, vocabulary: Vocabulary, shown: str = "line", passage: str = "") -> list[PassageCoding]:
    """What some lines say, passage by passage.

    Args:
        text: the lines.
        vocabulary: what they can name; it is not changed.
        shown: the name of the file, as messages show it.
        passage: the name of the passage that lines before the first ``@`` are about; empty for none.

    Returns:
        A value for each passage, in the order in which they are first named.

    Raises:
        DataError: at least one line is wrong. All errors are in it.

    >>> from kg.ontology.terms import Ontology
    >>> words = Vocabulary(Ontology(()), "https://x.org/")
    >>> found, = coded("- a heading", words, passage="A1")
    Traceback (most recent call last):
    ...
    kg.errors.DataError: no passage is called A1 (line:1:1)
    >>> words.add([ox.Quad(ox.NamedNode("https://x.org/passage/A1"), ox.NamedNode(DIP + "number"), ox.Literal(1))])
    >>> found, = coded("- a heading", words, passage="A1")
    >>> found.nothing.quads[0].object.value
    'a heading'
    """
    reader = Reader(vocabulary.copy(), shown)
    lines, problems = parse(text)
    if passage:
        lines.insert(0, Header((passage,), (), 0, 1))
    reader.problems += problems
    return reader.read(lines)


class Reader:
    """Reads lines one after the other.

    Args:
        vocabulary: what they can name. What the lines name newly is added to it.
        shown: the name of the file, as messages show it.
    """

    def __init__(self, vocabulary: Vocabulary, shown: str = "line") -> None:
        self.vocabulary = vocabulary
        self.shown = shown
        self.problems: list[Problem] = []
        self.passages: dict[str, _Passage] = {}
        self.header: Header | None = None
        self.graph: _Graph | None = None
        self.next = 0
        self.refused = False
        self.said: set[str] = set()
        self.meant: dict[int, Meant] = {}
        self.named_new: dict[str, New] = {}
        self.declared: dict[str, int] = {}
        """The identifiers that lines give to things that nothing else has told, to the number of the first such line."""

    def read(self, lines: Sequence[Header | Claim | Remark | Nothing | Gist]) -> list[PassageCoding]:
        """What lines say.

        Raises:
            DataError: at least one line is wrong.
        """
        self.take(lines)
        found = [self._coding(each) for each in self.passages.values()]
        if self.problems:
            raise refused(self.problems, self.shown)
        return found

    def take(self, lines: Sequence[Header | Claim | Remark | Nothing | Gist]) -> None:
        """Read lines, and keep what is wrong with them in `problems` and what claims mean, by their number, in `meant`."""
        for line in lines:
            if isinstance(line, Claim):
                self._declare(line)
        for line in lines:
            try:
                self._step(line)
            except Fault as fault:
                self.problems.append(Problem(line.line, fault.column, fault.what, fault.hint))
                if isinstance(line, Claim) and not line.same:
                    self.graph = None
                if isinstance(line, Header):
                    self.header, self.refused = None, True

    def stand(self, passage: str) -> None:
        """Open a passage for a line by itself, also if it is not known which.

        Args:
            passage: the name of the passage; empty for none.
        """
        if passage in self.vocabulary.passages:
            self._open(Header((passage,), (), 0, 0))
        else:
            iri = f"{self.vocabulary.base}passage/"
            self.vocabulary.passages[""] = Passage(iri)
            self.header, self.passages[""] = Header(("",), (), 0, 0), _Passage(iri, "")

    def _declare(self, line: Claim) -> None:
        """Note what a line calls by an identifier, so that lines before it can refer to it, and its new names."""
        vocabulary = self.vocabulary
        typed = [*line.head, *(value for slot in line.slots for value in slot.values)]
        for value in [part for each in typed for part in (in_office(each) or (each,))]:
            if value.kind == "new":
                try:
                    self._new(value)
                except Fault as fault:
                    self.problems.append(Problem(line.line, fault.column, fault.what, fault.hint))
        if not line.identifier:
            return
        iri = vocabulary.iri(line.identifier)
        if iri not in vocabulary.nodes:
            self.declared.setdefault(iri, line.line)
        if counted := self._counted(line, []):
            vocabulary.tell(iri, tuple(counted))
        if line.says:
            vocabulary.tell(iri, text=line.says)
        label = next((slot.values[0].text for slot in line.slots if slot.role == "label" and slot.values), "")
        kinds = [_PROPOSITION] if line.says else [found for value in line.head if (found := vocabulary.kind(value.text)[0])]
        known = vocabulary.nodes.get(iri)
        if kinds and (known is None or not known.entity):
            for kind in kinds:
                vocabulary.type(iri, kind)
            if label:
                vocabulary.name(iri, label, preferred=True)

    def _counted(self, line: Claim, kinds: list[str]) -> list[str]:
        """The classes that a line, or another line about the same thing, gives as member kind."""
        vocabulary = self.vocabulary
        node = vocabulary.nodes.get(vocabulary.iri(line.identifier)) if line.identifier else None
        found = list(node.members) if node is not None else []
        for slot in line.slots:
            if slot.role and vocabulary.role(slot.role, kinds)[0] == MEMBER_KIND:
                found += [kind for value in slot.values if (kind := vocabulary.kind(value.text)[0])]
        return found

    def _step(self, line: Header | Claim | Remark | Nothing | Gist) -> None:
        if isinstance(line, Header):
            self._open(line)
            return
        if self.header is None:
            if self.refused:
                if isinstance(line, Claim):
                    self.meaning(line)
                return
            raise Fault(1, "a line before the first passage", "write @ and the name of the passage above it, such as @H7")
        passage = self.passages[self.header.cites[0]]
        if passage.graphs if isinstance(line, Nothing) else isinstance(line, Claim) and passage.nothing is not None:
            raise Fault(1, f"{self.header.cites[0]} has a claim and asserts nothing", "delete the claims, or the line with a hyphen")
        if isinstance(line, Nothing):
            passage.nothing = line.reason
        elif isinstance(line, Gist):
            if self.graph is None:
                raise Fault(1, "a gist without an assertion graph", "write the claim above it")
            if len(line.text) > MOST_OF_GIST:
                raise Fault(1, f"a gist of {len(line.text)} characters", f"write at most {MOST_OF_GIST}")
            self.graph.gist = line.text
        elif isinstance(line, Remark):
            self._remark(line, passage)
        else:
            self._claim(line, passage)

    def _open(self, line: Header) -> None:
        twice = next((name for name in (*line.cites, *line.read_with) if (*line.cites, *line.read_with).count(name) > 1), "")
        if twice:
            raise Fault(1, f"{twice} is named twice", "name each passage once")
        if line.number > _MOST_GRAPHS:
            raise Fault(1, f"{line.number} is no number of an assertion graph", f"write at most {_MOST_GRAPHS}, or leave the number out")
        for name in (*line.cites, *line.read_with):
            if name not in self.vocabulary.passages:
                near = nearest(name, self.vocabulary.passages)
                raise Fault(
                    1, f"no passage is called {name}", f"did you mean {' or '.join(near)}?" if near else "kg sources lists the passages"
                )
        name = line.cites[0]
        self.header, self.graph = line, None
        if name not in self.passages:
            known = self.vocabulary.passages[name]
            self.passages[name] = _Passage(known.iri, known.document)
        self.next = line.number or self._last_number(name) + 1

    def _last_number(self, name: str) -> int:
        numbers = [int(each.rpartition("-")[2]) for each in self.vocabulary.graphs if re.fullmatch(re.escape(name) + r"-\d{1,9}", each)]
        return max(numbers, default=0)

    # Claims

    def _claim(self, line: Claim, passage: _Passage) -> None:
        graph = self._graph_of(line, passage)
        meant = self.meant[line.line] = self.meaning(line, passage.document)
        if line.says:
            self.said.add(meant.claimed.subject)
        if not line.same:
            passage.graphs.append(graph)
            self.graph = graph
            self.vocabulary.graphs.add(graph.iri.rpartition("/")[2])
            self.next += 1
        for new in meant.new:
            if all(each.iri != new.iri for other in self.passages.values() for each in other.new):
                passage.new.append(new)
        graph.record += meant.record
        graph.claims += [meant.claimed, *meant.tenures]

    def _graph_of(self, line: Claim, passage: _Passage) -> _Graph:
        assert self.header is not None
        if line.same:
            if self.graph is None:
                raise Fault(1, "& without a graph above", "leave & out, or correct the line above")
            return self.graph
        name = f"{self.header.cites[0]}-{self.next}"
        graph = _Graph(f"{self.vocabulary.base}assertion/{name}", self.header, line.standing, line.depth, [], line)
        if name in self.vocabulary.graphs:
            raise Fault(
                1, f"the assertion graph {name} exists", f"begin with another number, such as @{self.header.cites[0]}/{self.next + 1}"
            )
        if line.depth:
            graph.speeches = [self._speech(line, passage)]
        if line.depth > 1:
            outer = next((each for each in reversed(passage.graphs) if each.depth == line.depth - 1), None)
            if outer is None:
                raise Fault(1, "a report within no other", 'write a line with one " less above it')
            graph.within = outer.iri
            graph.speeches = graph.speeches if line.speech else outer.speeches
        return graph

    def _speech(self, line: Claim, passage: _Passage) -> str:
        if line.speech:
            return self._known_id(line.speech, 2)
        for graph in reversed(passage.graphs):
            if graph.depth:
                return graph.speeches[0]
            for claimed in reversed(graph.claims):
                if self.vocabulary.is_a(claimed.subject, "Statement"):
                    return claimed.subject
        for graph in reversed(passage.graphs):
            if graph.claims:
                return graph.claims[0].subject
        raise Fault(1, "content without a statement", 'write the statement above it, or name it as in "#speech')

    def meaning(self, line: Claim, document: str = "") -> Meant:
        """What a line says.

        Args:
            line: the line.
            document: the IRI of the document, for ``today``.

        Raises:
            Fault: it cannot be understood.
        """
        meant = Meant(Claimed("", (), None, ()))
        subject, kinds = self._head(line, meant)
        values, label, flags = self._slots(line, kinds, meant, document)
        if BARE in flags:
            kinds = []
        told = self.vocabulary.nodes.get(subject) if label is None and not line.says else None
        again = told is not None and bool(told.label or told.text)
        claimed = Claimed(subject, tuple(kinds), None, tuple(values), again, self.vocabulary.dates.get(document, ""))
        if line.says:
            values.insert(0, (DIP + "gist", self._literal(line.says)))
            claimed = claimed._replace(values=tuple(values))
        if kinds and not subject:
            made = made_slug(claimed, self.vocabulary) if not line.says else slug_of(" ".join(line.says.split()[:5]))
            subject = self.vocabulary.iri(made)
            if not self._is_named_below(subject, kinds, line):
                subject = self.vocabulary.iri(unique(made, lambda each: self.vocabulary.iri(each) in self.vocabulary.nodes))
        known = self.vocabulary.nodes.get(subject)
        if label is None and kinds and UNLABELLED not in flags:
            label = known.label if known is not None and known.label else ""
            if not label and _PROPOSITION not in kinds:
                label = self._label(claimed._replace(subject=subject), line)
        claimed = claimed._replace(subject=subject, label=label or None)
        self._note(claimed)
        if not claimed.kinds and not claimed.label and not claimed.values:
            raise Fault(line.column, "the line says nothing", "add what is said of it, such as about: and a name")
        meant.claimed = claimed
        meant.tenures = [self._tenure(*each, subject) for each in dict.fromkeys(meant.offices)]
        return meant

    def _is_named_below(self, iri: str, kinds: Sequence[str], line: Claim) -> bool:
        """Whether a line below names what this line makes by its identifier: it is the name that is made, and the kind fits."""
        if self.declared.get(iri, 0) <= line.line or any(each.claimed.subject == iri for each in self.meant.values()):
            return False
        ontology, node = self.vocabulary.words.ontology, self.vocabulary.nodes.get(iri)
        types = node.types if node is not None else ()
        return any(ontology.is_a(one, other) or ontology.is_a(other, one) for one in kinds for other in types)

    def _tenure(self, name: str, holder: str, office: str, attested: str) -> Claimed:
        """That somebody holds an office, as an act attests."""
        label = tenure_label(name, self.vocabulary.label(office))
        known = [iri for iri in self.vocabulary.find(label) if self.vocabulary.is_a(iri, "Tenure")]
        made = self.vocabulary.iri(unique(tenure_slug(name), lambda each: self.vocabulary.iri(each) in self.vocabulary.nodes))
        roles = {"holder": holder, "office": office, "attestedIn": attested}
        values = tuple((DIP + role, ox.NamedNode(iri)) for role, iri in roles.items())
        claimed = Claimed(known[0] if known else made, (DIP + "Tenure",), label, values)
        self._note(claimed)
        return claimed

    def _label(self, claimed: Claimed, line: Claim) -> str:
        label = made_label(claimed, self.vocabulary)
        others = [iri for iri in self.vocabulary.find(label) if iri != claimed.subject]
        if others:
            name = self.vocabulary.identifier(others[0])
            raise Fault(
                line.column,
                f"{label} is the label of #{name}",
                f"write #{name} behind the kind if it is the same; else add the slot label: and another label",
            )
        return label

    def _note(self, claimed: Claimed) -> None:
        for kind in claimed.kinds:
            self.vocabulary.type(claimed.subject, kind)
        if claimed.label:
            self.vocabulary.name(claimed.subject, claimed.label, preferred=True)
        counted = [term.value for prop, term in claimed.values if prop == MEMBER_KIND]
        text = next((term.value for prop, term in claimed.values if prop == DIP + "gist"), "")
        if claimed.subject and (counted or text):
            self.vocabulary.tell(claimed.subject, tuple(counted), text)

    def _head(self, line: Claim, meant: Meant) -> tuple[str, list[str]]:
        """The subject, empty for one that is to be made, and the kinds to write."""
        vocabulary = self.vocabulary
        iri = vocabulary.iri(line.identifier) if line.identifier else ""
        if line.says:
            return iri, [_PROPOSITION]
        if not line.head:
            node = vocabulary.nodes.get(self._known_id(line.identifier, line.column))
            assert node is not None
            return iri, [] if node.entity else list(node.types)
        first = line.head[0]
        if len(line.head) == 1 and not line.identifier:
            if first.kind == "new":
                return self._named_new(first, meant), []
            if first.kind == "iri":
                return _node(first).value, []
            named = vocabulary.find(first.text)
            if first.kind == "text" or (named and not vocabulary.exact_kind(first.text)):
                found = self._thing(first)
                node = vocabulary.nodes[found]
                return found, [] if node.entity else list(node.types)
        kinds = []
        for value in line.head:
            if value.kind == "iri":
                kinds.append(_node(value).value)
                continue
            find = vocabulary.kind if line.identifier else vocabulary.act_kind
            kind, candidates = find(value.text) if value.kind == "plain" else (None, [])
            if kind is None:
                raise self._no_kind(value, candidates)
            kinds.append(kind)
        ontology = vocabulary.words.ontology
        if not line.identifier and all(ontology.is_a(kind, DIP + "Agent") or ontology.is_a(kind, DIP + "Location") for kind in kinds):
            what = f"{vocabulary.words.label(kinds[0])} is a kind of thing, not of an act"
            raise Fault(line.column, what, f"write +Name ({vocabulary.words.label(kinds[0])}) for a new thing, or the name of a known one")
        node = vocabulary.nodes.get(iri)
        if node is not None and node.entity and not any(ontology.is_a(a, b) or ontology.is_a(b, a) for a in node.types for b in kinds):
            is_kind = f" ({vocabulary.words.label(node.types[0])})" if node.types else ""
            raise Fault(line.column, f"#{line.identifier} is {node.label}{is_kind}", "choose another identifier, or leave it out")
        return iri, kinds

    def _no_kind(self, value: Value, candidates: list[str]) -> Fault:
        if candidates:
            return Fault(value.column, f"{value.text} can be {', '.join(candidates)}", "type more of the kind's name")
        begun = [each for each in self.vocabulary.near(value.text) if fold(each).startswith(fold(value.text))]
        if begun and fold(value.text):
            return Fault(
                value.column, f"no kind begins with {value.text}, and a name is typed whole", f"did you mean {' or '.join(begun)}?"
            )
        near = [*self.vocabulary.near_kinds(value.text)[:2], *self.vocabulary.near(value.text)[:2]]
        hint = f"did you mean {' or '.join(near)}?" if near else "docs/acts.md lists the kinds; a new name is written as +Name (Kind)"
        return Fault(value.column, f"no kind and no name begins with {value.text}", hint)

    # Slots

    def _slots(
        self, line: Claim, kinds: list[str], meant: Meant, document: str
    ) -> tuple[list[tuple[str, ox.NamedNode | ox.Literal]], str | None, set[str]]:
        if counted := self._counted(line, kinds):
            kinds = list(dict.fromkeys((*kinds, *counted)))
        sequence = self.vocabulary.words.roles.sequence(kinds)
        position = 0
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = []
        dated: list[tuple[str, ox.NamedNode | ox.Literal]] = []
        label: str | None = None
        flags: set[str] = set()
        faults: list[Fault] = []
        for slot in line.slots:
            before = position
            try:
                if not slot.values:
                    position += 1
                elif not slot.role and slot.values[0].kind == "plain" and slot.values[0].text in (BARE, UNLABELLED):
                    flags.add(slot.values[0].text)
                elif slot.role == "label":
                    if len(slot.values) > 1:
                        raise Fault(slot.column, "two labels", "write one label; a label with + in it is written in quotation marks")
                    label = slot.values[0].text
                elif slot.role:
                    self._given(slot, kinds, meant, document, values, dated)
                elif (special := self._special(slot, kinds, document)) is not None:
                    dated += special
                else:
                    role = self._position(slot, sequence, position, meant)
                    if role != DIP + "place" or (position < len(sequence) and sequence[position] == role):
                        position += 1
                    terms = [(role, self._term(value, role, meant)) for value in slot.values]
                    _once(slot, terms, values)
                    values += terms
            except Fault as fault:
                faults.append(fault)
                position = before + (not slot.role)
        if sum(prop == DIP + "date" for prop, _ in dated) > 1:
            faults.append(Fault(line.column, "two dates", "write one date, such as between 1988 and 1989, or 1988/1989"))
        if faults:
            self.problems += [Problem(line.line, each.column, each.what, each.hint) for each in faults[1:]]
            raise faults[0]
        return list(dict.fromkeys(values + dated)), label, flags

    def _given(
        self,
        slot: Slot,
        kinds: list[str],
        meant: Meant,
        document: str,
        values: list[tuple[str, ox.NamedNode | ox.Literal]],
        dated: list[tuple[str, ox.NamedNode | ox.Literal]],
    ) -> None:
        """Add the values of a slot that names its role."""
        for name in _RECORD_ROLES:
            if slot.role in (name, self.vocabulary.words.label(DIP + name)):
                meant.record += [(DIP + name, self._term(value, DIP + name, meant)) for value in slot.values]
                return
        role, candidates = self.vocabulary.role(slot.role, kinds)
        if role is None:
            what = f"{slot.role} can be {', '.join(candidates)}" if len(candidates) > 1 else f"no role begins with {slot.role}"
            hint = (
                "type more of the role"
                if len(candidates) > 1
                else f"did you mean {candidates[0]}?"
                if candidates
                else "docs/acts.md has the roles"
            )
            raise Fault(slot.column, what, hint)
        if slot.role.startswith("<"):
            role = _node(Value("iri", role, column=slot.column)).value
        if self.vocabulary.words.form(role) == "date" and slot.values[0].kind == "plain":
            if len(slot.values) > 1:
                raise Fault(slot.column, "two dates", "write one date, such as between 1988 and 1989, or 1988/1989")
            dated += self._date(slot.values[0], role, kinds, document, needed=True) or []
            return
        terms = [(role, self._term(value, role, meant)) for value in slot.values]
        if DIP + "participant" in self.vocabulary.words.ontology.superproperties(role):
            _once(slot, terms, ())
        values += terms

    def _special(self, slot: Slot, kinds: list[str], document: str) -> list[tuple[str, ox.NamedNode | ox.Literal]] | None:
        """A slot without a role that is a date or a quantity; None for any other."""
        first = slot.values[0]
        if len(slot.values) > 1 or first.kind != "plain" or self.vocabulary.find(first.text):
            return None
        dated = self._date(first, DIP + "date", kinds, document)
        if dated is not None:
            return dated
        try:
            quantity = typed_quantity(first.text)
        except UsageError as error:
            raise Fault(first.column, error.what, error.hint or "") from error
        if quantity is None:
            return None
        found: list[tuple[str, ox.NamedNode | ox.Literal]] = [(DIP + name, _number(number)) for name, number in quantity.numbers]
        if quantity.qualifier:
            found.append((DIP + "quantityQualifier", self._literal(quantity.qualifier)))
        return [*found, (DIP + "unit", self._literal(quantity.unit))]

    def _date(
        self, value: Value, role: str, kinds: list[str], document: str, *, needed: bool = False
    ) -> list[tuple[str, ox.NamedNode | ox.Literal]] | None:
        ontology = self.vocabulary.words.ontology
        lasts = any(ontology.is_a(kind, DIP + "Situation") or ontology.is_a(kind, DIP + "Tenure") for kind in kinds)
        try:
            typed = typed_date(value.text, self.vocabulary.dates.get(document), lasts=lasts)
        except UsageError as error:
            raise Fault(value.column, error.what, error.hint or "") from error
        if typed is None:
            if needed:
                raise Fault(
                    value.column, f"{value.text} is not a date", "type it as in 26 April 1988, before 1979 or since the 1950s, or in EDTF"
                )
            return None
        found: list[tuple[str, ox.NamedNode | ox.Literal]] = []
        if typed.edtf is not None:
            found.append((role, ox.Literal(typed.edtf, datatype=ox.NamedNode(EDTF + "EDTF"))))
        if typed.basis and role == DIP + "date":
            found.append((DIP + "dateBasis", ox.NamedNode(DIP + typed.basis)))
        return found

    def _position(self, slot: Slot, sequence: tuple[str, ...], position: int, meant: Meant) -> str:
        """The role of a slot without one."""
        words = self.vocabulary.words
        place = DIP + "place"
        iris = [iri for value in slot.values if (iri := self._known(value))]
        if len(iris) == len(slot.values):
            located = all(self.vocabulary.is_a(iri, "Location") and not self.vocabulary.is_a(iri, "Agent") for iri in iris)
            wanted = words.range(sequence[position]) if position < len(sequence) else ""
            if located and words.ontology.is_property(place) and (not wanted or words.ontology.is_a(wanted, DIP + "Agent")):
                return place
        if position < len(sequence):
            return sequence[position]
        self._check_names(slot, meant)
        shown = slot.values[0].text
        raise Fault(slot.column, f"{shown} has no role", "write the role before it, such as about: or place:")

    def _known(self, value: Value) -> str:
        """The IRI of a value that names a known thing; empty for any other."""
        if pair := in_office(value):
            value = pair[0]
        if value.kind == "id":
            return self.vocabulary.iri(value.text)
        return next(iter(self.vocabulary.find(value.text)), "") if value.kind in ("plain", "new") else ""

    def _check_names(self, slot: Slot, meant: Meant) -> None:
        for value in slot.values:
            if value.kind == "plain":
                self._thing(value)

    def _term(self, value: Value, role: str, meant: Meant) -> ox.NamedNode | ox.Literal:
        vocabulary = self.vocabulary
        if value.kind == "iri":
            return _node(value)
        if value.kind == "id":
            return ox.NamedNode(self._known_id(value.text, value.column))
        if value.kind == "record":
            return ox.NamedNode(self._record(value))
        if value.kind == "new":
            return ox.NamedNode(self._named_new(value, meant))
        if (pair := in_office(value)) and vocabulary.words.form(role) == "thing" and not vocabulary.find(value.text):
            holder, office = (self._term(each, role, meant) for each in pair)
            name = vocabulary.label(holder.value) if pair[0].kind == "id" else pair[0].text
            meant.offices.append((name, holder.value, office.value))
            return holder
        if value.kind == "text" and value.tag:
            return ox.Literal(value.text, language=value.tag)
        if value.kind == "text" and value.of:
            return ox.Literal(value.text, datatype=_node(value._replace(text=value.of)))
        form = vocabulary.words.form(role)
        if form == "text" or (form == "date" and value.kind == "text"):
            return self._literal(value.text)
        if form == "count":
            number = value.text.replace(",", "")
            if not re.fullmatch(r"-?\d+(\.\d+)?", number):
                raise Fault(value.column, f"{value.text} is not a number", "write a number in digits, such as 250000")
            return _number(number)
        if form == "thing":
            return ox.NamedNode(self._thing(value))
        found, candidates = vocabulary.kind(value.text) if form == "kind" else vocabulary.individual(value.text, role)
        if found is None:
            hint = f"one of {', '.join(candidates)}" if candidates else "type more of its name"
            raise Fault(value.column, f"{value.text} is no value of {vocabulary.words.label(role)}, or more than one", hint)
        return ox.NamedNode(found)

    def _literal(self, text: str) -> ox.Literal:
        return ox.Literal(text, language=self.vocabulary.language)

    def _thing(self, value: Value) -> str:
        """The IRI of the thing with a name."""
        found = self.vocabulary.find(value.text)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(f"#{self.vocabulary.identifier(iri)}" for iri in found)
            raise Fault(value.column, f"several things are called {value.text}: {names}", "write the identifier instead of the name")
        near = self.vocabulary.near(value.text)
        means = f"did you mean {' or '.join(near)}? else " if near else ""
        raise Fault(
            value.column,
            f"nothing is called {value.text}",
            f"{means}write +{value.text} (Kind), such as (State) or (Person), for a new name",
        )

    def _known_id(self, identifier: str, column: int) -> str:
        iri = self.vocabulary.iri(identifier)
        if iri in self.vocabulary.nodes:
            return iri
        known = [name for each in self.vocabulary.nodes if (name := self.vocabulary.identifier(each))]
        near = nearest(identifier, known)
        also = f"did you mean {' or '.join('#' + each for each in near)}? else " if near else ""
        raise Fault(
            column, f"nothing has the identifier #{identifier}", f"{also}give it a kind in a line of its own, such as meeting #{identifier}"
        )

    def _record(self, value: Value) -> str:
        if value.text in self.vocabulary.passages:
            return self.vocabulary.passages[value.text].iri
        return f"{self.vocabulary.base}assertion/{value.text}"

    def _named_new(self, value: Value, meant: Meant) -> str:
        """The IRI of what is named with ``+``."""
        new = self._new(value)
        if new.is_new:
            meant.new.append(new)
        return new.iri

    def _new(self, value: Value) -> New:
        """A new thing, and its name from now on; or a known one, if the name and the kind are those of one."""
        name = value.text
        if name in self.named_new and not value.of:
            return self.named_new[name]
        known = self.vocabulary.find(name)
        one = self.vocabulary.nodes[known[0]] if len(known) == 1 else None
        if one is not None and not value.of and value.tag in ("", self.vocabulary.identifier(one.iri)):
            return New(one.iri, name, "", is_new=False)
        if not value.of:
            raise Fault(value.column, f"the new name {name} has no kind", f"write +{name} (Kind), such as (State), (Person) or (City)")
        kind, candidates = self.vocabulary.thing_kind(value.of)
        if kind is None:
            what = f"{value.of} can be {', '.join(candidates)}" if candidates else f"no kind of thing begins with {value.of}"
            near = self.vocabulary.near_kinds(value.of, things=True)
            raise Fault(
                value.column, what, f"did you mean {' or '.join(near)}?" if near and not candidates else "type more of the kind's name"
            )
        if name in self.named_new:
            return self.named_new[name]
        if one is not None and value.tag in ("", self.vocabulary.identifier(one.iri)):
            ontology = self.vocabulary.words.ontology
            if any(ontology.is_a(each, kind) or ontology.is_a(kind, each) for each in one.types):
                return New(one.iri, name, kind, is_new=False)
        if known:
            is_kind = f" ({self.vocabulary.words.label(one.types[0])})" if one is not None and one.types else ""
            hint = f"write {name}, or another name if another thing is meant"
            raise Fault(value.column, f"{name} is known{is_kind}: leave out the +", hint)
        if not value.tag and not fold(name):
            raise Fault(value.column, f"no identifier can be made of {name}", f"write +{name} #identifier ({value.of})")
        iri = self.vocabulary.iri(value.tag or unique(slug_of(name), lambda each: self.vocabulary.iri(each) in self.vocabulary.nodes))
        if value.tag and iri in self.vocabulary.nodes:
            raise Fault(value.column, f"#{value.tag} is used", "choose another identifier, or leave it out")
        self.vocabulary.name(iri, name, preferred=True, entity=True)
        self.vocabulary.type(iri, kind, entity=True)
        found = self.named_new[name] = New(iri, name, kind)
        return found

    # Notes

    def _remark(self, line: Remark, passage: _Passage) -> None:
        assert self.header is not None
        kind, candidates = self.vocabulary.individual(line.kind, DIP + "noteKind")
        if kind is None:
            raise Fault(6, f"{line.kind} is no kind of note, or more than one", f"one of {', '.join(candidates)}")
        if len(line.text) > MOST_OF_GIST:
            raise Fault(1, f"a note of {len(line.text)} characters", f"write at most {MOST_OF_GIST}")
        subjects = [self._noted(value) for value in line.on]
        if not subjects:
            last = next((claimed.subject for graph in reversed(passage.graphs) for claimed in reversed(graph.claims[:1])), None)
            subjects = [last or passage.iri]
        cites = line.cites or self.header.cites
        for name in cites:
            if name not in self.vocabulary.passages:
                raise Fault(1, f"no passage is called {name}", "kg sources lists the passages")
        wanted = line.identifier or unique(
            f"note-{self.header.cites[0].lower()}-{len(passage.notes) + 1}", lambda each: self.vocabulary.iri(each) in self.vocabulary.nodes
        )
        iri = self.vocabulary.iri(wanted)
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = [(RDF_TYPE, ox.NamedNode(DIP + "Note"))]
        values += [(DIP + "on", ox.NamedNode(each)) for each in subjects]
        values.append((DIP + "noteKind", ox.NamedNode(kind)))
        values += [(DIP + "cites", ox.NamedNode(self.vocabulary.passages[name].iri)) for name in cites]
        values.append((DIP + "gist", self._literal(line.text)))
        passage.notes.append((iri, values))
        self.vocabulary.type(iri, DIP + "Note")

    def _noted(self, value: Value) -> str:
        if value.kind == "iri":
            return _node(value).value
        if value.kind == "id":
            return self._known_id(value.text, value.column)
        if value.kind == "record":
            return self._record(value)
        return self._thing(value)

    # The value

    def _coding(self, passage: _Passage) -> PassageCoding:
        record = ox.NamedNode(self.vocabulary.base + "graph/record")
        graphs = tuple(entry for each in passage.graphs if (entry := self._entry(each, record)) is not None)
        notes = tuple(
            Entry("note", iri, tuple(ox.Quad(ox.NamedNode(iri), ox.NamedNode(prop), term, record) for prop, term in values))
            for iri, values in passage.notes
        )
        nothing = None
        if passage.nothing is not None:
            reason = ox.Quad(ox.NamedNode(passage.iri), ox.NamedNode(DIP + "assertsNothing"), self._literal(passage.nothing), record)
            nothing = Entry("nothing", passage.iri, (reason,))
        background = tuple(self._background(each, passage.document) for each in passage.new)
        return PassageCoding(passage.iri, graphs, notes, nothing, background)

    def _background(self, new: New, document: str) -> Entry:
        graph, subject = ox.NamedNode(self.vocabulary.base + "graph/background"), ox.NamedNode(new.iri)
        quads = [
            ox.Quad(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(new.kind), graph),
            ox.Quad(subject, ox.NamedNode(PREF_LABEL), self._literal(new.name), graph),
        ]
        if document:
            quads.append(ox.Quad(subject, ox.NamedNode(DCTERMS + "source"), ox.NamedNode(document), graph))
        return Entry("background", new.iri, tuple(quads))

    def _entry(self, graph: _Graph, record: ox.NamedNode) -> Entry | None:
        subject = ox.NamedNode(graph.iri)
        speeches = [ox.NamedNode(each) for each in graph.speeches]
        values: list[tuple[str, ox.NamedNode | ox.Literal]] = []
        values += [(DIP + "cites", ox.NamedNode(self.vocabulary.passages[name].iri)) for name in graph.header.cites]
        values += [(DIP + "readWith", ox.NamedNode(self.vocabulary.passages[name].iri)) for name in graph.header.read_with]
        values += [(DIP + "contentOf", each) for each in speeches]
        if graph.within:
            values.append((DIP + "within", ox.NamedNode(graph.within)))
        values.append((DIP + "standing", ox.NamedNode(DIP + graph.standing)))
        values += graph.record
        gist = self._gist(graph)
        if gist is None:
            return None
        values.append((DIP + "gist", self._literal(gist)))
        quads = [ox.Quad(subject, ox.NamedNode(prop), term, record) for prop, term in dict.fromkeys(values)]
        expressed = [each.subject for each in graph.claims if _PROPOSITION in each.kinds and each.subject in self.said]
        for each in speeches:
            quads += [ox.Quad(each, ox.NamedNode(DIP + "expresses"), ox.NamedNode(iri), subject) for iri in expressed]
        for claimed in graph.claims:
            quads += triples_of(claimed, subject, self.vocabulary.language)
        return Entry("graph", graph.iri, tuple(dict.fromkeys(quads)))

    def _gist(self, graph: _Graph) -> str | None:
        """The gist of a graph: as typed, or made; None, with a problem, if none can be made."""
        gist = graph.gist or made_gist(graph.claims, graph.standing, self._speakers(graph), self.vocabulary)
        if gist is None:
            hint = "write the gist in a line below it, which begins with ="
            self.problems.append(Problem(graph.line.line, graph.line.column, f"no gist of {MOST_OF_GIST} characters can be made", hint))
        return gist

    def gist_of(self, line: int) -> str:
        """The gist of the assertion graph that a line has begun; empty for any other line, and if none can be made.

        Args:
            line: the number of the line.
        """
        graph = next((each for own in self.passages.values() for each in own.graphs if each.line.line == line), None)
        return (self._gist(graph) or "") if graph is not None else ""

    def _speakers(self, graph: _Graph) -> list[str]:
        found = []
        for speech in graph.speeches:
            for claimed in (claimed for each in self.passages.values() for own in each.graphs for claimed in own.claims):
                if claimed.subject == speech:
                    found += [term.value for prop, term in claimed.values if prop in _SPEAKER_ROLES]
        names = [self.vocabulary.label(iri) for iri in dict.fromkeys(found)]
        return names or [self.vocabulary.label(each) for each in graph.speeches]


def _once(
    slot: Slot, terms: Sequence[tuple[str, ox.NamedNode | ox.Literal]], before: Sequence[tuple[str, ox.NamedNode | ox.Literal]]
) -> None:
    """Refuse a slot that names what it or one before it has named in the same role: a party that is named twice is only one."""
    for number, (value, term) in enumerate(zip(slot.values, terms, strict=True)):
        if not any(map(in_office, slot.values)) and (term in terms[:number] or term in before):
            raise Fault(value.column, f"{value.text} is named twice", "name the other party, or leave it out")


def tenure_slug(name: str) -> str:
    """The identifier that is made for a tenure, if it is not used.

    >>> tenure_slug("Ebrahim Raisi")
    'tenure-raisi'
    """
    return f"tenure-{slug_of(name).rpartition('-')[2]}"


def tenure_label(name: str, office: str) -> str:
    """The label that is made for a tenure.

    >>> tenure_label("Raisi", "president of Iran")
    'Raisi, President of Iran'
    """
    return f"{name}, {office[:1].upper()}{office[1:]}"


def triples_of(claimed: Claimed, graph: ox.NamedNode, language: str) -> Iterable[ox.Quad]:
    """The quads of a claim: kinds, label, values."""
    subject = ox.NamedNode(claimed.subject)
    for kind in claimed.kinds:
        yield ox.Quad(subject, ox.NamedNode(RDF_TYPE), ox.NamedNode(kind), graph)
    if claimed.label:
        yield ox.Quad(subject, ox.NamedNode(PREF_LABEL), ox.Literal(claimed.label, language=language), graph)
    for prop, term in claimed.values:
        yield ox.Quad(subject, ox.NamedNode(prop), term, graph)


def _number(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + ("decimal" if "." in text else "integer")))


def _node(value: Value) -> ox.NamedNode:
    try:
        return ox.NamedNode(value.text)
    except ValueError as error:
        raise Fault(value.column, f"<{value.text}> is not an IRI", "write the whole address, or a name") from error
