"""One cache of compiled statements for every engine that opens the gradebook."""

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from yourturn.gradebook.compiled import compiled_once


@pytest.mark.parametrize(
    "db_url",
    ["postgresql://teacher:secret@host/grades", "sqlite+pysqlite:///grades.db"],
)
def test_another_database_is_left_alone(db_url):
    assert compiled_once(db_url) == db_url


def test_two_gradebooks_share_statements_and_nothing_else(tmp_path, new_gradebook):
    for student in ("ada", "bob"):
        (tmp_path / student).mkdir()
        file = new_gradebook(tmp_path / student)
        with Gradebook(compiled_once(f"sqlite:///{file}")) as gradebook:
            gradebook.add_student(student)
            assert [one.id for one in gradebook.students] == [student]
            cache = gradebook.engine.get_execution_options()["compiled_cache"]
            if student == "ada":
                first, known = cache, set(cache)
    assert cache is first
    assert known
    assert set(cache) == known


def test_what_is_written_is_an_ordinary_gradebook(tmp_path, new_gradebook):
    file = new_gradebook(tmp_path)
    with Gradebook(compiled_once(f"sqlite:///{file}")) as gradebook:
        gradebook.add_student("ada")
    with create_engine(f"sqlite:///{file}").connect() as connection:
        assert connection.execute(text("SELECT id FROM student")).scalars().all() == ["ada"]
