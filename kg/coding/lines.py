"""From what is coded of passages back to lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import pyoxigraph as ox

from kg.authored.reading import graph_name
from kg.coding.making import Claimed, made_label, made_slug, sides
from kg.coding.meaning import BARE, UNLABELLED, Reader, tenure_label, tenure_slug
from kg.coding.notation import MARKS, Claim, Gist, Header, Nothing, Remark, Slot, Value, parse_line, text_of_line
from kg.coding.typed import written_date
from kg.coding.vocabulary import PREF_LABEL, Vocabulary, prefixed
from kg.editing.coding import Entry, PassageCoding
from kg.errors import DataError
from kg.namespaces import DIP, EDTF, RDF_TYPE, XSD
from kg.record.names import slug
from kg.terms import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_Term: TypeAlias = ox.NamedNode | ox.Literal
_Line: TypeAlias = Header | Claim | Remark | Nothing | Gist
_PROPOSITION: Final = DIP + "Proposition"
_SLOTS: Final = tuple(DIP + name for name in ("wording", "differsFrom", "rank"))
_BEGINNINGS: Final = ("&", '"', "#", "@", "+", "-", "=", "note ", "says ", *MARKS)
_STANDINGS: Final = frozenset((*MARKS.values(), "Stated"))


class Shown(NamedTuple):
    """Lines, and the entries that no lines can say, which are kept as they are.

    Attributes:
        lines: the text of the lines, without line ends.
        kept: the entries that are not among them.
    """

    lines: tuple[str, ...]
    kept: tuple[Entry, ...]

    @property
    def text(self) -> str:
        """The lines as a file."""
        return "".join(f"{line}\n" for line in self.lines)


class _Unsayable(Exception):
    """No line says it."""


def lines_of(codings: Sequence[PassageCoding], vocabulary: Vocabulary) -> Shown:
    """The lines from which `kg.coding.coded` makes what is coded of some passages.

    Args:
        codings: what is coded, in the order of the passages.
        vocabulary: what is known without them; it is not changed.

    >>> from kg.ontology.terms import Ontology
    >>> base = "https://x.org/"
    >>> passage, record = ox.NamedNode(base + "passage/A1"), ox.NamedNode(base + "graph/record")
    >>> words = Vocabulary(Ontology(()), base, "en", [ox.Quad(passage, ox.NamedNode(DIP + "number"), ox.Literal(1), record)])
    >>> reason = ox.Quad(passage, ox.NamedNode(DIP + "assertsNothing"), ox.Literal("a heading", language="en"), record)
    >>> print(lines_of([PassageCoding(passage.value, nothing=Entry("nothing", passage.value, (reason,)))], words).text, end="")
    @A1
    - a heading
    """
    known = vocabulary.copy()
    known.add(quad for coding in codings for quad in coding.quads())
    wanted = {entry.iri: entry for coding in codings for entry in (*coding.graphs, *coding.notes)}
    modes: dict[str, int] = {}
    unsayable: set[str] = set()
    for _ in range(8):
        writer = _written(codings, known, vocabulary, modes, unsayable)
        wrong = _wrong(writer, vocabulary, wanted)
        if not wrong:
            break
        for iri, only_gist in wrong.items():
            mode = modes.get(iri, 0)
            if mode >= _LONG:
                unsayable.add(iri)
            modes[iri] = _LONG if mode else 1 if only_gist else 2
    else:
        unsayable |= wanted.keys()
        writer = _written(codings, known, vocabulary, modes, unsayable)
    kept = [wanted[iri] for iri in wanted if iri in writer.unsayable]
    kept += [each for coding in codings for each in writer.kept_of(coding)]
    return Shown(tuple(text_of_line(line) for line, _ in writer.lines), tuple(kept))


_LONG: Final = 3
"""How much a graph writes: 0 as little as possible, 1 the gist, 2 labels and identifiers besides, 3 identifiers for all names."""


def _written(
    codings: Sequence[PassageCoding], known: Vocabulary, vocabulary: Vocabulary, modes: Mapping[str, int], unsayable: set[str]
) -> _Writer:
    writer = _Writer(known, vocabulary, modes, unsayable)
    writer.referred = {text_of(quad.object) for coding in codings for quad in coding.quads() if isinstance(quad.object, ox.NamedNode)}
    for coding in codings:
        writer.passage(coding)
    return writer


def _wrong(writer: _Writer, vocabulary: Vocabulary, wanted: Mapping[str, Entry]) -> dict[str, bool]:
    """The IRIs of graphs and notes that the lines do not say as wanted, and whether only the gist differs."""
    owners = [owner for _, owner in writer.lines]
    numbered: list[_Line] = []
    wrong: dict[str, bool] = {}
    for number, (line, owner) in enumerate(writer.lines, 1):
        try:
            numbered.append(parse_line(text_of_line(line))._replace(line=number))
        except DataError:
            wrong[owner] = False
    if wrong:
        return wrong
    try:
        found = Reader(vocabulary.copy()).read(numbered)
    except DataError as error:
        for each in (error, *error.others):
            if each.place is not None:
                wrong[owners[each.place.line - 1]] = "no gist" in each.what
        return {iri: gist for iri, gist in wrong.items() if iri}
    said = {entry.iri: entry for coding in found for entry in (*coding.graphs, *coding.notes)}
    for iri in said.keys() | wanted.keys() - writer.unsayable:
        one = frozenset(said[iri].quads) if iri in said else frozenset()
        other = frozenset(wanted[iri].quads) if iri in wanted else frozenset()
        if one != other:
            differing = {quad.predicate.value for quad in one ^ other if text_of(quad.subject) == iri}
            wrong[iri] = len(one ^ other) == 2 and differing == {DIP + "gist"}
    return wrong


class _Written(NamedTuple):
    """A graph that was written: its IRI, its depth, its first speech, and the subjects of its lines."""

    iri: str
    depth: int
    speech: str
    subjects: tuple[str, ...]


class _Writer:
    """Writes passages as lines, each with the IRI of its graph or note."""

    def __init__(self, known: Vocabulary, vocabulary: Vocabulary, modes: Mapping[str, int], unsayable: set[str]) -> None:
        self.known = known
        self.before = vocabulary
        self.modes = modes
        self.unsayable = set(unsayable)
        self.lines: list[tuple[_Line, str]] = []
        self.referred: set[str] = set()
        self.labelled: set[str] = set()
        self.new_named: set[str] = set()
        self.written: list[_Written] = []
        self.new: dict[str, tuple[str, str]] = {}
        self.mode = 0
        self.offices: dict[tuple[str, str], str] = {}

    def kept_of(self, coding: PassageCoding) -> list[Entry]:
        """The entries of a passage, other than graphs and notes, that no line says."""
        kept = [each for each in coding.background if each.iri not in self.new_named]
        return kept + ([coding.nothing] if coding.nothing is not None and coding.nothing.iri in self.unsayable else [])

    def passage(self, coding: PassageCoding) -> None:
        """Write a passage."""
        name = self._passage_name(coding.passage)
        self.written = []
        self.new = self._new_names(coding)
        header: Header | None = None
        following = 1 + max(
            (int(each[len(name) + 1 :]) for each in self.before.graphs if re.fullmatch(re.escape(name) + r"-\d{1,9}", each)), default=0
        )
        for entry in coding.graphs:
            if entry.iri in self.unsayable:
                continue
            self.mode = self.modes.get(entry.iri, 0)
            try:
                own, lines = self._graph(entry, name)
            except _Unsayable:
                self.unsayable.add(entry.iri)
                continue
            number = int(entry.iri.rpartition("-")[2])
            wanted = own._replace(number=0 if number == following else number)
            if header is None or wanted.number or header._replace(number=0) != wanted:
                self.lines.append((wanted, entry.iri))
                header = wanted
            following = number + 1
            self.lines += [(line, entry.iri) for line in lines]
        for entry in coding.notes:
            if entry.iri in self.unsayable:
                continue
            try:
                remark = self._note(entry)
            except _Unsayable:
                self.unsayable.add(entry.iri)
                continue
            if header is None:
                header = Header((name,))
                self.lines.append((header, entry.iri))
            cites = () if header.cites == remark.cites else remark.cites
            self.lines.append((remark._replace(cites=cites), entry.iri))
        if coding.nothing is not None:
            reason = coding.nothing.quads[0].object
            if not isinstance(reason, ox.Literal) or reason.language != self.before.language or not _plain(reason.value):
                self.unsayable.add(coding.nothing.iri)
                return
            if header is None:
                self.lines.append((Header((name,)), coding.passage))
            self.lines.append((Nothing(reason.value), coding.passage))

    def _new_names(self, coding: PassageCoding) -> dict[str, tuple[str, str]]:
        """The new things of a passage that a line can name: their IRIs, with the label and the class."""
        found = {}
        for entry in coding.background:
            values = {quad.predicate.value: quad.object for quad in entry.quads}
            kind, label = values.get(RDF_TYPE), values.get(PREF_LABEL)
            if isinstance(kind, ox.NamedNode) and isinstance(label, ox.Literal) and len(entry.quads) <= 3:
                found[entry.iri] = label.value, kind.value
        return found

    def _passage_name(self, iri: str) -> str:
        name = iri.removeprefix(self.before.base + "passage/")
        if name not in self.before.passages:
            raise _Unsayable
        return name

    # Graphs

    def _graph(self, entry: Entry, name: str) -> tuple[Header, list[_Line]]:
        record: dict[str, list[_Term]] = {}
        content: dict[str, list[tuple[str, _Term]]] = {}
        for quad in entry.quads:
            subject, predicate, term = text_of(quad.subject), quad.predicate.value, quad.object
            if not isinstance(term, ox.NamedNode | ox.Literal) or not isinstance(quad.subject, ox.NamedNode):
                raise _Unsayable
            if subject == entry.iri and graph_name(quad) == self.before.base + "graph/record":
                record.setdefault(predicate, []).append(term)
            else:
                content.setdefault(subject, []).append((predicate, term))
        if not re.fullmatch(re.escape(name) + r"-\d{1,9}", entry.iri.rpartition("/")[2]) or not content:
            raise _Unsayable
        header = self._header(record, name)
        standing = _one(record.pop(DIP + "standing", []))
        gist = _one(record.pop(DIP + "gist", []))
        if standing not in {DIP + each for each in _STANDINGS} or record.keys() - {*_SLOTS, DIP + "contentOf", DIP + "within"}:
            raise _Unsayable
        depth, speech, typed_speech, extra = self._speech(record)
        said = self._said(content, speech)
        self.offices = self._offices(content) if self.mode < 2 else {}
        lines: list[_Line] = []
        for subject in content:
            values = content[subject]
            if not values:
                continue
            claim = self._claim(subject, values, subject in said)
            if not lines:
                slots = [*claim.slots, *self._record_slots(record), *extra]
                claim = claim._replace(depth=depth, standing=slug(standing), speech=typed_speech, slots=tuple(slots))
            lines.append(claim if not lines else claim._replace(same=True))
        if not lines:
            raise _Unsayable
        if self.mode:
            lines.append(Gist(gist))
        self.written.append(_Written(entry.iri, depth, speech, tuple(content)))
        return header, lines

    def _header(self, record: dict[str, list[_Term]], name: str) -> Header:
        cites = [self._passage_name(term.value) for term in record.pop(DIP + "cites", [])]
        read = [self._passage_name(term.value) for term in record.pop(DIP + "readWith", [])]
        if name not in cites:
            raise _Unsayable
        return Header((name, *(each for each in cites if each != name)), tuple(read))

    def _speech(self, record: dict[str, list[_Term]]) -> tuple[int, str, str, list[Slot]]:
        """The depth of a graph, its first statement, the statement as it is typed, and further slots."""
        speeches = [term.value for term in record.pop(DIP + "contentOf", [])]
        within = [term.value for term in record.pop(DIP + "within", [])]
        extra = [Slot("within", (self._value(ox.NamedNode(each), DIP + "within"),)) for each in within]
        if not speeches:
            return 0, "", "", extra
        depth = 1
        outer = next((each for each in self.written if within and each.iri == within[0]), None)
        if outer is not None and len(within) == 1 and outer.depth:
            latest = [each for each in self.written if each.depth == outer.depth][-1]
            if latest == outer:
                depth, extra = outer.depth + 1, []
        extra += [Slot("contentOf", (self._value(ox.NamedNode(each), DIP + "contentOf"),)) for each in speeches[1:]]
        identifier = self.known.identifier(speeches[0])
        if not identifier:
            raise _Unsayable
        usual = outer.speech if depth > 1 and outer is not None else self._usual_speech()
        return depth, speeches[0], "" if usual == speeches[0] else identifier, extra

    def _usual_speech(self) -> str:
        for each in reversed(self.written):
            if each.depth:
                return each.speech
            for subject in reversed(each.subjects):
                if self.known.is_a(subject, "Statement"):
                    return subject
        return self.written[-1].subjects[0] if self.written else ""

    def _said(self, content: dict[str, list[tuple[str, _Term]]], speech: str) -> set[str]:
        """The propositions that a line with ``says`` can say; what that line says besides is taken out of the content."""
        found = set()
        for subject, values in content.items():
            expressed = (DIP + "expresses", ox.NamedNode(subject))
            gists = [term for prop, term in values if prop == DIP + "gist"]
            types = [term.value for prop, term in values if prop == RDF_TYPE]
            if not speech or types != [_PROPOSITION] or len(gists) != 1 or expressed not in content.get(speech, ()):
                continue
            if isinstance(gists[0], ox.Literal) and gists[0].language == self.before.language and _plain(gists[0].value):
                found.add(subject)
        for subject in found:
            content[speech] = [each for each in content[speech] if each != (DIP + "expresses", ox.NamedNode(subject))]
        return found

    def _offices(self, content: dict[str, list[tuple[str, _Term]]]) -> dict[tuple[str, str], str]:
        """The acts and their agents whose tenures a slot can say, with the text of the slot; their lines are taken out of the content."""
        found = {}
        for subject, values in list(content.items()):
            said = {slug(prop): term.value for prop, term in values}
            holder, act = said.get("holder", ""), said.get("attestedIn", "")
            if len(values) != len(said) or said.keys() != {"type", "prefLabel", "holder", "office", "attestedIn"}:
                continue
            name = self._called(holder, said["office"], said["prefLabel"])
            office = self._name(said["office"])
            things = [term.value for prop, term in content.get(act, ()) if self.known.words.form(prop) == "thing"]
            made = subject not in self.referred and self.known.identifier(subject) == tenure_slug(name)
            alone = next(iter(content)) != subject and things.count(holder) == 1 and (act, holder) not in found
            if name and office and made and alone and said["type"] == DIP + "Tenure":
                found[act, holder] = f"{name} as {office}"
                del content[subject]
        return found

    def _called(self, holder: str, office: str, label: str) -> str:
        """The name of somebody from which the label of a tenure is made; empty without one."""
        node = self.before.nodes.get(holder)
        names = [each for each in (node.label, *node.names) if self.known.find(each) == [holder] and _plain(each)] if node else []
        return next((each for each in names if tenure_label(each, self.known.label(office)) == label), "")

    def _record_slots(self, record: dict[str, list[_Term]]) -> list[Slot]:
        return [Slot(slug(prop), tuple(self._value(term, prop) for term in terms)) for prop, terms in record.items()]

    # Lines

    def _claim(self, subject: str, values: list[tuple[str, _Term]], said: bool) -> Claim:
        kinds = [term.value for prop, term in values if prop == RDF_TYPE]
        labels = [term for prop, term in values if prop == PREF_LABEL]
        rest = [(prop, term) for prop, term in values if prop not in (RDF_TYPE, PREF_LABEL)]
        says = ""
        if said:
            says = next(term.value for prop, term in rest if prop == DIP + "gist")
            rest = [each for each in rest if each[0] != DIP + "gist"]
        label, slots = self._labels(subject, kinds, labels, rest)
        head, identifier = self._head(subject, kinds, label or "", rest, says)
        slots += self._slots(subject, kinds, rest)
        return Claim(False, 0, "Stated", "", head, identifier, says, tuple(slots))

    def _labels(self, subject: str, kinds: list[str], labels: list[_Term], rest: list[tuple[str, _Term]]) -> tuple[str | None, list[Slot]]:
        """The label that is written, and the slots that say so."""
        own = [term for term in labels if isinstance(term, ox.Literal) and term.language == self.before.language]
        if len(labels) > 1 or len(own) != len(labels):
            raise _Unsayable
        node, before = self.known.nodes.get(subject), self.before.nodes.get(subject)
        if not own:
            if not kinds:
                named = node is not None and (before is None or not before.entity) and bool(node.types)
                return None, [_flag(BARE)] if named else []
            proposition = _PROPOSITION in kinds and (node is None or not node.label)
            return None, [] if proposition else [_flag(UNLABELLED)]
        label = own[0].value
        given = [Slot("label", (_text(label),))]
        if not kinds:
            return label, [_flag(BARE), *given] if node is not None and node.types else given
        if self.mode < 2 and node is not None and node.label == label and label not in node.names:
            if before is not None and before.label == label:
                return label, []
            if subject in self.labelled:
                return label, []
            claimed = Claimed(subject, tuple(kinds), None, tuple(rest))
            if _PROPOSITION not in kinds and made_label(claimed, self.known) == label:
                self.labelled.add(subject)
                return label, []
        self.labelled.add(subject)
        return label, given

    def _head(self, subject: str, kinds: list[str], label: str, rest: list[tuple[str, _Term]], says: str) -> tuple[tuple[Value, ...], str]:
        identifier = self.known.identifier(subject)
        if not kinds:
            if subject in self.new and subject not in self.new_named:
                return (self._value(ox.NamedNode(subject), DIP + "about"),), ""
            node = self.before.nodes.get(subject)
            name = self._name(subject) if self.mode < _LONG and node is not None and node.entity else ""
            if name and not self.before.exact_kind(name) and not name.startswith(_BEGINNINGS):
                return (Value("plain", name),), ""
            if identifier:
                return (), identifier
            return (Value("iri", subject),), ""
        if not identifier:
            raise _Unsayable
        if says:
            return (), identifier
        claimed = Claimed(subject, tuple(kinds), label, tuple(rest))
        alone = subject not in self.before.nodes and subject not in self.referred and not self._again(subject)
        if self.mode < 2 and alone and made_slug(claimed, self.known) == identifier:
            identifier = ""
        return tuple(self._kind(each) for each in kinds), identifier

    def _again(self, subject: str) -> bool:
        return any(subject in each.subjects for each in self.written)

    def _kind(self, iri: str) -> Value:
        for text in (self.known.words.label(iri), slug(iri)):
            if self.known.kind(text)[0] == iri and _plain(text):
                return Value("plain", text)
        return Value("iri", iri)

    def _slots(self, subject: str, kinds: list[str], rest: list[tuple[str, _Term]]) -> list[Slot]:
        slots: list[Slot] = []
        by_role: dict[str, list[_Term]] = {}
        for prop, term in rest:
            by_role.setdefault(prop, []).append(term)
        sequence = sides(Claimed(subject, tuple(kinds), None, tuple(rest)), self.known)
        for number, role in enumerate(sequence):
            terms = by_role.get(role, [])
            mutual = sequence.count(role) > 1
            things = all(isinstance(term, ox.NamedNode) for term in terms)
            if not terms or not things or self.mode >= _LONG or (mutual and len(terms) != 2):
                break
            if mutual and number == 0:
                slots += [Slot("", (self._value(term, role, subject),)) for term in terms]
                del by_role[role]
                break
            slots.append(Slot("", tuple(self._value(term, role, subject) for term in terms)))
            del by_role[role]
        date = self._date(by_role, kinds)
        quantity = self._quantity(by_role)
        for role, terms in by_role.items():
            slots.append(Slot(self._role(role, kinds), tuple(self._value(term, role, subject) for term in terms)))
        return slots + quantity + date

    def _date(self, by_role: dict[str, list[_Term]], kinds: list[str]) -> list[Slot]:
        dates, bases = by_role.get(DIP + "date", []), by_role.get(DIP + "dateBasis", [])
        if len(dates) > 1 or len(bases) > 1 or not (dates or bases):
            return []
        if dates and (not isinstance(dates[0], ox.Literal) or dates[0].datatype.value != EDTF + "EDTF"):
            return []
        basis = bases[0].value.removeprefix(DIP) if bases else ""
        typed = written_date(dates[0].value if dates else None, basis)
        ontology = self.known.words.ontology
        lasts = any(ontology.is_a(kind, DIP + each) for kind in kinds for each in ("Situation", "Tenure"))
        if typed is None or (typed == "now" and not lasts):
            return []
        by_role.pop(DIP + "date", None)
        by_role.pop(DIP + "dateBasis", None)
        return [Slot("", (Value("plain", typed),))]

    def _quantity(self, by_role: dict[str, list[_Term]]) -> list[Slot]:
        from kg.coding.typed import typed_quantity

        names = ("quantity", "quantityMin", "quantityMax", "quantityQualifier", "unit")
        found = {name: by_role[DIP + name] for name in names if DIP + name in by_role}
        numbers = {name: terms[0].value for name, terms in found.items() if name not in ("quantityQualifier", "unit")}
        if "unit" not in found or not numbers or any(len(terms) > 1 for terms in found.values()):
            return []
        for name in ("quantityQualifier", "unit"):
            if name in found and (not isinstance(found[name][0], ox.Literal) or found[name][0].language != self.before.language):  # type: ignore[union-attr]
                return []
        for name in numbers:
            term = found[name][0]
            if not isinstance(term, ox.Literal) or term.datatype.value not in (XSD + "integer", XSD + "decimal"):
                return []
        qualifier = found["quantityQualifier"][0].value if "quantityQualifier" in found else ""
        unit = found["unit"][0].value
        text = " ".join(filter(None, (qualifier, "-".join(numbers.values()), unit)))
        made = typed_quantity(text)
        if made is None or dict(made.numbers) != numbers or (made.qualifier, made.unit) != (qualifier, unit) or not _plain(text):
            return []
        for name in found:
            del by_role[DIP + name]
        return [Slot("", (Value("plain", text),))]

    def _role(self, role: str, kinds: list[str]) -> str:
        for text in (self.known.words.label(role), slug(role)):
            if re.fullmatch(r"[^\W\d_][\w ]*", text) and text != "label" and self.known.role(text, kinds)[0] == role:
                return text
        return prefixed(role)

    def _name(self, iri: str) -> str:
        """The shortest name of a thing that means only it and can be typed as it is; empty without one."""
        node = self.before.nodes.get(iri)
        if node is None:
            return ""
        names = [each for each in (node.label, *node.names) if each and self.known.find(each) == [iri] and _plain(each)]
        return names[0] if names else ""

    def _value(self, term: _Term, role: str, subject: str = "") -> Value:
        if isinstance(term, ox.Literal):
            return self._literal(term, role)
        if (subject, term.value) in self.offices and self.known.words.form(role) == "thing":
            return Value("plain", self.offices[subject, term.value])
        iri, words = term.value, self.known.words
        if iri.startswith(self.before.base + "assertion/"):
            return Value("record", iri.removeprefix(self.before.base + "assertion/"))
        if iri.startswith(self.before.base + "passage/"):
            return Value("record", iri.removeprefix(self.before.base + "passage/"))
        if words.ontology.is_class(iri) and words.form(role) == "kind":
            return self._kind(iri)
        if words.form(role) == "individual":
            for text in (words.label(iri), slug(iri)):
                if self.known.individual(text, role)[0] == iri and _plain(text):
                    return Value("plain", text)
        if iri in self.new and iri not in self.new_named and iri not in self.before.nodes:
            self.new_named.add(iri)
            label, kind = self.new[iri]
            return Value("new", label, self._kind(kind).text, self.known.identifier(iri))
        node = self.before.nodes.get(iri)
        if node is not None and node.entity and self.mode < _LONG and words.form(role) == "thing" and (name := self._name(iri)):
            return Value("plain", name)
        identifier = self.known.identifier(iri)
        return Value("id", identifier) if identifier else Value("iri", iri)

    def _literal(self, term: ox.Literal, role: str) -> Value:
        form = self.known.words.form(role)
        if term.language:
            own = term.language == self.before.language and form == "text"
            return _text(term.value) if own else Value("text", term.value, "", term.language)
        datatype = term.datatype.value
        if form == "count" and datatype in (XSD + "integer", XSD + "decimal"):
            decimal = "." in term.value
            if re.fullmatch(r"-?\d+(\.\d+)?", term.value) and decimal == (datatype == XSD + "decimal"):
                return Value("plain", term.value)
        return Value("text", term.value, datatype)

    # Notes

    def _note(self, entry: Entry) -> Remark:
        values: dict[str, list[_Term]] = {}
        for quad in entry.quads:
            if not isinstance(quad.object, ox.NamedNode | ox.Literal) or text_of(quad.subject) != entry.iri:
                raise _Unsayable
            values.setdefault(quad.predicate.value, []).append(quad.object)
        names = ("on", "noteKind", "cites", "gist")
        gist = values.get(DIP + "gist", [])
        if values.keys() != {RDF_TYPE, *(DIP + name for name in names)} or len(gist) != 1 or len(values[DIP + "noteKind"]) != 1:
            raise _Unsayable
        text = gist[0]
        identifier = self.known.identifier(entry.iri)
        if not isinstance(text, ox.Literal) or text.language != self.before.language or not _plain(text.value) or not identifier:
            raise _Unsayable
        cites = tuple(self._passage_name(term.value) for term in values[DIP + "cites"])
        on = tuple(self._value(term, DIP + "on") for term in values[DIP + "on"])
        return Remark(slug(values[DIP + "noteKind"][0].value), identifier, on, cites, text.value)


def _one(terms: Iterable[_Term]) -> str:
    found = [term.value for term in terms]
    if len(found) != 1:
        raise _Unsayable
    return found[0]


def _flag(name: str) -> Slot:
    return Slot("", (Value("plain", name),))


def _plain(text: str) -> bool:
    """Whether a text stands in a line as it is, on one line and without space at its ends."""
    return bool(text) and text == text.strip() and "\n" not in text and "\r" not in text and "  " not in text and text.isprintable()


def _text(text: str) -> Value:
    """A text as a value: without quotation marks, if it reads the same without them."""
    plain = _plain(text) and not re.search(r'[;"]| \+ ', text) and not text.startswith(("#", "@", "<", "+")) and not text.endswith(":")
    return Value("plain" if plain else "text", text)
