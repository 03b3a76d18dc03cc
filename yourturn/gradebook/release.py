"""`nbgrader release_feedback` for a class in which not everybody used `nbgrader submit`."""

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

from yourturn.gradebook.ingest import MAX_TIMESTAMP_BYTES

_SECRET = "submission_secret.txt"  # what nbgrader's submit calls it
_MAX_SECRET_BYTES = 1_000


class CheckedReleaseFeedback(ExchangeReleaseFeedback):  # type: ignore[misc]  # nbgrader ships no types
    """Release every page that has an addressee; `c.ExchangeFactory.release_feedback` names this.

    A student finds the page by the secret that `nbgrader submit` made. Where it is missing,
    because the submission came from an LMS or was put together by hand, stock nbgrader stops
    and the rest of the class gets nothing.
    """

    def copy_files(self) -> None:
        """Pass over who cannot be reached, saying so; an undated submission is no reason."""
        unreachable = []
        source = Path(self.src_path)  # has a * for the student
        pages = Path(source.anchor).glob(f"{source.relative_to(source.anchor)}/*.html")
        for page in sorted(pages):
            folder = page.parent
            if not _is_text(folder / _SECRET, _MAX_SECRET_BYTES):
                unreachable.append(folder.parent.name)
                self.log.error(
                    "%s is not released: the submission has no %s, so it did not come through "
                    "nbgrader submit. Send the page yourself.",
                    page,
                    _SECRET,
                )
            elif not _is_text(folder / "timestamp.txt", MAX_TIMESTAMP_BYTES):
                (folder / "timestamp.txt").unlink(missing_ok=True)
                (folder / "timestamp.txt").write_text("undated\n", encoding="utf-8")
        excluded = self.coursedir.student_id_exclude
        try:
            self.coursedir.student_id_exclude = ",".join(filter(None, [excluded, *unreachable]))
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = excluded


def _is_text(path: Path, max_bytes: int) -> bool:
    if not path.is_file() or path.stat().st_size > max_bytes:
        return False
    try:
        return bool(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        return False
