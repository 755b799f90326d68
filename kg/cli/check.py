"""``kg check``: everything that can be wrong, at file:line."""

from __future__ import annotations

import sys
from typing import cast

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kg.authored.finding import Severity


def run(call: Call) -> int:
    """Run the verb. The exit code is 1 if there is an error, 3 if a file cannot be read, 4 if the reasoner cannot run."""
    from kg.build.filling import fill
    from kg.check.rendering import as_json, as_shacl, as_text
    from kg.check.run import Wanted, check

    workspace = call.workspace()
    if call.flag("rules"):
        from kg.check.page import page

        call.write(page(workspace))
        return 0
    report = check(workspace, fill, Wanted(not call.flag("no-owl"), call.option("text")), call.note)
    target = call.option("shacl")
    if target is not None:
        from kg.export.writing import write_atomically

        write_atomically(target, as_shacl(report, workspace.base))
    if call.flag("json"):
        call.out(as_json(report))
    else:
        least = cast("Severity", call.option("least", "info"))
        for line in as_text(report, workspace.base, lambda text, colour: output.paint(text, colour, sys.stdout), least):
            call.out(line)
    if report.problem is not None:
        output.complain(report.problem)
    return report.exit_code


VERB = Verb(
    name="check",
    summary="find everything that can be wrong, at file:line",
    usage="",
    options=(
        Option("json", None, "print JSON"),
        Option("shacl", "OUT.ttl", "write a SHACL validation report too"),
        Option("no-owl", None, "do not ask the reasoner, which needs Java"),
        Option("text", "DIR", "hold passages and data against your copies of the texts in DIR"),
        Option("rules", None, "list all rules, with their reasons, and check nothing"),
        Option("least", "SEVERITY", "show nothing below it", choices=("error", "warning", "info")),
    ),
    examples=("kg check", "kg check --text ~/texts --shacl report.ttl", "kg check --no-owl --least error"),
    description="Reads all files of the workspace and writes nothing into it: syntax, terms, graphs, citations, dates, shapes,\n"
    "quality rules, OWL consistency. docs/checks.md lists the rules; ontology/checks/profile.toml says how bad each one is.\n"
    "Exit code 1: there is an error. 3: a file cannot be read. 4: the reasoner cannot run, and nothing else is wrong.",
    run=run,
)
