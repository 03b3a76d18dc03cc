"""`nbgrader collect` that takes only plain files out of the exchange."""

import shutil
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns

from yourturn.errors import StudentError
from yourturn.gradebook.ingest import check_student_id, refusals


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader ships no types
    """Collect submissions without following links; `c.ExchangeFactory.collect` names this.

    A student can write anything into the exchange's inbound folder, and nbgrader copies it
    with the instructor's rights. One submission that cannot be taken does not keep the
    others from being collected.
    """

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """Leave out submissions whose student id could be misread."""
        super().init_src()
        records = []
        for record in self.src_records:
            try:
                check_student_id(record["username"])
                records.append(record)
            except StudentError as error:
                self.log.error("%s is not collected: %s", record["filename"], error)
        self.src_records = records

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy plain files only; what is refused is named and left where it is."""
        source, target = Path(src), Path(dest)
        refused = {str(source / refusal.path): refusal for refusal in refusals(source)}
        for refusal in refused.values():
            self.log.error("%s: %s It is not collected.", source.name, refusal)
        if str(source / ".") in refused:
            return
        skip = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )

        def leave_out(folder: str, names: list[str]) -> list[str]:
            bad = [name for name in names if str(Path(folder) / name) in refused]
            return [*bad, *skip(folder, [name for name in names if name not in bad])]

        # Links are copied as links: what is swapped in while copying is still not followed, and
        # autograding looks at the copy once more.
        shutil.copytree(source, target, symlinks=True, ignore=leave_out)
