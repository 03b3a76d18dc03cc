"""Small pictures written as SVG, since matplotlib takes a tenth of a second for each."""

import html
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawing:
    """A picture that notebooks show; `text` says in words what is on it."""

    svg: str
    text: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.text


def drawing(width: float, height: float, parts: Iterable[str], words: str) -> Drawing:
    """Put parts on white paper of `width` x `height` pixels, with `words` for who cannot see it."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" font-family="DejaVu Sans, Verdana, sans-serif"'
        f' font-size="11" text-anchor="middle"><title>{html.escape(words)}</title>'
        f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>{"".join(parts)}</svg>'
    )
    return Drawing(svg, f"<drawing of {words}>")


def text(x: float, y: float, words: str, ink: str = "#000", more: str = "") -> str:
    """Write words centred at x, their baseline at y; `more` holds further attributes."""
    return f'<text x="{x:g}" y="{y:g}" fill="{ink}"{more}>{html.escape(words)}</text>'
