"""Read a folder that hostile code wrote: regular files only, bounded in count and size."""

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

MAX_DEPTH = 8
MAX_PATH_BYTES = 512


def pack(folder: Path, *, max_files: int, max_bytes: int) -> dict[str, bytes]:
    """Return relative path -> bytes of the files below `folder`, in order of their names.

    Links, pipes, sockets, devices, files with two names and names that are not UTF-8 are
    passed over, as is everything after the bounds are reached. Nothing is followed: a folder
    that became a link itself has no files.
    """
    files: dict[str, bytes] = {}
    if folder.is_symlink():
        return files
    room = max_bytes
    for path in _paths(str(folder), "", max_files * 4):
        if len(files) >= max_files:
            break
        content = _read(folder / path, room)
        if content is not None:
            files[path] = content
            room -= len(content)
    return files


def exceeds(folder: Path, max_bytes: int, max_files: int) -> bool:
    """Say whether a folder takes more room on disk, or holds more files, than these."""
    used = count = 0
    for path, _, names in os.walk(folder):
        count += len(names) + 1
        if count > max_files:
            return True
        for name in names:
            with contextlib.suppress(OSError):
                used += Path(path, name).lstat().st_blocks * 512
        if used > max_bytes:
            return True
    return False


def well_formed(name: str) -> bool:
    """Say whether a relative path is plain: no `..`, no root, no NUL, of bounded length."""
    path = PurePosixPath(name)
    return (
        0 < len(name.encode(errors="replace")) <= MAX_PATH_BYTES
        and name == str(path)
        and not path.is_absolute()
        and ".." not in path.parts
        and name.isprintable()
    )


def unpack(files: Mapping[str, bytes], folder: Path) -> None:
    """Write files below a folder; ValueError for a path that would leave it."""
    for name, content in files.items():
        if not well_formed(name):
            raise ValueError(f"{name!r} is no plain relative path")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _paths(folder: str, prefix: str, entries: int, depth: int = 0) -> Iterator[str]:
    try:
        with os.scandir(folder) as scan:
            some = (entry for _, entry in zip(range(entries), scan, strict=False))
            found = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in some)
    except OSError:
        return
    for name, is_folder in found:
        path = f"{prefix}{name}"
        if not well_formed(path):
            continue
        if not is_folder:
            yield path
        elif depth < MAX_DEPTH:
            yield from _paths(f"{folder}/{name}", f"{path}/", entries, depth + 1)


def _read(path: Path, room: int) -> bytes | None:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or status.st_size > room:
            return None
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(room)
    except OSError:
        return None
    finally:
        os.close(descriptor)
