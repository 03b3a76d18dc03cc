import pickle

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.credentials import Secret, check_address, read_secret

VARIABLE = "YOURTURN_TEST_SECRET"


@pytest.fixture
def read(tmp_path, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    course = tmp_path / "course"
    course.mkdir()
    return lambda file="": read_secret("token", VARIABLE, str(file), "token_file", course)


def test_from_the_environment_or_a_file_of_mode_600(read, tmp_path, monkeypatch):
    path = tmp_path / "token"
    path.write_text("abc\n")
    path.chmod(0o600)
    assert read(path).reveal() == "abc"
    monkeypatch.setenv(VARIABLE, " xyz ")
    assert read(path).reveal() == "xyz"


@pytest.mark.parametrize(
    ("place", "mode", "words"),
    [
        ("token", 0o640, "can be read by others: chmod 600"),
        ("token", 0o604, "can be read by others: chmod 600"),
        ("course/token", 0o600, "lies in the course folder, from where it would get into the rep"),
        ("missing", None, "cannot be read: No such file or directory"),
        ("link", None, "cannot be read: Too many levels of symbolic links"),
        ("course/../empty", 0o600, "is empty"),
        ("pipe", None, "is no regular file of yours"),
    ],
)
def test_other_files_are_refused(read, tmp_path, place, mode, words):
    path = tmp_path / place
    if mode is not None:
        path.write_text("" if "empty" in place else "abc")
        path.chmod(mode)
    if place == "link":
        path.symlink_to(tmp_path / "elsewhere")
    if place == "pipe":
        import os

        os.mkfifo(path, 0o600)
    with pytest.raises(PlatformError, match=words) as raised:
        read(path)
    assert "abc" not in str(raised.value)


def test_without_either_it_says_where_to_put_it(read):
    with pytest.raises(PlatformError, match=f"variable {VARIABLE}, or name a file of mode 600 in"):
        read()


def test_secrets_do_not_show_themselves():
    secret = Secret("abc")
    assert "abc" not in f"{secret} {secret!r}"
    assert secret.scrub("x abc y") == "x [secret] y"
    assert Secret("").scrub("x") == "x"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


@pytest.mark.parametrize(
    "url", ["https://canvas.example.edu/", "http://127.0.0.1:8080", "http://localhost:1"]
)
def test_addresses_are_encrypted_or_here(url):
    assert check_address(url, "canvas_url") == url.rstrip("/")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("", "is not set"),
        ("http://canvas.example.edu", "is 'http://canvas.example.edu'"),
        ("canvas.example.edu", "is 'canvas.example.edu'"),
        ("https://", "is 'https://'"),
        ("http://127.0.0.1.example.edu", "is 'http://127.0.0.1.example.edu'"),
        ("ftp://localhost", "is 'ftp://localhost'"),
    ],
)
def test_other_addresses_get_no_secret(url, told):
    with pytest.raises(PlatformError) as raised:
        check_address(url, "canvas_url")
    assert str(raised.value) == (
        f"c.LearningPlatform.canvas_url {told}; it must begin with https://."
    )
