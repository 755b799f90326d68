"""Read whole files, write files atomically, make text safe for a terminal, and suggest names for misspelt ones."""

from __future__ import annotations

import os
import stat

from kg.errors import EnvironmentProblem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_KEPT = "\u00ad\u0600\u0601\u0602\u0603\u0604\u0605\u061c\u06dd\u070f\u08e2\u200c\u200d\u200e\u200f\U000110bd\U000110cd"
"""Format characters that scripts need: joiners, marks of direction, signs of numbers. All others are invisible, or change the order in
which other characters are displayed."""


def write_atomically(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file in one step: a reader sees the old content or the new, never a part.

    A new file gets the permissions that the umask leaves; an existing file keeps its own. A symbolic link is kept, and its target is
    written. A pipe or a device is written to, not replaced.

    Args:
        path: where to write; missing folders are created.
        data: the content.

    Raises:
        EnvironmentProblem: the file cannot be written, or is a folder. What was there before is unchanged.
    """
    try:
        target = os.path.realpath(path)
        if (os.path.exists(path) and not os.path.isfile(path)) or os.path.islink(target):
            # A pipe or a device is written to. The system refuses folders and circular links.
            with open(path, "wb") as device:
                device.write(data)
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            replace_file(target, data)
    except OSError as error:
        hint = "choose another place, or check that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the file cannot be written: {error.strerror or error}", os.fspath(path), hint) from error


def create_files(folder: str | os.PathLike[str], contents: Mapping[str, bytes]) -> None:
    """Create some files, all or none. No file is overwritten.

    Args:
        folder: the folder; it and those inside are created where they are missing.
        contents: the content of each file, by its path inside the folder, with slashes. They are created in this order.

    Raises:
        EnvironmentProblem: one of the files exists, or cannot be written. Whatever was created is removed again.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     create_files(place, {"data/a.txt": b"a"})
    ...     read_file(os.path.join(place, "data", "a.txt"))
    b'a'
    """
    made: list[str] = []
    path = os.fspath(folder)
    done = False
    try:
        for inside, data in contents.items():
            path = os.path.join(folder, *inside.split("/"))
            missing = os.path.dirname(os.path.abspath(path))
            above = []
            while not os.path.isdir(missing):
                above.append(missing)
                missing = os.path.dirname(missing)
            for each in reversed(above):
                os.mkdir(each)
                made.append(each)
            with open(path, "xb") as file:
                made.append(path)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        done = True
    except OSError as error:
        hint = "choose another place, or check that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the file cannot be created: {error.strerror or error}", path, hint) from error
    finally:
        for each in [] if done else reversed(made):
            try:
                os.rmdir(each) if os.path.isdir(each) else os.remove(each)
            except OSError:
                continue


MARKER = ".written-by-chancery"
"""The file by which a folder is known as one that `write_folder` wrote; it lists what stands at the top of the folder."""


def write_folder(path: str | os.PathLike[str], contents: Iterable[tuple[str, bytes]]) -> tuple[int, int]:
    """Write a folder in one step: it is written under another name beside its place, then renamed.

    A folder that this function wrote before is replaced, unless something was added to it. Any other folder that is not empty stays.

    Args:
        path: where the folder is to be.
        contents: the content of each file, and before it the file's path inside the folder, with slashes.

    Returns:
        The number of files, and of their bytes.

    Raises:
        UsageError: something is there that this function did not write.
        EnvironmentProblem: the folder cannot be written. What was there before is unchanged.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     write_folder(os.path.join(place, "site"), [("a/b.txt", b"b")])
    ...     write_folder(os.path.join(place, "site"), [("c.txt", b"c")])
    ...     sorted(os.listdir(os.path.join(place, "site")))
    (1, 1)
    (1, 1)
    ['.written-by-chancery', 'c.txt']
    """
    import shutil

    target = os.path.realpath(path)
    _refuse_foreign(target, os.fspath(path))
    new, old = f"{target}.tmp-{os.getpid()}", f"{target}.old-{os.getpid()}"
    files = size = 0
    tops: set[str] = set()
    folders: set[str] = set()
    try:
        os.makedirs(new)
        for inside, data in contents:
            place = os.path.join(new, *inside.split("/"))
            folder = os.path.dirname(place)
            if folder not in folders:
                os.makedirs(folder, exist_ok=True)
                folders.add(folder)
            with open(place, "xb") as file:
                file.write(data)
            files += 1
            size += len(data)
            tops.add(inside.partition("/")[0])
        with open(os.path.join(new, MARKER), "w", encoding="utf-8") as file:
            file.write("".join(f"{each}\n" for each in sorted(tops)))
        if os.path.isdir(target):
            os.rename(target, old)
        os.rename(new, target)
    except OSError as error:
        if os.path.isdir(old) and not os.path.exists(target):
            os.rename(old, target)
        hint = "choose another place, or check that the folder can be written and the disk has room"
        raise EnvironmentProblem(f"the folder cannot be written: {error.strerror or error}", os.fspath(path), hint) from error
    finally:
        shutil.rmtree(new, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)
    return files, size


def _refuse_foreign(target: str, shown: str) -> None:
    """Refuse a place where something is that `write_folder` did not write.

    Raises:
        UsageError: it is a file, or a folder with something else in it.
        EnvironmentProblem: the folder cannot be read.
    """
    from kg.errors import UsageError

    if os.path.lexists(target) and not os.path.isdir(target):
        raise UsageError("a file is there, not a folder", shown, "choose another place")
    if not os.path.isdir(target):
        return
    try:
        there = set(os.listdir(target))
        marker = os.path.join(target, MARKER)
        known = set(read_text(marker).splitlines()) | {MARKER} if MARKER in there else set()
    except (OSError, UnicodeDecodeError) as error:
        raise EnvironmentProblem(f"the folder cannot be read: {error}", shown, "choose another place") from error
    if other := sorted(there - known):
        hint = "choose a new folder, or move that away; only a folder that this command wrote is replaced"
        raise UsageError(f"the folder has {visible(other[0], one_line=True)}, which this command did not write", shown, hint)


def read_file(path: str | os.PathLike[str], most: int | None = None) -> bytes:
    """The content of a regular file. A pipe, a device or a folder is refused, and never waited for.

    Args:
        path: the file; a symbolic link is followed.
        most: the maximum size in bytes; None for the setting ``file_megabytes``.

    Raises:
        EnvironmentProblem: the file cannot be read, is not a regular file, or is larger.
    """
    shown = os.fspath(path)
    if most is None:
        from kg.settings import setting

        most = setting("file_megabytes") * 1_000_000
        hint = "split the file, or set KG_FILE_MEGABYTES to a higher limit"
    else:
        hint = "is it the right file?"
    try:
        # Opening a pipe would wait for a writer.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise EnvironmentProblem("not a regular file", shown, "a pipe, a device or a folder cannot be read here: use a file")
        with open(handle, "rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        hint = "check the file's name and permissions"
        raise EnvironmentProblem(f"the file cannot be read: {error.strerror or error}", shown, hint) from error
    if len(data) > most:
        raise EnvironmentProblem(f"the file has more than {most:,} bytes", shown, hint)
    return data


def read_text(path: str | os.PathLike[str], most: int | None = None) -> str:
    """The text of a regular file in UTF-8, with line feeds as line ends. Arguments and errors are those of `read_file`.

    Raises:
        EnvironmentProblem: see `read_file`.
        UnicodeDecodeError: the file is not UTF-8.
    """
    return read_file(path, most).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def replace_file(path: str, data: bytes) -> None:
    """Write a file under a temporary name beside it, flush it to the disk, and rename it.

    Raises:
        OSError: the file cannot be written; no temporary file remains.
    """
    temporary = f"{path}.tmp-{os.getpid()}"
    try:
        with open(temporary, "wb") as file:
            if os.path.exists(path):
                os.chmod(temporary, os.stat(path).st_mode & 0o777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        if os.path.lexists(temporary):
            os.remove(temporary)


def visible(text: str, *, one_line: bool = False) -> str:
    r"""A text that is safe to show on a terminal.

    Control characters, which a terminal would interpret, and format characters that can deceive a reader are replaced by escapes.
    Letters, marks and joiners of all scripts stay.

    Args:
        text: any text.
        one_line: whether line feeds, tabs and other white space but plain spaces become spaces. Otherwise line feeds and tabs stay.

    >>> print(visible("one\ntwo \x1b[31mred", one_line=True))
    one two \x1b[31mred
    """
    if text.isprintable():
        return text
    if not one_line:
        return "\n".join(line if line.isprintable() else "".join(map(_shown, line)) for line in text.split("\n"))
    return " ".join("".join(" " if char.isspace() else _shown(char) for char in text).split())


def _shown(char: str) -> str:
    """A character, or its escape."""
    return char if char.isprintable() or char in _KEPT or char == "\t" else char.encode("unicode_escape").decode()


def spreadsheet_safe(text: str) -> str:
    """A text that a spreadsheet shows and does not run as a formula, and whose characters stand in the order in which they are read.

    >>> spreadsheet_safe("=HYPERLINK(A1)"), spreadsheet_safe("Pakistan"), spreadsheet_safe("a\\u202eb")
    ("'=HYPERLINK(A1)", 'Pakistan', 'a\\\\u202eb')
    """
    guarded = "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
    return guarded if guarded.isprintable() else "".join(char if char in "\r\n" else _shown(char) for char in guarded)


def say(text: str) -> None:
    """Print a line to standard error, safe for a terminal. If standard error is closed, nothing is printed.

    Every message that is not an answer passes here. Its first word may be coloured by the caller, so `text` is printed as it is: what comes
    from data or from the user must have passed `visible`.
    """
    import sys

    if sys.stderr is not None:
        try:
            sys.stderr.write(text + "\n")
        except (OSError, ValueError):  # closed, or its reader has gone
            pass


def nearest(wrong: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words that are most similar to a misspelt one, best first; empty if none is similar.

    If some are very similar, only these are returned. All suggestions for misspelt names use this function.

    >>> nearest("qurey", ["query", "queries", "why"])
    ['query']
    >>> nearest("quarries", ["query", "queries", "why"], 1)
    ['queries']
    >>> nearest("serve", ["why"])
    []
    """
    from difflib import get_close_matches  # imported here, because only a mistake needs it

    words = list(known)
    return get_close_matches(wrong, words, most, 0.8) or get_close_matches(wrong, words, most, 0.6)


def did_you_mean(names: Iterable[str], otherwise: str = "") -> str | None:
    """A hint that suggests some names, or another hint if there are none.

    Args:
        names: the names, as a user would write them; see `nearest`.
        otherwise: the hint to use without names.

    Returns:
        The hint; None if there is none.

    >>> did_you_mean(["met", "meets"])
    'did you mean met or meets?'
    >>> did_you_mean([], "`kg queries` lists them")
    '`kg queries` lists them'
    """
    found = " or ".join(names)
    return f"did you mean {found}?" if found else otherwise or None
