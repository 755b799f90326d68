"""A new workspace from one's own texts: its settings, the records of the texts and their passages, and places for the rest."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.errors import UsageError
from kg.files import create_files
from kg.namespaces import DIP, OWL, RDFS, SKOS
from kg.sources.copies import text_of_copy
from kg.sources.document import Origin, checked, title_of
from kg.sources.indexing import TEXTS_FOLDER, check_text, free_letter, new_records, slug_of, spans
from kg.values import Printable
from kg.workspace import BASE_FORM, NAME_FORM, SETTINGS_FILE, STATE_FOLDER

if TYPE_CHECKING:
    from kg.values import JsonObject

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_IGNORED: Final = ".gitignore"
_OWN: Final = ("README.md", _IGNORED)
"""The files that a folder can have already. They are left as they are."""


class StartedText(NamedTuple):
    """A text of a new workspace: the slug of its document, its title, the path of its copy, and the names of its passages."""

    document: str
    title: str
    file: str
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Started(Printable):
    """A new workspace. It prints as text, as ``kg init`` does.

    Attributes:
        folder: its folder, as it was given.
        name: its name.
        title: its title.
        base: the base IRI of its things.
        texts: its texts, in the order in which they were given.
        files: the files that were made, by their paths in the folder.
        kept: the files that were there already and are unchanged.
    """

    folder: str
    name: str
    title: str
    base: str
    texts: tuple[StartedText, ...]
    files: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def commands(self) -> tuple[str, ...]:
        """The next commands."""
        folder = shlex.quote(self.folder)
        if not self.texts:
            return f"kg -C {folder} sources index FILE --write", f"kg -C {folder} check"
        return f"kg -C {folder} desk", f"kg -C {folder} check", f"kg -C {folder} view --open"

    def __str__(self) -> str:
        lines = [f"made the workspace {self.folder}: {self.title} ({self.name})"]
        lines += [f"  e:{text.document}: {text.title}, {len(text.passages)} passages, {spans(text.passages)}" for text in self.texts]
        lines += [f"  {each}" for each in self.files]
        lines += [f"  {each} was there already and is unchanged" for each in self.kept]
        if _IGNORED in self.kept:
            lines.append(f"  add /{TEXTS_FOLDER}/ and /{STATE_FOLDER}/ to {_IGNORED}: texts and snapshots do not belong in a repository")
        lines += ["", "next:", *(f"  {command}" for command in self.commands)]
        return "\n".join(lines) + "\n"

    def to_json(self) -> JsonObject:
        """The workspace as ``kg init --json`` prints it."""
        return {
            "folder": self.folder,
            "name": self.name,
            "title": self.title,
            "base": self.base,
            "texts": [{**text._asdict(), "passages": list(text.passages)} for text in self.texts],
            "files": list(self.files),
            "kept": list(self.kept),
            "next": list(self.commands),
        }


def init(
    folder: str | os.PathLike[str],
    texts: Sequence[str | os.PathLike[str]] = (),
    *,
    name: str = "",
    title: str = "",
    base: str = "",
    language: str = "en",
    origins: Sequence[Origin] = (),
) -> Started:
    """Make a workspace: its settings, copies of some texts with the records of their documents and passages, and places for the rest.

    No file is overwritten. If something fails, nothing is left behind.

    Args:
        folder: the folder of the workspace. It can exist, if it is no workspace.
        texts: the paths of the texts, in UTF-8.
        name: its short name; by default that of the folder.
        title: its title; by default the name of the folder in words.
        base: the base IRI of its things, ending in a slash; by default one at example.org with the name.
        language: the tag of the language of its texts and labels.
        origins: where the texts come from, in the same order; none if nothing is known.

    Returns:
        What was made; see `kg.Started`.

    Raises:
        UsageError: the folder is a workspace, has one of the files already or is not a folder, a text is empty or given twice, or a
            value has the wrong form.
        EnvironmentProblem: a text cannot be read or is not in UTF-8, or a file cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = init(os.path.join(place, "lake-towns"))
    ...     sorted(os.listdir(os.path.join(place, "lake-towns")))
    ['.gitignore', 'README.md', 'chancery.toml', 'data', 'ontology', 'texts']
    >>> made.title, made.base
    ('Lake towns', 'https://example.org/lake-towns/')
    """
    shown = os.fspath(folder)
    _check_folder(shown)
    plain = os.path.basename(os.path.abspath(folder))
    chosen = name or slug_of(plain + ".", "workspace")
    heading = " ".join(title.split()) or _words_of(plain) or chosen
    address = base or f"https://example.org/{chosen}/"
    _check_settings(chosen, heading, address, language)
    if origins and len(origins) != len(texts):
        raise UsageError(f"{len(origins)} origins are given for {len(texts)} texts", None, "give one for each text, in the same order")
    known = [checked(each) for each in origins] or [Origin()] * len(texts)
    contents, started = _texts(shown, [os.fspath(each) for each in texts], known, address, language)
    if not texts:
        contents[f"{TEXTS_FOLDER}/README.md"] = _COPIES.encode()
    contents |= {
        "data/README.md": _DATA.encode(),
        "ontology/own.ttl": own_ontology(address).encode(),
        "README.md": _README.format(title=heading).encode(),
        _IGNORED: _GITIGNORE.encode(),
        SETTINGS_FILE: settings_text(chosen, heading, address, language).encode(),
    }
    kept = tuple(each for each in _OWN if os.path.lexists(os.path.join(shown, each)))
    new = {inside: data for inside, data in contents.items() if inside not in kept}
    for inside in new:
        if os.path.lexists(os.path.join(shown, *inside.split("/"))):
            raise UsageError("the file exists already and is not overwritten", os.path.join(shown, inside), "choose another folder")
    create_files(shown, new)
    return Started(shown, chosen, heading, address, tuple(started), tuple(new), kept)


def _check_folder(folder: str) -> None:
    """Refuse a folder that is a workspace, or a file."""
    if os.path.lexists(os.path.join(folder, SETTINGS_FILE)):
        hint = f"kg -C {shlex.quote(folder)} sources index FILE --write adds a text to it"
        raise UsageError("the folder is a workspace already", folder, hint)
    if os.path.lexists(folder) and not os.path.isdir(folder):
        raise UsageError("not a folder", folder, "name a folder that is new or has no chancery.toml")


def _check_settings(name: str, title: str, base: str, language: str) -> None:
    """Refuse settings that a workspace could not read."""
    if not re.fullmatch(NAME_FORM, name):
        raise UsageError(f"invalid name {name!r}", None, "use small letters, digits and hyphens: the name becomes part of file names")
    if not title.isprintable():
        raise UsageError(f"the title has a character that cannot be printed: {title!r}", None, "leave it out")
    if not re.fullmatch(BASE_FORM, base):
        hint = "such as https://example.org/my-workspace/"
        raise UsageError(f"the base {base!r} is not an absolute IRI that ends in a slash", None, hint)
    if not _LANGUAGE.fullmatch(language):
        raise UsageError(f"invalid language tag {language!r}", None, "such as en, fr or pt-BR")


def _words_of(plain: str) -> str:
    """The name of a folder in words, with a capital at the beginning."""
    words = " ".join(re.split(r"[\s_-]+", plain)).strip()
    return words[:1].upper() + words[1:] if words.isprintable() else ""


def _texts(
    folder: str, paths: Sequence[str], origins: Sequence[Origin], base: str, language: str
) -> tuple[dict[str, bytes], list[StartedText]]:
    """The copies of some texts and their records, by path in the workspace, and what they are."""
    contents: dict[str, bytes] = {}
    started: list[StartedText] = []
    seen: dict[str, str] = {}
    letters: set[str] = set()
    for path, origin in zip(paths, origins, strict=True):
        text = text_of_copy(path)
        check_text(text, path)
        if text in seen:
            raise UsageError(f"the text is the same as {seen[text]}", path, "give each text once")
        seen[text] = path
        taken = {each.document for each in started}
        slug = slug_of(path)
        document = next(each for each in (slug, *(f"{slug}-{number}" for number in range(2, len(paths) + 2))) if each not in taken)
        file = os.path.basename(path) if document == slug and "\\" not in path else f"{document}{os.path.splitext(path)[1]}"
        letter = free_letter(document, letters)
        letters.add(letter)
        records, names = new_records(text, origin, base=base, document=document, letter=letter, file_name=file, language=language)
        inside = f"{TEXTS_FOLDER}/{file}"
        if not (os.path.isfile(os.path.join(folder, inside)) and os.path.samefile(path, os.path.join(folder, inside))):
            contents[inside] = text.encode()
        contents |= {each: data.encode() for each, data in records.items()}
        started.append(StartedText(document, title_of(text, origin, document), inside, names))
    return contents, started


def settings_text(name: str, title: str, base: str, language: str) -> str:
    """The text of a ``chancery.toml`` with every setting: those that are not given are commented.

    Args:
        name: the short name of the workspace.
        title: its title.
        base: the base IRI of its things.
        language: the tag of the language of its labels.

    >>> print(settings_text("lake", "A lake", "https://example.org/lake/", "en").splitlines()[3])
    name = "lake"
    """
    return _SETTINGS.format(*(json.dumps(each, ensure_ascii=False) for each in (name, title, base, language)))


def own_ontology(base: str) -> str:
    """The text of an ontology for terms of a workspace's own, with an example in comments below the line that says so.

    Args:
        base: the base IRI of the workspace.

    >>> "@prefix own: <https://example.org/lake/ontology#> ." in own_ontology("https://example.org/lake/")
    True
    """
    prefixes = {"dip": DIP, "own": base + "ontology#", "owl": OWL, "rdfs": RDFS, "skos": SKOS}
    return _ONTOLOGY.format(prefixes="\n".join(f"@prefix {name}: <{iri}> ." for name, iri in prefixes.items()))


_SETTINGS: Final = """# The settings of this workspace. A folder with this file beside data/ is a workspace of Chancery.
[workspace]
# The short name, for the names of files: small letters, digits and hyphens.
name = {}
# The title, at the head of answers and pictures.
title = {}
# The beginning of the IRIs of everything in data/, ending in a slash. Choose an address of your own before you publish: the data files
# declare it in their prefixes, and have to be changed with it.
base = {}
# The language of the labels.
language = {}
# The address of the licence of the data. Remove the # and correct the line.
# license = "https://creativecommons.org/licenses/by/4.0/"
# How to cite the data.
# citation = "Your name, title of the workspace, version 1"
# The parties that the documents are about, the most important first: a picture opens with them. They must have labels in data/.
# principals = ["France", "United Nations"]
# The coded sources (kg import) whose series are held to be so. The series of the others stand apart, in the graphs of their sources.
# held_coded = ["unga"]
"""

_GITIGNORE: Final = f"""# The texts are not yours to publish. Snapshots and pictures are made again from data/.
/{TEXTS_FOLDER}/
/{STATE_FOLDER}/
/out/
"""

_README: Final = """# {title}

A workspace of Chancery: who dealt with whom, and which passages say so. `docs/codebook.md` of Chancery says how to code a passage.

- `data/`: the documents, their passages, and what each passage says
- `ontology/own.ttl`: kinds of acts of this workspace
- `texts/`: the texts, which are not part of the repository

`kg desk` opens the texts for reading and coding; `kg check` lists what is left to do and what is wrong;
`kg view --open` draws the graph.
"""

_DATA: Final = """# Data

`NAME.document.trig` has the record of a document, `NAME.passages.trig` its passages. Write what the passages say into further files
such as `NAME.trig`, and who is who into `background.trig`.
"""

_COPIES: Final = """# Texts

Copies of the texts, each under the file name that is in the record of its document. Git ignores this folder.
"""

_ONTOLOGY: Final = """# Kinds of acts of this workspace. Most kinds exist already: docs/acts.md of Chancery lists them.
# docs/own-kinds.md says what can stand here.
{prefixes}

# Example: remove the # at the beginning of each line below, and change the names.

# own:JointPatrol a owl:Class ;
#     rdfs:subClassOf dip:Cooperation ;
#     skos:prefLabel "joint patrol"@en ;
#     skos:definition "A joint patrol is the act of guarding a border or a water together."@en ;
#     dip:theme dip:ForceTheme .

# own:patrolledWith a owl:ObjectProperty , owl:SymmetricProperty ;
#     rdfs:subPropertyOf dip:dealtWith ;
#     rdfs:range dip:Agent ;
#     skos:prefLabel "patrolled with"@en ;
#     skos:scopeNote "Entailed by a rule from held acts; never authored."@en ;
#     dip:followsFrom [ dip:ofClass own:JointPatrol ; dip:fromRole dip:party ; dip:toRole dip:party ] .
"""
