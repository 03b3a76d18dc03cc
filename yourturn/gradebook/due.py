"""Write the due date into the notebook's header, where students see it."""

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from nbformat.notebooknode import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import TraitError, Unicode, validate


class DueDate(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader ships no types
    """Add the gradebook's due date below the first heading; runs in `generate_assignment`.

    An assignment without a due date, or generated with `--no-db`, stays as it is.
    """

    timezone = Unicode("UTC", help="The time zone that students read: 'Europe/Brussels'.").tag(
        config=True
    )

    @validate("timezone")
    def _is_known(self, proposal: Any) -> str:
        name = str(proposal["value"])
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise TraitError(f"c.DueDate.timezone: there is no time zone {name!r}.") from error
        return name

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Change the first cell that holds a heading, in place."""
        due = self._due(resources["nbgrader"])
        header = next((c for c in nb.cells if c.source.startswith("# ")), None)
        if due and header is not None:
            heading, _, rest = header.source.partition("\n")
            header.source = f"{heading}\n\n**Due:** {due}\n{rest}"
        return nb, resources

    def _due(self, names: dict[str, Any]) -> str:
        if self.config.SaveCells.get("enabled", True) is False:  # what `--no-db` sets
            return ""
        with Gradebook(names["db_url"]) as gradebook:
            try:
                due = gradebook.find_assignment(names["assignment"]).duedate
            except MissingEntry:
                return ""
        if due is None:
            return ""
        there = due.replace(tzinfo=UTC).astimezone(ZoneInfo(self.timezone))
        return f"{there:%A, %d %B %Y, %H:%M} ({self.timezone})"
