"""Canvas's REST interface as a push's destination, by way of canvasapi.

Sources: Canvas's documentation of Submissions, *Grade or comment on a submission*:
PUT /api/v1/courses/:c/assignments/:a/submissions/:u, and *on multiple submissions*:
POST /api/v1/courses/:c/assignments/:a/submissions/update_grades, which gives a Progress; and of
Progress. That a course's jobs are done in their order stands in Canvas's app/models/submission.rb
(`queue_bulk_update`, n_strand).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import requests
from canvasapi.assignment import Assignment
from canvasapi.course import Course
from canvasapi.exceptions import CanvasException
from canvasapi.progress import Progress
from canvasapi.requester import Requester
from canvasapi.submission import Submission

from yourturn.lms.cells import number
from yourturn.lms.credentials import Secret
from yourturn.lms.destination import Delivery, Job, Remote, RemoteItem
from yourturn.lms.people import Person
from yourturn.lms.sending import Patience, RefusedError, UnclearError, answered, open_session
from yourturn.lms.table import Item, Status

_PER_PAGE = 100  # the most that Canvas gives; its own default is 10


class CanvasCourse:
    """One course on one Canvas."""

    platform = "Canvas"
    excuses = True
    tells_pending = False
    scales = False

    def __init__(
        self, url: str, course: int, token: Secret, patience: Patience, timeout_s: float
    ) -> None:
        self.place = f"{url}/courses/{course}"
        self._requester = _Requester(url, token, patience, timeout_s)
        self._course = Course(self._requester, {"id": course})
        self._course_id = course

    def close(self) -> None:
        """Close the connection."""
        self._requester.close()

    def people(self) -> list[Person]:
        """Students, without Canvas's test student."""
        found = self._course.get_users(
            enrollment_type=["student"], include=["email"], per_page=_PER_PAGE
        )
        people = []
        for user in _all(found):
            last, _, first = str(getattr(user, "sortable_name", "") or "").partition(",")
            ids = [getattr(user, name, None) for name in ("sis_user_id", "login_id")]
            email = str(getattr(user, "email", "") or "")
            known = tuple(str(one) for one in ids if one)
            people.append(Person(str(user.id), known, first.strip(), last.strip(), email))
        return people

    def items(self) -> list[RemoteItem]:
        """Assignments, by title, by `Title (id)` and by id."""
        items = []
        for found in _all(self._course.get_assignments(per_page=_PER_PAGE)):
            ident, title = str(found.id), str(found.name)
            names = f"{title} ({ident})", title, ident
            maximum = getattr(found, "points_possible", None)
            items.append(RemoteItem(ident, names, maximum, _locked(found)))
        return items

    def create(self, item: Item, title: str, maximum: float) -> RemoteItem:
        """Make a published assignment without submissions on Canvas."""

        def make() -> Any:
            return self._course.create_assignment(
                {
                    "name": title,
                    "points_possible": maximum,
                    "grading_type": "points",
                    "submission_types": ["none"],
                    "published": True,
                }
            )

        def made() -> Any:
            known = _all(self._course.get_assignments(per_page=_PER_PAGE))
            return next((one for one in known if one.name == title), None)

        found = self._requester.patience.insist(make, made)
        return RemoteItem(str(found.id), (f"{title} ({found.id})", title), maximum)

    def current(self, item: RemoteItem, maximum: float) -> Mapping[str, Remote]:
        """What is entered; Canvas's own late policy would only change what it derives."""
        found = self._assignment(item).get_submissions(per_page=_PER_PAGE)
        return {
            str(one.user_id): Remote(_entered(one), bool(getattr(one, "excused", False)))
            for one in _all(found)
        }

    def send(self, delivery: Delivery, at: str) -> None:
        """Grade or excuse one student, with the comment in the same request."""
        submission = Submission(
            self._requester,
            {
                "course_id": self._course_id,
                "assignment_id": int(delivery.remote_item.id),
                "user_id": int(delivery.person.key),
            },
        )
        told = {"submission": _grade(delivery)}
        if delivery.comment and delivery.status is not Status.EXCUSED:
            told["comment"] = {"text_comment": delivery.comment}
        _answer(lambda: submission.edit(**told))

    def send_many(self, deliveries: Sequence[Delivery]) -> str:
        """Hand over scores and excuses."""
        return self._hand_over(deliveries, _grade)

    def comment_many(self, deliveries: Sequence[Delivery]) -> str:
        """Hand over comments alone."""
        return self._hand_over(deliveries, lambda delivery: {"text_comment": delivery.comment})

    def job(self, number: str) -> Job:
        """A Progress is queued, running, completed or failed."""
        found = _answer(lambda: Progress(self._requester, {"id": int(number)}).query())
        state = str(getattr(found, "workflow_state", ""))
        if state == "failed":
            return Job(True, f"Canvas: {getattr(found, 'message', '') or 'the job failed'}.")
        return Job(state == "completed")

    def comments(self, item: RemoteItem) -> Mapping[str, Sequence[str]]:
        """Every comment, whoever wrote it."""
        included = ["submission_comments"]
        found = self._assignment(item).get_submissions(include=included, per_page=_PER_PAGE)
        return {
            str(one.user_id): [
                str(written.get("comment") or "")
                for written in getattr(one, "submission_comments", None) or []
            ]
            for one in _all(found)
        }

    def _hand_over(
        self, deliveries: Sequence[Delivery], tell: Callable[[Delivery], Mapping[str, Any]]
    ) -> str:
        told = {delivery.person.key: tell(delivery) for delivery in deliveries}
        assignment = self._assignment(deliveries[0].remote_item)
        return str(_answer(lambda: assignment.submissions_bulk_update(grade_data=told).id))

    def _assignment(self, item: RemoteItem) -> Assignment:
        where = {"id": int(item.id), "course_id": self._course_id}
        return Assignment(self._requester, where)


class _Requester(Requester):  # type: ignore[misc]  # canvasapi ships no types
    """canvasapi's, with a timeout, sorted answers, and readings that are repeated."""

    _session: requests.Session

    def __init__(self, url: str, token: Secret, patience: Patience, timeout_s: float) -> None:
        super().__init__(url, token.reveal())
        self._session.close()
        self._session = open_session(timeout_s, [token])
        self.patience = patience

    def close(self) -> None:
        self._session.close()

    def request(self, method: str, *args: Any, **keywords: Any) -> requests.Response:
        def attempt() -> requests.Response:
            # canvasapi appends to the list of parameters that it is given.
            again = {**keywords, "_kwargs": list(keywords.get("_kwargs") or [])}
            try:
                return answered(lambda: super(_Requester, self).request(method, *args, **again))
            except CanvasException as error:
                raise RefusedError(f"Canvas: {error}") from None

        return self.patience.insist(attempt) if method == "GET" else attempt()


def _all(found: Iterable[Any]) -> list[Any]:
    """Every page; what is no list of things is a wrong address, not a failure of ours."""
    try:
        return list(answered(lambda: list(found)))  # type: ignore[arg-type, return-value]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError(
            f"Canvas answered something unexpected ({error}); is the address right?"
        ) from None


def _answer(ask: Callable[[], Any]) -> Any:
    """What Canvas answers to a change; of an answer that is none, nobody knows what it means."""
    try:
        return ask()
    except (requests.exceptions.JSONDecodeError, AttributeError, KeyError, TypeError):
        raise UnclearError("Canvas did not answer with what it should.") from None


def _grade(delivery: Delivery) -> dict[str, Any]:
    if delivery.status is Status.EXCUSED:
        return {"excuse": True}
    return {"posted_grade": number(delivery.score or 0.0)}


def _entered(submission: Any) -> float | None:
    for name in ("entered_score", "score"):
        value = getattr(submission, name, None)
        if isinstance(value, int | float):
            return float(value)
    return None


def _locked(assignment: Any) -> str:
    if getattr(assignment, "grading_type", "points") == "not_graded":
        return "Canvas does not grade it; give it points there"
    if getattr(assignment, "grading_type", "points") == "pass_fail":
        return "Canvas grades it complete or incomplete; let it display points there"
    if getattr(assignment, "published", True) is False:
        return "it is not published; publish it there"
    if getattr(assignment, "in_closed_grading_period", False):
        return "its grading period is closed"
    if getattr(assignment, "moderated_grading", False) and not getattr(
        assignment, "grades_published", False
    ):
        return "its grades are moderated and not published yet"
    return ""
