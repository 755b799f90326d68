"""``kg check``: report everything that is wrong with a workspace, with file and line."""

from __future__ import annotations

import sys
from typing import cast

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.authored.finding import Severity
    from kg.check.report import Report
    from kg.workspace import Workspace


def run(call: Call) -> int:
    """Run the verb; see `kg.check.report.Report.exit_code`."""
    from kg.build.watched import watched
    from kg.graph import Graph

    workspace = call.workspace()
    if call.flag("rules"):
        call.write(Graph(workspace).check_rules())
        return 0
    target = call.option("shacl")
    if target is not None:
        workspace.spare(target)
    with watched("check", call.note, call.leave) as tell:
        report = Graph(workspace, progress=tell).check(owl=not call.flag("no-owl"), texts=call.option("text"), changed=call.flag("changed"))
    _print(call, report, workspace)
    if report.problem is not None:
        output.complain(report.problem)
    return report.exit_code


def _print(call: Call, report: Report, workspace: Workspace) -> None:
    """Print the report, and write it as SHACL if requested."""
    target = call.option("shacl")
    if target is not None:
        workspace.write(target, report.to_shacl().encode())
    if call.flag("json"):
        import json

        call.out(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        return
    least = cast("Severity", call.option("least", "info"))
    for line in report.lines(lambda text, colour: output.paint(text, colour, sys.stdout), least):
        output.write(line + "\n", safe=True)  # `Report.lines` escapes what comes from the data


VERB = Verb(
    name="check",
    summary="report everything that is wrong, with file and line",
    usage="",
    options=(
        Option("json", None, "print JSON"),
        Option("shacl", "OUT.ttl", "also write a SHACL validation report"),
        Option("changed", None, "check only the passages touched since the last build; the report says what it leaves out"),
        Option("no-owl", None, "do not run the reasoner, which needs Java"),
        Option("text", "DIR", "the folder with your copies of the texts (default: texts/ in the workspace, if it is there)"),
        Option("rules", None, "list all rules with their reasons, and check nothing"),
        Option("least", "SEVERITY", "the lowest severity to show; info is a remark", choices=("error", "warning", "info")),
    ),
    examples=("kg check", "kg check --text ~/texts --shacl report.ttl", "kg check --no-owl --least error", "kg check --changed"),
    description="Checks syntax, terms, graphs, citations, dates, shapes, quality rules and OWL consistency, compares passages and data\n"
    "with your copies of the texts, and writes nothing into the workspace. Whatever fails kg build is an error here.\n"
    "docs/checks.md lists the rules; ontology/checks/profile.toml sets the severity of each rule.\n"
    "Exit code 1: there is an error. 3: a file cannot be read. 4: the reasoner cannot run, and nothing else is wrong.",
    run=run,
)
