"""Limits of a build or a check in this process: the process must end at one, because a rule cannot be interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.errors import LimitReached
from kg.settings import setting
from kg.watching import watch


@contextmanager
def watched(what: str, progress: Callable[[str], None] | None, at_limit: Callable[[LimitReached], None]) -> Iterator[Callable[[str], None]]:
    """Watch the settings ``build_seconds`` and ``build_megabytes`` during a build or a check.

    Args:
        what: ``build``, ``check`` or ``rebuild``, for the error.
        progress: called with a few words at the beginning of each step.
        at_limit: called in another thread with the error, which names the step; it must end the process.

    Yields:
        What to call at the beginning of each step in place of `progress`.
    """
    seconds, megabytes = setting("build_seconds"), setting("build_megabytes")
    steps = ["beginning"]

    def tell(step: str) -> None:
        steps.append(step)
        if progress is not None:
            progress(step)

    def stop(limit: str, variable: str) -> None:
        hint = f"if a rule takes this much, join its patterns by variables; otherwise set {variable} to a higher limit (0 for none)"
        at_limit(LimitReached(f"the {what} was stopped {limit} while {steps[-1]}", None, hint))

    calm = watch(
        seconds or None,
        megabytes,
        lambda: stop(f"after {seconds:,} seconds", "KG_BUILD_SECONDS"),
        lambda: stop(f"at {megabytes:,} MB of memory", "KG_BUILD_MEGABYTES"),
    )
    try:
        yield tell
    finally:
        calm()
