"""Downloads unpacked within bounds, for `nbgrader zip_collect --extractor=...`.

A student chooses what is in an archive, and nbgrader unpacks with the instructor's rights:
links, foreign paths and a gigabyte in a kilobyte must stay outside.
"""

import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from nbgrader.plugins import ExtractorPlugin

from yourturn.errors import PlatformError, StudentError
from yourturn.gradebook.ingest import MAX_FILES, MAX_FOLDER_BYTES
from yourturn.lms.settings import LearningPlatform
from yourturn.notebooks.read import MAX_BYTES

REPORT = "NOT_EXTRACTED.txt"

_CHUNK = 1 << 16
_MAX_NAME_BYTES = 255
_MAX_PATH_BYTES = 1024
_MAX_PARTS = 16
_ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")
_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, gzip.BadGzipFile, lzma.LZMAError, zlib.error, EOFError,
    RuntimeError, NotImplementedError, UnicodeError,
)  # fmt: skip  # what damaged, encrypted and exotic archives raise
_DEVICE_NAMES = {"con", "prn", "aux", "nul"}


@dataclass
class Budget:
    """What may still be unpacked; spending more raises `StudentError`."""

    n_bytes: int
    n_files: int

    def file(self) -> None:
        """Count one file."""
        self.n_files -= 1
        if self.n_files < 0:
            raise StudentError("holds more files than may be unpacked.")

    def bytes(self, count: int) -> None:
        """Count bytes as they come out, whatever an archive says about itself."""
        self.n_bytes -= count
        if self.n_bytes < 0:
            raise StudentError("unpacks to more than may be unpacked.")


@dataclass
class Extracted:
    """What an archive gave: the files written, and what was left in it with the reason."""

    files: list[Path] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class BoundedExtractor(ExtractorPlugin):  # type: ignore[misc]  # nbgrader ships no types
    """Unpack what a platform gave and, within smaller bounds, what students packed in it."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack `archive/` into `extracted/`; called by `nbgrader zip_collect`.

        What was refused stays in the archive and is listed beside it in `NOT_EXTRACTED.txt`.
        """
        settings = LearningPlatform(parent=self)
        budget = Budget(settings.archive_mib << 20, settings.archive_files)
        try:
            refused = extract_downloads(Path(archive_path), Path(extracted_path), budget)
        except PlatformError as error:
            self.log.error("%s", error)
            self.parent.exit(1)
        for line in refused:
            self.log.warning("Not extracted: %s", line)
        report = Path(extracted_path).parent / REPORT
        if refused:
            report.write_text("".join(f"{line}\n" for line in refused), encoding="utf-8")
        else:
            report.unlink(missing_ok=True)


def extract_downloads(archives: Path, target: Path, budget: Budget) -> list[str]:
    """Unpack a folder of downloads, each archive into a folder of its name.

    Returns what was refused. Raises `PlatformError` if the downloads themselves are too large:
    then something else than a class's submissions was put there.
    """
    refused: list[str] = []
    found = sorted(path for path in archives.rglob("*") if path.is_symlink() or path.is_file())
    if not found:
        raise PlatformError(f"{archives} is empty: put the platform's download there.")
    for path in found:
        folder = target / path.parent.relative_to(archives)
        folder.mkdir(parents=True, exist_ok=True)
        if path.is_symlink():
            refused.append(f"{path.name} is a symbolic link.")
            continue
        try:
            if not _is_archive(path.name):
                refused += _copy(path, folder, budget).refused
                continue
            outer = extract_archive(path, folder / _stem(path.name), budget)
        except StudentError as error:
            raise PlatformError(
                f"{path.name} {error} If that is right, raise c.LearningPlatform.archive_mib or "
                "archive_files."
            ) from None
        refused += [f"{path.name}: {line}" for line in outer.refused]
        refused += [f"{path.name}: {line}" for line in _inner(outer.files, target, budget)]
    return refused


def extract_archive(path: Path, folder: Path, budget: Budget) -> Extracted:
    """Unpack one archive into a folder. A member that may not come out is refused alone.

    Raises `StudentError` where the whole must stop: the budget is spent, or it is no archive.
    """
    done = Extracted()
    members = _zip_members(path) if path.suffix.lower() == ".zip" else _tar_members(path)
    try:
        for name, reason, stream in members:
            budget.file()
            target, fault = _target(folder, name)
            if reason or fault or target is None:
                done.refused.append(f"{name!r} {reason or fault}")
                continue
            try:
                if _write(stream, target, budget):
                    done.files.append(target)
                else:
                    done.refused.append(f"{name!r} is larger than {MAX_BYTES / 1e6:.0f} MB.")
            except (FileExistsError, NotADirectoryError, IsADirectoryError):
                done.refused.append(f"{name!r} is there twice.")
    except _DAMAGED as error:
        raise StudentError(f"is damaged or no archive ({error}).") from None
    return done


def _inner(files: list[Path], target: Path, budget: Budget) -> Iterator[str]:
    """Unpack archives that students handed in, one level deep; each has its own bounds."""
    for path in [path for path in files if _is_archive(path.name)]:
        name = path.relative_to(target).as_posix()
        folder = path.with_name(_stem(path.name))
        if folder.exists():
            folder = path.with_name(f"{_stem(path.name)}.unpacked")
        own = Budget(min(MAX_FOLDER_BYTES, budget.n_bytes), min(MAX_FILES, budget.n_files))
        before = Budget(own.n_bytes, own.n_files)
        try:
            yield from (f"{name}: {line}" for line in extract_archive(path, folder, own).refused)
        except StudentError as error:
            yield f"{name} {error}"
        budget.n_bytes -= before.n_bytes - max(own.n_bytes, 0)
        budget.n_files -= before.n_files - max(own.n_files, 0)


def _zip_members(path: Path) -> Iterator[tuple[str, str, IO[bytes]]]:
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            kind = stat.S_IFMT(info.external_attr >> 16)
            reason = ""
            if kind not in (0, stat.S_IFREG):
                reason = "is no regular file."
            elif info.flag_bits & 0x1:
                reason = "is encrypted."
            if reason:
                yield info.filename, reason, _NOTHING
                continue
            with archive.open(info) as stream:
                yield info.filename, "", stream


def _tar_members(path: Path) -> Iterator[tuple[str, str, IO[bytes]]]:
    """Members in the order in which they come; nothing is skipped through that is too large."""
    with tarfile.open(path, "r|*") as archive:
        for member in archive:
            if member.isdir():
                continue
            if member.size > MAX_FOLDER_BYTES:
                raise StudentError(f"holds {member.name!r} of {member.size / 1e6:.0f} MB.")
            stream = archive.extractfile(member) if member.isreg() else None
            if stream is None:
                yield member.name, "is no regular file.", _NOTHING
                continue
            with stream:
                yield member.name, "", stream


_NOTHING: IO[bytes] = None  # type: ignore[assignment]  # never read: its member is refused


def _target(folder: Path, name: str) -> tuple[Path | None, str]:
    """Where a member goes below `folder`, or why it goes nowhere."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] == "/" or ".." in parts or ":" in parts[0]:
        return None, "points outside its archive."
    if len(parts) > _MAX_PARTS or len(name.encode("utf-8", "replace")) > _MAX_PATH_BYTES:
        return None, "is nested too deeply."
    for part in parts:
        if not part.isprintable() or any(0xD800 <= ord(c) <= 0xDFFF for c in part):
            return None, "has a name with control characters or in no readable encoding."
        if len(part.encode()) > _MAX_NAME_BYTES or part.lower() in _DEVICE_NAMES:
            return None, "has a name that no folder can hold."
    return folder.joinpath(*parts), ""


def _write(stream: IO[bytes], target: Path, budget: Budget) -> bool:
    """Write a member; False, and nothing left, if it is larger than a submission may be."""
    target.parent.mkdir(parents=True, exist_ok=True)
    size = 0
    file = target.open("xb")
    try:
        with file:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                budget.bytes(len(chunk))
                if size > MAX_BYTES:
                    break
                file.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    if size > MAX_BYTES:
        target.unlink()
    return size <= MAX_BYTES


def _copy(path: Path, folder: Path, budget: Budget) -> Extracted:
    done = Extracted()
    budget.file()
    with path.open("rb") as stream:
        if _write(stream, folder / path.name, budget):
            done.files.append(folder / path.name)
        else:
            done.refused.append(f"{path.name} is larger than {MAX_BYTES / 1e6:.0f} MB.")
    return done


def _is_archive(name: str) -> bool:
    return name.lower().endswith(_ARCHIVES)


def _stem(name: str) -> str:
    """An archive's name without its endings."""
    ending = next(e for e in _ARCHIVES if name.lower().endswith(e))
    return name[: -len(ending)] or name
