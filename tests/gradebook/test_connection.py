import psutil
from nbgrader.api import Gradebook

from yourturn.gradebook.connection import one_engine


def test_openings_share_an_engine_and_leave_nothing_open(tmp_path):
    path = tmp_path / "gradebook.db"
    engines = []
    with one_engine():
        for _ in range(2):
            with Gradebook(f"sqlite:///{path}") as gradebook:
                gradebook.add_student("ada")
                engines.append(gradebook.engine)
                gradebook.remove_student("ada")
    assert engines[0] is engines[1]
    assert str(path) not in {file.path for file in psutil.Process().open_files()}
    with Gradebook(f"sqlite:///{path}") as gradebook:
        assert gradebook.engine is not engines[0]
