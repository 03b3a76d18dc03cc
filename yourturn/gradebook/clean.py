"""Take everything that could run out of what students wrote, before anybody looks at it.

Feedback pages are opened by students, formgrader's pages by instructors who are logged in;
nbgrader cleans neither. Text stays text, tables and pictures stay, behaviour goes.
"""

import html
import re
from typing import Any

import nh3
from jinja2 import pass_context
from jinja2.runtime import Context
from math_core import LatexError, LatexToMathML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from traitlets import Bool

VERDICT = "application/vnd.yourturn.verdict+json"

_TAGS = nh3.ALLOWED_TAGS - {"area", "article", "aside", "footer", "header", "hgroup", "map", "nav"}
_ATTRIBUTES = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "style", "title"},
    "a": {"href"},
    "table": {"border"},
}
# What a formula needs of MathML Core (https://www.w3.org/TR/mathml-core/). Left out is what acts
# (`maction`, `href`), what holds other languages (`semantics`, `annotation-xml`) and what draws
# over its surroundings (`mpadded`, colours, lengths below zero).
_MATHML: dict[str, set[str]] = {
    **{name: set() for name in ("mi", "mn", "mroot", "mrow", "msqrt", "mtd", "mtext", "mtr")},
    **{name: set() for name in ("mmultiscripts", "mprescripts", "msub", "msubsup", "msup")},
    "math": {"display"},
    "mfrac": {"linethickness"},
    "mo": {"form", "largeop", "lspace", "maxsize", "minsize", "movablelimits"}
    | {"rspace", "stretchy"},
    "mover": {"accent"},
    "mspace": {"width"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "mtable": {"displaystyle", "scriptlevel"},
    "munder": {"accentunder"},
    "munderover": {"accent", "accentunder"},
    "span": {"tabindex"},  # around a formula wider than a phone, which the keyboard has to scroll
}
_MATHML_VALUE = re.compile(r"true|false|block|inline|prefix|infix|postfix|\d?(?:\.\d+)?(?:em|ex)?")
_MAX_FORMULA = 2_000  # characters; the longest of the course has 200
_STYLES = {"text-align", "vertical-align", "font-weight", "font-style"}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
# Pygments' token names, nbconvert's terminal colours and pandas' tables; a student must not
# borrow the classes with which a page marks a verdict.
_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}|highlight|hl-\w+|ansi-[\w-]+|dataframe")
_KEPT = {"text/plain", "text/html", "text/markdown", "text/latex", "image/svg+xml", VERDICT}
_PIXELS = {"image/png", "image/jpeg"}


def clean_html(element: str | bytes) -> str:
    """Clean an HTML fragment; used in place of nbconvert's Jinja filter of this name.

    No scripts, event handlers, frames, forms, ids, foreign pictures or positioning remain.
    """
    text = element.decode("utf-8", "replace") if isinstance(element, bytes) else str(element)
    return _clean(text, {})


def _clean(text: str, mathml: dict[str, set[str]]) -> str:
    return nh3.clean(
        text,
        tags=_TAGS | mathml.keys(),
        attributes=_ATTRIBUTES | mathml,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
        filter_style_properties=_STYLES,
        link_rel="noopener noreferrer nofollow",
    )


@pass_context
def clean_markdown(context: Context, source: str) -> str:
    """Render Markdown and clean the result; replaces the filter `markdown2html`."""
    cell = context.get("cell") or {}
    return render_markdown(source, cell.get("attachments") or {})


def render_markdown(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """Turn Markdown into clean HTML; mathematics stays as `$...$`, for MathJax."""
    return clean_html(_render(IPythonRenderer, source, attachments))


def render_for_feedback(source: str, attachments: dict[str, dict[str, str]] | None = None) -> str:
    """Turn Markdown into clean HTML for the feedback page.

    It has no scripts, so formulas become MathML, which browsers show by themselves; and headings
    of its own, below which those of a text come.
    """
    return _clean(_render(_WithinPage, source, attachments), _MATHML)


class _WithinPage(IPythonRenderer):
    def heading(self, text: str, level: int, **attributes: Any) -> str:
        return super().heading(text, min(6, level + 3), **attributes)

    def block_math(self, body: str) -> str:
        return f'<span class="hl-formula" tabindex="0">{_mathml(body, block=True)}</span>'

    def inline_math(self, body: str) -> str:
        return _mathml(body, block=False)


_FORMULAS = LatexToMathML()


def _mathml(formula: str, *, block: bool) -> str:
    """Convert a formula; one that is no LaTeX, or none that is known, is shown as written."""
    formula = formula.strip()
    if len(formula) <= _MAX_FORMULA:
        try:
            return _FORMULAS.convert_with_local_state(formula, displaystyle=block)
        except LatexError:
            pass
    return f"<code>{html.escape(formula)}</code>"


def _render(
    renderer: type[IPythonRenderer], source: str, attachments: dict[str, dict[str, str]] | None
) -> str:
    made = renderer(escape=False, attachments=attachments or {}, exclude_anchor_links=True)
    return str(MarkdownWithMath(renderer=made).render(source))


class CleanOutputs(Preprocessor):
    """Keep in outputs and metadata only what a page may show.

    Listed for `HTMLExporter`, which formgrader and feedback use, and for autograding, so that
    `autograded/` is clean as well.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean a whole notebook in place."""
        known = {"kernelspec", "language_info", "yourturn"}
        for name in set(nb.metadata) - known:
            del nb.metadata[name]
        for cell in nb.cells:
            for name in set(cell.metadata) - {"nbgrader", "deletable", "editable"}:
                del cell.metadata[name]
            for output in cell.get("outputs", []):
                _clean_output(output)
        return nb, resources


def _attribute(tag: str, name: str, value: str) -> str | None:
    if tag == "span" and name == "tabindex":
        return value if value == "0" else None
    if name in _MATHML.get(tag, ()):
        return value if _MATHML_VALUE.fullmatch(value) else None
    if name == "class":
        return " ".join(n for n in value.split() if _CLASS.fullmatch(n)) or None
    if name == "src":
        return value if _PICTURE.fullmatch(value.strip()) else None
    if name == "href" and value.strip().lower().startswith("data:"):
        return None
    return value


def _clean_output(output: NotebookNode) -> None:
    data = output.get("data")
    if data is None:
        return
    output["metadata"] = NotebookNode()  # sizes and names that templates print unquoted
    for kind in list(data):
        if kind == "text/html":
            data[kind] = clean_html(data[kind])
        elif (kind in _PIXELS and not _BASE64.fullmatch(data[kind])) or kind not in _KEPT | _PIXELS:
            del data[kind]
