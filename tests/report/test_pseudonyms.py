import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from yourturn.errors import MachineError
from yourturn.report import pseudonyms as drawing
from yourturn.report.pseudonyms import PLACE, pseudonyms


def test_a_pseudonym_stays_and_is_another_in_another_course(tmp_path):
    students = [f"s{n}" for n in range(300)]
    first = pseudonyms(tmp_path / "a", students[:200])
    assert pseudonyms(tmp_path / "a", students[150:]).items() >= {
        (student, first[student]) for student in students[150:200]
    }
    assert len(set(pseudonyms(tmp_path / "a", students).values())) == 300
    assert pseudonyms(tmp_path / "b", students[:200]) != first
    assert (tmp_path / "a" / PLACE).stat().st_mode & 0o77 == 0


def test_a_class_larger_than_the_words_has_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(drawing, "_ANIMALS", "otter")
    monkeypatch.setattr(drawing, "_ADJECTIVES", "calm keen")
    names = pseudonyms(tmp_path, "abcde")
    assert len(set(names.values())) == 5
    assert sum(name in ("calm otter", "keen otter") for name in names.values()) == 2


def test_a_damaged_file_is_told_and_kept(tmp_path):
    path = tmp_path / PLACE
    path.parent.mkdir()
    path.write_text("{")
    with pytest.raises(MachineError, match="cannot be read"):
        pseudonyms(tmp_path, ["ada"])
    assert path.read_text() == "{"


def test_without_students_nothing_is_written(tmp_path):
    assert pseudonyms(tmp_path, []) == {}
    assert not (tmp_path / PLACE).exists()


def test_the_file_says_who_is_who(tmp_path):
    names = pseudonyms(tmp_path, ["ada"])
    assert json.loads((tmp_path / PLACE).read_text()) == names


def test_who_draws_at_the_same_time_draws_for_everybody(tmp_path):
    students = [[f"s{n}" for n in range(first, first + 20)] for first in range(0, 80, 10)]
    with ThreadPoolExecutor(8) as executor:
        told = list(executor.map(lambda some: pseudonyms(tmp_path, some), students))
    kept = pseudonyms(tmp_path, [f"s{n}" for n in range(90)])
    assert len(set(kept.values())) == 90
    assert all(kept.items() >= some.items() for some in told)
