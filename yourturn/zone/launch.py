"""Find the warm template of this user and level, or start it, without a race."""

import contextlib
import fcntl
import hashlib
import os
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import yourturn
from yourturn.errors import MachineError

from . import bubblewrap
from .limits import Level, ZoneSettings

IN_ZONE = ("*.py", "answers/*.py", "data/*.py", "prediction/*.py", "zone/*.py")
"""The parts of the package that a template imports."""


def connect(level: Level, settings: ZoneSettings) -> socket.socket:
    """Return a connection to the warm template, which is started if there is none.

    The socket is in a folder that only this user may enter. Called by the client for every
    request; a lock file sees to it that one template is started however many ask.
    """
    folder = runtime_folder()
    name = f"{_fingerprint()}-{level.name.lower()}"
    address = folder / f"{name}.socket"
    with contextlib.suppress(OSError):
        return _connect(address)
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with contextlib.suppress(OSError):
            return _connect(address)
        address.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(address))
            listener.listen(128)
            start(listener, level, settings, folder / f"{name}.log")
        return _connect(address)


def start(listener: socket.socket, level: Level, settings: ZoneSettings, log: Path) -> None:
    """Start a template that accepts on `listener`, and wait until it is ready."""
    courses = Path("/course") if level is Level.BUBBLEWRAP else log.with_suffix(".course")
    if level is not Level.BUBBLEWRAP:
        courses.mkdir(exist_ok=True)
    receiving, sending = os.pipe()
    python = [
        *(sys.executable, "-P", "-s", "-m", f"{__package__}.template", str(int(level))),
        *(str(settings.idle_s), "once" if settings.fresh else "many"),
        *(str(listener.fileno()), str(sending), str(courses)),
    ]
    command, environment = bubblewrap.wrap(python, level)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=(listener.fileno(), sending),
            env=environment,
            cwd="/",
            start_new_session=True,
        )
    # It outlives whoever started it, or leaves a zombie until somebody asks how it ended.
    threading.Thread(target=process.wait, daemon=True).start()
    os.close(sending)
    with open(receiving, "rb") as ready:
        if ready.read() != b"ready":
            tail = log.read_text(errors="replace")[-2000:]
            raise MachineError(f"The warm template of the zone did not start:\n{tail}")


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


def _connect(address: Path) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(address))
    except OSError:
        connection.close()
        raise
    return connection


def _fingerprint() -> str:
    """Name the interpreter and the package's source: a template never outlives either."""
    package = Path(yourturn.__file__).parent
    digest = hashlib.sha256(f"{sys.prefix} {sys.version}".encode())
    for path in sorted(path for part in IN_ZONE for path in package.glob(part)):
        status = path.stat()
        digest.update(f"{path} {status.st_mtime_ns} {status.st_size}".encode())
    return digest.hexdigest()[:16]
