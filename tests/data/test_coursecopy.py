import json
import multiprocessing

import numpy as np
import pytest

from yourturn.data import coursecopy, folder, unseen
from yourturn.errors import MachineError


@pytest.fixture(autouse=True)
def named(data_folder, monkeypatch):
    monkeypatch.setenv("YOURTURN_DATA", str(data_folder))
    coursecopy.forget()
    yield data_folder
    coursecopy.forget()


def _names(copy):
    return sorted(path.name for path in copy.iterdir())


def test_the_course_copy_holds_the_courses_part_alone():
    copy = coursecopy.course_copy()

    assert _names(copy) == [
        "course_policies.npy",
        "source.json",
        "test_images.npy",
        "test_labels.npy",
        "train_images.npy",
        "train_labels.npy",
    ]
    withheld = set(unseen.mtpl().unseen.id)
    assert withheld.isdisjoint(folder.read_policies(copy).id)
    assert len(folder.read_images(copy, "train")[0]) == 50_000


def test_it_is_written_once_and_known_by_its_content(cache):
    copy = coursecopy.course_copy()
    written = (copy / "train_images.npy").stat().st_mtime_ns
    coursecopy.forget()

    assert coursecopy.course_copy() == copy
    assert (copy / "train_images.npy").stat().st_mtime_ns == written
    assert [path.name for path in cache.iterdir()] == [copy.name]


@pytest.mark.parametrize(
    "damage",
    [
        lambda copy: (copy / "test_labels.npy").write_bytes(b""),
        lambda copy: (copy / "course_policies.npy").unlink(),
        lambda copy: (copy / "source.json").write_text("{"),
        lambda copy: (copy / "source.json").unlink(),
    ],
)
def test_a_damaged_copy_is_written_anew(damage, cache):
    copy = coursecopy.course_copy()
    damage(copy)
    coursecopy.forget()

    assert coursecopy.course_copy() == copy
    assert folder.is_whole(copy)
    assert [path.name for path in cache.iterdir()] == [copy.name]


def test_it_can_be_put_elsewhere(tmp_path):
    assert coursecopy.course_copy(into=tmp_path / "mounts").parent == tmp_path / "mounts"


def test_without_a_writable_home_it_lives_as_long_as_the_process(monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")

    assert folder.is_whole(coursecopy.course_copy())


def test_a_place_that_cannot_be_written_is_the_machines_error(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(MachineError, match="cannot be written to"):
        coursecopy.course_copy(into=tmp_path / "file" / "mounts")


def _copy_at_the_barrier(barrier, results):
    barrier.wait()
    copy = coursecopy.course_copy()
    results.put((str(copy), folder.is_whole(copy)))


def test_two_processes_may_write_it_at_once(cache):
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_copy_at_the_barrier, args=(barrier, results)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    first, second = (results.get(timeout=120) for _ in workers)
    for worker in workers:
        worker.join()

    assert first == second
    assert first[1]
    assert len(list(cache.iterdir())) == 1


def test_a_student_who_changes_the_images_changes_nobody_elses():
    copy = coursecopy.course_copy()
    images, _ = folder.read_images(copy, "train")
    before = int(images[0, 0, 0])

    images[0, 0, 0] = 200

    assert type(images) is np.ndarray
    assert folder.read_images(copy, "train")[0][0, 0, 0] == before
    assert folder.is_whole(copy)


def test_a_copy_of_another_kind_is_refused(tmp_path):
    copy = coursecopy.course_copy()
    manifest = json.loads((copy / "source.json").read_text())

    for wrong in ({**manifest, "version": 2}, {**manifest, "more": 1}, {}):
        (tmp_path / "source.json").write_text(json.dumps(wrong))
        with pytest.raises(MachineError, match="not a folder of prepared data"):
            folder.read_manifest(tmp_path)


def test_arrays_of_another_shape_are_refused(tmp_path):
    np.save(tmp_path / "train_images.npy", np.zeros((3, 784), dtype=np.uint8))
    np.save(tmp_path / "train_labels.npy", np.zeros(3, dtype=np.uint8))
    np.save(tmp_path / "course_policies.npy", np.zeros(3))

    with pytest.raises(MachineError, match=r"train images of .* are uint8 of shape \(3, 784\)"):
        folder.read_images(tmp_path, "train")
    with pytest.raises(MachineError, match="course policies of"):
        folder.read_policies(tmp_path)
    with pytest.raises(MachineError, match=r"test_images\.npy cannot be read"):
        folder.read_images(tmp_path, "test")
