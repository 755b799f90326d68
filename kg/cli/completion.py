"""``kg completion``: scripts that complete the command line in bash, zsh and fish, and the words that they offer."""

from __future__ import annotations

from kg.cli.arguments import COMMON, Positional, Verb

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kg.cli.arguments import Call, Option

SCRIPTS: dict[str, str] = {
    # Bash splits words at "=", and replaces only what follows the last one.
    "bash": r"""_kg() {
    local word line words=()
    for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#words[@]} -gt 0 && ( $word == "=" || ${words[${#words[@]}-1]} == *= ) ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
    done
    word=${words[${#words[@]}-1]}
    COMPREPLY=()
    while IFS= read -r line; do
        [[ $word == *=* ]] && line=${line#*=}
        [[ $line == *= ]] && compopt -o nospace 2>/dev/null
        [[ $line == *= ]] || line=$(printf %q "$line")
        COMPREPLY+=("$line")
    done < <("${COMP_WORDS[0]}" __complete "${words[@]}" 2>/dev/null)
}
complete -o bashdefault -o default -F _kg kg chancery
""",
    "zsh": r"""#compdef kg chancery
_kg() {
    local -a found
    found=("${(@f)$(${words[1]} __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    found=(${found:#})
    if (( ${#found} )); then compadd -a found; else _files; fi
}
compdef _kg kg chancery
""",
    "fish": r"""function __kg_complete
    set -l words (commandline -opc)
    set -l found ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c kg -f -a '(__kg_complete)'
complete -c chancery -f -a '(__kg_complete)'
""",
}
"""The scripts by shell. They ask ``kg __complete`` for the words, so that they fit every version of ``kg``."""

_NAMED_BY_POSITION = {"show": 1, "path": 2, "why": 1}
"""The verbs whose first positional arguments name an agent, to their number."""
_AGENTS = (
    "SELECT DISTINCT ?label WHERE { ?agent a <https://w3id.org/chancery/ontology#Agent> ; "
    "<http://www.w3.org/2000/01/rdf-schema#label> ?label }"
)


def run(call: Call) -> int:
    """Print the script for a shell."""
    from kg.errors import UsageError

    shell = call.text("shell")
    if shell not in SCRIPTS:
        raise UsageError(f"kg has no completion script for {shell!r}", None, "use one of " + ", ".join(SCRIPTS))
    call.write(SCRIPTS[shell])
    return 0


def complete(words: Sequence[str], verbs: Sequence[str], import_verb: Callable[[str], Verb]) -> int:
    """Print the words that can stand in place of the last one, one a line. Never builds and never fails.

    Args:
        words: the command line after ``kg``, up to the word that is completed, which may be empty.
        verbs: the names of all verbs.
        import_verb: the verb with a name.
    """
    from kg.cli import output
    from kg.errors import KgError

    try:
        found = candidates(words, verbs, import_verb)
    except (KgError, OSError, ValueError):  # a workspace that cannot be read offers nothing
        return 0
    output.write("".join(f"{each}\n" for each in found if "\n" not in each))
    return 0


def candidates(words: Sequence[str], verbs: Sequence[str], import_verb: Callable[[str], Verb]) -> list[str]:
    """The words that can stand in place of the last one, sorted.

    Args:
        words: the command line, as for `complete`.
        verbs: the names of all verbs.
        import_verb: the verb with a name.

    >>> from kg.cli.why import VERB
    >>> candidates(["wh"], ["query", "why"], lambda name: VERB)
    ['why']
    >>> candidates(["why", "--format", "j"], ["query", "why"], lambda name: VERB)
    ['json']
    """
    *before, last = words or [""]
    return sorted({each for each in _offered(before, last, verbs, import_verb) if each.startswith(last)})


def _offered(before: list[str], last: str, verbs: Sequence[str], import_verb: Callable[[str], Verb]) -> list[str]:
    """What can follow the words before, whether or not it begins like the last word."""
    directory = None
    while before and before[0].startswith("-"):
        if before[0] in ("-C", "--directory", "--endpoint"):
            if len(before) == 1:
                return []
            directory = directory if before[0] == "--endpoint" else before[1]
            before = before[2:]
        else:
            before = before[1:]
    if not before or before == ["help"]:
        return [f"--{each.name}" for each in COMMON] if last.startswith("-") else list(verbs)
    if before[0] not in verbs:
        return []
    verb = import_verb(before[0])
    known = (*verb.options, *COMMON)
    loose: list[str] = []
    waiting: Option | None = None
    for word in before[1:]:
        if waiting is not None:
            directory = word if waiting.name == "directory" else directory
            waiting = None
        elif word.startswith("-") and word != "-":
            waiting = next((each for each in known if word in (f"--{each.name}", f"-{each.short}") and each.metavar is not None), None)
        else:
            loose.append(word)
    if waiting is not None:
        return _values(verb, waiting, last, loose, before, directory)
    if last.startswith("--") and "=" in last:
        name, _, value = last[2:].partition("=")
        option = next((each for each in known if each.name == name and each.metavar is not None), None)
        return [] if option is None else [f"--{name}={each}" for each in _values(verb, option, value, loose, before, directory)]
    if last.startswith("-"):
        return [f"--{each.name}" for each in known]
    if verb.name == "completion":
        return list(SCRIPTS)
    if verb.name in ("query", "queries") and not loose:
        return _queries(directory)
    return _agents(directory) if len(loose) < _NAMED_BY_POSITION.get(verb.name, 0) else []


def _values(verb: Verb, option: Option, last: str, loose: list[str], before: list[str], directory: str | None) -> list[str]:
    """The values of an option; the empty list leaves it to the shell to offer files."""
    if option.choices:
        return list(option.choices)
    if verb.name in ("view", "dump") and option.name == "query":
        return _queries(directory)
    if verb.name in ("view", "dump") and option.name == "about":
        return _agents(directory)
    if option.name != "param":
        return []
    asked = loose[0] if verb.name == "query" and loose else before[before.index("--query") + 1] if "--query" in before else None
    if asked is None:
        return []
    from kg.sparql.stored import find
    from kg.workspace import Workspace

    params = {each.name: each for each in find(Workspace.find(directory), asked).params}
    name, equals, _ = last.partition("=")
    if not equals:
        return [f"{each}=" for each in params]
    if name not in params:
        return []
    param = params[name]
    values: Sequence[str] = param.choices
    if not values and param.type == "entity" and param.of in (None, "dip:Agent"):
        values = _agents(directory)
    return [f"{name}={each}" for each in values]


def _queries(directory: str | None) -> list[str]:
    """The names of the stored queries."""
    from kg.workspace import Workspace

    return [path.stem for path in Workspace.find(directory).query_files(lambda _: None)]


def _agents(directory: str | None) -> list[str]:
    """The labels of agents in the snapshot in use, whether or not it is current."""
    from kg.snapshot.opening import current
    from kg.workspace import Workspace

    snapshot = current(Workspace.find(directory))
    if snapshot is None:
        return []
    try:
        return [str(row[0].value) for row in snapshot.store.query(_AGENTS)]  # type: ignore[union-attr]
    finally:
        snapshot.release()


VERB = Verb(
    name="completion",
    summary="print a script that completes the command line in a shell",
    usage="bash|zsh|fish",
    description=(
        "The shell then completes verbs, options and their values, stored queries and their parameters, and the names of agents in the\n"
        "snapshot. Nothing is built. To install it, for\n"
        "  bash: add  source <(kg completion bash)  to ~/.bashrc\n"
        "  zsh:  add  source <(kg completion zsh)   to ~/.zshrc, after compinit\n"
        "  fish: kg completion fish > ~/.config/fish/completions/kg.fish"
    ),
    positionals=(Positional("shell", "the shell: bash, zsh or fish"),),
    examples=("kg completion bash",),
    run=run,
)
