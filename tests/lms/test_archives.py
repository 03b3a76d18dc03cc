import gzip
import io
import stat
import struct
import tarfile
import zipfile

import pytest

from yourturn.errors import PlatformError
from yourturn.lms.archives import Budget, extract_downloads

LARGE = 20_000_001


def zipped(*members):
    """A zip archive's bytes; members are (name, bytes) or (ZipInfo, bytes)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(*members, mode="w:gz"):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data, kind in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            info.size = len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def kind(name, mode):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


@pytest.fixture
def extract(tmp_path):
    """Extract these downloads; gives the files below `extracted/` and what was refused."""

    def run(budget=None, **downloads):
        archive, target = tmp_path / "archive", tmp_path / "extracted"
        archive.mkdir()
        for name, data in downloads.items():
            (archive / name.replace("__", ".")).write_bytes(data)
        refused = extract_downloads(archive, target, budget or Budget(1 << 30, 1000))
        files = {
            path.relative_to(target).as_posix(): path.stat().st_size
            for path in target.rglob("*")
            if not path.is_dir()
        }
        assert not [p for p in tmp_path.rglob("*") if p.is_symlink()]
        return files, refused

    return run


def test_archives_within_archives(extract):
    inner = zipped(("first/a.ipynb", b"1"), ("a.txt", b""))
    files, refused = extract(
        all__zip=zipped(("ben.ipynb", b"123"), ("amy.zip", inner), ("cor.tar.gz", tarred(
            ("b.ipynb", b"12", tarfile.REGTYPE)))),
        list__csv=b"a,b",
    )  # fmt: skip
    assert files == {
        "all/ben.ipynb": 3,
        "all/amy.zip": len(inner),
        "all/amy/first/a.ipynb": 1,
        "all/amy/a.txt": 0,
        "all/cor.tar.gz": files["all/cor.tar.gz"],
        "all/cor/b.ipynb": 2,
        "list.csv": 3,
    }
    assert refused == []


@pytest.mark.parametrize(
    "name",
    ["../out.ipynb", "/out.ipynb", "a/../../out.ipynb", "..\\out.ipynb", "C:\\out.ipynb",
     "a\nb.ipynb", "a\x1b[31m.ipynb", "x" * 300, "a/" * 20 + "b", "con"],
)  # fmt: skip
def test_names_that_point_outside_or_break(extract, name):
    files, refused = extract(all__zip=zipped((name, b"1"), ("ok.ipynb", b"1")))
    assert list(files) == ["all/ok.ipynb"]
    assert len(refused) == 1


@pytest.mark.parametrize("mode", [stat.S_IFLNK | 0o777, stat.S_IFIFO, stat.S_IFBLK])
def test_links_and_devices_in_zips(extract, mode):
    files, refused = extract(all__zip=zipped((kind("x", mode), b"/etc/passwd"), ("ok", b"")))
    assert list(files) == ["all/ok"]
    assert refused == ["all.zip: 'x' is no regular file."]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_links_and_pipes_in_tars(extract, kind):
    data = tarred(("x", b"", kind), ("ok", b"1", tarfile.REGTYPE))
    files, refused = extract(all__tar__gz=data)
    assert list(files) == ["all/ok"]
    assert refused == ["all.tar.gz: 'x' is no regular file."]


def test_a_link_among_the_downloads(extract, tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "link.zip").symlink_to("/etc/passwd")
    assert extract_downloads(tmp_path / "archive", tmp_path / "x", Budget(9, 9)) == [
        "link.zip is a symbolic link."
    ]


def test_a_bomb_that_a_student_handed_in_stops_nobody_else(extract):
    bomb = zipped(*((f"{k}", bytes(15_000_000)) for k in range(8)))
    swarm = zipped(*((f"{k}", b"") for k in range(1001)))
    large = zipped(("a", bytes(LARGE)), ("b", b"1"))
    files, refused = extract(
        Budget(300_000_000, 5000),
        all__zip=zipped(
            ("bomb.zip", bomb), ("swarm.zip", swarm), ("large.zip", large), ("z", b"1")
        ),
    )
    assert files["all/z"] == files["all/large/b"] == 1
    assert "all/large/a" not in files
    assert refused == [
        "all.zip: all/bomb.zip unpacks to more than may be unpacked.",
        "all.zip: all/swarm.zip holds more files than may be unpacked.",
        "all.zip: all/large.zip: 'a' is larger than 20 MB.",
    ]


def test_sizes_are_counted_as_they_come_out_not_as_they_are_declared(extract):
    data = bytearray(zipped(("a", bytes(LARGE))))
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 5)
    files, refused = extract(all__zip=zipped(("ben.zip", bytes(data)), ("ok", b"1")))
    assert set(files) >= {"all/ok"}
    assert files.get("all/ben/a", 0) <= 5
    assert len(refused) <= 1


def test_a_tar_s_zeros_are_not_unpacked_to_be_skipped(extract):
    info = tarfile.TarInfo("zeros")
    info.size = 10**12
    bomb = gzip.compress(info.tobuf() + bytes(1_000_000))
    files, refused = extract(all__zip=zipped(("ben.tgz", bomb), ("ok", b"1")))
    assert files["all/ok"] == 1
    assert refused == ["all.zip: all/ben.tgz holds 'zeros' of 1000000 MB."]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04rubbish", b"\x1f\x8b\x08rubbish"])
@pytest.mark.parametrize("name", ["ben.zip", "ben.tar.gz"])
def test_damaged_archives_of_students(extract, name, data):
    files, refused = extract(all__zip=zipped((name, data), ("ok", b"1")))
    assert files["all/ok"] == 1
    assert len(refused) == 1
    assert "is damaged or no archive" in refused[0]


def test_encrypted_members_and_names_used_twice(extract):
    data = bytearray(zipped(("secret", b"1"), ("ok", b"1"), ("ok/below", b"1"), ("OK", b"1")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + offset
        data[place] |= 1
    files, refused = extract(all__zip=bytes(data))
    assert sorted(files) == ["all/OK", "all/ok"]
    assert refused == ["all.zip: 'secret' is encrypted.", "all.zip: 'ok/below' is there twice."]


@pytest.mark.parametrize(
    ("budget", "words"),
    [(Budget(10, 10), "unpacks to more than"), (Budget(1000, 1), "holds more files than")],
)
def test_downloads_beyond_all_bounds_stop(extract, budget, words):
    with pytest.raises(PlatformError, match=rf"all\.zip {words}.*archive_mib"):
        extract(budget, all__zip=zipped(("a", bytes(9)), ("b", bytes(9))))


def test_an_empty_folder_is_told(extract):
    with pytest.raises(PlatformError, match="is empty: put the platform's download there"):
        extract()
