"""Watch the time and the memory of this process, and its interrupts, from another thread.

Neither the engine nor a library that computes can be interrupted safely. Whoever watches ends the process.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_PAUSE = 0.05  # seconds between two looks at the memory in use
_step = "beginning"


def begin_step(step: str) -> None:
    """Record the current step, for the error at a limit.

    Args:
        step: a few words that follow "while".

    >>> begin_step("running the rule met")
    >>> current_step()
    'running the rule met'
    """
    global _step
    _step = step


def current_step() -> str:
    """The current step: the last that `begin_step` was called with."""
    return _step


def memory_used() -> int | None:
    """The memory that this process uses, in bytes; None where the system does not report it.

    On Linux it is the resident memory at present, elsewhere on POSIX the largest so far. Windows does not report it.
    """
    import os

    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        pass
    try:
        import resource
    except ModuleNotFoundError:
        return None
    unit = 1 if os.uname().sysname == "Darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def return_memory() -> None:
    """Return to the system what this process has freed; the C library keeps it otherwise. Does nothing where the library is not glibc."""
    import ctypes

    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):  # no library has such a function; on Windows there is no library without a name
        return
    trim(0)


def watch(seconds: float | None, megabytes: int, late: Callable[[], None], full: Callable[[], None]) -> Callable[[], None]:
    """Call a function in another thread at a limit, unless the returned function is called first.

    The engine releases the interpreter's lock while it works, so that another thread can run.

    Args:
        seconds: the limit of time; None for no limit.
        megabytes: the limit of the memory that this process uses; 0 for no limit. Where the system does not report it, there is none.
        late: called at the limit of time.
        full: called at the limit of memory.
    """
    import _thread  # not threading, which takes too long to import
    from time import monotonic

    lock = _thread.allocate_lock()
    lock.acquire()
    end = None if seconds is None else monotonic() + seconds
    memory_known = megabytes > 0 and memory_used() is not None

    def wait() -> None:
        while True:
            left = -1 if end is None else max(end - monotonic(), 0)
            if lock.acquire(True, left if not memory_known else _PAUSE if end is None else min(left, _PAUSE)):
                return
            if memory_known and (memory_used() or 0) > megabytes * 1_000_000:
                full()
                return
            if end is not None and monotonic() >= end:
                late()
                return

    if end is not None or memory_known:
        _thread.start_new_thread(wait, ())
    return lock.release


def on_interrupt(leave: Callable[[], None], seconds: float = 1.0) -> None:
    """Call a function in another thread if an interrupt (SIGINT) has not ended this process after some time.

    Python raises `KeyboardInterrupt` only between two steps of its own, so that it comes too late in a long computation of the engine.
    Does nothing on Windows, where the interrupt cannot be watched in this way.

    Args:
        leave: must end the process.
        seconds: how long to wait for the interrupt to end the process by itself.

    Raises:
        ValueError: this is not the main thread.
    """
    import os

    if os.name != "posix":
        return
    import _signal  # type: ignore[import-not-found]  # not signal, which takes too long to import
    import _thread
    from time import sleep

    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    _signal.set_wakeup_fd(writing, warn_on_full_buffer=False)

    def wait() -> None:
        while os.read(reading, 1) != bytes([_signal.SIGINT]):
            pass
        sleep(seconds)
        leave()

    _thread.start_new_thread(wait, ())
