"""Standard output and standard error: text, warnings, progress, errors; and the fast way out of the process."""

from __future__ import annotations

import os
import sys

from kg.errors import EnvironmentProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, TextIO

    from kg.errors import KgError

_RED = "\x1b[31m"
_YELLOW = "\x1b[33m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_PLAIN = "\x1b[0m"
_CLEAR_LINE = "\r\x1b[K"
_noted = False


def colours(stream: TextIO) -> bool:
    """Whether to use colours on a stream: only on a terminal, and not if ``NO_COLOR`` is set or the terminal is ``dumb``."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, colour: str, stream: TextIO) -> str:
    """A text in a colour (``red yellow bold dim``), if the stream takes colours."""
    code = {"red": _RED, "yellow": _YELLOW, "bold": _BOLD, "dim": _DIM}[colour]
    return f"{code}{text}{_PLAIN}" if colours(stream) else text


def width() -> int:
    """The width of the terminal in columns; where standard output is not a terminal, ``COLUMNS`` or 100."""
    if sys.stdout.isatty():
        try:
            return os.get_terminal_size(sys.stdout.fileno()).columns or 100
        except OSError:
            pass
    text = os.environ.get("COLUMNS", "")
    return int(text) if text.isdecimal() and int(text) > 0 else 100


def open_streams() -> None:
    """Replace standard streams that are closed, so that no file that is opened later takes their numbers.

    Standard input is then empty, and what is written to standard error is lost. Standard output cannot be written, which `leave` reports.
    """
    for name, flags in (("stdin", os.O_RDONLY), ("stdout", os.O_RDONLY), ("stderr", os.O_WRONLY)):
        if getattr(sys, name) is None:
            descriptor = os.open(os.devnull, flags)
            setattr(sys, name, open(descriptor, "r" if name == "stdin" else "w", encoding="utf-8"))  # noqa: SIM115 - for the whole process


def write(text: str, *, safe: bool = False) -> None:
    """Write text to standard output: as it is, or, if that is a terminal, with control characters escaped.

    Everything that `kg` prints as an answer passes here.

    Args:
        text: the text.
        safe: whether all data in it have passed `kg.files.visible`, so that the only control characters are our own colours.

    Raises:
        BrokenPipeError: the reader has closed the pipe.
        EnvironmentProblem: it cannot be written, as on a full disk, or its encoding lacks a character.
    """
    _clear()
    terminal = sys.stdout.isatty()
    shown = text
    if terminal and not safe:
        from kg.files import visible  # imported where it is needed: `kg --help` has nothing to escape in a pipe

        shown = visible(text)
    try:
        sys.stdout.write(shown)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise EnvironmentProblem(f"standard output cannot be written: {problem.strerror}") from problem
    except UnicodeEncodeError as problem:
        char = shown[problem.start]
        encoding = sys.stdout.encoding
        if not (terminal or "\ud800" <= char <= "\udfff"):
            hint = "set PYTHONUTF8=1 for UTF-8, or write into a file where the verb takes one"
            raise EnvironmentProblem(f"standard output is in {encoding}, which lacks {char!a}", None, hint) from problem
        sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding))


def warn(what: str) -> None:
    """Print a warning to standard error."""
    from kg.files import say, visible

    _clear()
    say(f"{paint('warning:', 'yellow', sys.stderr)} {visible(what)}")


def tell(what: str) -> None:
    """Print a remark on an answer to standard error."""
    from kg.files import say

    say(what)


def note(what: str) -> None:
    """Show one line of progress on standard error; the next output takes its place. Does nothing if that is not a terminal."""
    global _noted
    if sys.stderr.isatty():
        from kg.files import visible

        sys.stderr.write(_CLEAR_LINE + visible(what, one_line=True)[:78])
        sys.stderr.flush()
        _noted = True


def complain(problem: KgError) -> None:
    """Print an error as ``error: what (where)`` and, if it has one, ``hint: ...``; then the others found in the same run."""
    from kg.files import say, visible

    _clear()
    try:
        sys.stdout.flush()
    except OSError:
        # `leave` reports it, unless there is a worse error.
        pass
    others = getattr(problem, "others", ())
    for each in (problem, *others):
        say(f"{paint('error:', 'red', sys.stderr)} {visible(str(each))}")
        if each.hint:
            say(f"{paint('hint:', 'bold', sys.stderr)} {visible(each.hint)}")
    if others:
        say(f"{len(others) + 1} errors")


def _clear() -> None:
    global _noted
    if _noted:
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()
        _noted = False


def leave(code: int) -> NoReturn:
    """Flush and leave the process at once, without the interpreter's slow shutdown.

    A standard output that cannot take what is still to be written (a full disk, a closed stream) turns an answer into exit code 4. A reader
    that has closed its pipe does too, but without a message, because it knows.
    """
    _clear()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = EnvironmentProblem.exit_code if code in (0, 1) else code
    except OSError as problem:
        if code in (0, 1):
            code = EnvironmentProblem.exit_code
            from kg.files import say

            say(f"error: standard output cannot be written: {problem.strerror}")
    try:
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)
