"""The feedback page: nbgrader's `generate_feedback` with a template of our own."""

import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from traitlets import Bool
from traitlets.config import Config

from yourturn.gradebook.clean import clean_html, render_for_feedback
from yourturn.gradebook.page import build_page, format_points
from yourturn.report.pseudonyms import pseudonyms

TEMPLATES = Path(__file__).parent / "templates"


class BuildPage(Preprocessor):
    """Put the page's data into the resources, for the template; runs after the grades' step."""

    enabled = Bool(True).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Leave the notebook as it is."""
        grading = resources["nbgrader"]
        figures = nb.metadata.get("yourturn", {}).get("figures", ())
        ranked = any("images" in measured for measured in figures)
        resources["page"] = build_page(
            nb, grading, self._pseudonym(grading["student"]) if ranked else ""
        )
        return nb, resources

    def _pseudonym(self, student: str) -> str:
        exporter: Any = self.parent
        course = Path(exporter.parent.coursedir.root)  # of nbgrader's `GenerateFeedback`
        return pseudonyms(course, [student])[student]


class FeedbackExporter(HTMLExporter):
    """Exports a graded notebook as the page that its student reads."""

    export_from_notebook = None  # type: ignore[assignment]  # not offered in JupyterLab's menu

    @property
    def default_config(self) -> Config:
        """Name the template in a section of its own.

        nbgrader sets `HTMLExporter.template_name`, formgrader's among them; a subclass's
        section has the last word.
        """
        config = Config(super().default_config)
        config.FeedbackExporter.template_name = "yourturn_feedback"
        config.FeedbackExporter.extra_template_basedirs = [str(TEMPLATES)]
        return config

    def default_filters(self) -> Iterable[tuple[str, Any]]:
        """Add the filters that the template uses; what they return is clean HTML."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "safe_html", clean_html
        yield "safe_markdown", render_for_feedback
        yield "sentence", sentence
        yield "points", format_points


def sentence(text: str) -> str:
    """Escape a criterion's sentence or message, set its `names` as code and end it properly."""
    whole = re.sub(r"(?<=[\w)`'\"%])$", ".", text.strip())
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(whole))
