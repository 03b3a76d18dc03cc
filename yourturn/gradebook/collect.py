"""`nbgrader collect` that takes only plain files, each from the student they belong to."""

import os
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns

from yourturn.errors import StudentError
from yourturn.gradebook.ingest import check_student_id, refusals

_NOBODY = {"username": "", "timestamp": datetime.min.replace(tzinfo=UTC)}


class CheckedCollect(ExchangeCollect):  # type: ignore[misc]  # nbgrader ships no types
    """Collect submissions without following links; `c.ExchangeFactory.collect` names this.

    A student can write anything into the exchange's inbound folder, and nbgrader copies it
    with the instructor's rights. One submission that cannot be taken does not keep the
    others from being collected, nor replaces an earlier one.
    """

    src_records: list[dict[str, Any]]

    def init_src(self) -> None:
        """List each student's latest submission, leaving out what is nobody's."""
        super().init_src()
        self.src_records = [record for record in self.src_records if record["username"]]

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """Read student and time from a folder's name, before the latest of each is chosen."""
        try:
            record: dict[str, Any] = super()._path_to_record(path)
            check_student_id(record["username"])
            self._check_folder(Path(path), record["username"])
        except (StudentError, ExchangeError, ValueError, OverflowError) as error:
            self.log.error("%r is not collected: %s", Path(path).name, error)
            return {**_NOBODY, "filename": Path(path).name}
        return record

    def _check_folder(self, path: Path, student: str) -> None:
        """Raise `StudentError` for a link, or a folder that another user put there.

        `c.ExchangeCollect.check_owner = False` is for exchanges where student ids are no user
        names of the machine; stock nbgrader only warns.
        """
        status = path.lstat()
        if not stat.S_ISDIR(status.st_mode):
            raise StudentError("it is no folder.")
        if self.check_owner and (owner := _user(status.st_uid)) != student:
            raise StudentError(
                f"it claims to be {student}'s and belongs to the user {owner}. Where student ids "
                "are no user names, set c.ExchangeCollect.check_owner = False."
            )

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy plain files only; what is refused is named and left where it is."""
        source, target = Path(src), Path(dest)
        try:
            refused = {str(source / refusal.path): refusal for refusal in refusals(source)}
            for refusal in refused.values():
                self.log.error("%s: %s It is not collected.", source.name, refusal)
            self._copy(source, target, set(refused))
        except (OSError, shutil.Error) as error:
            self.log.error("%s is collected in part only: %s", source.name, error)

    def _copy(self, source: Path, target: Path, refused: set[str]) -> None:
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


def _user(uid: int) -> str:
    if os.name != "posix":
        return str(uid)
    import pwd  # exists on POSIX only

    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"with the number {uid}"
