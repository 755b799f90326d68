"""docs/checks.md: the page of all rules, made from the headers of quality rules, the shapes, and the docstrings of the lint."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from kg.authored.finding import Severity
from kg.authored.lint import LINTS, derived_property
from kg.authored.lint import severity_of as lint_severity
from kg.check.profile import load_profile
from kg.check.quality import QualityRule, load_quality_rules
from kg.check.shapes.files import ShapesFile, load_shapes, rule_of, severity_of
from kg.namespaces import RDFS, SH
from kg.sources.ends import RUN
from kg.workspace import Workspace


@dataclass(frozen=True)
class Described:
    """The description of a rule: its name, its severity, what is wrong, and how to fix it."""

    name: str
    severity: Severity
    problem: str
    fix: str


READING: Final = (
    Described(
        "no-data",
        "warning",
        "The workspace contains no data. It is an error if its last snapshot has some.",
        "Begin with a text: kg sources index FILE --write. If the data were moved, put them back.",
    ),
    Described("syntax", "error", "A data file or an ontology file cannot be read.", "Correct the file at the given place."),
    Described(
        "inference-rule",
        "error",
        "A file in ontology/rules is not a valid rule, rules contradict each other, or a pattern in a table of the ontology is wrong.",
        "In a rule, use only triple patterns, FILTER and FILTER NOT EXISTS. In a table, complete the pattern.",
    ),
    Described(
        "stored-query", "error", "A file in queries/ is not a valid query, or its header is invalid.", "Correct it at the given place."
    ),
    Described("quality-rule", "error", "A file in ontology/checks is not a valid rule.", "Correct its header or its query."),
    Described("profile", "warning", "The profile of the workspace sets a rule that does not exist.", "Write the suggested name."),
    Described(
        "shapes",
        "error",
        "A file in ontology/shapes is not valid Turtle, or cannot be used as shapes.",
        "Correct it at the given place.",
    ),
)
LABELS: Final = (
    Described(
        "similar-label",
        "info",
        "The labels of two nodes differ by one inserted, missing or replaced character, or only look alike.",
        "Merge the two nodes, or correct the label; if both are right, add a note of kind UncertainIdentity, Ambiguity, ChangedName or "
        "ProbableMisprint.",
    ),
)
AGENTS: Final = (
    Described(
        "same-agent",
        "info",
        "One agent has the surname, the initials or the long form of another as its label: the two are probably one.",
        "Merge the two nodes and keep the other name as skos:altLabel; if they are two, add a note of kind Ambiguity, ChangedName or "
        "UncertainIdentity.",
    ),
)
ROLES: Final = (
    Described(
        "roles-differ",
        "warning",
        "An agent acts in one held account of a matter and is its target, or undergoes it, in another; or two documents give one role to "
        "agents that have nothing to do with each other. It is no finding if one account names more agents than the other.",
        "Correct the account that is wrong; if each is as its passage has it, add a note of kind ConflictingClaims that cites both "
        "passages, or split the node in two.",
    ),
)
SETTINGS: Final = (
    Described(
        "principals",
        "error",
        "A principal party in chancery.toml is not the name of one agent in the data.",
        "Write the label, the slug or another name of an agent; if several have the name, the slug.",
    ),
)
SIDES: Final = (
    Described(
        "missing-side",
        "warning",
        "An act or a situation is of a kind from which a relation follows, but has no other side, so that nothing follows from it.",
        "Add the missing side; if the passage does not name it, add a note of kind NotStated on the act.",
    ),
)
RECORDS: Final = (
    Described(
        "to-fill-in",
        "info",
        "The record of a document has commented lines that kg init or kg sources index left to be filled in.",
        "Correct each line and remove its #, or delete it if the text has no such thing or it is unknown.",
    ),
    Described(
        "letter-twice",
        "error",
        "The names of the passages of two documents begin with the same letter, so that each passage is two. Shapes, quality rules, OWL "
        "and texts are not checked before it is corrected.",
        "Take the passages of one document out of the record, and index its text again with another letter.",
    ),
)
SHAPE_LINTS: Final = (
    Described("shacl-term", "error", "A term of SHACL is misspelt, so that the shape accepts all data.", "Write the suggested term."),
    Described("shape-term", "error", "A target, path, class or value of a shape is not declared.", "Write the suggested term."),
    Described(
        "shape-form",
        "error",
        "A parameter of a shape has a value of the wrong kind, or more than one value.",
        "Write one value of the kind that the parameter takes.",
    ),
    Described("idle-shape", "error", "A shape is never applied, or has no constraint.", "Give it a target and a constraint."),
)
REASONING: Final = (
    Described(
        "owl-inconsistent",
        "error",
        "The ontology and the data cannot be true together. The finding lists the assertions and axioms that clash, each with its place "
        "and passages. If only graphs that are not held clash, the finding is a warning.",
        "Withdraw the assertion that is wrong.",
    ),
    Described("owl-unsatisfiable", "error", "A class cannot have members.", "Remove the axiom that is wrong."),
)
TEXTS: Final = (
    Described("text-missing", "info", "The folder contains no copy of a document.", "Put a copy there, or ignore the finding."),
    Described(
        "text-differs",
        "warning",
        "The copy is another version of the document; if its length differs, the finding is an error.",
        "Get the version that was coded.",
    ),
    Described(
        "passage-differs",
        "error",
        "The text at the offsets of a passage does not have the recorded digest.",
        "Run kg sources index FILE --write: it gives new offsets to what has moved, and names what is no longer in the text.",
    ),
    Described(
        "words-differ",
        "error",
        "A passage does not begin and end with the words that the record has of it.",
        "Write the words again with `kg sources words --text DIR`.",
    ),
    Described(
        "shared-text",
        "error",
        f"Two documents share {RUN} or more consecutive words, but the record does not say so.",
        "Record the parallel.",
    ),
    Described(
        "date-not-in-text",
        "info",
        "A date that is as stated has a month, or a day beside that month, that the passages cited, those read with them and the headings "
        "above do not have; or a year that these passages do not have, nor, if they have no year at all, the section before; or one from "
        "context has a year that the section until there does not have, nor, if it has no year, the document. Dates that are inferred or "
        "counted from the date of the document are not compared, nor one that act-after-document reports.",
        "Correct the date, or its basis.",
    ),
    Described(
        "number-not-in-text",
        "info",
        "The passages do not have a quantity or a count, in digits or in words, outside their dates; or the "
        "document does not have a number of a gist; or neither the passages nor the dates of what the graph names have a year of a gist.",
        "Correct the number or the passage cited.",
    ),
    Described(
        "name-not-in-text",
        "info",
        "The passages do not name an agent or a place in a role of an act or of another agent or place: by a word of its labels, an "
        "adjective of it, its initials, or the name of what belongs to it. Where a passage has a pronoun, an earlier passage of its "
        "section may have the name; where it has a word of its description, office or kind of body (the ministry), any passage of the "
        "document may. A name in a gist is reported if neither the section until there nor anything that the graph names has it.",
        "Correct the name or the passage cited; add another name of the text as skos:altLabel, or dip:readWith the passage that says who "
        "is meant; if it is open, add a note of kind UncertainReference or UncertainIdentity.",
    ),
    Described(
        "wording-not-in-text",
        "info",
        "A wording, or what stands in quotation marks in a gist, does not stand in the passages word for word.",
        "Quote the words as they stand, with ... for what is left out.",
    ),
    Described(
        "sides-reversed",
        "info",
        "A passage names the other side of an act only before its verb in the active past tense, and the actor only behind it.",
        "Compare who acts in the passage, and swap the roles if they are reversed.",
    ),
    Described(
        "act-not-coded",
        "info",
        "A passage has a phrase in the past tense that suggests a kind of act (dip:word), or one verb in the active past tense behind the "
        "name of an agent, and none of its graphs has an act of that kind or of one near it.",
        "Code the act, or ignore the remark if the words mean something else.",
    ),
    Described(
        "idle-with-act",
        "info",
        "A passage that is marked as asserting nothing and is not a heading names an agent and has a verb that suggests an act.",
        "Code the act, or say in dip:assertsNothing why it is not coded.",
    ),
    Described(
        "hedge-not-coded",
        "info",
        "A passage has a word that hedges, such as reportedly, and all its graphs are Stated.",
        "Give what the word hedges the standing Hedged or Rumoured, in a graph of its own.",
    ),
    Described(
        "denial-not-coded",
        "info",
        "A passage has a word that denies, such as not, denied or rejected the report, and all its graphs are Stated, "
        "with no kind that denies, refuses or is an absence.",
        "Give what is denied the standing Denied, in a graph of its own.",
    ),
    Described("quotation", "error", f"A data file quotes {RUN} or more consecutive words of a document.", "Use your own words."),
)
_INTRODUCTION: Final = """# What `kg check` finds

`kg check --rules` writes this page from the headers of the rules; a test compares the two.

`kg check` reads all files of the workspace and writes nothing. Each finding has a severity, a place, what is wrong, how to fix it and,
where there are any, its passages. An **error** fails the check, a **warning** should be fixed, an **info**, which the printed report
calls a remark, should be reviewed. The profile `ontology/checks/profile.toml` sets
the severity of each rule, or `off`; the workspace's own profile overrides the packaged one. Errors that fail `kg build` stay errors
whatever the profile says.

A workspace adds its own rules as files: a shape in `ontology/shapes/*.ttl`, a quality rule in `ontology/checks/NAME.rq`. A quality rule
is a SPARQL SELECT with a header that gives the problem, the reason, the fix, the severity and the message. Each row is a finding about
`?node`; the variables `?graph`, `?property` and `?value` determine its place. A file replaces the packaged file of the same name.

A dump such as `graph.ttl` conforms to the shapes in `ontology/shapes/*.ttl`, in any SHACL engine. Shapes that hold only for what is
authored, because the build adds to it or several accounts of one node meet in a dump, are in `ontology/shapes/authored/*.ttl`.

Of a rule with more than 200 findings, the first 200 are listed, by node, and one more says how many others there are.

`kg check --changed` checks less: it compares the data files with the last snapshot and checks the passages that changes touch, each with
what is near it. A change touches the passages that its graph cites, or that it is about in the record, and those that name its subject, up
to 40. It does not run the rules on all acts and on whole documents, the reasoner, the inference rules, the stored queries and the
comparison with the texts, and of a thing that many passages name, such as a state,
it does not read what the others say. The report says so under *not checked* (`skipped` in `--json`).
If more than the data has changed, or more than 200 passages are touched, everything is checked.

A note can stand in for what a passage does not say, or record that a contradiction is known: the fix of such a rule names the kind of
note.
"""


def page(ws: Workspace) -> str:
    """The page of all rules of a workspace in Markdown."""
    return "\n".join(_lines(ws)) + "\n"


def rule_names(ws: Workspace) -> set[str]:
    """The names of all rules of a workspace, as findings and profiles use them."""
    fixed = {
        each.name for group in (READING, SETTINGS, RECORDS, LABELS, AGENTS, SIDES, ROLES, SHAPE_LINTS, REASONING, TEXTS) for each in group
    }
    lints = {each.name for each in _lints()}
    shapes = {
        rule_of(triple.subject.value)
        for file in load_shapes(ws)[0]
        for triple in file.triples
        if isinstance(triple.subject, ox.NamedNode) and triple.predicate.value.startswith(SH)
    }
    return fixed | lints | shapes | {rule.name for rule in load_quality_rules(ws)[0]}


def _lines(ws: Workspace) -> Iterator[str]:
    profile = load_profile(ws)
    yield _INTRODUCTION
    yield from _section("Reading", "Whether every file can be read.", READING, profile)
    yield from _section("Settings", "Whether what the settings name is in the data.", SETTINGS, profile)
    yield from _section("Terms, graphs, citations, dates", "The build runs these rules too, and an error fails it.", _lints(), profile)
    text = "What to write about a document is in section 13 of the [codebook](codebook.md)."
    yield from _section("Records of documents", text, RECORDS, profile)
    yield from _section("Labels", "Compared without case and punctuation; numbers must be equal.", LABELS, profile)
    yield from _section("Agents", "The labels of agents, which are compared by their words.", AGENTS, profile)
    yield from _section("Sides", "Which kinds of act need which sides is in [acts.md](acts.md).", SIDES, profile)
    text = "Accounts that are opposed are conflicts in `kg disputes` too."
    yield from _section("Roles", text, ROLES, profile)
    yield from _quality_rules(load_quality_rules(ws)[0], profile)
    shapes = _shapes(load_shapes(ws)[0])
    whole = tuple(shape for shape, each_graph in shapes if not each_graph)
    each = tuple(shape for shape, each_graph in shapes if each_graph)
    yield from _section("Shapes of the whole", "Validated on the union of all authored graphs, held or not.", whole, profile, "must hold")
    text = "Validated on each authored graph separately: two accounts may differ, but one must not contradict itself."
    yield from _section("Shapes of each graph", text, each, profile, "must hold")
    yield from _section("The shapes themselves", "A mistake in a shape can make it accept all data.", SHAPE_LINTS, profile)
    yield from _section("OWL", "HermiT checks, Pellet explains; `--no-owl` skips this part.", REASONING, profile)
    yield from _section(
        "The texts",
        "Your copies of the documents: those in `texts/` of the workspace, or those in the folder that `--text DIR` names.",
        TEXTS,
        profile,
    )


def _quality_rules(rules: Iterable[QualityRule], profile: Mapping[str, str]) -> Iterator[str]:
    yield "## Quality rules\n"
    yield "Queries over the whole graph, one in each file in `ontology/checks/`.\n"
    for rule in rules:
        yield f"### {rule.name} ({profile.get(rule.name, rule.severity)})\n"
        yield f"{rule.problem} {rule.reason}\n"
        yield f"*Fix:* {rule.fix}\n"


def _section(title: str, text: str, rules: Iterable[Described], profile: Mapping[str, str], says: str = "what is wrong") -> Iterator[str]:
    yield f"## {title}\n"
    yield text + "\n"
    yield f"| rule | severity | {says} | fix |"
    yield "|---|---|---|---|"
    for rule in rules:
        yield f"| {rule.name} | {profile.get(rule.name, rule.severity)} | {rule.problem} | {rule.fix} |"
    yield ""


def _lints() -> tuple[Described, ...]:
    """The rules of the lint; the first line of a rule's docstring says what is wrong, its findings say how to fix it."""
    found = []
    for function in (*LINTS, derived_property):
        problem = (function.__doc__ or "").partition("\n")[0]
        name = function.__name__.replace("_", "-")
        found.append(Described(name, lint_severity(name), problem, "See the hint of the finding."))
    return tuple(found)


def _shapes(files: list[ShapesFile]) -> list[tuple[Described, bool]]:
    """The named shapes with a message, in the order of the files, each with whether it is checked on each graph separately."""
    found = []
    for file in files:
        said: dict[str, dict[str, str]] = {}
        for triple in file.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.NamedNode | ox.Literal):
                said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, triple.object.value)
        for iri, values in said.items():
            if SH + "message" in values:
                severity = severity_of(values.get(SH + "severity", ""))
                described = Described(rule_of(iri), severity, values[SH + "message"], values.get(RDFS + "comment", ""))
                found.append((described, file.each_graph))
    return found
