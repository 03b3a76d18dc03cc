"""The same as JSON: students with their items, questions and criteria."""

import json

from nbgrader.api import Gradebook

from yourturn.lms.exporter import TidyExport
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.tidy import nested


class TidyJsonExport(TidyExport):
    """Write everything that is known about every score, nested."""

    default_name = "scores.json"

    def text(self, gradebook: Gradebook, settings: LearningPlatform) -> str:
        """A list of students; a score is null unless it is graded."""
        reader = self.reader(gradebook, settings)
        students = nested(reader.table(), reader.questions(), settings.reckoning())
        return json.dumps(students, ensure_ascii=False, indent=1) + "\n"
