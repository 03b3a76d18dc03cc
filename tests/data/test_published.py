import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from yourturn.data import keep
from yourturn.data.published import Published, UnavailableError, fetch

CONTENT = b"policies and digits " * 5000


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        content = self.server.content
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.promised or content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    """A publisher on this machine; `content` is what it sends, `promised` what it announces."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.asked, server.content, server.promised = [], CONTENT, None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=["sha256", "git-blob"])
def known(request, server):
    prefix = b"blob %d\0" % len(CONTENT) if request.param == "git-blob" else b""
    name = "sha1" if request.param == "git-blob" else "sha256"
    digest = hashlib.new(name, prefix + CONTENT).hexdigest()
    url = f"http://127.0.0.1:{server.server_port}/some/where/data.bin"
    return Published(url, "data.bin", request.param, digest)


def test_a_whole_file_is_fetched_once_and_kept(server, known, cache):
    path = fetch(known)

    assert path == cache / "data.bin"
    assert path.read_bytes() == CONTENT
    assert fetch(known) == path
    assert server.asked == ["/some/where/data.bin"]


def test_another_file_is_refused_and_not_kept(server, known, cache):
    server.content = b"a captive portal's greeting"

    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:\d+ sends is not the published file"):
        fetch(known)
    assert list(cache.iterdir()) == []


def test_half_a_file_is_refused_and_not_kept(server, known, cache):
    server.promised, server.content = CONTENT, CONTENT[: len(CONTENT) // 2]

    with pytest.raises(UnavailableError, match="cannot be reached"):
        fetch(known)
    assert list(cache.iterdir()) == []


def test_a_publisher_without_the_file_is_no_source(server, known, cache):
    server.content = None

    with pytest.raises(UnavailableError, match="cannot be reached"):
        fetch(known)
    assert list(cache.iterdir()) == []


def test_without_network_the_reason_is_given(server, known, monkeypatch):
    nobody = Published("http://127.0.0.1:9/data.bin", "data.bin", known.algorithm, known.digest)

    with pytest.raises(UnavailableError, match=r"127\.0\.0\.1:9 cannot be reached"):
        fetch(nobody)
    assert server.asked == []


def test_a_damaged_copy_is_fetched_anew(server, known, cache):
    path = fetch(known)
    path.write_bytes(CONTENT[:-1])

    assert fetch(known).read_bytes() == CONTENT
    assert len(server.asked) == 2


def test_without_a_writable_home_the_file_lives_as_long_as_the_process(server, known, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")

    path = fetch(known)

    assert path.parent == keep.process_folder()
    assert path.read_bytes() == CONTENT
    path.unlink()
