"""Moodle: the XML for *Grades, Import, XML file*, which knows items and people by ID number.

Source: Moodle's own importer, grade/import/xml/lib.php, whose rules the tests re-implement.
"""

from dataclasses import replace
from hashlib import sha256
from xml.etree import ElementTree

from yourturn.lms.cells import as_html
from yourturn.lms.export_moodle import MoodleExport, has_id_number
from yourturn.lms.outgoing import Outgoing, Rules
from yourturn.lms.people import Person
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Learner


class MoodleXmlExport(MoodleExport):
    """Write XML for Moodle; `titles` name the items' ID numbers here."""

    default_name = "moodle.xml"

    def rules(self, settings: LearningPlatform) -> Rules:
        """As for CSV, but nothing is blank and nothing is a formula."""
        return replace(
            super().rules(settings),
            identify=_identify,
            keys=(),
            one_key=False,
            required=("ID number",),
            items_by_id=True,
            blank_erases=False,
        )

    def data(self, outgoing: Outgoing, settings: LearningPlatform) -> bytes:
        """One result a student and item; the batch is named after its content."""
        results = ElementTree.Element("results")
        for row in outgoing.rows:
            for column in outgoing.columns:
                cell = row.cells.get(column.item.name)
                if cell is None:
                    continue
                result = ElementTree.SubElement(results, "result")
                told = {
                    "state": "new",
                    "assignment": column.header,
                    "student": row.person.columns["ID number"],
                    "score": cell.text,
                    "feedback": as_html(cell.comment),
                }
                for tag, text in told.items():
                    if text:
                        ElementTree.SubElement(result, tag).text = text
        content = ElementTree.tostring(results)
        results.set("batch", sha256(content).hexdigest()[:16])
        ElementTree.indent(results)
        data: bytes = ElementTree.tostring(results, encoding="utf-8", xml_declaration=True)
        return data


def _identify(learner: Learner) -> Person | str:
    if not has_id_number(learner):
        return (
            f"{learner} has no ID number, by which alone Moodle's XML finds people. Import "
            "Moodle's export first (yourturn roster import), or use the CSV."
        )
    return Person(learner.lms_user_id, columns={"ID number": learner.lms_user_id})
