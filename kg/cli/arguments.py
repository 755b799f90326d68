"""The declaration of a verb, and the parser of its command line. Not argparse, which takes too long to import."""

from __future__ import annotations

from kg.cli import output
from kg.errors import UsageError
from kg.values import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import NoReturn

    from kg.errors import KgError
    from kg.graph import Graph
    from kg.query.running import Runner
    from kg.snapshot import Snapshot
    from kg.workspace import Workspace


class Option(NamedTuple):
    """An option of a verb.

    Attributes:
        name: its long name without dashes; ``--name`` on the command line.
        metavar: the name of its value in the help; None for a flag, which has no value.
        help: one line, in lower case, without a full stop.
        short: its one-letter name, without dash, or None.
        repeat: whether it may be given more than once. Otherwise a second one is an error.
        choices: the only values allowed, or empty for any.
    """

    name: str
    metavar: str | None
    help: str
    short: str | None = None
    repeat: bool = False
    choices: Sequence[str] = ()


class Positional(NamedTuple):
    """A positional argument of a verb.

    Attributes:
        name: its name, shown in upper case.
        help: one line, in lower case, without a full stop.
        optional: whether it may be left out.
        many: whether it takes all remaining arguments; only for the last one.
    """

    name: str
    help: str
    optional: bool = False
    many: bool = False


class Verb(NamedTuple):
    """A verb. See `kg.cli` for how to write one.

    Attributes:
        name: its name on the command line.
        summary: one line, in lower case, without a full stop.
        usage: the usage line after ``kg NAME``; ``[options]`` is added.
        run: the function that runs it: it takes the `Call` and returns the exit code.
        positionals: its positional arguments, in order.
        options: its options.
        examples: whole command lines; at least one.
        description: a paragraph for its help, or the empty string.
    """

    name: str
    summary: str
    usage: str
    run: Callable[[Call], int]
    positionals: Sequence[Positional] = ()
    options: Sequence[Option] = ()
    examples: Sequence[str] = ()
    description: str = ""


COMMON = (
    Option("directory", "DIR", "work in the workspace DIR", short="C"),
    Option("help", None, "show this help", short="h"),
    Option("version", None, "show the version"),
    Option("endpoint", "URL", "ask the snapshot on this server, not that of the workspace (also KG_ENDPOINT)"),
)
"""The options of every verb, and of ``kg`` itself."""


class Call:
    """One call of a verb: its arguments, and where its output goes.

    Attributes:
        verb: the verb's name.
        directory: the value of ``-C``, or None.
        endpoint: the value of ``--endpoint``, or None.
    """

    __slots__ = ("_options", "_positionals", "directory", "endpoint", "verb")

    def __init__(
        self,
        verb: str,
        positionals: dict[str, list[str]],
        options: dict[str, list[str]],
        directory: str | None,
        endpoint: str | None = None,
    ) -> None:
        self.verb = verb
        self.directory = directory
        self.endpoint = endpoint
        self._positionals = positionals
        self._options = options

    def text(self, name: str, default: str = "") -> str:
        """A positional argument; `default` if it was left out."""
        values = self._positionals[name]
        return values[0] if values else default

    def texts(self, name: str) -> list[str]:
        """All values of a positional argument that takes many."""
        return list(self._positionals[name])

    def has(self, name: str) -> bool:
        """Whether a positional argument was given."""
        return bool(self._positionals[name])

    def option(self, name: str, default: str | None = None) -> str | None:
        """The value of an option; `default` if it was not given."""
        values = self._options[name]
        return values[-1] if values else default

    def options(self, name: str) -> list[str]:
        """All values of an option that may be repeated, in order."""
        return list(self._options[name])

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return bool(self._options[name])

    def pairs(self, name: str) -> list[tuple[str, str]]:
        """The values of an option ``k=v``, split at the first equals sign.

        Raises:
            UsageError: one has no equals sign, or nothing before it.
        """
        found = []
        for text in self._options[name]:
            key, equals, value = text.partition("=")
            if not equals or not key:
                raise UsageError(f"--{name} needs k=v, not {text!r}", None, f"such as --{name} name=value")
            found.append((key, value))
        return found

    def number(self, name: str, default: int) -> int:
        """The value of an option as a whole number, zero or more.

        Raises:
            UsageError: it is not such a number.
        """
        found = self.number_or_none(name, default)
        return default if found is None else found

    def number_or_none(self, name: str, example: int = 100) -> int | None:
        """The value of an option as a whole number, zero or more; None if the option was not given.

        Args:
            name: the option.
            example: a number for the hint.

        Raises:
            UsageError: it is not such a number.
        """
        value = self.option(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdecimal()):
            raise UsageError(f"--{name} needs a whole number, not {value!r}", None, f"such as --{name} {example}")
        return int(value)

    def workspace(self) -> Workspace:
        """The workspace of ``-C DIR``, or the one around the current folder, or the packaged one."""
        from kg.workspace import Workspace

        return Workspace.find(self.directory)

    def graph(self, runner: Callable[[Snapshot], Runner] | None = None) -> Graph:
        """The graph that the verb asks: of the workspace, or of the server that ``--endpoint`` or ``KG_ENDPOINT`` names.

        Args:
            runner: as for `kg.graph.Graph`; not used for a server.
        """
        import os

        from kg.graph import Graph, connect

        endpoint = self.endpoint or os.environ.get("KG_ENDPOINT")
        if endpoint:
            return connect(endpoint, self.directory, progress=self.note, warn=self.warn)
        return Graph(self.workspace(), progress=self.note, runner=runner)

    def out(self, line: str = "") -> None:
        """Print a line to standard output, safe for a terminal."""
        output.write(line + "\n")

    def write(self, text: str) -> None:
        """Write text to standard output: as it is, or, if that is a terminal, with control characters escaped."""
        output.write(text)

    def warn(self, what: str) -> None:
        """Print ``warning: what`` to standard error."""
        output.warn(what)

    def leave(self, problem: KgError) -> NoReturn:
        """Report an error and end the process at once; for a thread that watches a limit."""
        output.complain(problem)
        output.leave(problem.exit_code)

    def note(self, what: str) -> None:
        """Show progress on standard error, if that is a terminal."""
        output.note(what)


def parse(verb: Verb, arguments: Sequence[str], directory: str | None = None, endpoint: str | None = None) -> Call:
    """Read the arguments of a verb.

    Args:
        verb: the verb.
        arguments: what follows its name.
        directory: the value of a ``-C`` before its name.
        endpoint: the value of an ``--endpoint`` before its name.

    Raises:
        UsageError: an unknown option, a missing, superfluous or invalid value, or a missing argument.

    >>> verb = Verb("greet", "greet", "NAME", lambda call: 0, (Positional("name", "whom"),), (Option("times", "N", "how often", "n"),))
    >>> call = parse(verb, ["-n3", "Ada"])
    >>> call.text("name"), call.number("times", 1)
    ('Ada', 3)
    """
    known = (*verb.options, *(each for each in COMMON if each.name in {"directory", "endpoint"}))
    found: dict[str, list[str]] = {option.name: [] for option in known}
    loose: list[str] = []
    index = 0
    while index < len(arguments):
        word = arguments[index]
        index += 1
        if word == "--":
            loose.extend(arguments[index:])
            break
        if not word.startswith("-") or word == "-":
            loose.append(word)
            continue
        option, value = _option(verb, known, word)
        if option.metavar is None:
            if value is not None:
                raise UsageError(f"--{option.name} takes no value", None, _help_hint(verb))
            value = ""
        elif value is None:
            if index == len(arguments):
                raise UsageError(f"{word} needs a value: {option.metavar}", None, _help_hint(verb))
            value = arguments[index]
            index += 1
        if option.choices and value not in option.choices:
            hint = _nearest_hint(value, option.choices, "use one of " + ", ".join(option.choices))
            raise UsageError(f"--{option.name} cannot be {value!r}", None, hint)
        if found[option.name] and option.metavar is not None and not option.repeat:
            raise UsageError(f"--{option.name} is given twice", None, "give it once")
        found[option.name].append(value)
    chosen, server = found.pop("directory"), found.pop("endpoint")
    return Call(verb.name, _positionals(verb, loose), found, chosen[-1] if chosen else directory, server[-1] if server else endpoint)


def _option(verb: Verb, known: Sequence[Option], word: str) -> tuple[Option, str | None]:
    """The option that a word names, and the value that is part of the word."""
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        for option in known:
            if option.name == name:
                return option, value if equals else None
        wrong = "--" + name
    else:
        for option in known:
            if option.short == word[1]:
                rest = word[2:]
                if rest and option.metavar is None:
                    raise UsageError(f"-{word[1]} takes no value", None, "give each flag separately")
                return option, rest.removeprefix("=") if rest else None
        wrong = "-" + word
    hint = _nearest_hint(wrong, ["--" + option.name for option in known], _help_hint(verb))
    raise UsageError(f"kg {verb.name} has no option {word.partition('=')[0]}", None, hint)


def _positionals(verb: Verb, loose: list[str]) -> dict[str, list[str]]:
    """The values of each positional argument."""
    found: dict[str, list[str]] = {}
    left = list(loose)
    for positional in verb.positionals:
        taken = left if positional.many else left[:1]
        left = [] if positional.many else left[1:]
        if not taken and not positional.optional:
            raise UsageError(f"kg {verb.name} needs {positional.name.upper()}: {positional.help}", None, _help_hint(verb))
        found[positional.name] = taken
    if left:
        raise UsageError(f"kg {verb.name} takes no argument {left[0]!r}", None, _help_hint(verb))
    return found


def _help_hint(verb: Verb) -> str:
    return f"kg {verb.name} --help shows the usage"


def _nearest_hint(wrong: str, known: Iterable[str], otherwise: str) -> str | None:
    from kg.files import did_you_mean, nearest

    return did_you_mean(nearest(wrong, known, 1), otherwise)


def help_of(verb: Verb) -> str:
    """The help of a verb: usage, what it does, arguments, options, examples."""
    lines = [f"usage: kg {verb.name} {verb.usage}".rstrip() + " [options]", "", verb.summary]
    if verb.description:
        lines += ["", verb.description]
    rows = [(each.name.upper(), each.help) for each in verb.positionals]
    if rows:
        lines += ["", "arguments:", *_rows(rows)]
    lines += ["", "options:", *_rows([_option_row(each) for each in (*verb.options, *COMMON[:2])])]
    lines += ["", "examples:" if len(verb.examples) > 1 else "example:", *("  " + each for each in verb.examples)]
    return "\n".join(lines) + "\n"


def _option_row(option: Option) -> tuple[str, str]:
    """How an option is shown, and its help with the choices and whether it may be repeated."""
    short = f"-{option.short}, " if option.short else ""
    shown = f"{short}--{option.name}" + (f" {option.metavar}" if option.metavar else "")
    text = option.help + (f": {', '.join(option.choices)}" if option.choices else "") + (" (more than once)" if option.repeat else "")
    return shown, text


def _rows(rows: Sequence[tuple[str, str]]) -> list[str]:
    """Two columns; a left part that is too wide has a line of its own."""
    width = min(28, max(len(left) for left, _ in rows))
    lines = []
    for left, right in rows:
        if len(left) > width:
            lines += ["  " + left, "  " + " " * width + "  " + right]
        else:
            lines.append(f"  {left:{width}}  {right}")
    return lines
