"""The published data sets: where they are, how they are known to be whole, how they are fetched.

Called by `yourturn.data.sources` when no folder is named; a file is kept in the user's cache.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from yourturn.data.keep import cache_folder, process_folder

__all__ = ["MNIST", "MTPL", "Published", "UnavailableError", "fetch"]

_CONNECT_S, _READ_S = 4.0, 30.0


@dataclass(frozen=True)
class Published:
    """A file somebody publishes: its address and the digest that its bytes must have.

    `algorithm` is "sha256" or "git-blob" (SHA-1 of "blob <size>\\0" and the bytes, Git's name
    for a file's content, which is all that is published of the portfolio).
    """

    url: str
    filename: str
    algorithm: str
    digest: str

    @property
    def host(self) -> str:
        """The publisher's host, for the sentence that tells where data come from."""
        return self.url.split("/")[2]


MNIST = Published(
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "mnist.npz",
    "sha256",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
)
MTPL = Published(
    "https://katrienantonio.github.io/hands-on-machine-learning-R-module-1/data/PC_data.txt",
    "PC_data.txt",
    "git-blob",
    "9e4c151b79830d171f50c19cab97ceec6aab3af3",
)


class UnavailableError(Exception):
    """A published file could not be had; `str(error)` ends the sentence "because ..."."""


def fetch(published: Published) -> Path:
    """Return the path of the whole, checked file: from the cache, else from its publisher.

    A damaged copy in the cache is fetched anew, and nothing unchecked is ever put there. Where
    the cache cannot be written the file lives as long as the process. Raises `UnavailableError`.
    """
    folder = cache_folder() or process_folder()
    kept = folder / published.filename
    if kept.is_file():
        if _digest(kept, published.algorithm) == published.digest:
            return kept
        kept.unlink(missing_ok=True)
    import pooch  # takes a quarter of a second, which a kernel with data at hand need not pay

    pooch.get_logger().setLevel("ERROR")  # it would greet every student with two log lines
    try:
        pooch.retrieve(
            published.url,
            known_hash=None,  # pooch knows no Git blobs; _download checks every kind
            fname=published.filename,
            path=folder,
            downloader=_Download(published),
        )
    except _WrongDigestError as error:
        raise UnavailableError(f"what {published.host} sends is not the published file") from error
    except OSError as error:  # requests' own errors are OSErrors too
        raise UnavailableError(f"{published.host} cannot be reached") from error
    return kept


class _WrongDigestError(Exception):
    """A complete answer that is not the published file."""


@dataclass(frozen=True)
class _Download:
    """A downloader for pooch, which moves into place only what passed the check here."""

    published: Published

    def __call__(self, url: str, output_file: Any, pooch: Any) -> None:
        from pooch import HTTPDownloader

        HTTPDownloader(timeout=(_CONNECT_S, _READ_S))(url, output_file, pooch)
        if _digest(Path(output_file), self.published.algorithm) != self.published.digest:
            raise _WrongDigestError(url)


def _digest(path: Path, algorithm: str) -> str:
    content = path.read_bytes()
    if algorithm == "git-blob":
        # Git Internals, "Object Storage"; a name, not a defence
        return hashlib.sha1(
            b"blob %d\0" % len(content) + content, usedforsecurity=False
        ).hexdigest()
    return hashlib.sha256(content).hexdigest()
