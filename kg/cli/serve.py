"""``kg serve``: publish the snapshot over HTTP."""

from __future__ import annotations

import os
import re

from kg.cli import output
from kg.cli.arguments import Call, Option, Verb
from kg.errors import EnvironmentProblem, UsageError

HOST = "127.0.0.1"
PORT = 8000


def run(call: Call) -> int:
    """Run the verb."""
    if os.name != "posix":
        raise EnvironmentProblem("kg serve needs Linux or macOS", None, "kg dump site/ writes the same pages as files, for any host")
    port = call.option("port", str(PORT)) or ""
    if not port.isdecimal() or int(port) > 65535:
        raise UsageError(f"{port} is no port", None, "a number up to 65535, or 0 for any that is free")
    host = call.option("host", HOST) or HOST
    public = call.option("public")
    if public is not None and not re.fullmatch(r"https?://[^/?#@\s]+(/[^?#\s]*)?", public):
        raise UsageError(f"{public} is no address", None, "such as https://example.org/graph")
    for origin in call.options("cors"):
        if origin != "*" and not re.fullmatch(r"[a-z][a-z0-9+.-]*://[^/?#@\s]+", origin):
            raise UsageError(
                f"{origin} is no origin", None, "a scheme, a name and, if need be, a port, such as https://example.org; * for all"
            )
    texts = call.option("text")
    if texts is not None:
        if not os.path.isdir(texts):
            raise UsageError("the folder of the texts does not exist", texts)
        texts = os.path.abspath(texts)
    from urllib.parse import urlsplit

    from kg.files import visible
    from kg.server.application import Rules
    from kg.server.running import hosts_of, listen, serve

    graph = call.graph().copy
    snapshot = graph.snapshot
    at = listen(host, int(port))
    number = at.getsockname()[1]
    names = tuple(call.options("host-name")) + ((urlsplit(public).netloc,) if public else ())
    rules = Rules(
        hosts=hosts_of(host, number, names),
        origins=frozenset(call.options("cors")),
        public=public.rstrip("/") if public else None,
        log_queries=call.flag("log-queries"),
    )
    quiet = call.flag("quiet")

    def ready() -> None:
        shown = f"[{host}]" if ":" in host else host
        call.write(f"{public or f'http://{shown}:{number}'}/\n")
        output.tell(f"Publishing {snapshot.title}, snapshot {snapshot.digest[:12]}, and each newer one. Ctrl-C ends it.")

    def log(line: str) -> None:
        if not quiet:
            output.tell(visible(line, one_line=True))

    serve(graph.workspace, snapshot, at, rules, texts=texts, proxies=call.option("proxy"), ready=ready, log=log)
    return 0


VERB = Verb(
    name="serve",
    summary="publish the graph: SPARQL, pages, stored queries, tools for agents",
    usage="",
    options=(
        Option("host", "ADDRESS", f"the address to listen on (default: {HOST}, which only this machine reaches)"),
        Option("port", "NUMBER", f"the port; 0 for any that is free (default: {PORT})"),
        Option("public", "URL", "the address that others use, if a proxy stands before this one"),
        Option("host-name", "NAME", "answer requests to this name, too; * for any", repeat=True),
        Option("cors", "ORIGIN", "let pages of this origin read answers; * for all", repeat=True),
        Option("proxy", "ADDRESSES", "believe the header X-Forwarded-For of proxies at these addresses"),
        Option("text", "DIR", "show the sentences of passages from your copies of the texts in this folder"),
        Option("log-queries", None, "write queries into the log, too"),
        Option("quiet", None, "write no line for each request"),
    ),
    examples=("kg serve", "kg serve --port 8080 --cors '*'", "kg serve --public https://example.org/graph --proxy 127.0.0.1"),
    run=run,
)
