"""Pictures as PNG, on the student's side."""

import io
from typing import Any

from matplotlib.artist import Artist

from yourturn.answers.encode import article
from yourturn.answers.files import Files
from yourturn.answers.kinds import FigureNode, Node
from yourturn.errors import StudentError

__all__ = ["encode_figure"]

_DPI = 100
_MAX_PIXELS = 4_000


def encode_figure(files: Files, value: Any, where: str) -> Node:
    """Draw a figure, or the figure that axes, a line, an image, ... belong to, as PNG."""
    if not isinstance(value, Artist):
        return None
    figure = value.get_figure(root=True)
    if figure is None:
        raise StudentError(f"{where} is {article(value)} that belongs to no figure")
    longest = max(figure.get_size_inches())
    if not 0 < longest < 1_000:
        raise StudentError(f"{where} is {longest:,.0f} inches wide or high; about 6 is usual")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=min(_DPI, _MAX_PIXELS / longest))
    return FigureNode(file=files.add(buffer.getvalue(), "png"))
