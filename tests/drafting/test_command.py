"""A program that suggests: what it is given, what is accepted of its answer, and how its failures are reported."""

from __future__ import annotations

import functools
import json
import os
import shlex
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from kg.drafting.command import SCHEMA, accepted, ask, request_for, words_of_command
from kg.drafting.vocabulary import Vocabulary, vocabulary
from kg.errors import DataError, EnvironmentProblem, UsageError
from kg.ontology import load_ontology
from kg.record.names import slug
from tests.asking import nordic

TEXT = "Sweden recognized Norway on 26 October 1905."
ITEM: dict[str, Any] = {
    "passage": 1,
    "quote": "recognized Norway",
    "kind": "Recognition",
    "roles": [{"role": "actor", "name": "Sweden"}, {"role": "recipient", "name": "Norway"}],
    "date": "1905-10-26",
    "basis": "AsStated",
    "standing": "Stated",
    "content_of": None,
    "reason": None,
}


@functools.cache
def known() -> Vocabulary:
    graph = nordic()
    return vocabulary(graph.store, graph.snapshot.base, load_ontology(graph.workspace))


def program(folder: Path, code: str) -> str:
    """The command line of a Python program."""
    path = folder / "a program.py"
    path.write_text(code, encoding="utf-8")
    return f"{shlex.quote(sys.executable)} {shlex.quote(str(path))}"


def answer(*items: object) -> str:
    return json.dumps({"items": list(items)})


def test_an_item_that_fits_is_accepted() -> None:
    found = accepted(known(), [TEXT], answer(ITEM))
    assert found.refused == {}
    [[suggestion]] = found.suggestions
    assert slug(suggestion.kind) == "Recognition"
    assert [(slug(role), slug(entity.node)) for role, entity in suggestion.roles] == [("actor", "sweden"), ("recipient", "norway")]
    assert (suggestion.date, suggestion.basis, suggestion.standing, suggestion.source) == ("1905-10-26", "AsStated", "Stated", "command")
    assert [each.words(TEXT) for each in suggestion.grounds] == ["recognized Norway", "Sweden", "Norway"]


REFUSED: dict[str, dict[str, Any]] = {
    "it quotes words that the passage does not have": {"quote": "recognised Norway"},
    "it names a passage that it was not given": {"passage": 2},
    "it names a kind that does not exist": {"kind": "Recognitions"},
    "it names a role that does not exist": {"roles": [{"role": "acter", "name": "Sweden"}]},
    "it names somebody who is neither in the workspace nor in the passage": {"roles": [{"role": "actor", "name": "Finland"}]},
    "its date is not EDTF": {"date": "26 October 1905"},
    "it names a basis of a date that does not exist": {"basis": "Guessed"},
    "it names a standing that does not exist": {"standing": "True"},
    "a role does not have the fields of the schema": {"roles": [{"role": "actor"}]},
    "a field has the wrong type": {"passage": "1"},
    "it is the content of an item that is not there, was refused, or is of another passage": {"content_of": 7},
}


@pytest.mark.parametrize("reason", REFUSED)
def test_an_item_that_does_not_fit_is_refused_and_counted(reason: str) -> None:
    found = accepted(known(), [TEXT], answer({**ITEM, **REFUSED[reason]}, ITEM, {**ITEM, **REFUSED[reason]}))
    assert found.refused == {reason: 2}
    assert len(found.suggestions[0]) == 1


@pytest.mark.parametrize("change", [{"quote": ""}, {"quote": " "}])
def test_an_empty_quote_is_in_no_passage(change: dict[str, str]) -> None:
    assert list(accepted(known(), [TEXT], answer({**ITEM, **change})).refused) == ["it quotes words that the passage does not have"]


@pytest.mark.parametrize(
    "item", [{}, [], "Sweden", None, {**ITEM, "offset": 3}, {key: value for key, value in ITEM.items() if key != "reason"}]
)
def test_every_field_is_required_and_no_other_is_allowed(item: object) -> None:
    assert accepted(known(), [TEXT], answer(item)).refused == {"it does not have the fields of the schema": 1}


@pytest.mark.parametrize(
    "change", [{"passage": True}, {"passage": None}, {"passage": 1.5}, {"content_of": True}, {"roles": None}, {"reason": 3}]
)
def test_a_field_of_another_type(change: dict[str, object]) -> None:
    assert accepted(known(), [TEXT], answer({**ITEM, **change})).refused == {"a field has the wrong type": 1}


def test_content_finds_its_statement_wherever_it_stands() -> None:
    statement = {**ITEM, "kind": "Statement"}
    [[first, second]] = accepted(known(), [TEXT], answer({**ITEM, "content_of": 1}, statement)).suggestions
    assert (slug(first.kind), first.speech) == ("Statement", None)
    assert (slug(second.kind), second.speech) == ("Recognition", 0)


def test_content_of_itself_in_a_circle_or_of_another_passage_is_refused() -> None:
    circle = [{**ITEM, "content_of": 1}, {**ITEM, "content_of": 0}]
    other = [ITEM, {**ITEM, "passage": 2, "content_of": 0}]
    for items in ([{**ITEM, "content_of": 0}], circle, other):
        found = accepted(known(), [TEXT, TEXT], answer(*items))
        assert list(found.refused) == ["it is the content of an item that is not there, was refused, or is of another passage"]


def test_a_new_name_is_words_of_the_passage() -> None:
    text = "Peru left."
    item = {**ITEM, "quote": "left", "kind": None, "roles": [{"role": "actor", "name": "Peru"}]}
    [[found]] = accepted(known(), [text], answer(item)).suggestions
    assert (found.roles[0].entity.node, found.roles[0].entity.label) == ("", "Peru")


def test_a_reason_cannot_control_a_terminal() -> None:
    [[found]] = accepted(known(), [TEXT], answer({**ITEM, "reason": "\x1b[31mred\nline \ud800" + "x" * 500})).suggestions
    assert found.reason.isprintable()
    assert len(found.reason) < 300


@pytest.mark.parametrize("text", ["", "Sure! Here it is:", "[]", "{}", '{"items": {}}', '"items"', "[" * 100_000, '{"items": [1'])
def test_an_answer_that_is_no_object_with_items(text: str) -> None:
    with pytest.raises(DataError, match="the answer of the program is not") as caught:
        accepted(known(), [TEXT], text, "tool")
    assert caught.value.exit_code == 3
    assert "docs/drafting.md" in (caught.value.hint or "")


def test_the_schema_requires_every_field() -> None:
    def objects(schema: Any) -> list[dict[str, Any]]:
        inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        found = [one for each in inner for one in objects(each)]
        return [*found, schema] if isinstance(schema, dict) and schema.get("type") == "object" else found

    found = objects(SCHEMA)
    assert len(found) == 3
    for each in found:
        assert each["additionalProperties"] is False
        assert sorted(each["required"]) == sorted(each["properties"])
    item = next(each for each in found if "quote" in each["properties"])
    assert set(item["required"]) == set(ITEM)


def test_what_a_program_is_given() -> None:
    found: Any = request_for(known(), [TEXT, "Norway left."])
    assert found["passages"] == [{"passage": 1, "text": TEXT}, {"passage": 2, "text": "Norway left."}]
    assert {"name": "Sweden", "kind": "State"} in found["names"]
    assert "Recognition" in found["kinds"]
    assert {"actor", "recipient", "counterpart", "place"} <= set(found["roles"])
    assert not {"participant", "receivingParty"} & set(found["roles"])
    assert found["schema"] == SCHEMA
    assert next(iter(found)) == "task"


ECHO = """
import json, sys
request = json.load(sys.stdin)
schema = json.load(open(sys.argv[sys.argv.index("--schema") + 1]))
assert schema == request["schema"]
items = [
    {"passage": each["passage"], "quote": each["text"][:6], "kind": None, "roles": [], "date": None, "basis": None, "standing": "Hedged",
     "content_of": None, "reason": sys.argv[1]}
    for each in request["passages"]
]
json.dump({"items": items}, sys.stdout)
"""


def test_a_real_program_without_a_shell(tmp_path: Path) -> None:
    command = program(tmp_path, ECHO) + " '$HOME; echo `x` *' --schema {schema}"
    texts = [f"Text {number}." for number in range(45)]  # more than two batches
    found = ask(known(), texts, command)
    assert [len(each) for each in found.suggestions] == [1] * 45
    assert {each.reason for [each] in found.suggestions} == {"$HOME; echo `x` *"}
    assert [each.grounds[0].words(text) for [each], text in zip(found.suggestions, texts, strict=True)] == [text[:6] for text in texts]


@pytest.mark.parametrize(
    ("code", "message", "error"),
    [
        ("raise SystemExit(7)", "ended with exit code 7", EnvironmentProblem),
        ("import sys; sys.exit('no key is set')", "exit code 1: no key is set", EnvironmentProblem),
        ("print('hello')", "not JSON", DataError),
        ("import sys; sys.stdout.buffer.write(b'\\xff')", "not in UTF-8", DataError),
        ("while True: print('x' * 100_000)", "more than 1,000,000 bytes", EnvironmentProblem),
        ("import sys\nwhile True: print('x' * 100_000, file=sys.stderr)", "more than 1,000,000 bytes", EnvironmentProblem),
        ("print('x' * 3_000_000)", "more than 1,000,000 bytes", EnvironmentProblem),
    ],
)
def test_a_program_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str, error: type[Exception]) -> None:
    monkeypatch.setenv("KG_DRAFT_MEGABYTES", "1")
    with pytest.raises(error, match=message):
        ask(known(), [TEXT], program(tmp_path, code))


@pytest.mark.skipif(os.name != "posix", reason="processes are grouped on POSIX only")
def test_a_program_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_DRAFT_SECONDS", "1")
    sign = tmp_path / "child"
    child = f"import os, time; open({str(sign)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    code = f"import subprocess, sys, time\nsubprocess.Popen([sys.executable, '-c', {child!r}])\ntime.sleep(600)"
    start = time.monotonic()
    with pytest.raises(EnvironmentProblem, match="stopped after 1 seconds"):
        ask(known(), [TEXT], program(tmp_path, code))
    assert time.monotonic() - start < 60
    pid = int(sign.read_text(encoding="utf-8"))
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{pid}/stat").is_file() and Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split(") ")[1][0] == "Z":
            return  # ended, and only not yet waited for
        time.sleep(0.05)
    pytest.fail("the child of the program still runs")


def test_a_program_that_does_not_exist() -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be started") as caught:
        ask(known(), [TEXT], "no-such-program-anywhere --schema {schema}")
    assert caught.value.where == "no-such-program-anywhere"


@pytest.mark.parametrize("command", ["", "  ", "tool 'open"])
def test_a_command_line_that_cannot_be_split(command: str) -> None:
    with pytest.raises(UsageError):
        words_of_command(command, "s.json")
