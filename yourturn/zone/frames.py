"""Messages between processes: a length, a JSON object, and the blobs it announces.

No pickle: what a zone sends can only ever be JSON and bytes. Sizes are checked before
anything is allocated for them.

    frame = b"YTZ1" + uint32 length of header + header + blobs
    header = {"blobs": [size, ...], ...}
"""

import json
import os
import socket
import struct
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

MAGIC = b"YTZ1"
PREFIX = struct.Struct(">4sI")
MAX_HEADER_BYTES = 8 << 20
MAX_BLOBS = 100_000
MAX_FDS = 253  # SCM_MAX_FD of unix(7)
CHUNK = 1 << 18


class FrameError(Exception):
    """The other side sent something that is no frame, or one larger than agreed."""


@dataclass(frozen=True)
class Frame:
    """A received message."""

    header: dict[str, Any]
    blobs: tuple[bytes, ...] = ()


def encode(header: dict[str, Any], blobs: Sequence[bytes] = ()) -> list[bytes]:
    """Return the chunks of a frame, to be sent in this order."""
    text = json.dumps({**header, "blobs": [len(blob) for blob in blobs]}).encode()
    return [PREFIX.pack(MAGIC, len(text)) + text, *blobs]


def send(
    connection: socket.socket,
    header: dict[str, Any],
    blobs: Sequence[bytes] = (),
    fds: Sequence[int] = (),
) -> None:
    """Send one frame on a blocking socket; the descriptors travel with its first byte."""
    first, *rest = encode(header, blobs)
    if fds:
        sent = socket.send_fds(connection, [first], list(fds))
        first = first[sent:]
    for chunk in (first, *rest):
        connection.sendall(chunk)


class FrameReader:
    """Takes bytes as they arrive and gives whole frames; never holds more than `max_bytes`."""

    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yield the frames that `data` completes; raise FrameError when it cannot be one."""
        self._buffer += data
        while (frame := self._next()) is not None:
            yield frame

    def _next(self) -> Frame | None:
        if len(self._buffer) < PREFIX.size:
            return None
        magic, length = PREFIX.unpack_from(self._buffer)
        if magic != MAGIC or length > MAX_HEADER_BYTES:
            raise FrameError("not a frame")
        start = PREFIX.size + length
        if len(self._buffer) < start:
            return None
        header, sizes = _header(bytes(self._buffer[PREFIX.size : start]))
        if sum(sizes) > self.max_bytes:
            raise FrameError(f"a frame of {sum(sizes)} bytes, {self.max_bytes} are agreed")
        end = start + sum(sizes)
        if len(self._buffer) < end:
            return None
        blobs = []
        for size in sizes:
            blobs.append(bytes(self._buffer[start : start + size]))
            start += size
        del self._buffer[:end]
        return Frame(header, tuple(blobs))


def receive(
    connection: socket.socket, max_bytes: int, deadline: float | None = None
) -> Frame | None:
    """Wait for one frame on a socket; None when the other side closed without a word.

    `deadline` is a `time.monotonic()` value; TimeoutError when it passes.
    """
    prefix = _exactly(connection, PREFIX.size, deadline)
    return None if prefix is None else _rest(connection, prefix, max_bytes, deadline)


def receive_with_fds(
    connection: socket.socket, max_bytes: int, deadline: float | None = None
) -> tuple[Frame | None, list[int]]:
    """Wait for one frame and the descriptors that came with its first byte."""
    if deadline is not None:
        connection.settimeout(max(0.001, deadline - time.monotonic()))
    prefix, fds, _flags, _address = socket.recv_fds(connection, PREFIX.size, MAX_FDS)
    if not prefix:
        return None, fds
    if len(prefix) < PREFIX.size:
        prefix += _exactly(connection, PREFIX.size - len(prefix), deadline) or b""
    return _rest(connection, prefix, max_bytes, deadline), fds


def read_file(descriptor: int) -> Frame:
    """Read the one frame that a memory file holds (the calls of an execution)."""
    os.lseek(descriptor, 0, os.SEEK_SET)
    size = os.fstat(descriptor).st_size
    content = b""
    while len(content) < size and (chunk := os.read(descriptor, size - len(content))):
        content += chunk
    for frame in FrameReader(size).feed(content):
        return frame
    raise FrameError("an incomplete frame")


def _rest(
    connection: socket.socket, prefix: bytes, max_bytes: int, deadline: float | None
) -> Frame:
    if len(prefix) < PREFIX.size:
        raise FrameError("the other side closed in the middle of a frame")
    magic, length = PREFIX.unpack(prefix)
    if magic != MAGIC or length > MAX_HEADER_BYTES:
        raise FrameError("not a frame")
    header, sizes = _header(_exactly(connection, length, deadline))
    if sum(sizes) > max_bytes:
        raise FrameError(f"a frame of {sum(sizes)} bytes, {max_bytes} are agreed")
    blobs = tuple(_exactly(connection, size, deadline) or b"" for size in sizes)
    if any(len(blob) != size for blob, size in zip(blobs, sizes, strict=True)):
        raise FrameError("the other side closed in the middle of a frame")
    return Frame(header, blobs)


def _header(text: bytes | None) -> tuple[dict[str, Any], list[int]]:
    try:
        header = json.loads(text or b"")
        sizes = header.pop("blobs")
        valid = len(sizes) <= MAX_BLOBS and all(type(size) is int and size >= 0 for size in sizes)
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise FrameError("a frame with an unreadable header") from error
    if not valid:
        raise FrameError("a frame with impossible sizes")
    return header, sizes


def _exactly(connection: socket.socket, size: int, deadline: float | None) -> bytes | None:
    content = bytearray()
    while len(content) < size:
        if deadline is not None:
            connection.settimeout(max(0.001, deadline - time.monotonic()))
        try:
            chunk = connection.recv(min(CHUNK, size - len(content)))
        except ConnectionResetError:
            chunk = b""
        if not chunk:
            if content:
                raise FrameError("the other side closed in the middle of a frame")
            return None
        content += chunk
    return bytes(content)
