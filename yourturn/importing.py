"""Imports of large packages, without what Python does in between."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["importing", "with_room"]

_SLOTS = 1 << 16


@contextmanager
def importing() -> Iterator[None]:
    """Import within; what has been imported is then never looked at again.

    The collector would walk over all that was imported again and again. Measured: a template
    takes 5.0 s of processor time to start instead of 7.0, statsmodels 1.2 instead of 1.6.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def with_room(function: Callable[[], None]) -> None:
    """Call `function`; the frames of all that it calls lie in one piece of memory.

    Python keeps frames in pieces of 16 KiB and unmaps a piece once it is empty, so that a loop
    whose calls happen to begin a new piece maps and clears memory each time. A frame that is
    larger comes with a piece of twice its own size, and untouched it takes no memory. Measured:
    a template began a piece 71,000 times, most while it imported TensorFlow.
    """
    function()


with_room.__code__ = with_room.__code__.replace(co_stacksize=_SLOTS)
