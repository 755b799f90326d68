"""Suggestions of another program: what it is given, how it is run, and which of its answers are accepted.

The program is started without a shell. On its standard input it gets a JSON object (`request_for`), and it writes a JSON object with
``items`` to its standard output (`SCHEMA`). Whatever does not fit is refused, and counted by its reason.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import tempfile
import time
from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kg.dates import DateProblem, parse_edtf
from kg.drafting.model import Entity, Ground, Role, Suggestion
from kg.drafting.vocabulary import AGENT, LOCATION, MATTER
from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.files import visible
from kg.namespaces import DIP
from kg.record.names import fold
from kg.settings import setting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import IO

    from kg.drafting.vocabulary import Vocabulary
    from kg.values import Json, JsonObject

STANDINGS: Final = ("Stated", "Hedged", "Rumoured", "Conditional", "Planned", "Evaluative", "Denied")
"""The local names of the standings."""
BASES: Final = ("AsStated", "FromContext", "Inferred", "AsOfWriting", "FromDocumentDate")
"""The local names of what a date can rest on."""
BATCH: Final = 20
"""How many passages one run of the program is given at most."""
_REASON: Final = 200
_TASK: Final = (
    "For each passage, suggest the claims that it makes about acts between states, organizations and persons. Answer with one JSON "
    "object that fits the schema. Give the number of the passage and a verbatim quote of the words that the claim rests on; never count "
    "characters. Take kinds, roles, standings and bases from the lists, by their names. Name agents and places as in the list of names, or "
    "in the words of the passage if they are not in it. Write dates in EDTF. What somebody says is an item of its own, with the position "
    "of the statement among the items, from 0, in content_of. Use null where there is nothing to say. Suggest nothing that the passage "
    "does not say."
)

SCHEMA: Final[JsonObject] = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "passage": {"type": "integer", "description": "the number of the passage"},
                    "quote": {"type": "string", "description": "the words of the passage that the claim rests on, verbatim"},
                    "kind": {"type": ["string", "null"], "description": "the name of a kind; null for a mere name or judgement"},
                    "roles": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {
                                "role": {"type": "string", "description": "the name of a role"},
                                "name": {"type": "string", "description": "who has it: a name of the list, or words of the passage"},
                            },
                            "required": ["role", "name"],
                            "additionalProperties": False,
                        },
                    },
                    "date": {"type": ["string", "null"], "description": "the date, in EDTF"},
                    "basis": {"type": ["string", "null"], "enum": [*BASES, None]},
                    "standing": {"type": "string", "enum": list(STANDINGS)},
                    "content_of": {"type": ["integer", "null"], "description": "the position of the statement whose content it is"},
                    "reason": {"type": ["string", "null"], "description": "why, in a few words"},
                },
                "required": ["passage", "quote", "kind", "roles", "date", "basis", "standing", "content_of", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["items"],
    "additionalProperties": False,
}
"""The JSON schema of an answer: every field is required, and null where there is nothing to say."""

_FIELDS: Final = frozenset(("passage", "quote", "kind", "roles", "date", "basis", "standing", "content_of", "reason"))


class Answer(NamedTuple):
    """What is accepted of the answers of a program.

    Attributes:
        suggestions: the suggestions for each passage, in the order of the passages.
        refused: how many items were refused, by reason, sorted.
    """

    suggestions: tuple[tuple[Suggestion, ...], ...]
    refused: dict[str, int]


def words_of_command(command: str, schema: str) -> list[str]:
    """The program and its arguments, split as a POSIX shell splits words; no shell is started.

    Args:
        command: the command line.
        schema: the path that takes the place of ``{schema}``.

    Raises:
        UsageError: the command line is empty, or a quotation mark has no end.

    >>> words_of_command("llm -m 'a model' --schema {schema}", "s.json")
    ['llm', '-m', 'a model', '--schema', 's.json']
    """
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise UsageError(f"the command cannot be split into words: {problem}", command, "close the quotation marks") from problem
    if not words:
        raise UsageError("the command is empty", None, "kg draft --with 'llm -m MODEL --no-stream -n --schema {schema}'")
    return [each.replace("{schema}", schema) for each in words]


def request_for(vocabulary: Vocabulary, texts: Sequence[str]) -> JsonObject:
    """What a program is given: the task, the passages, the names, kinds, roles, standings and bases, and the schema of the answer.

    Args:
        vocabulary: the vocabulary of the workspace.
        texts: the texts of the passages.
    """
    kinds = sorted(kind.removeprefix(DIP) for kind in vocabulary.kinds())
    names = [
        {"name": entity.label, "kind": entity.kind.removeprefix(DIP)}
        for entity in vocabulary.entities.values()
        if any(vocabulary.is_a(entity, kind) for kind in (AGENT, LOCATION, MATTER))
    ]
    return {
        "task": _TASK,
        "passages": [{"passage": number, "text": text} for number, text in enumerate(texts, 1)],
        "names": names,
        "kinds": kinds,
        "roles": sorted(role.removeprefix(DIP) for role in vocabulary.roles()),
        "standings": list(STANDINGS),
        "bases": list(BASES),
        "schema": SCHEMA,
    }


def ask(vocabulary: Vocabulary, texts: Sequence[str], command: str) -> Answer:
    """Run a program on passages, and accept what fits of its answer.

    Args:
        vocabulary: the vocabulary of the workspace.
        texts: the texts of the passages.
        command: the command line; ``{schema}`` in it is replaced by the path of a file with the schema.

    Raises:
        UsageError: the command line is empty or cannot be split.
        EnvironmentProblem: the program cannot be started, fails, takes longer than the setting ``draft_seconds``, or writes more than
            ``draft_megabytes``.
        DataError: it does not write a JSON object with ``items``.
    """
    found: list[tuple[Suggestion, ...]] = []
    refused: Counter[str] = Counter()
    for start in range(0, len(texts), BATCH):
        part = texts[start : start + BATCH]
        text = _run(command, json.dumps(request_for(vocabulary, part), ensure_ascii=False))
        answer = accepted(vocabulary, part, text, command)
        found += answer.suggestions
        refused.update(answer.refused)
    return Answer(tuple(found), dict(sorted(refused.items())))


def _run(command: str, request: str) -> str:
    """The standard output of a program that is given a request."""
    with tempfile.TemporaryDirectory(prefix="kg-draft-") as folder:
        schema = os.path.join(folder, "schema.json")
        with open(schema, "w", encoding="utf-8") as file:
            json.dump(SCHEMA, file, indent=2)
        words = words_of_command(command, schema)
        paths = [os.path.join(folder, name) for name in ("input", "output", "errors")]
        with open(paths[0], "wb") as file_in:
            file_in.write(request.encode("utf-8", "replace"))
        with open(paths[0], "rb") as given, open(paths[1], "w+b") as output, open(paths[2], "w+b") as errors:
            _finish(words, given, output, errors)
            output.seek(0)
            data = output.read()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise DataError("the answer of the program is not in UTF-8", words[0], _HINT) from problem


_HINT: Final = "it has to write one JSON object with items to its standard output; docs/drafting.md describes it"


def _finish(words: list[str], given: IO[bytes], output: IO[bytes], errors: IO[bytes]) -> None:
    """Run a program to its end, within the limits of time and of what it writes."""
    seconds, most = setting("draft_seconds"), setting("draft_megabytes") * 1_000_000
    posix = os.name == "posix"
    try:
        process = subprocess.Popen(words, stdin=given, stdout=output, stderr=errors, start_new_session=posix)
    except OSError as problem:
        hint = "check its name and whether it is installed"
        raise EnvironmentProblem(f"the program cannot be started: {problem.strerror or problem}", words[0], hint) from problem
    end = time.monotonic() + seconds
    try:
        while process.poll() is None:
            if time.monotonic() > end:
                hint = "set KG_DRAFT_SECONDS to a higher limit, or name fewer passages"
                raise EnvironmentProblem(f"the program was stopped after {seconds} seconds", words[0], hint)
            _check_size(output, errors, most, words[0])
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
    finally:
        if process.poll() is None:
            _kill(process, posix)
    _check_size(output, errors, most, words[0])
    if process.returncode:
        errors.seek(0)
        lines = errors.read(100_000).decode("utf-8", "replace").strip().splitlines()
        said = f": {visible(lines[-1][:300], one_line=True)}" if lines else ""
        raise EnvironmentProblem(f"the program ended with exit code {process.returncode}{said}", words[0], "run it by itself to see why")


def _kill(process: subprocess.Popen[bytes], posix: bool) -> None:
    """End a program and, where the system groups processes, all that it has started."""
    try:
        if posix:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except OSError:
        process.kill()
    process.wait()


def _check_size(output: IO[bytes], errors: IO[bytes], most: int, program: str) -> None:
    if max(os.fstat(each.fileno()).st_size for each in (output, errors)) > most:
        hint = "is it the right program? KG_DRAFT_MEGABYTES sets the limit"
        raise EnvironmentProblem(f"the program has written more than {most:,} bytes", program, hint)


# What is accepted


class _Refused(Exception):
    """An item is refused; the message is the reason."""


def accepted(vocabulary: Vocabulary, texts: Sequence[str], answer: str, command: str = "") -> Answer:
    """What is accepted of the answer of a program.

    An item is refused if it does not fit the schema, names a passage, a kind, a role, a standing or a basis that does not exist, quotes
    words that the passage does not have, names somebody who is neither in the workspace nor in the passage, or has an invalid date.

    Args:
        vocabulary: the vocabulary of the workspace.
        texts: the texts of the passages; the first has the number 1.
        answer: the answer.
        command: the command, for errors.

    Raises:
        DataError: the answer is not a JSON object with a list ``items``.
    """
    try:
        parsed: Json = json.loads(answer)
    except (ValueError, RecursionError) as problem:
        raise DataError(f"the answer of the program is not JSON: {str(problem)[:200]}", command or None, _HINT) from problem
    items = parsed.get("items") if isinstance(parsed, dict) else None
    if not isinstance(items, list):
        raise DataError("the answer of the program is not a JSON object with a list of items", command or None, _HINT)
    found: list[list[Suggestion]] = [[] for _ in texts]
    refused: Counter[str] = Counter()
    placed: dict[int, tuple[int, int]] = {}
    waiting = list(enumerate(items))
    before = -1
    while waiting and len(waiting) != before:  # a statement may stand after its content
        before = len(waiting)
        later = []
        for position, item in waiting:
            if _waits(item, placed, position, waiting):
                later.append((position, item))
                continue
            try:
                number, suggestion = _suggestion(vocabulary, texts, item, placed)
            except _Refused as reason:
                refused[str(reason)] += 1
                continue
            placed[position] = (number, len(found[number]))
            found[number].append(suggestion)
        waiting = later
    if waiting:
        refused["it is the content of an item that is not there, was refused, or is of another passage"] += len(waiting)
    return Answer(tuple(map(tuple, found)), dict(sorted(refused.items())))


def _waits(item: Json, placed: Mapping[int, object], position: int, waiting: Sequence[tuple[int, Json]]) -> bool:
    """Whether an item is the content of a statement that has not been read yet."""
    of = item.get("content_of") if isinstance(item, dict) else None
    if not isinstance(of, int) or isinstance(of, bool) or of in placed:
        return False
    return of == position or any(other == of for other, _ in waiting)


def _suggestion(vocabulary: Vocabulary, texts: Sequence[str], item: Json, placed: Mapping[int, tuple[int, int]]) -> tuple[int, Suggestion]:
    if not isinstance(item, dict) or set(item) != _FIELDS:
        raise _Refused("it does not have the fields of the schema")
    number, quote, roles = item["passage"], item["quote"], item["roles"]
    texts_of_item = (item["kind"], item["date"], item["basis"], item["reason"])
    shaped = isinstance(number, int) and isinstance(quote, str) and isinstance(roles, list) and isinstance(item["standing"], str)
    if not shaped or isinstance(number, bool) or not all(each is None or isinstance(each, str) for each in texts_of_item):
        raise _Refused("a field has the wrong type")
    assert isinstance(number, int)
    assert isinstance(quote, str)
    assert isinstance(roles, list)
    if not 1 <= number <= len(texts):
        raise _Refused("it names a passage that it was not given")
    text = texts[number - 1]
    start = text.find(quote) if quote.strip() else -1
    if start < 0:
        raise _Refused("it quotes words that the passage does not have")
    kind = "" if item["kind"] is None else DIP + str(item["kind"])
    if kind and kind not in vocabulary.kinds():
        raise _Refused("it names a kind that does not exist")
    reason = visible(str(item["reason"] or "the program suggests it")[:_REASON], one_line=True)
    grounds = [Ground("kind" if kind else "standing", start, start + len(quote), reason)]
    found = []
    for each in roles:
        role, ground = _role(vocabulary, text, each)
        found.append(role)
        grounds.append(ground)
    date, basis = _date(item["date"], item["basis"])
    if item["standing"] not in STANDINGS:
        raise _Refused("it names a standing that does not exist")
    speech = _speech(item["content_of"], placed, number - 1)
    suggestion = Suggestion("claim", kind, tuple(found), date, basis, str(item["standing"]), speech, tuple(grounds), "command")
    return number - 1, suggestion


def _role(vocabulary: Vocabulary, text: str, item: Json) -> tuple[Role, Ground]:
    if not isinstance(item, dict) or set(item) != {"role", "name"} or not all(isinstance(each, str) for each in item.values()):
        raise _Refused("a role does not have the fields of the schema")
    role, name = DIP + str(item["role"]), str(item["name"])
    if role not in vocabulary.roles():
        raise _Refused("it names a role that does not exist")
    entity = vocabulary.named(name)
    start = text.find(name)
    if entity is None:
        if start < 0 or not fold(name):
            raise _Refused("it names somebody who is neither in the workspace nor in the passage")
        entity = Entity("", name)
    slot = role.removeprefix(DIP)
    if start < 0:
        return Role(role, entity), Ground(slot, 0, 0, f"the program names {visible(entity.label, one_line=True)}")
    return Role(role, entity), Ground(slot, start, start + len(name), "the program names it")


def _date(date: Json, basis: Json) -> tuple[str, str]:
    if basis is not None and basis not in BASES:
        raise _Refused("it names a basis of a date that does not exist")
    if date is None:
        return "", str(basis or "")
    try:
        parse_edtf(str(date))
    except DateProblem:
        raise _Refused("its date is not EDTF") from None
    return str(date), str(basis or "AsStated")


def _speech(of: Json, placed: Mapping[int, tuple[int, int]], number: int) -> int | None:
    if of is None:
        return None
    if not isinstance(of, int) or isinstance(of, bool):
        raise _Refused("a field has the wrong type")
    if of not in placed or placed[of][0] != number:
        raise _Refused("it is the content of an item that is not there, was refused, or is of another passage")
    return placed[of][1]
