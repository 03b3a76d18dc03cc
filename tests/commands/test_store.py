import json

import pytest
from typer.testing import CliRunner

from yourturn.classroom.entries import CALLS
from yourturn.classroom.store import Store
from yourturn.commands import app


@pytest.fixture
def yourturn(course, monkeypatch):
    """Run the command in the course folder."""
    monkeypatch.chdir(course)
    return lambda *arguments: CliRunner().invoke(app, [str(a) for a in arguments])


def test_it_says_what_is_kept_and_makes_room(yourturn, course):
    Store(course).put(CALLS, "ab" * 32, "x" * 2**20)
    table = yourturn("store").stdout
    assert "calls" in table
    assert "1.0" in table
    assert yourturn("store", "--json").stdout == yourturn("store", "--json", "--keep", 0).stdout
    pruned = json.loads(yourturn("store", "--prune", "--keep", 0, "--json").stdout)
    assert pruned["freed_bytes"] > 2**20
    assert pruned["calls"] == {"entries": 0, "bytes": 0}
    assert "0.0 MiB were removed" in yourturn("store", "--prune").stdout
