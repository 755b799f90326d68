"""The list of all that a check can find, as a page: made from the headers of the rules, the shapes, and the lint's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import pyoxigraph as ox

from kg.authored.finding import Severity
from kg.authored.lint import LINTS, derived_property
from kg.check.quality import load_quality_rules
from kg.check.report import load_profile
from kg.check.shapes.validation import ShapesFile, load_shapes
from kg.namespaces import RDFS, SH
from kg.workspace import Workspace


class Described(NamedTuple):
    """A rule in words: its name, its severity, what is wrong, and what to do."""

    name: str
    severity: Severity
    problem: str
    fix: str


READING: Final = (
    Described("syntax", "error", "A file of the data or the ontology cannot be read.", "Mend it at the place that is named."),
    Described("inference-rule", "error", "A file of ontology/rules is no rule.", "Keep to plain patterns, FILTER and FILTER NOT EXISTS."),
    Described("stored-query", "error", "A file of queries cannot be read, or its header cannot.", "Mend it at the place that is named."),
    Described("quality-rule", "error", "A file of ontology/checks is no rule.", "Mend its header or its query."),
    Described("profile", "warning", "The workspace's profile sets a rule that there is not.", "Write the name that is proposed."),
    Described(
        "shapes", "error", "A file of ontology/shapes is not Turtle, or cannot be used as shapes.", "Mend it at the place that is named."
    ),
)
LABELS: Final = (
    Described(
        "similar-label",
        "info",
        "Two nodes have labels of which one becomes the other by one letter more, less or other.",
        "Merge the two nodes, mend the label, or add a note of kind UncertainIdentity, Ambiguity, ChangedName or ProbableMisprint.",
    ),
)
SHAPE_LINTS: Final = (
    Described("shacl-term", "error", "A term of SHACL is misspelt: it would let everything pass.", "Write the term that is proposed."),
    Described(
        "shape-term", "error", "A target, a path, a class or a value of a shape is not declared.", "Write the term that is proposed."
    ),
    Described("shape-form", "error", "A parameter of a shape has a value of the wrong kind, or two.", "Write what the parameter takes."),
    Described("idle-shape", "error", "Nothing applies a shape, or it constrains nothing.", "Give it a target and a constraint."),
)
REASONING: Final = (
    Described(
        "owl-inconsistent",
        "error",
        "The ontology and what the data say cannot be true together. The finding lists the assertions and axioms that clash, each with "
        "its place and passages. If only graphs that are not held clash, it is a warning.",
        "Take back the assertion that is wrong.",
    ),
    Described("owl-unsatisfiable", "error", "A class can have no member.", "Take back the axiom that is wrong."),
)
TEXTS: Final = (
    Described("text-missing", "info", "There is no copy of a document in the folder.", "Put it there, or leave it out."),
    Described(
        "text-differs", "warning", "The copy is another version, or has another length (an error).", "Get the version that was read."
    ),
    Described("passage-differs", "error", "The words at a passage's offsets do not have its digest.", "Make the records again."),
    Described("shared-text", "error", "Two documents share nine words in a row, and it is not recorded.", "Record the parallel."),
    Described("quotation", "error", "Nine words in a row of a document stand in a data file.", "Say it in your own words."),
)
_INTRODUCTION: Final = """# What `kg check` finds

This page is written by `kg check --rules` from the headers of the rules; a test compares the two.

`kg check` reads everything and writes nothing. Each finding has a severity, a place, what is wrong, how to mend it and, where there are
any, its passages. An **error** fails the check, a **warning** asks to be mended, **info** asks to be looked at. A profile,
`ontology/checks/profile.toml`, sets severities rule by rule, also to `off`; a workspace's own profile goes before the packaged one.

A workspace adds rules of its own as files: a shape in `ontology/shapes/*.ttl`, a question in `ontology/checks/NAME.rq`. A quality rule
is a SPARQL SELECT with a header that says the problem, the reason, the fix, the severity and the message; each of its rows is a finding
about `?node`, and `?graph`, `?property` and `?value` lead to its line. A file of the same name takes the place of the packaged one.

A note can take the place of what a passage does not say, or say that a contradiction is known: the fix of such a rule names its kind.
"""


def page(ws: Workspace) -> str:
    """The page of all rules of a workspace, in Markdown."""
    return "\n".join(_lines(ws)) + "\n"


def rule_names(ws: Workspace) -> set[str]:
    """The names of all rules of a workspace: those that a finding or a profile can have."""
    fixed = {each.name for group in (READING, LABELS, SHAPE_LINTS, REASONING, TEXTS) for each in group}
    lints = {each.name for each in _lints()}
    shapes = {
        re.split(r"[#/]", triple.subject.value)[-1]
        for file in load_shapes(ws)[0]
        for triple in file.triples
        if isinstance(triple.subject, ox.NamedNode) and triple.predicate.value.startswith(SH)
    }
    return fixed | lints | shapes | {rule.name for rule in load_quality_rules(ws)[0]}


def _lines(ws: Workspace) -> Iterator[str]:
    profile = load_profile(ws)
    yield _INTRODUCTION
    yield from _section("Reading", "Can every file be read?", READING, profile)
    yield from _section("Terms, graphs, citations, dates", "What a build looks for too: an error here fails it.", _lints(), profile)
    yield from _section("Labels", "Compared without capitals and punctuation, with the same numbers.", LABELS, profile)
    rules = load_quality_rules(ws)[0]
    yield "## Quality rules\n"
    yield "Questions asked of the whole graph, one a file in `ontology/checks/`.\n"
    for rule in rules:
        yield f"### {rule.name} ({profile.get(rule.name, rule.severity)})\n"
        yield f"{rule.problem} {rule.reason}\n"
        yield f"*To mend it:* {rule.fix}\n"
    files = load_shapes(ws)[0]
    for each_graph, title, text in (
        (False, "Shapes of the whole", "Checked on the union of all authored graphs, held or not."),
        (True, "Shapes of each graph", "Checked on each authored graph by itself: two tellings may differ, one may not contradict itself."),
    ):
        yield f"## {title}\n"
        yield text + "\n"
        yield "| shape | severity | what is asked | to mend it |"
        yield "|---|---|---|---|"
        for shape, each in _shapes(files):
            if each is each_graph:
                yield f"| {shape.name} | {profile.get(shape.name, shape.severity)} | {shape.problem} | {shape.fix} |"
        yield ""
    yield from _section("The shapes themselves", "A slip in a shape lets everything pass without a word.", SHAPE_LINTS, profile)
    yield from _section("OWL", "HermiT answers, Pellet explains; `--no-owl` leaves it out.", REASONING, profile)
    yield from _section("The texts", "With `--text DIR`, a folder with your copies of the documents.", TEXTS, profile)


def _section(title: str, text: str, rules: tuple[Described, ...], profile: dict[str, str]) -> Iterator[str]:
    yield f"## {title}\n"
    yield text + "\n"
    yield "| rule | severity | what is wrong | to mend it |"
    yield "|---|---|---|---|"
    for rule in rules:
        yield f"| {rule.name} | {profile.get(rule.name, rule.severity)} | {rule.problem} | {rule.fix} |"
    yield ""


def _lints() -> tuple[Described, ...]:
    """The lint's rules: their docstrings say what is wrong, their findings how to mend it."""
    found = []
    for function in (*LINTS, derived_property):
        problem = (function.__doc__ or "").partition("\n")[0].partition(" Not in `LINTS`")[0]
        severity: Severity = "warning" if function.__name__ == "uncovered_passage" else "error"
        found.append(Described(function.__name__.replace("_", "-"), severity, problem, "As the finding says."))
    return tuple(found)


def _shapes(files: list[ShapesFile]) -> list[tuple[Described, bool]]:
    """The named shapes that say what is wrong, in the order of the files; and whether each graph is checked by itself."""
    severities: dict[str, Severity] = {SH + "Warning": "warning", SH + "Info": "info"}
    found = []
    for file in files:
        said: dict[str, dict[str, str]] = {}
        for triple in file.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, triple.object.value)
        for iri, values in said.items():
            if SH + "message" in values:
                severity = severities.get(values.get(SH + "severity", ""), "error")
                described = Described(re.split(r"[#/]", iri)[-1], severity, values[SH + "message"], values.get(RDFS + "comment", ""))
                found.append((described, file.each_graph))
    return found
