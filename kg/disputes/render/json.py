"""The report as JSON."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.disputes.model import DisputeReport
    from kg.values import Json, JsonObject


def as_json(found: DisputeReport) -> JsonObject:
    """The report as a JSON object: the fields of `kg.disputes.model`, without those that only serve selection."""
    return _object(found) | {"definitions": dict(found.definitions)}


def _object(value: object) -> JsonObject:
    """A dataclass as a JSON object, without the fields that its repr leaves out.

    >>> from kg.disputes.model import Place
    >>> _object(Place("x:A1", "A1", "the article, sentence 1", "x:article"))
    {'iri': 'x:A1', 'code': 'A1', 'name': 'the article, sentence 1', 'document': 'x:article'}
    """
    assert is_dataclass(value)
    members = ((each.name, getattr(value, each.name)) for each in fields(value) if each.repr)
    return {name: _value(member) for name, member in members if not isinstance(member, frozenset)}


def _value(value: object) -> Json:
    if isinstance(value, tuple):
        return [_value(each) for each in value]
    if isinstance(value, str | int):
        return value
    return _object(value)
