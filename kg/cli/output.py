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


def write(text: str) -> None:
    """Write text to standard output as it is.

    Raises:
        BrokenPipeError: the reader has closed the pipe.
        EnvironmentProblem: it cannot be written, as on a full disk.
    """
    _clear()
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise EnvironmentProblem(f"standard output cannot be written: {problem.strerror}") from problem


def warn(what: str) -> None:
    """Print a warning to standard error."""
    from kg.files import visible

    _clear()
    sys.stderr.write(f"{paint('warning:', 'yellow', sys.stderr)} {visible(what)}\n")


def note(what: str) -> None:
    """Show one line of progress on standard error; the next output takes its place. Does nothing if that is not a terminal."""
    global _noted
    if sys.stderr.isatty():
        from kg.files import visible

        sys.stderr.write(_CLEAR_LINE + visible(what)[:78])
        sys.stderr.flush()
        _noted = True


def complain(problem: KgError) -> None:
    """Print an error as ``error: what (where)`` and, if it has one, ``hint: ...``; then the others found in the same run."""
    from kg.files import visible

    _clear()
    try:
        sys.stdout.flush()
    except OSError:
        # `leave` reports it, unless there is a worse error.
        pass
    others = getattr(problem, "others", ())
    for each in (problem, *others):
        sys.stderr.write(f"{paint('error:', 'red', sys.stderr)} {visible(str(each))}\n")
        if each.hint:
            sys.stderr.write(f"{paint('hint:', 'bold', sys.stderr)} {visible(each.hint)}\n")
    if others:
        sys.stderr.write(f"{len(others) + 1} errors\n")


def _clear() -> None:
    global _noted
    if _noted:
        sys.stderr.write(_CLEAR_LINE)
        sys.stderr.flush()
        _noted = False


def leave(code: int) -> NoReturn:
    """Flush and leave the process at once, without the interpreter's slow shutdown.

    A standard output that cannot take what is still to be written (a full disk) turns success into exit code 4.
    """
    _clear()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        code = 141
    except OSError as problem:
        if code == 0:
            code = 4
            sys.stderr.write(f"error: standard output cannot be written: {problem.strerror}\n")
    try:
        sys.stderr.flush()
    except OSError:
        pass
    os._exit(code)
