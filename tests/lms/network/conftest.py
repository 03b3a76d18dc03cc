"""Canvas and an LTI 1.3 platform, re-implemented from their documentation, on this machine."""

import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from yourturn.lms.canvas import CanvasCourse
from yourturn.lms.credentials import Secret
from yourturn.lms.lti import SCOPES
from yourturn.lms.lti_key import key_id, make_key, public_pem
from yourturn.lms.push import run_push
from yourturn.lms.push_planning import plan_push
from yourturn.lms.receipts import open_receipts
from yourturn.lms.sending import Patience
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Item, Learner, Score, Status, Table

TOKEN = "7~abcdefghijklmnopqrstuvwxyz"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
TEACHER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}(Z|[+-]\d\d:\d\d)")


@pytest.fixture(scope="session")
def key(tmp_path_factory):
    path = tmp_path_factory.mktemp("key") / "lti.pem"
    make_key(path)
    return Secret(path.read_text())


class Canvas:
    """Course 1 with two assignments; `writes` is every change that was made, in order."""

    def __init__(self, n_students: int = 5, page: int = 2) -> None:
        self.url = ""
        self.page = page
        self.users = [
            {"id": k, "sortable_name": f"Last{k}, First{k}", "sis_user_id": f"s{k}",
             "login_id": f"u{k}", "email": f"u{k}@x.org"}
            for k in range(1, n_students + 1)
        ]  # fmt: skip
        self.assignments = [
            {"id": 11, "name": "01-tensors", "points_possible": 6.0, "grading_type": "points",
             "published": True},
            {"id": 12, "name": "Images", "points_possible": 10.0, "grading_type": "points",
             "published": True},
        ]  # fmt: skip
        self.submissions: dict[tuple[int, int], dict[str, object]] = {}
        self.writes: list[tuple[int, int, str, str]] = []
        self.comments: list[tuple[int, int, str]] = []
        self.jobs: list[dict[str, object]] = []
        self.slow = 0  # looks at a job before it is done
        self.token = TOKEN

    def answer(self, method, path, headers, body):
        if headers["Authorization"] != f"Bearer {self.token}":
            text = {"errors": [{"message": f"Invalid: {headers['Authorization']}"}]}
            return 401, {"WWW-Authenticate": "Bearer"}, json.dumps(text).encode()
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        steps = parts.path.removeprefix("/api/v1/").removeprefix("courses/1/").split("/")
        match method, steps:
            case "POST", ["assignments", ident, "submissions", "update_grades"]:
                job = {"id": len(self.jobs) + 1, "workflow_state": "queued", "message": None,
                       "looks": 0, "assignment": int(ident),
                       "form": parse_qs(body.decode())}  # fmt: skip
                self.jobs.append(job)
                return 200, {}, json.dumps(job).encode()
            case "GET", ["progress", number]:
                return 200, {}, json.dumps(self._progress(int(number))).encode()
            case "GET", ["search_users"]:
                assert query["enrollment_type[]"] == "student"
                return self._paged(path, self.users)
            case "GET", ["assignments"]:
                return self._paged(path, self.assignments)
            case "POST", ["assignments"]:
                form = dict(parse_qsl(body.decode()))
                made = {"id": 10 + len(self.assignments) + 1, "name": form["assignment[name]"],
                        "points_possible": float(form["assignment[points_possible]"]),
                        "grading_type": "points", "published": True}  # fmt: skip
                self.assignments.append(made)
                return 201, {}, json.dumps(made).encode()
            case "GET", ["assignments", ident, "submissions"]:
                found = [self._submission(int(ident), u["id"]) for u in self.users]
                return self._paged(path, found)
            case "PUT", ["assignments", ident, "submissions", user]:
                return self._grade(int(ident), int(user), parse_qs(body.decode()))
        return 404, {}, b'{"errors":[{"message":"The specified resource does not exist."}]}'

    def _paged(self, path, things):
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        number = int(query.get("page", 1))
        shown = things[(number - 1) * self.page : number * self.page]
        links = {}
        if number * self.page < len(things):
            rest = "&".join(f"{k}={v}" for k, v in {**query, "page": number + 1}.items())
            links["Link"] = f'<{self.url}{parts.path}?{rest}>; rel="next"'
        return 200, links, json.dumps(shown).encode()

    def _submission(self, ident, user):
        return {
            "user_id": user, "assignment_id": ident, "score": None, "entered_score": None,
            "excused": False, **self.submissions.get((ident, user), {}),
            "submission_comments": [
                {"comment": text} for who, of, text in self.comments if (who, of) == (user, ident)
            ],
        }  # fmt: skip

    def _grade(self, ident, user, form):
        if user not in {u["id"] for u in self.users}:
            return 404, {}, b'{"errors":[{"message":"The specified resource does not exist."}]}'
        if "submission[excuse]" in form:
            grade = "EX"
            self.submissions[ident, user] = {"excused": True}
        else:
            grade = form["submission[posted_grade]"][0]
            if float(grade) < 0:
                return 422, {}, b'{"errors":{"grade":[{"message":"invalid grade"}]}}'
            score = float(grade)
            self.submissions[ident, user] = {"score": score, "entered_score": score}
        comment = form.get("comment[text_comment]", [""])[0]
        self.writes.append((user, ident, grade, comment))
        if comment:
            self.comments.append((user, ident, comment))
        return 200, {}, json.dumps(self._submission(ident, user)).encode()

    def _progress(self, number):
        """A job is done after some looks at it, and every earlier one before it.

        One whose answer was lost, at which nobody looks, waits until a later one is done.
        """
        job = self.jobs[number - 1]
        job["looks"] += 1
        job["workflow_state"] = (
            "running" if job["workflow_state"] == "queued" else job["workflow_state"]
        )
        if job["looks"] > self.slow:
            for one in self.jobs[:number]:
                if one["workflow_state"] in ("queued", "running"):
                    self._work(one)
        return job

    def _work(self, job):
        """Grade and comment as `Submission.process_bulk_update` does."""
        ident, missing = job["assignment"], []
        told: dict[int, dict[str, str]] = {}
        for key, (value,) in job["form"].items():
            user, what = re.fullmatch(r"grade_data\[(\d+)\]\[(\w+)\]", key).groups()
            told.setdefault(int(user), {})[what] = value
        for user, data in told.items():
            if user not in {u["id"] for u in self.users}:
                missing.append(f"'{user}'")
                continue
            if "posted_grade" in data or "excuse" in data:
                grade = "EX" if data.get("excuse") == "true" else data["posted_grade"]
                made = {"excused": True}
                if grade != "EX":
                    made = {"score": float(grade), "entered_score": float(grade)}
                if self.submissions.get((ident, user)) != made:
                    self.submissions[ident, user] = made
                    self.writes.append((user, ident, grade, ""))
            if "text_comment" in data:
                self.comments.append((user, ident, data["text_comment"]))
        job["workflow_state"] = "failed" if missing else "completed"
        if missing:
            job["message"] = f"Couldn't find User(s) with API ids {', '.join(missing)}"

    @property
    def scores(self):
        return {key: s.get("score", "EX") for key, s in self.submissions.items()}


class Platform:
    """A course with two line items; addresses have query strings, as Moodle's have."""

    def __init__(self, public_key, kid, n_students=5, page=2):
        self.url = ""
        self.page = page
        self.key, self.kid = load_pem_public_key(public_key.encode()), kid
        self.scopes = " ".join(SCOPES)
        self.tokens: set[str] = set()
        self.used: set[str] = set()
        self.members = [
            {"user_id": f"uuid-{k}", "status": "Active", "roles": [LEARNER],
             "name": f"First{k} L{k}", "given_name": f"First{k}", "family_name": f"L{k}",
             "email": f"u{k}@x.org", "lis_person_sourcedid": str(k)}
            for k in range(1, n_students + 1)
        ]  # fmt: skip
        self.items = {1: {"label": "Tensors", "scoreMaximum": 6.0, "resourceId": "01-tensors"},
                      2: {"label": "Images", "scoreMaximum": 100.0}}  # fmt: skip
        self.results: dict[tuple[int, str], dict[str, object]] = {}
        self.stamps: dict[tuple[int, str], datetime] = {}
        self.counts_whole_seconds = False  # as Moodle does
        self.posts: list[tuple[int, dict[str, object]]] = []

    def answer(self, method, path, headers, body):
        parts = urlsplit(path)
        if parts.path == "/token":
            return self._grant(dict(parse_qsl(body.decode(), strict_parsing=True)))
        if headers["Authorization"].removeprefix("Bearer ") not in self.tokens:
            return 401, {}, b'{"error": "invalid_token"}'
        assert parse_qs(parts.query)["type_id"] == ["3"], "the query string is kept"
        match method, parts.path.strip("/").split("/"):
            case "GET", ["members"]:
                assert headers["Accept"] == (
                    "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
                )
                return self._paged(path, self.members, "members")
            case "GET", ["lineitems"]:
                assert headers["Accept"] == "application/vnd.ims.lis.v2.lineitemcontainer+json"
                return self._paged(path, [self._item(k) for k in self.items])
            case "POST", ["lineitems"]:
                assert headers["Content-Type"] == "application/vnd.ims.lis.v2.lineitem+json"
                self.items[len(self.items) + 1] = json.loads(body)
                return 201, {}, json.dumps(self._item(len(self.items))).encode()
            case "GET", ["lineitems", number, "lineitem", "results"]:
                assert headers["Accept"] == "application/vnd.ims.lis.v2.resultcontainer+json"
                found = [r for (k, _), r in self.results.items() if k == int(number)]
                return self._paged(path, found)
            case "POST", ["lineitems", number, "lineitem", "scores"]:
                assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
                return self._score(int(number), json.loads(body))
        return 404, {}, b"{}"

    def _grant(self, form):
        """A token for a request that is signed as the Security Framework asks."""
        try:
            signed = form["client_assertion"]
            claims = jwt.decode(
                signed, self.key, algorithms=["RS256"], audience=f"{self.url}/token",
                issuer="client-7", options={"require": ["exp", "iat", "jti", "sub", "aud", "iss"]},
            )  # fmt: skip
            assert jwt.get_unverified_header(signed)["kid"] == self.kid
            assert form["grant_type"] == "client_credentials"
            assert form["client_assertion_type"].endswith(":jwt-bearer")
            assert claims["sub"] == "client-7"
            assert claims["exp"] - claims["iat"] <= 3600
            assert claims["jti"] not in self.used
        except (jwt.InvalidTokenError, AssertionError, KeyError) as error:
            text = {"error": "invalid_client", "error_description": f"no: {error!r}"}
            return 400, {}, json.dumps(text).encode()
        self.used.add(claims["jti"])
        token = f"token-{len(self.used)}"
        self.tokens.add(token)
        granted = " ".join(s for s in form["scope"].split() if s in self.scopes.split())
        made = {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": granted}
        return 200, {}, json.dumps(made).encode()

    def _item(self, number):
        return {**self.items[number], "id": f"{self.url}/lineitems/{number}/lineitem?type_id=3"}

    def _paged(self, path, things, name=""):
        parts = urlsplit(path)
        query = dict(parse_qsl(parts.query))
        number = int(query.get("page", 1))
        shown = things[(number - 1) * self.page : number * self.page]
        links = {}
        if number * self.page < len(things):
            following = f"{self.url}{parts.path}?type_id=3&page={number + 1}"
            links["Link"] = f'<{following}>; rel="next"'
        return 200, links, json.dumps({"id": "x", name: shown} if name else shown).encode()

    def _score(self, number, score):
        assert TIMESTAMP.fullmatch(score["timestamp"])
        assert score["activityProgress"] in ("Initialized", "Submitted", "Completed")
        user, when = score["userId"], datetime.fromisoformat(score["timestamp"])
        if user not in {m["user_id"] for m in self.members}:
            return 422, {}, b'{"message": "no such user"}'
        if self.counts_whole_seconds:
            when = when.replace(microsecond=0)
        before = self.stamps.get((number, user))
        if before is not None and when <= before:
            return 409, {}, b'{"message": "an equal or later timestamp is here"}'
        self.stamps[number, user] = when
        self.posts.append((number, score))
        if score["gradingProgress"] == "FullyGraded":
            maximum = self.items[number]["scoreMaximum"]
            assert score["scoreMaximum"] > 0
            given = score["scoreGiven"] * maximum / score["scoreMaximum"]
            self.results[number, user] = {"id": "r", "userId": user, "resultScore": given,
                                          "resultMaximum": maximum}  # fmt: skip
        else:
            assert "scoreGiven" not in score
        return 204, {}, b""


@pytest.fixture
def start_canvas(loopback) -> Callable[..., Canvas]:
    """Start a Canvas; arguments are those of the class."""

    def start(**arguments) -> Canvas:
        made = Canvas(**arguments)
        made.loopback = loopback(made.answer)
        made.url = made.loopback.url
        return made

    return start


@pytest.fixture
def start_platform(loopback, key) -> Callable[..., Platform]:
    """Start an LTI platform that knows the tool's key; arguments are those of the class."""

    def start(**arguments) -> Platform:
        made = Platform(public_pem(key), key_id(key), **arguments)
        made.loopback = loopback(made.answer)
        made.url = made.loopback.url
        return made

    return start


@pytest.fixture
def canvas(start_canvas) -> Canvas:
    """A Canvas with five students."""
    return start_canvas()


@pytest.fixture
def platform(start_platform) -> Platform:
    """An LTI platform with five members."""
    return start_platform()


@pytest.fixture(scope="session")
def table() -> Callable[..., Table]:
    """Make a table of one item: student number to points or status."""

    def make(scores, maximum=6.0, name="01-tensors", **learners) -> Table:
        people = {k: learners.get(f"u{k}", Learner(f"u{k}", lms_user_id=str(k))) for k in scores}
        made = {
            (people[k].id, name): Score(s, maximum)
            if isinstance(s, Status)
            else Score(Status.GRADED, maximum, s)
            for k, s in scores.items()
        }
        return Table(tuple(people.values()), (Item(name, maximum),), made)

    return make


@pytest.fixture
def push_to_canvas(canvas, tmp_path, table):
    """Plan and send; gives the plan and the result. `pauses` collects what was waited."""
    opened = []
    pauses = []

    def run(
        scores, *, token=TOKEN, comments=None, dry_run=False, timeout_s=5.0, bulk=False, **settings
    ):
        patience = Patience(3, 0.25, 4.0, pauses.append, job_s=10.0)
        course = CanvasCourse(canvas.url, 1, Secret(token), patience, timeout_s)
        opened.append(course)
        platform = LearningPlatform(**settings)
        with open_receipts(tmp_path, "canvas", course.place) as receipts:
            given = scores if isinstance(scores, Table) else table(scores)
            plan = plan_push(given, course, platform, receipts, comments, create=not dry_run)
            if dry_run:
                return plan, None
            return plan, run_push(plan, course, receipts, patience, bulk=bulk)

    run.pauses = pauses
    yield run
    for course in opened:
        course.close()


class Killer:
    """Kills a program at its n-th write; the request is lost, or done without an answer."""

    def __init__(self, loopback, chance, is_write: Callable[[str, str], bool], latest: int) -> None:
        self.chance, self.is_write, self.latest = chance, is_write, latest
        self.process = None
        self.after = 0
        loopback.is_lost = self

    def __call__(self, method: str, path: str) -> bool:
        if not self.after or not self.is_write(method, path):
            return False
        self.after -= 1
        if self.after:
            return False
        self.process.kill()
        return self.chance.random() < 0.5

    def run(self, command: list[str]) -> list[int]:
        """Run a command five times to be killed and once to its end; gives the exit codes."""
        codes = []
        for k in range(6):
            self.after = self.chance.randint(1, self.latest) if k < 5 else 0
            with subprocess.Popen(command) as self.process:
                self.process.wait(timeout=120)
            codes.append(self.process.returncode)
        return codes


@pytest.fixture
def killer() -> Callable[..., Killer]:
    """What cuts pushes off: `killer(loopback, seed, is_write)`, at latest at the 35th write."""
    return lambda loopback, seed, is_write, latest=35: Killer(
        loopback, random.Random(seed), is_write, latest
    )


_CANVAS_DRIVER = """
import sys
from pathlib import Path
from yourturn.lms.canvas import CanvasCourse
from yourturn.lms.credentials import Secret
from yourturn.lms.push import run_push
from yourturn.lms.push_planning import plan_push
from yourturn.lms.receipts import open_receipts
from yourturn.lms.sending import Patience
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Item, Learner, Score, Status, Table

url, folder, n = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
item = Item("01-tensors", 6.0)
learners = tuple(Learner(f"u{k}", lms_user_id=str(k)) for k in range(1, n + 1))
scores = {(s.id, item.name): Score(Status.GRADED, 6.0, k % 7) for k, s in enumerate(learners)}
comments = {key: "feedback" for key in scores}
patience = Patience(3, 0.0)
course = CanvasCourse(url, 1, Secret(sys.argv[4]), patience, 10.0)
with open_receipts(folder, "canvas", course.place) as receipts:
    table = Table(learners, (item,), scores)
    plan = plan_push(table, course, LearningPlatform(), receipts, comments)
    result = run_push(plan, course, receipts, patience, bulk=sys.argv[5] == "bulk")
course.close()
sys.exit(bool(result.failed or result.open))
"""


@pytest.fixture
def canvas_command(tmp_path) -> Callable[..., list[str]]:
    """A program that pushes k % 7 points and a comment to the k-th of many students."""

    def command(canvas: Canvas, how: str = "singly") -> list[str]:
        n_students = str(len(canvas.users))
        program = [sys.executable, "-c", _CANVAS_DRIVER]
        return [*program, canvas.url, str(tmp_path), n_students, canvas.token, how]

    return command
