"""`NamedTuple` without the cost of importing `typing`, and the type `Json`.

Importing `typing` would make the start of ``kg query`` noticeably slower. A class is declared as with `typing.NamedTuple`, and a type
checker treats it as one::

    from kg.values import NamedTuple

    class Shift(NamedTuple):
        start: int
        bound: int = 0

At run time the class is made by `collections.namedtuple` from the annotations and defaults in its body; methods, properties and the
docstring are kept. Modules that use it need ``from __future__ import annotations``, so that no annotation is evaluated.
"""

from __future__ import annotations

from collections import namedtuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NamedTuple as NamedTuple
    from typing import TypeAlias

    Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
else:
    Json = object

    class _FromAnnotations(type):
        """The metaclass that turns the body of a class into a named tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            fields = list(body.pop("__annotations__", ()))
            defaults = [body.pop(field) for field in fields if field in body]
            made = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            for key, value in body.items():
                if key not in {"__module__", "__slots__"}:
                    setattr(made, key, value)
            return made

    NamedTuple = type.__new__(_FromAnnotations, "NamedTuple", (), {})
