from dataclasses import replace

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.receipts import FOLDER, Receipt, open_receipts

SENDING = Receipt("11", "1", "amy", "sending", "graded", 5.0, 6.0, "2026-09-01T10:00:00.000+00:00")


@pytest.fixture
def receipts(tmp_path):
    return lambda: open_receipts(tmp_path, "canvas", "https://canvas.example.edu/courses/1")


@pytest.fixture
def path(receipts, tmp_path):
    with receipts() as opened:
        opened.record(SENDING)
    (found,) = (tmp_path / FOLDER).iterdir()
    return found


def test_what_was_recorded_is_there_again(receipts, path):
    with receipts() as opened:
        assert opened.last("11", "1") == SENDING
        assert opened.confirmed("11", "1") is None
        opened.record(replace(SENDING, state="confirmed"))
        opened.record(replace(SENDING, score=6.0))
    with receipts() as opened:
        assert opened.last("11", "1").score == 6
        assert opened.confirmed("11", "1").score == 5
        assert opened.last("11", "2") is None
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_line_that_was_cut_off_did_not_happen(receipts, path):
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:-20])
    with receipts() as opened:
        opened.record(replace(SENDING, person="2"))
    assert path.read_bytes().count(b"\n") == 2
    with receipts() as opened:
        assert opened.last("11", "2") is not None


def test_one_push_at_a_time(receipts):
    with receipts(), pytest.raises(PlatformError, match="Another push to this course"), receipts():
        pass


def test_a_foreign_line_is_told(receipts, path):
    path.write_bytes(b'{"item": 1}\n')
    with pytest.raises(PlatformError, match="holds a line that is no receipt"), receipts():
        pass


def test_another_course_has_its_own(receipts, path, tmp_path):
    with open_receipts(tmp_path, "canvas", "https://canvas.example.edu/courses/2") as opened:
        assert opened.last("11", "1") is None
