"""Find the warm template of this user, or start it at the strongest level there is."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import yourturn
from yourturn import packages
from yourturn.errors import MachineError

from . import bubblewrap
from .limits import Level, ZoneSettings

IN_ZONE = (
    *("errors.py", "importing.py", "quick_schema.py"),
    *("answers/*.py", "data/*.py", "draw/*.py", "prediction/*.py", "zone/*.py"),
)
"""The parts of the package that a template imports."""

STARTS = 3  # how often a template is started that is killed meanwhile

Mode = Literal["warm", "once", "trial"]


class NoStartError(Exception):
    """A template did not start: this machine refuses a wall, or a package is missing."""


class KilledError(Exception):
    """A template was killed while it started: that says nothing of what this machine allows."""


def connect(settings: ZoneSettings) -> tuple[socket.socket, Level]:
    """Return a connection to a template, started if there is none, and its level.

    The strongest level that this machine allows is taken. Called by the client for every
    request; raises MachineError when no level is allowed, or a package is of a wrong version.
    """
    packages.check()
    reasons = []
    for level, program in candidates(settings):
        key = f"{_fingerprint()}-{level.name.lower()}-{_short(program or '')}"
        if key in _refused:
            reasons.append(_refused[key])
            continue
        try:
            return _reach(key, level, program, settings), level
        except NoStartError as error:
            _refused[key] = f"{level.name.lower()}: {error}"
            reasons.append(_refused[key])
    raise MachineError(
        "This machine offers no confinement to run a submission in; `yourturn doctor` says "
        "what is missing.\n" + "\n".join(reasons)
    )


def warm(settings: ZoneSettings) -> None:
    """Start a template, where there is none, beside whatever comes first; not waited for.

    What keeps it from starting is told when it is needed.
    """

    def start_one() -> None:
        with contextlib.suppress(MachineError, OSError):
            connect(settings)[0].close()

    if not settings.fresh:
        threading.Thread(target=start_one, daemon=True).start()


_refused: dict[str, str] = {}


def candidates(settings: ZoneSettings) -> Iterator[tuple[Level, str | None]]:
    """Yield the levels to try, strongest first, each with its bubblewrap program."""
    wanted = [settings.level] if settings.level is not None else sorted(Level, reverse=True)
    for level in wanted:
        if level is Level.BUBBLEWRAP:
            yield from ((level, program) for program in bubblewrap.programs())
        elif level is not Level.NONE or not settings.required:
            yield level, None


def start(
    listener: socket.socket, mode: Mode, level: Level, program: str | None, settings: ZoneSettings
) -> None:
    """Start a template that accepts on `listener`, and wait until it is ready.

    Raises `NoStartError` or `KilledError`.
    """
    receiving, sending = os.pipe()
    descriptors = (listener.fileno(), sending)
    python = [
        *(sys.executable, "-P", "-s", "-m", f"{__package__}.template", str(int(level)), mode),
        *map(str, (settings.idle_s, *descriptors)),
    ]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            bubblewrap.wrap(python, level, program),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=descriptors,
            env=bubblewrap.ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        )
        # It outlives whoever started it; if not, the thread keeps it from being a zombie.
        threading.Thread(target=process.wait, daemon=True).start()
        os.close(sending)
        with os.fdopen(receiving, "rb") as ready:
            if ready.read() == b"ready":
                return
        log.seek(0)
        lines = log.read().decode(errors="replace").strip().splitlines()
        # Bubblewrap reports its child's end as a shell does.
        if process.wait() in (-signal.SIGKILL, 128 + signal.SIGKILL):
            raise KilledError
        raise NoStartError(lines[-1] if lines else "it ended without a word")


def runtime_folder() -> Path:
    """Return the folder of this user's sockets; MachineError if it is not theirs alone."""
    base = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(base) / "yourturn" if base else Path(f"/tmp/yourturn-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise MachineError(f"{folder} cannot be made ({error.strerror}).") from error
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != os.getuid():
        raise MachineError(
            f"{folder} must be a folder of this user that nobody else may enter; remove it."
        )
    return folder


def _reach(key: str, level: Level, program: str | None, settings: ZoneSettings) -> socket.socket:
    """Connect at one level, started anew where something killed it; raises as `connect` does."""
    for _ in range(STARTS):
        with contextlib.suppress(KilledError):
            if settings.fresh:
                return _fresh(level, program, settings)
            return _warm(key, level, program, settings)
    raise MachineError(
        f"The warm template was killed {STARTS} times while it started. Is there memory enough?"
    )


def _warm(key: str, level: Level, program: str | None, settings: ZoneSettings) -> socket.socket:
    folder = runtime_folder()
    address = folder / f"{key}.socket"
    with contextlib.suppress(OSError):
        return _connect(address)
    # However many ask at the same time, one starts it and the others wait for the lock.
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(OSError):
            return _connect(address)
        _remove_dead(folder)
        _listen(address, "warm", level, program, settings)
        return _connect(address)


def _remove_dead(folder: Path) -> None:
    for address in folder.glob("*.socket"):
        try:
            _connect(address).close()
        except OSError:
            address.unlink(missing_ok=True)


def _fresh(level: Level, program: str | None, settings: ZoneSettings) -> socket.socket:
    folder = Path(tempfile.mkdtemp(dir=runtime_folder()))
    try:
        _listen(folder / "socket", "once", level, program, settings)
        return _connect(folder / "socket")
    finally:
        shutil.rmtree(folder)


def _listen(
    address: Path, mode: Mode, level: Level, program: str | None, settings: ZoneSettings
) -> None:
    address.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener, _short_name(address) as name:
        listener.bind(name)
        listener.listen(128)
        start(listener, mode, level, program, settings)


def _connect(address: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        with _short_name(address) as name:
            connection.connect(name)
    except OSError:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def _short_name(address: Path) -> Iterator[str]:
    # The name of a socket has at most 107 bytes, the path of a runtime folder may have more.
    descriptor = os.open(address.parent, os.O_PATH)
    try:
        yield f"/proc/self/fd/{descriptor}/{address.name}"
    finally:
        os.close(descriptor)


def _fingerprint() -> str:
    """Name the interpreter and the package's source: a template outlives neither."""
    package = Path(yourturn.__file__).parent
    text = f"{sys.prefix} {sys.version}"
    for path in sorted(path for part in IN_ZONE for path in package.glob(part)):
        status = path.stat()
        text += f"\n{path} {status.st_mtime_ns} {status.st_size}"
    return _short(text)


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
