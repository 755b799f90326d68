"""The command line.

**How to write a verb.** ``kg query`` is the module ``kg/cli/query.py``; it is imported only when it is called or its help is
asked for. It exposes one name, ``VERB``, a `kg.cli.arguments.Verb`::

    from kg.cli.arguments import Call, Option, Positional, Verb

    def run(call: Call) -> int:
        from kg.graph import Graph  # heavy imports inside; the method of the graph that has the verb's name does the work
        name = call.text("name")                    # a positional; call.texts("...") for one that takes many
        form = call.option("format", "table")       # str | None with its default
        if call.flag("cite"): ...
        pairs = call.pairs("param")                 # [("a", "Pakistan")] from  -p a=Pakistan  --param a=Pakistan
        call.workspace()                            # the Workspace of -C DIR or of the current folder
        call.out("one line")                        # to standard output; call.write("...") without a line feed
        call.warn("the snapshot is stale")          # "warning: ..." to standard error
        call.note("reading 3 of 40")                # progress: standard error, only on a terminal
        return 0                                    # the exit code: 0, or 1 for a negative answer

    VERB = Verb(
        name="query",
        summary="run a stored query, a file, or standard input",
        usage="NAME|FILE|- [-p k=v]...",
        positionals=(Positional("name", "a stored query, a file, or - for standard input"),),
        options=(
            Option("param", "k=v", "a parameter of the query", short="p", repeat=True),
            Option("format", "FORMAT", "how to print", short="f", choices=("table", "csv", "json")),
            Option("cite", None, "add the passages behind each row"),
        ),
        examples=("kg query acts-between -p a=Pakistan -p b=Israel",),
        run=run,
    )

The verb must also be listed in `kg.cli.main.VERBS` with its summary, so that ``kg --help`` imports no verb. Errors are raised
as `kg.errors.KgError`; `main` prints them as ``error: what (where)`` and ``hint: ...`` and exits with their code:

    0 done, an empty SELECT too    1 a negative answer           2 usage
    3 bad data or query            4 the system prevents it     70 an internal error (a traceback with KG_DEBUG=1)
    130 interrupted

``-C DIR``, ``--help`` and ``--version`` are accepted before and after the verb's name and are not declared by verbs. A verb that prints
results offers ``--json`` as an option of its own. Options may stand anywhere; ``--`` ends them; ``--name=value`` and ``-fvalue`` are
accepted; a single ``-`` is a positional.
"""

from __future__ import annotations

from kg.cli.main import main

__all__ = ["main"]
