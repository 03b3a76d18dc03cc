"""Secrets from the environment or from a file that nobody else can read, and nowhere else."""

import os
import stat
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from yourturn.errors import PlatformError

_MAX_BYTES = 20_000


class Secret:
    """A value that does not show itself: not in a log, a traceback or a message."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that needs it."""
        return self._value

    def scrub(self, text: str) -> str:
        """A text in which the secret does not stand."""
        return text.replace(self._value, "[secret]") if self._value else text

    def __repr__(self) -> str:
        return "Secret(...)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not written anywhere.")


def read_secret(
    what: str, variable: str, file: str, trait: str, course: Path | None = None
) -> Secret:
    """Read a secret from the environment variable, else from the file that the trait names.

    Raises `PlatformError` for a file that others can read or that lies in the course folder,
    from where it would get into the repository.
    """
    value = os.environ.get(variable, "").strip()
    if value:
        return Secret(value)
    if not file:
        raise PlatformError(
            f"There is no {what}: set the environment variable {variable}, or name a file of "
            f"mode 600 in c.LearningPlatform.{trait}."
        )
    path = Path(file).expanduser()
    if course is not None and path.resolve().is_relative_to(course.resolve()):
        raise PlatformError(
            f"{path} holds the {what} and lies in the course folder, from where it would get "
            "into the repository. Move it to your home folder."
        )
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise PlatformError(f"{path}, with the {what}, cannot be read: {error.strerror}.") from None
    with os.fdopen(descriptor, "rb") as opened:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            raise PlatformError(f"{path}, with the {what}, is no regular file of yours.")
        if status.st_mode & 0o077:
            raise PlatformError(
                f"{path}, with the {what}, can be read by others: chmod 600 {path}."
            )
        value = opened.read(_MAX_BYTES).decode("utf-8", "replace").strip()
    if not value:
        raise PlatformError(f"{path}, which should hold the {what}, is empty.")
    return Secret(value)


def check_address(url: str, trait: str) -> str:
    """An address to which a secret may go: encrypted, or on this very machine.

    Raises `PlatformError` naming the trait that holds it.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" and host:
        return url.rstrip("/")
    if parts.scheme == "http" and _is_here(host):
        return url.rstrip("/")
    told = f"is {url!r}" if url else "is not set"
    raise PlatformError(f"c.LearningPlatform.{trait} {told}; it must begin with https://.")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
