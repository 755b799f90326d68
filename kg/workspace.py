"""Workspaces: their files and their settings.

A workspace is a folder with a ``chancery.toml``, and beside it ``ontology/ data/ queries/``. The core ontology, its shapes and rules, and
the general queries come with the package: a workspace's own file replaces the packaged file at the same path, and its other files are
added. Data are never taken from the package, except by the packaged workspace itself.
"""

from __future__ import annotations

import os

from kg.digests import SEEN, Digests
from kg.errors import DataError, EnvironmentProblem, KgError, UsageError
from kg.files import read_file, write_atomically
from kg.namespaces import WORKSPACE_PREFIXES, prefixes_of
from kg.values import NamedTuple, parse_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kg.places import Place
    from kg.values import Json


class _Settings(NamedTuple):
    name: str = ""
    title: str = ""
    base: str = ""
    language: str = "en"
    license: str = ""
    citation: str = ""
    principals: tuple[str, ...] = ()
    held_coded: tuple[str, ...] = ()


SETTINGS_FILE = "chancery.toml"
STATE_FOLDER = ".kg"
CATALOGUE_FILE = "catalogue.jsonl"
"""The file of a snapshot that records what its build parsed: path in the workspace to the digest of the file and its parsed content."""
_SETTINGS_BYTES = 1_000_000
NAME_FORM = r"[a-z0-9][a-z0-9_\-]*"
"""The pattern of the name of a workspace."""
BASE_FORM = r"""[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>"{}|^`\\]*/"""
"""The pattern of the base IRI of a workspace."""
_LISTS = ("principals", "held_coded")
"""The settings that are lists of names. All others are strings."""
_OWN_FOLDERS = ("data", "ontology", "queries", "coded")
_OWN_ENDINGS = (".trig", ".ttl", ".rq", ".toml")


class Workspace:
    """One workspace. It is immutable, and equal to any other workspace with the same folder.

    The methods that return paths come in pairs, because importing `pathlib` takes longer than answering a query: `root` and
    `state_dir` are `Path`, `folder` and `state_folder` are the same paths as absolute text; the ``*_files`` methods return lists of `Path`.

    Args:
        folder: the workspace's folder.

    Attributes:
        digests: the digests of its files.
        problem: what is wrong with its settings, if the last build could read them and its settings are used; else None.

    Raises:
        UsageError: there is no ``chancery.toml`` in it.
        DataError: its settings cannot be read, or lack a name, a title or a base, or the base is not an IRI that ends in a slash; and it
            was never built.
    """

    __slots__ = ("_catalogue", "_settings", "digests", "folder", "problem")
    folder: str
    digests: Digests
    problem: KgError | None
    _settings: _Settings
    _catalogue: dict[str, str]

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        absolute = os.path.abspath(folder)
        object.__setattr__(self, "folder", absolute)
        object.__setattr__(self, "problem", None)
        object.__setattr__(self, "digests", Digests(os.path.join(self.state_folder, SEEN)))
        object.__setattr__(self, "_catalogue", _read_catalogue(self.state_folder))
        object.__setattr__(self, "_settings", self._read_settings())

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a workspace is immutable: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workspace) and self.folder == other.folder

    def __hash__(self) -> int:
        return hash(self.folder)

    def __repr__(self) -> str:
        return f"Workspace({self.folder!r})"

    @classmethod
    def find(cls, start: str | os.PathLike[str] | None = None) -> Workspace:
        """The workspace to work in.

        Args:
            start: its folder (``-C DIR``). Without one, the nearest folder upward from the current one that is a workspace;
                if there is none, the workspace in the package.

        Raises:
            UsageError: `start` is not a workspace.
            DataError: its settings are wrong.
        """
        return cls(start if start is not None else folder_around() or core_folder())

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return _path(self.folder)

    @property
    def name(self) -> str:
        """Its short name, for file names."""
        return self._settings.name

    @property
    def title(self) -> str:
        """Its title, for people."""
        return self._settings.title

    @property
    def base(self) -> str:
        """The base IRI of its things, ending in a slash."""
        return self._settings.base

    @property
    def language(self) -> str:
        """The language tag of its labels."""
        return self._settings.language

    @property
    def license(self) -> str:
        """The address of the licence of its data, or the empty string."""
        return self._settings.license

    @property
    def citation(self) -> str:
        """How to cite it, or the empty string."""
        return self._settings.citation

    @property
    def principals(self) -> tuple[str, ...]:
        """The names of the parties that its documents are about, the most important first; `kg.record.principals` resolves them."""
        return self._settings.principals

    @property
    def held_coded(self) -> tuple[str, ...]:
        """The names of the coded sources whose series are held to be so, and therefore are in the default graph."""
        return self._settings.held_coded

    @property
    def state_folder(self) -> str:
        """Where its snapshots are: ``.kg`` in it, or the user's cache folder for the workspace of an installed package."""
        if self.folder != os.path.join(_package_folder(), "_core"):
            return os.path.join(self.folder, STATE_FOLDER)
        import zlib

        return os.path.join(cache_folder(), "chancery", f"packaged-{zlib.crc32(self.folder.encode()):08x}")

    @property
    def state_dir(self) -> Path:
        """`state_folder` as a path."""
        return _path(self.state_folder)

    def parsed(self, inside: str, path: str) -> Json:
        """What the last build parsed from a file; None if the file has changed since.

        Args:
            inside: the path inside the workspace, with slashes.
            path: the path of the file now.
        """
        found = self._entry(inside)
        try:
            return found[1] if found is not None and found[0] == self.digests.of(path) else None
        except OSError:
            return None

    def _entry(self, inside: str) -> tuple[str, Json] | None:
        """The digest of a file and what the last build parsed from it; None if there is nothing, or it is damaged."""
        line = self._catalogue.get(f'"{inside}"')
        if line is None:
            return None
        text = unsealed(line)
        if text is None:
            return None
        digest, parsed = parse_json(text)  # type: ignore[misc]  # the checksum says that the build has written it
        return digest, parsed  # type: ignore[return-value]

    def settings(self) -> dict[str, Json]:
        """Its settings, including those that the file leaves out."""
        return self._settings._asdict()

    def place_of(self, key: str, value: str = "") -> Place:
        """The place of a setting, or of one of its values, in ``chancery.toml``.

        Args:
            key: the name of the setting.
            value: the text that it contains; without one, or if it is spelt with escapes, the place is the line of the key.

        Raises:
            DataError: the file is not in UTF-8.
            EnvironmentProblem: the file cannot be read.
        """
        path = os.path.join(self.folder, SETTINGS_FILE)
        try:
            text = read_file(path, _SETTINGS_BYTES).decode("utf-8")
        except UnicodeDecodeError as problem:
            raise DataError("the settings are not in UTF-8", path, "save the file in UTF-8") from problem
        return _line_of(text, SETTINGS_FILE, key, value)

    def prefixes(self) -> dict[str, str]:
        """All prefixes known in it, sorted: the vocabularies and its own ``a: e: k: p:``."""
        return prefixes_of(self.base)

    def iri(self, kind: str, slug: str) -> str:
        """The IRI of one of its things.

        Args:
            kind: ``id``, ``passage``, ``assertion`` or ``graph``.
            slug: the thing's own part of the name.

        Raises:
            KeyError: there is no such kind.
        """
        if kind + "/" not in WORKSPACE_PREFIXES.values():
            raise KeyError(kind)
        return f"{self.base}{kind}/{slug}"

    def data_files(self) -> list[Path]:
        """The data files, ``data/**/*.trig``, sorted by their paths in the workspace."""
        return [_path(path) for _, path in _own(self.folder, "data", ".trig", deep=True)]

    def ontology_files(self) -> list[Path]:
        """``ontology/*.ttl``: the packaged ones overlaid by its own."""
        return self._overlaid("ontology", ".ttl")

    def shape_files(self) -> list[Path]:
        """``ontology/shapes/*.ttl``, which a dump conforms to, and ``ontology/shapes/authored/*.ttl``; packaged ones overlaid by its own.

        What the files in ``authored`` ask of the authored graphs need not hold for a dump, because the build adds to them and unites them.
        """
        return [*self._overlaid("ontology/shapes", ".ttl"), *self._overlaid("ontology/shapes/authored", ".ttl")]

    def rule_files(self) -> list[Path]:
        """``ontology/rules/*.rq``: the packaged ones overlaid by its own."""
        return self._overlaid("ontology/rules", ".rq")

    def query_files(self, on_error: Callable[[KgError], None] | None = None) -> list[Path]:
        """``queries/*.rq``: the packaged ones overlaid by its own.

        Args:
            on_error: called with the error of each entry that is not a file, which is then left out, and with that of a folder that is
                not one or cannot be read; None to raise the first.
        """
        return self._overlaid("queries", ".rq", on_error)

    def query_file(self, name: str) -> str | None:
        """The path of the stored query with a name, as text; None if there is none. The folders are not listed."""
        plain = name.replace("_", "").replace("-", "")
        if not (plain.isalnum() and plain.isascii() and name[0].isalnum()):
            return None
        for folder in (self.folder, core_folder()):
            path = os.path.join(folder, "queries", name + ".rq")
            if os.path.isfile(path):
                return path
        return None

    def inputs(self) -> list[tuple[str, str]]:
        """What a snapshot is made from: settings, data, ontology and rules, and the manifests of coded sources.

        Returns:
            Pairs of the path inside the workspace (with slashes; the same for a packaged file) and the absolute path, sorted.
        """
        found = {SETTINGS_FILE: os.path.join(self.folder, SETTINGS_FILE)}
        found.update(_own(self.folder, "data", ".trig", deep=True))
        found.update(_own(self.folder, "coded", "import.json", deep=True))
        found.update(each for each in _own(self.folder, "coded", "actors.csv") if each[0] == "coded/actors.csv")
        for inside, ending in (("ontology", ".ttl"), ("ontology/rules", ".rq")):
            found.update(_own(core_folder(), inside, ending))
            found.update(_own(self.folder, inside, ending))
        return sorted(found.items())

    def display(self, path: str | os.PathLike[str]) -> str:
        """A path as messages show it: relative to the workspace or to the package's core where it is inside, else as it is."""
        absolute = os.path.abspath(path)
        for folder in (self.folder, core_folder()):
            if absolute.startswith(folder + os.sep):
                return absolute[len(folder) + 1 :].replace(os.sep, "/")
        return os.fspath(path)

    def write(self, path: str | os.PathLike[str], data: bytes) -> None:
        """Write an output as `kg.files.write_atomically` does, but never over a file of the workspace.

        Raises:
            UsageError: see `spare`.
            EnvironmentProblem: the file cannot be written.
        """
        self.spare(path)
        write_atomically(path, data)

    def spare(self, path: str | os.PathLike[str]) -> None:
        """Refuse a path for an output if a file of the workspace is there, or if the output would become one.

        It makes no difference how the path is spelt, and whether it is a symbolic or a hard link.

        Args:
            path: the path of an output.

        Raises:
            UsageError: the output would replace or add a file of the workspace.
        """
        target = os.path.realpath(path)
        hint = "choose another place, such as a file in out/"
        try:
            status = os.stat(target)
        except OSError:
            status = None
        if status is not None:
            same = (status.st_dev, status.st_ino)
            for own in self._files():
                try:
                    known = os.stat(own)
                except OSError:
                    continue
                if (known.st_dev, known.st_ino) == same:
                    raise UsageError(f"the output would replace {self.display(own)}, a file of the workspace", os.fspath(path), hint)
        if _is_below(target, self.state_folder):
            raise UsageError("the output would be in the state folder of the workspace", os.fspath(path), hint)
        if target.lower().endswith(_OWN_ENDINGS) and any(_is_below(target, os.path.join(self.folder, each)) for each in _OWN_FOLDERS):
            raise UsageError("the output would become a file of the workspace", os.fspath(path), hint)

    def _files(self) -> list[str]:
        """All files that the workspace consists of, the packaged ones included."""
        found = []
        for folder in (self.folder, core_folder()):
            found.append(os.path.join(folder, SETTINGS_FILE))
            for each in _OWN_FOLDERS:
                for inside, _, names in os.walk(os.path.join(folder, each)):
                    found += [os.path.join(inside, name) for name in names]
        return found

    def _read_settings(self) -> _Settings:
        """The settings: those that the last build read, or those in the file if it has changed."""
        path = os.path.join(self.folder, SETTINGS_FILE)
        parsed = self.parsed(SETTINGS_FILE, path)
        if isinstance(parsed, dict):
            return _built(parsed)
        try:
            return _parse_settings(path)
        except (DataError, EnvironmentProblem) as problem:
            last = self._entry(SETTINGS_FILE)
            if last is None or not isinstance(last[1], dict):
                raise
            object.__setattr__(self, "problem", problem)
            return _built(last[1])

    def _overlaid(self, inside: str, ending: str, on_error: Callable[[KgError], None] | None = None) -> list[Path]:
        """The files of one folder, the packaged ones overlaid by the workspace's own, sorted by path inside."""
        found: dict[str, str] = {}
        for folder in dict.fromkeys((core_folder(), self.folder)):
            found.update(_own(folder, inside, ending, on_error=on_error))
        return [_path(found[relative]) for relative in sorted(found)]


def folder_around() -> str | None:
    """The nearest folder upward from the current one that is a workspace, as an absolute path; None if there is none."""
    folder = os.getcwd()
    while not os.path.isfile(os.path.join(folder, SETTINGS_FILE)):
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent
    return folder


def core_folder() -> str:
    """The folder of the packaged workspace: ``kg/_core`` in an installed package, else the repository around ``kg``."""
    package = _package_folder()
    carried = os.path.join(package, "_core")
    return carried if os.path.isdir(carried) else os.path.dirname(package)


def _package_folder() -> str:
    return os.path.dirname(os.path.abspath(__file__))


def cache_folder() -> str:
    """The user's cache folder."""
    chosen = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return chosen or os.path.join(os.path.expanduser("~"), ".cache")


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _own(
    folder: str,
    inside: str,
    ending: str,
    deep: bool = False,
    above: tuple[tuple[int, int], ...] = (),
    on_error: Callable[[KgError], None] | None = None,
) -> list[tuple[str, str]]:
    """The files of a folder with an ending: path inside the workspace, absolute path. Hidden files and folders are skipped.

    Args:
        folder: the workspace's folder.
        inside: the path of the folder inside it.
        ending: the ending.
        deep: whether to include the folders below.
        above: device and inode of each folder on the way to this one.
        on_error: called with each error, and what has it is then left out, also a whole folder; None to raise the first.

    Raises:
        DataError: something with the ending is not a file, the folder is not one, or a folder contains itself through a link.
        EnvironmentProblem: the folder cannot be read.
    """
    found = []

    def refuse(problem: KgError, cause: OSError | None = None) -> None:
        if on_error is None:
            raise problem from cause
        on_error(problem)

    try:
        with os.scandir(os.path.join(folder, *inside.split("/"))) as entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                name = f"{inside}/{entry.name}"
                if entry.name.endswith(ending):
                    if not entry.is_file():
                        from kg.places import Place  # dataclasses take long to import

                        hint = "remove it or give it another name: only files can have this ending here"
                        refuse(DataError(_kind(entry), Place(name), hint))
                        continue
                    found.append((name, entry.path))
                elif deep and entry.is_dir():
                    status = entry.stat()
                    own = (status.st_dev, status.st_ino)
                    if own in above:
                        from kg.places import Place

                        raise DataError("the folder contains itself through a symbolic link", Place(name), "remove the link")
                    found.extend(_own(folder, name, ending, True, (*above, own)))
    except (FileNotFoundError, NotADirectoryError):
        parts = inside.split("/")
        for depth in range(1, len(parts) + 1):
            path = os.path.join(folder, *parts[:depth])
            if os.path.lexists(path) and not os.path.isdir(path):
                from kg.places import Place

                hint = "remove it or give it another name: only a folder can have this name here"
                refuse(DataError("not a folder", Place("/".join(parts[:depth])), hint))
                break
    except OSError as error:
        refuse(EnvironmentProblem(f"a folder cannot be read: {error.strerror}", str(error.filename)), error)
    return sorted(found)


def _kind(entry: os.DirEntry[str]) -> str:
    """What an entry of a folder is that is not a file."""
    if entry.is_symlink():
        return "a symbolic link that does not lead to a file"
    return "a folder, not a file" if entry.is_dir() else "a pipe or device, not a file"


def _is_below(path: str, folder: str) -> bool:
    """Whether a path is inside a folder, however both are spelt."""
    try:
        wanted = os.stat(folder)
    except OSError:
        return False
    while True:
        above = os.path.dirname(path)
        if above == path:
            return False
        path = above
        try:
            if os.path.samestat(os.stat(path), wanted):
                return True
        except OSError:
            continue


def sealed(text: str) -> str:
    """A text after its checksum and a tab, as in the catalogue.

    >>> unsealed(sealed("[1]"))
    '[1]'
    """
    import zlib

    return f"{zlib.crc32(text.encode()):08x}\t{text}"


def unsealed(line: str) -> str | None:
    """The text of a line that `sealed` has made, without the line feed; None if the line is damaged."""
    import zlib

    text = line.rstrip("\n").partition("\t")[2]
    return text if line.rstrip("\n") == f"{zlib.crc32(text.encode()):08x}\t{text}" else None


def _read_catalogue(state: str) -> dict[str, str]:
    """The lines of the catalogue of the snapshot in use, by their keys; empty if there is none or it cannot be read.

    The values are not parsed, because a query needs only two of them.
    """
    try:
        with open(os.path.join(state, "current"), encoding="utf-8") as file:
            name = file.read().strip()
        with open(os.path.join(state, "snapshots", name, CATALOGUE_FILE), encoding="utf-8") as file:
            return {key: value for key, _, value in (line.partition("\t") for line in file)}
    except (OSError, ValueError):
        return {}


def _parse_settings(path: str) -> _Settings:
    """The settings in a ``chancery.toml``."""
    import re
    import tomllib  # imported here, because the settings of a built workspace are in its catalogue

    from kg.places import Place

    if not os.path.isfile(path):
        hint = f"a workspace is a folder with a {SETTINGS_FILE} beside data/; kg init DIR TEXT... makes one"
        raise UsageError("not a workspace", os.path.dirname(path), hint)
    try:
        text = read_file(path, _SETTINGS_BYTES).decode("utf-8")
        whole = tomllib.loads(text)
    except UnicodeDecodeError as problem:
        raise DataError("the settings are not in UTF-8", path, "save the file in UTF-8") from problem
    except RecursionError as problem:
        raise DataError("the settings are nested too deeply", path, "a workspace needs only texts under [workspace]") from problem
    except tomllib.TOMLDecodeError as problem:
        at = re.search(r"line (\d+), column (\d+)", str(problem))
        place = Place(path, int(at[1]), int(at[2])) if at else Place(path)
        what = re.sub(r" *\(at .*\)", "", str(problem))
        raise DataError(f"the settings are not valid TOML: {what}", place) from problem
    except ValueError as problem:  # such as an integer with thousands of digits
        raise DataError(f"the settings cannot be read: {problem}", path, "a workspace needs only texts under [workspace]") from problem
    table = whole.get("workspace")
    if not isinstance(table, dict):
        raise DataError("the settings have no table [workspace]", path)
    problems = list(_wrong_settings(table, text, path))
    if problems:
        raise DataError(problems[0].what, problems[0].place, problems[0].hint, problems[1:])
    for key in _LISTS & table.keys():
        table[key] = tuple(dict.fromkeys(each.strip() for each in table[key]))
    return _Settings(**table)


def _wrong_settings(table: dict[str, Json], text: str, path: str) -> Iterator[DataError]:
    """Everything that is wrong with the settings, in the order of the file, and then what is missing."""
    import re

    from kg.places import Place

    forms = {
        "name": (NAME_FORM, "invalid name {!r}", "use small letters, digits and hyphens: the name becomes part of file names"),
        "base": (BASE_FORM, "the base {!r} is not an absolute IRI that ends in a slash", "such as https://example.org/my-workspace/"),
    }
    for key, value in table.items():
        place = _line_of(text, path, key)
        if key not in _Settings._fields:
            hint = "the settings of a workspace are " + ", ".join(_Settings._fields)
            yield DataError(f"unknown setting {key!r}", place, hint)
        elif key in _LISTS:
            if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
                hint = f'write names in quotation marks and in brackets: {key} = ["France", "United Nations"]'
                yield DataError(f"the setting {key!r} is not a list of names", place, hint)
        elif not isinstance(value, str):
            yield DataError(f"the setting {key!r} is not a string", place, "write it in quotation marks")
        elif key in forms and value and not re.fullmatch(forms[key][0], value):
            yield DataError(forms[key][1].format(value), place, forms[key][2])
    for key in ("name", "title", "base"):
        if table.get(key, "") == "":
            yield DataError(f"the setting {key!r} is missing or empty", Place(path), f'add {key} = "..." under [workspace]')


def _built(parsed: dict[str, Json]) -> _Settings:
    """The settings that a build has recorded."""
    lists = {key: tuple(value) for key, value in parsed.items() if isinstance(value, list)}
    return _Settings(**parsed | lists)  # type: ignore[arg-type]  # the checksum says that the build has written them


def _line_of(text: str, path: str, key: str, value: str = "") -> Place:
    """The line of a key, or of a value after it in quotation marks."""
    from kg.places import Place

    found = Place(path)
    for number, line in enumerate(text.split("\n"), 1):
        if not found.line and line.lstrip().startswith(key):
            found = Place(path, number)
        if found.line and value and (f'"{value}"' in line or f"'{value}'" in line):
            return Place(path, number)
    return found
