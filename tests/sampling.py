"""Some of many cases: in the suite a sample, and in ``make soak`` all."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pytest


def sampled(cases: Iterable[object], every: int = 4, *, always: Collection[object] = (), ids: Iterable[str] | None = None) -> list[object]:
    """All cases for `pytest.mark.parametrize`, of which most are marked ``soak``.

    Args:
        cases: the cases; one that has several parameters is a tuple.
        every: every how many are tried each time, the first among them.
        always: further cases that are tried each time.
        ids: the names of the cases, if pytest cannot name them.

    Returns:
        The cases in their order.

    >>> [len(case.marks) for case in sampled("abcdef", 3, always="f")]
    [0, 1, 1, 0, 1, 0]
    """
    listed = list(cases)
    names = [None] * len(listed) if ids is None else list(ids)
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)),
            id=name,
            marks=() if place % every == 0 or case in always else pytest.mark.soak,
        )
        for place, (case, name) in enumerate(zip(listed, names, strict=True))
    ]
