"""LTI 1.3's services re-implemented from their specifications, on a loopback server."""

import json
import re
import sys
import time
from collections import Counter
from datetime import datetime

import jwt
import pytest

from yourturn.errors import PlatformError
from yourturn.lms.credentials import Secret
from yourturn.lms.lti import SCOPES, LtiCourse
from yourturn.lms.lti_key import key_id, make_key, public_jwks, public_pem
from yourturn.lms.push import run_push
from yourturn.lms.push_planning import plan_push
from yourturn.lms.receipts import open_receipts
from yourturn.lms.sending import Patience, RefusedError, UnclearError
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Item, Learner, Score, Status, Table


@pytest.fixture
def push(platform, tmp_path, key, table):
    """Plan and send; gives the plan and the result."""
    opened = []

    def run(scores, *, comments=None, dry_run=False, lti=None, **settings):
        patience = Patience(3, 0.0, 0.0)
        told = {"client_id": "client-7", "token_url": f"{platform.url}/token", "audience": "",
                "line_items_url": f"{platform.url}/lineitems?type_id=3",
                "members_url": f"{platform.url}/members?type_id=3", "key": key, "kid": "",
                "patience": patience, "timeout_s": 5.0, **(lti or {})}  # fmt: skip
        course = LtiCourse(**told)
        opened.append(course)
        with open_receipts(tmp_path, "lti", course.place) as receipts:
            plan = plan_push(table(scores) if isinstance(scores, dict) else scores, course,
                             LearningPlatform(**settings), receipts, comments,
                             create=not dry_run)  # fmt: skip
            if dry_run:
                return plan, None
            return plan, run_push(plan, course, receipts, patience)

    yield run
    for course in opened:
        course.close()


def given(platform):
    return [(k, s["userId"], s.get("scoreGiven")) for k, s in platform.posts]


def test_scores_arrive_and_a_second_push_sends_nothing(platform, push):
    _, result = push({1: 5.125, 2: 0, 3: 4}, comments={("u1", "01-tensors"): "well ü"})
    assert given(platform) == [(1, "uuid-1", 5.13), (1, "uuid-2", 0.0), (1, "uuid-3", 4.0)]
    assert platform.posts[0][1]["comment"] == "well ü"
    assert platform.posts[0][1]["scoreMaximum"] == 6.0
    assert len(result.sent) == 3
    plan, _ = push({1: 5.125, 2: 0, 3: 4})
    assert (plan.deliveries, plan.unchanged) == ((), 3)
    assert len(platform.posts) == 3
    assert len(platform.used) == 2, "one token serves a whole push"


def test_an_essay_that_waits_is_pending_and_told_once(platform, push):
    push({1: Status.PENDING, 2: Status.EXCUSED, 3: Status.MISSING})
    plan, _ = push({1: Status.PENDING, 2: Status.EXCUSED})
    (only,) = platform.posts
    assert (only[1]["userId"], only[1]["gradingProgress"]) == ("uuid-1", "PendingManual")
    assert platform.results == {}
    assert plan.remarks[0].startswith("u2, 01-tensors: is excused, which the platform cannot")
    push({1: 3})
    assert platform.results[1, "uuid-1"]["resultScore"] == 3
    push({1: Status.PENDING})
    assert len(platform.posts) == 2, "a score that is there is not taken back"


def test_timestamps_rise_for_the_same_score(platform, push):
    for points in (1, 2, 3, 4):
        push({1: points})
    stamps = [datetime.fromisoformat(s["timestamp"]) for _, s in platform.posts]
    assert stamps == sorted(set(stamps))
    assert all(stamp.tzinfo for stamp in stamps)


def test_timestamps_rise_even_when_the_clock_was_put_back(platform, push, tmp_path):
    push({1: 1})
    (path,) = (tmp_path / ".yourturn" / "receipts").iterdir()
    path.write_text(re.sub(r'"at": "\d{4}', '"at": "2999', path.read_text()))
    sent = platform.posts[0][1]["timestamp"]
    platform.stamps[1, "uuid-1"] = datetime.fromisoformat(f"2999{sent[4:]}")
    _, result = push({1: 2})
    assert [d.learner.id for d in result.sent] == ["u1"]
    assert platform.posts[1][1]["timestamp"].startswith("2999")


def test_timestamps_rise_even_for_a_platform_that_counts_whole_seconds(platform, push):
    platform.counts_whole_seconds = True
    for points in (1, 2, 3):
        _, result = push({1: points})
        assert [d.learner.id for d in result.sent] == ["u1"]
    assert platform.results[1, "uuid-1"]["resultScore"] == 3


def test_items_by_label_resource_id_or_address_and_other_maxima(platform, push):
    push({1: 3}, titles={"01-tensors": "Images"})
    assert platform.results[2, "uuid-1"]["resultScore"] == 50
    plan, _ = push({1: 3}, titles={"01-tensors": f"{platform.url}/lineitems/2/lineitem?type_id=3"})
    assert plan.unchanged == 1


def test_an_item_is_made_on_purpose_only(platform, push):
    with pytest.raises(PlatformError, match="the platform has no item 'New', only 'Tensors', 'I"):
        push({1: 3}, titles={"01-tensors": "New"})
    platform.loopback.trouble["POST"] = ["", "", "cut after"]
    push({1: 3}, titles={"01-tensors": "New"}, create=True)
    assert [item["label"] for item in platform.items.values()] == ["Tensors", "Images", "New"]
    assert platform.items[3] == {"label": "New", "scoreMaximum": 6.0, "resourceId": "01-tensors"}
    assert platform.results[3, "uuid-1"]["resultScore"] == 3


def test_only_active_learners_are_people(platform, push):
    platform.members[0]["roles"] = ["urn:teacher#Instructor"]
    platform.members[1]["status"] = "Inactive"
    platform.members[2] = {"user_id": "uuid-3", "roles": ["Learner"], "email": "U3@X.org",
                           "name": "Only A Name"}  # fmt: skip
    with pytest.raises(PlatformError) as raised:
        push({1: 1, 2: 2, 3: 3})
    assert "u1 is not on the platform" in str(raised.value)
    assert "u2 is not on the platform" in str(raised.value)
    learners = (Learner("x", email="u3@x.org"),)
    scores = {("x", "01-tensors"): Score(Status.GRADED, 6.0, 2.0)}
    push(Table(learners, (Item("01-tensors", 6.0),), scores))
    assert given(platform) == [(1, "uuid-3", 2.0)]


@pytest.mark.parametrize(
    "trouble", ["429", "500", "502", "cut before", "cut after", "500 after", "409"]
)
def test_trouble_is_sat_out_and_nothing_is_sent_twice(platform, push, trouble):
    # The first request of all is for the token.
    platform.loopback.trouble["POST"] = ["", "", trouble]
    platform.loopback.trouble["GET"] = ["", trouble] if trouble != "409" else []
    _, result = push({1: 1, 2: 2, 3: 3})
    assert given(platform) == [(1, "uuid-1", 1.0), (1, "uuid-2", 2.0), (1, "uuid-3", 3.0)]
    assert (len(result.sent), result.failed) == (3, [])


def test_a_later_timestamp_of_somebody_else_s_is_overcome(platform, push):
    platform.stamps[1, "uuid-1"] = datetime.fromisoformat("2020-01-01T00:00:00+00:00")
    push({1: 1})
    platform.stamps[1, "uuid-2"] = datetime.fromisoformat("2999-01-01T00:00:00+00:00")
    _, result = push({2: 2, 3: 3})
    ((delivery, why),) = result.failed
    assert delivery.learner.id == "u2"
    assert "answered 409" in why
    assert why.endswith("Is this machine's clock right?")
    assert [d.learner.id for d in result.sent] == ["u3"]


def test_a_token_that_ends_is_renewed_once(platform, push):
    real = platform._score

    def score(number, body):
        answer = real(number, body)
        if len(platform.posts) == 1:
            platform.tokens.clear()
        return answer

    platform._score = score
    _, result = push({1: 1, 2: 2})
    assert len(result.sent) == 2
    assert given(platform) == [(1, "uuid-1", 1.0), (1, "uuid-2", 2.0)]
    assert len(platform.used) == 2


@pytest.mark.parametrize(
    ("lti", "words"),
    [
        ({"client_id": "another"}, "answered 400: no: InvalidIssuerError"),
        ({"audience": "https://elsewhere.example.edu"}, "answered 400: no: InvalidAudienceError"),
        ({"kid": "other"}, "answered 400: no: AssertionError"),
    ],
)
def test_requests_that_are_not_signed_as_agreed_are_refused(platform, push, lti, words):
    with pytest.raises(RefusedError, match=words):
        push({1: 1}, lti=lti)


def test_another_key_s_signature_is_refused(platform, push, tmp_path):
    make_key(tmp_path / "other.pem")
    other = Secret((tmp_path / "other.pem").read_text())
    with pytest.raises(RefusedError, match="InvalidSignatureError"):
        push({1: 1}, lti={"key": other, "kid": platform.kid})


def test_missing_scopes_are_named(platform, push):
    platform.scopes = " ".join(SCOPES[:-1])
    with pytest.raises(
        RefusedError, match=r"does not allow https://purl\.imsglobal\.org/spec/lti-nrps"
    ):
        push({1: 1})


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ((200, {}, b"<html>"), RefusedError, "did not answer with JSON"),
        ((200, {}, b'{"members": [1]}'), PlatformError, "something unexpected"),
        ((200, {}, b"{}"), RefusedError, "without an access token"),
        ((503, {}, b""), UnclearError, "answered 503. Tried 3 times."),
    ],
)
def test_other_answers(platform, push, answer, error, words):
    real = platform.answer

    def other(method, path, headers, body):
        is_token = path == "/token"
        return real(method, path, headers, body) if is_token != (answer[2] == b"{}") else answer

    platform.loopback.answer = other
    with pytest.raises(error, match=words):
        push({1: 1})


def test_pages_do_not_lead_to_another_host(platform, push):
    real = platform.answer

    def other(method, path, headers, body):
        status, links, text = real(method, path, headers, body)
        links = {"Link": '<http://127.0.0.2:9/x>; rel="next"'} if "members" in path else links
        return status, links, text

    platform.loopback.answer = other
    with pytest.raises(RefusedError, match="continues on another host"):
        push({1: 1})


def test_keys_are_told_to_platforms_and_never_replaced(key, tmp_path):
    path = tmp_path / "lti.pem"
    make_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(PlatformError, match="is never replaced"):
        make_key(path)
    (jwk,) = json.loads(public_jwks(key))["keys"]
    assert {"kty", "n", "e", "kid", "alg", "use"} == set(jwk)
    signed = jwt.encode({"exp": time.time() + 9}, key.reveal(), "RS256")
    assert jwt.decode(signed, jwt.PyJWK(jwk), algorithms=["RS256"])
    for text in ("rubbish", public_pem(key)):
        with pytest.raises(PlatformError, match="no private key in PEM") as raised:
            key_id(Secret(text))
        assert "rubbish" not in str(raised.value)


DRIVER = """
import sys
from pathlib import Path
from yourturn.lms.credentials import Secret
from yourturn.lms.lti import LtiCourse
from yourturn.lms.push import run_push
from yourturn.lms.push_planning import plan_push
from yourturn.lms.receipts import open_receipts
from yourturn.lms.sending import Patience
from yourturn.lms.settings import LearningPlatform
from yourturn.lms.table import Item, Learner, Score, Status, Table

url, folder, n, key = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), Secret(sys.argv[4])
item = Item("01-tensors", 6.0)
learners = tuple(Learner(f"u{k}", lms_user_id=str(k)) for k in range(1, n + 1))
scores = {(s.id, item.name): Score(Status.GRADED, 6.0, k % 7) for k, s in enumerate(learners)}
patience = Patience(3, 0.0)
course = LtiCourse(
    client_id="client-7", token_url=f"{url}/token", audience="", kid="", key=key,
    line_items_url=f"{url}/lineitems?type_id=3", members_url=f"{url}/members?type_id=3",
    patience=patience, timeout_s=10.0,
)
with open_receipts(folder, "lti", course.place) as receipts:
    table = Table(learners, (item,), scores)
    plan = plan_push(table, course, LearningPlatform(), receipts)
    result = run_push(plan, course, receipts, patience)
course.close()
sys.exit(bool(result.failed or result.open))
"""


def test_200_students_cut_off_five_times_get_each_score_once(start_platform, killer, tmp_path, key):
    n = 200
    platform = start_platform(n_students=n, page=50)
    cut_off = killer(platform.loopback, 3, lambda method, path: "scores" in path)
    command = [sys.executable, "-c", DRIVER, platform.url, str(tmp_path), str(n), key.reveal()]
    assert cut_off.run(command) == [-9, -9, -9, -9, -9, 0]
    assert {who: r["resultScore"] for (_, who), r in platform.results.items()} == {
        f"uuid-{k + 1}": float(k % 7) for k in range(n)
    }
    assert set(Counter(s["userId"] for _, s in platform.posts).values()) == {1}
