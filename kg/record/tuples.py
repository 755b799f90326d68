"""Typed named tuples that do not import `typing`, which costs a query more than all of the record.

A module writes::

    if TYPE_CHECKING:
        from typing import NamedTuple
    else:
        from kg.record.tuples import NamedTuple

and declares its tuples once; type checkers see those of `typing`.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class _FromAnnotations(type):
    """The metaclass that makes a named tuple from the annotations of a class, its defaults and its methods."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: Mapping[str, object]) -> type:
        if not bases:
            return super().__new__(cls, name, bases, dict(body))
        fields = body["__annotations__"]
        assert isinstance(fields, dict)
        defaults = [body[field] for field in fields if field in body]
        plain = namedtuple(name, fields, defaults=defaults)  # type: ignore[misc]  # the fields are not known before run time
        kept = {key: value for key, value in body.items() if key not in fields}
        return type(name, (plain,), {"__slots__": (), **kept})


class NamedTuple(metaclass=_FromAnnotations):
    """The base of a named tuple whose fields are the annotations of the class, those with a default last."""
