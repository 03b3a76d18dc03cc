import json
import logging

import pytest
from typer.testing import CliRunner

from yourturn.commands import app


@pytest.fixture
def yourturn(classroom, canvas, platform, key, tmp_path_factory, monkeypatch, caplog):
    """Run the command in a course folder whose config names both platforms."""
    home = tmp_path_factory.mktemp("home")
    for name, secret in (("token", canvas.token), ("lti.pem", key.reveal())):
        (home / name).write_text(secret)
        (home / name).chmod(0o600)
    for user in canvas.users:
        user["id"] += 100
    for member in platform.members:
        member["lis_person_sourcedid"] = "10" + member["lis_person_sourcedid"]
    (classroom.folder / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.LearningPlatform.titles = {'07-cnn': 'Images'}\n"
        "c.LearningPlatform.wait_s = 0\n"
        f"c.LearningPlatform.canvas_url = {canvas.url!r}\n"
        "c.LearningPlatform.canvas_course = 1\n"
        f"c.LearningPlatform.canvas_token_file = {str(home / 'token')!r}\n"
        "c.LearningPlatform.lti_client_id = 'client-7'\n"
        f"c.LearningPlatform.lti_token_url = {platform.url + '/token'!r}\n"
        f"c.LearningPlatform.lti_line_items_url = {platform.url + '/lineitems?type_id=3'!r}\n"
        f"c.LearningPlatform.lti_members_url = {platform.url + '/members?type_id=3'!r}\n"
        f"c.LearningPlatform.lti_key_file = {str(home / 'lti.pem')!r}\n"
    )
    monkeypatch.chdir(classroom.folder)
    for variable in ("YOURTURN_CANVAS_TOKEN", "YOURTURN_LTI_KEY"):
        monkeypatch.delenv(variable, raising=False)

    def run(*arguments, **keywords):
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            result = CliRunner().invoke(app, arguments, **keywords)
        for shown in (result.output, caplog.text):
            assert canvas.token not in shown
            assert "PRIVATE KEY" not in shown
            assert not [token for token in platform.tokens if token in shown]
        return result

    return run


def flat(text):
    return " ".join(text.split())


def test_a_dry_run_then_a_question_then_the_scores(yourturn, canvas):
    result = yourturn("push", "canvas", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "4 scores change, 0 are there already" in flat(result.stdout)
    assert "Cor Cook (cor), 01-tensors: waits for a person" in flat(result.stderr)
    assert canvas.writes == []
    result = yourturn("push", "canvas", input="n\n")
    assert (result.exit_code, canvas.writes) == (1, [])
    result = yourturn("push", "canvas", input="y\n")
    assert result.exit_code == 0, result.output
    assert "4 scores were sent and read back." in result.stdout
    assert canvas.scores == {(11, 101): 5.13, (11, 102): 3, (12, 101): 7.5, (12, 102): 0}
    again = yourturn("push", "canvas")
    assert (again.exit_code, len(canvas.writes)) == (0, 4)
    assert again.stdout == "0 scores change, 4 are there already.\nThere is nothing to send.\n"


def test_lti_with_feedback(yourturn, platform, classroom, verdict):
    classroom.autograded("amy", "01-tensors", verdict)
    arguments = ("--assignment", "01-tensors", "--feedback", "summary", "--yes")
    result = yourturn("push", "lti", *arguments)
    assert result.exit_code == 0, result.output
    told = {score["userId"]: score for _, score in platform.posts}
    assert told["uuid-1"]["scoreGiven"] == 5.13
    assert "not met: `x` is 3. x is 5." in told["uuid-1"]["comment"]
    assert told["uuid-3"]["gradingProgress"] == "PendingManual"
    assert "comment" not in told["uuid-3"]


def test_in_bulk(yourturn, canvas, classroom, verdict):
    classroom.autograded("amy", "01-tensors", verdict)
    result = yourturn("push", "canvas", "--bulk", "--feedback", "summary", "--yes")
    assert result.exit_code == 0, result.output
    assert canvas.scores == {(11, 101): 5.13, (11, 102): 3, (12, 101): 7.5, (12, 102): 0}
    (told,) = (text for who, of, text in canvas.comments if (who, of) == (101, 11))
    assert "not met: `x` is 3. x is 5." in told
    assert not any(line.startswith("PUT") for line in canvas.loopback.seen)
    result = yourturn("push", "lti", "--bulk", "--yes")
    assert (result.exit_code, "leave --bulk out" in flat(result.stderr)) == (1, True)


def test_raw_total_in_per_cent(yourturn, canvas):
    canvas.assignments.append({**canvas.assignments[0], "id": 13, "name": "total",
                               "points_possible": 100.0})  # fmt: skip
    arguments = ("--scores-of", "total", "--raw", "--unit", "percent", "--yes")
    assert yourturn("push", "canvas", *arguments).exit_code == 0
    assert canvas.scores == {(13, 101): 78.91, (13, 102): 31.25}


def test_what_fails_is_listed_and_the_rest_arrives(yourturn, canvas):
    canvas.loopback.trouble["PUT"] = ["400", *["503"] * 6]
    result = yourturn("push", "canvas", "--yes")
    assert result.exit_code == 1
    assert "0 scores were sent and read back." in result.stdout
    told = flat(result.stderr)
    assert "Not certain: Amy Adams (amy), 01-tensors: PUT http" in told
    assert "answered 503. Tried 6 times." in told
    assert "Not sent: Ben Bitdiddle (ben), 07-cnn" in told
    assert "Run the same command again" in told
    assert yourturn("push", "canvas", "--yes").exit_code == 0
    assert len(canvas.writes) == 4


def test_what_arrived_unseen_needs_no_question(yourturn, canvas, classroom):
    yourturn("push", "canvas", "--yes")
    (path,) = (classroom.folder / ".yourturn" / "receipts").iterdir()
    lines = [line for line in path.read_text().splitlines() if '"confirmed"' not in line]
    path.write_text("".join(f"{line}\n" for line in lines))
    result = yourturn("push", "canvas")
    assert result.exit_code == 0, result.output
    assert path.read_text().count('"confirmed"') == 4
    assert len(canvas.writes) == 4


@pytest.mark.parametrize(
    ("lines", "service", "words"),
    [
        ("canvas_url = 'http://canvas.example.edu'", "canvas", "canvas_url is 'http://canvas.exa"),
        ("canvas_course = 0", "canvas", "canvas_course is not set"),
        ("canvas_token_file = ''", "canvas", "There is no Canvas token: set the environment"),
        ("canvas_token_file = 'gradebook.db'", "canvas", "lies in the course folder"),
        ("lti_client_id = ''", "lti", "lti_client_id is not set"),
        ("lti_members_url = ''", "lti", "lti_members_url is not set"),
        ("lti_key_file = '/dev/null'", "lti", "is no regular file of yours"),
        ("titles = {}", "canvas", "Canvas has no item '07-cnn'"),
    ],
)
def test_settings_that_are_missing_or_wrong(yourturn, classroom, canvas, lines, service, words):
    with (classroom.folder / "nbgrader_config.py").open("a") as config:
        config.write(f"c.LearningPlatform.{lines}\n")
    result = yourturn("push", service, "--yes")
    assert result.exit_code == 1
    assert words in flat(result.stderr)
    assert canvas.writes == []


def test_receipts_hold_no_secret_and_stay_in_the_ignored_folder(yourturn, canvas, classroom):
    yourturn("push", "canvas", "--yes")
    (path,) = (classroom.folder / ".yourturn" / "receipts").iterdir()
    assert canvas.token not in path.read_text()
    assert {json.loads(line)["state"] for line in path.read_text().splitlines()} == {
        "sending",
        "confirmed",
    }


def test_the_key_s_public_half_is_told(yourturn, tmp_path_factory):
    path = tmp_path_factory.mktemp("keys") / "lti.pem"
    made = yourturn("lti-key", str(path))
    assert made.exit_code == 0
    assert "BEGIN PUBLIC KEY" in made.stdout
    again = yourturn("lti-key", str(path))
    assert again.stdout == made.stdout
    path.chmod(0o644)
    assert "can be read by others" in flat(yourturn("lti-key", str(path)).stderr)
