"""What a submission's folder may hold, however deep it lies."""

import pytest

from yourturn.gradebook.ingest import MAX_DEPTH, refusals


@pytest.mark.parametrize("depth", [0, 1, MAX_DEPTH - 1, MAX_DEPTH, MAX_DEPTH + 5])
def test_a_link_is_refused_at_any_depth(tmp_path, depth):
    folder = tmp_path / "submission"
    place = folder.joinpath(*["d"] * depth)
    place.mkdir(parents=True)
    (place / "link").symlink_to("/etc/hostname")
    (refusal,) = refusals(folder)
    link = (place / "link").relative_to(folder)
    assert link.as_posix().startswith(refusal.path)


def test_what_is_nested_too_deeply_is_refused_where_that_begins(tmp_path):
    tmp_path.joinpath(*["d"] * 40).mkdir(parents=True)
    assert [(len(one.path.split("/")), one.reason) for one in refusals(tmp_path)] == [
        (MAX_DEPTH + 1, "is nested too deeply, or has too long a path.")
    ]


def test_a_path_too_long_for_the_zone_is_refused(tmp_path):
    place = tmp_path / ("a" * 200) / ("b" * 200)
    place.mkdir(parents=True)
    (place / ("c" * 200)).write_text("")
    (place / "short").write_text("")
    assert [one.path[-3:] for one in refusals(tmp_path)] == ["ccc"]
