"""Locks on folders: who may hold one at the same time, and what is done where a system or a file system has none."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from kg.snapshot import locks
from kg.snapshot.locks import Lock

posix = pytest.mark.skipif(os.name != "posix", reason="the system has no advisory locks")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "snapshot"
    folder.mkdir()
    (folder / "meta.json").write_text("{}", encoding="utf-8")
    return folder


@posix
def test_readers_share_a_lock_that_a_writer_must_wait_for(folder: Path) -> None:
    first, second, writer = Lock(str(folder)), Lock(str(folder)), Lock(str(folder))
    assert first.share()
    assert first.share(), "it is shared already"
    assert second.share()
    assert not writer.take(wait=False)
    first.release()
    assert not writer.take(wait=False)
    second.release()
    with writer:
        assert not first.share()
    assert first.share()
    first.release()


@posix
def test_a_folder_that_was_removed_cannot_be_shared(folder: Path) -> None:
    assert not Lock(str(folder.with_name("nothing"))).share()


@posix
@pytest.mark.parametrize("again", [False, True])
def test_a_folder_that_is_removed_meanwhile_cannot_be_shared(again: bool, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the opening and the lock, another process renames the folder, and may create another of the same name."""
    import fcntl

    flock = fcntl.flock

    def late(handle: int, how: int) -> None:
        folder.rename(folder.with_name("removed"))
        if again:
            folder.mkdir()
        flock(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    lock = Lock(str(folder))
    assert not lock.share()
    assert lock.handle == -1


@posix
def test_a_file_system_without_locks_is_read_without_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def refuse(handle: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    lock = Lock(str(folder))
    assert lock.share()
    assert lock.handle == -1
    with pytest.raises(OSError, match="no locks available"):
        lock.take()


def test_a_system_without_locks_holds_a_file_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_POSIX", False)
    monkeypatch.setitem(sys.modules, "fcntl", None)
    lock = Lock(str(folder))
    assert not lock.take()
    assert lock.share()
    assert os.path.samestat(os.fstat(lock.handle), os.stat(folder / "meta.json"))
    lock.release()
    assert lock.handle == -1
    (folder / "meta.json").unlink()
    assert lock.share(), "a folder without that file is damaged, not removed"
    folder.rmdir()
    assert not lock.share()
