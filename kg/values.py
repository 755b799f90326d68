"""`NamedTuple` without the cost of importing `typing`, JSON without that of `json`, and values that print themselves.

Importing `typing` would make the start of ``kg query`` noticeably slower. A class is declared as with `typing.NamedTuple`, and a type
checker treats it as one::

    from kg.values import NamedTuple

    class Shift(NamedTuple):
        start: int
        bound: int = 0

At run time the class is made by `collections.namedtuple` from the annotations and defaults in its body; annotations, methods, properties
and the docstring are kept. Modules that use it need ``from __future__ import annotations``, so that no annotation is evaluated.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NamedTuple as NamedTuple
    from typing import TypeAlias

    Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
    """A value that JSON can hold."""

    JsonObject: TypeAlias = dict[str, Json]
    """A JSON object."""
else:
    Json = JsonObject = object

    class _FromAnnotations(type):
        """The metaclass that turns the body of a class into a named tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            annotations = body.pop("__annotations__", {})
            fields = list(annotations)
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            made.__annotations__ = annotations
            for key, value in body.items():
                if key not in {"__module__", "__slots__"}:
                    setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_FromAnnotations, "NamedTuple", (), {})


class _Plain:
    """What the scanner of `json.JSONDecoder` reads from its decoder, with the values of a decoder without options."""

    strict = True
    object_hook = None
    object_pairs_hook = None
    parse_float = float
    parse_int = int
    parse_constant = float


def parse_json(text: str) -> Json:
    """The same as `json.loads`, without importing `json` and the regular expressions that it needs.

    Both take long to import. The scanner is the one that `json` itself uses; where there is none, or it refuses the text, `json` parses
    it.

    Args:
        text: a JSON document.

    Raises:
        ValueError: the text is not JSON.

    >>> parse_json('{"a": [1, 2.5, null, "é"]}')
    {'a': [1, 2.5, None, 'é']}
    """
    try:
        from _json import make_scanner

        value: Json
        value, end = make_scanner(_Plain)(text, 0)  # type: ignore[arg-type]  # it reads only these attributes
        if end == len(text.rstrip(" \t\n\r")):
            return value
    except (ImportError, AttributeError, StopIteration, ValueError, SystemError):
        pass  # Python 3.11 raises a SystemError for a text that is not JSON, because the error's class has not been imported
    import json

    parsed: Json = json.loads(text)
    return parsed


class Printable(ABC):
    """A value that prints as text, also in a notebook, and that can be turned into JSON.

    >>> class Greeting(Printable):
    ...     def __str__(self) -> str:
    ...         return "hello\\nworld\\n"
    ...
    ...     def to_json(self) -> JsonObject:
    ...         return {"text": "hello"}
    >>> Greeting(), Greeting()._repr_html_()
    (<Greeting 'hello'>, '<pre>hello\\nworld\\n</pre>')
    """

    __slots__ = ()

    @abstractmethod
    def __str__(self) -> str: ...

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {str(self).partition(chr(10))[0]!r}>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<pre>{escape(str(self))}</pre>"

    @abstractmethod
    def to_json(self) -> JsonObject:
        """The value as a JSON object."""
