"""What a criterion sees of a function and of a picture that were handed in."""

from dataclasses import dataclass, field

__all__ = ["HandedFigure", "HandedFunction"]


@dataclass(frozen=True)
class HandedFunction:
    """A function: only its name and its parameters' names; probes call it where it was made."""

    name: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class HandedFigure:
    """A picture as PNG bytes, `width` x `height` pixels."""

    width: int
    height: int
    png: bytes = field(repr=False)
