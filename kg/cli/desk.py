"""``kg desk``: read and code a text in a local page."""

from __future__ import annotations

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb
from kg.errors import UsageError

PORT = 8009


def run(call: Call) -> int:
    """Run the verb."""
    text = call.option("port", str(PORT)) or ""
    if not text.isdecimal() or int(text) > 65535:
        raise UsageError(f"{text} is no port", None, "a number up to 65535, or 0 for any that is free")
    from kg.desk.desk import Desk
    from kg.desk.server import listen, serve

    desk = Desk(call.workspace(), call.option("text"))
    for remark in desk.editor.remarks:
        call.warn(remark)
    if desk.folder is None:
        call.warn("there is no folder texts/ with the texts: name yours with --text DIR; until then gists stand for the sentences")

    def ready(address: str) -> None:
        call.write(f"{address}\n")
        output.tell("The page is for this machine only. Ctrl-C ends it; all that was entered is in the files.")
        if not call.flag("no-open"):
            import webbrowser

            webbrowser.open(address)

    serve(desk, listen(int(text)), ready)
    return 0


VERB = Verb(
    name="desk",
    summary="read and code a text in a local page",
    usage="",
    options=(
        Option("text", "DIR", "the folder with your copies of the texts (default: texts/ in the workspace)"),
        Option("port", "NUMBER", f"the port on this machine; 0 for any that is free (default: {PORT})"),
        Option("no-open", None, "only print the address, and start no browser"),
    ),
    examples=("kg desk", "kg desk --text texts --port 0 --no-open"),
    run=run,
)
