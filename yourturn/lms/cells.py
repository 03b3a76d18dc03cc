"""What may stand in a cell of a file that a person opens in a spreadsheet."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from html import escape

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def number(value: float) -> str:
    """A score with at most two decimals and a point, halves rounded up: `12.5`, `7`, `0.13`."""
    # Six decimals first: a sum such as 0.1 + 0.2 must not decide which way a half goes.
    rounded = Decimal(f"{value:.6f}").quantize(Decimal("0.01"), ROUND_HALF_UP)
    text = f"{rounded:f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may run this text, or lose its beginning."""
    return text.startswith(_FORMULA)


def safe_text(text: str) -> str:
    """Make a text harmless in a spreadsheet: an apostrophe before what would be a formula.

    For names, sentences and comments. A key that the platform reads back must not change:
    check it with `is_formula`.
    """
    return f"'{text}" if is_formula(text) else text


def one_line(text: str) -> str:
    """A name in one line: control characters and line breaks become single spaces."""
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(shown.split())


def as_html(text: str) -> str:
    """A comment as HTML, which platforms show: `x < 3` must stay what it is."""
    kept = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return escape(kept, quote=False).replace("\n", "<br>")


def delimited(rows: Iterable[Sequence[str]], delimiter: str = ",", *, quoted: bool = False) -> str:
    """Rows as delimited text with CRLF, as RFC 4180 has it; `quoted` quotes every cell."""
    buffer = io.StringIO()
    csv.writer(
        buffer,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    ).writerows(rows)
    return buffer.getvalue()
