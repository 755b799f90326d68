"""Limits of a build or a check in this process: the process must end at one, because a rule cannot be interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kg.errors import LimitReached
from kg.settings import setting
from kg.watching import begin_step, current_step, watch

LONGER = "run `kg build`, which has no time limit unless KG_BUILD_SECONDS sets one, or set KG_REBUILD_SECONDS to a higher limit"
"""What to do if a build that a query started took too long."""


@contextmanager
def watched(
    what: str,
    progress: Callable[[str], None] | None,
    at_limit: Callable[[LimitReached], None],
    *,
    for_query: bool = False,
) -> Iterator[Callable[[str], None]]:
    """Watch the settings ``build_seconds`` and ``build_megabytes`` during a build or a check, and ``rebuild_seconds`` if a query waits.

    Args:
        what: ``build``, ``check`` or ``rebuild``, for the error.
        progress: called with a few words at the beginning of each step.
        at_limit: called in another thread with the error, which names the step, or the rule that was running; it must end the process.
        for_query: whether a query or Python started the build.

    Yields:
        What to call at the beginning of each step in place of `progress`.
    """
    seconds, megabytes = setting("build_seconds"), setting("build_megabytes")
    patience = setting("rebuild_seconds") if for_query else 0
    sooner = patience > 0 and (seconds == 0 or patience <= seconds)
    limit = patience if sooner else seconds
    rule = "if a rule takes this much, join its patterns by variables; otherwise"

    def tell(step: str) -> None:
        begin_step(step)
        if progress is not None:
            progress(step)

    def stop(reached: str, hint: str) -> None:
        at_limit(LimitReached(f"the {what} was stopped {reached} while {current_step()}", None, f"{rule} {hint}"))

    again = " and run `kg build`" if for_query else ""

    def late() -> None:
        stop(f"after {limit:,} seconds", LONGER if sooner else f"set KG_BUILD_SECONDS to a higher limit (0 for none){again}")

    def full() -> None:
        stop(f"at {megabytes:,} MB of memory", f"set KG_BUILD_MEGABYTES to a higher limit (0 for none){again}")

    begin_step("beginning")
    calm = watch(limit or None, megabytes, late, full)
    try:
        yield tell
    finally:
        calm()
