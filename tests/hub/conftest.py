"""A JupyterHub by the recipe in docs/, with users and folders that only it sees.

bubblewrap gives the hub its own /etc/passwd, /home and /srv; user ids, rights and processes are
real. It needs root, as a hub that starts servers of several users does.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

REPO = Path(__file__).parents[2]
RECIPE = REPO / "docs" / "jupyterhub" / "jupyterhub_config.py"
USERS = {"teacher": 22001, "ada": 22002, "bob": 22003}
TOKEN = "0123456789abcdef"
TESTING = """
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allowed_users = {users}
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_port = {hub_port}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy_port}"
c.JupyterHub.db_url = "sqlite:///:memory:"
c.JupyterHub.services = [{{"name": "test", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [
    {{
        "name": "test",
        "services": ["test"],
        "scopes": ["admin:users", "admin:servers", "access:servers"],
    }}
]
c.Spawner.start_timeout = 240
c.Spawner.http_timeout = 240
"""


@dataclass(frozen=True)
class Hub:
    """A running hub: `home` and `srv` are what it sees as /home and /srv."""

    home: Path
    srv: Path
    address: str

    def start(self, user: str) -> "Server":
        """Start a user's server and wait until it answers."""
        session = requests.Session()
        session.headers["Authorization"] = f"token {TOKEN}"
        users = f"{self.address}/hub/api/users/{user}"
        session.post(users)
        session.post(f"{users}/server").raise_for_status()
        with session.get(f"{users}/server/progress", stream=True, timeout=300) as progress:
            events = [line for line in progress.iter_lines() if line]
        assert b'"ready": true' in events[-1], events[-1]
        return Server(f"{self.address}/user/{user}", session)


@dataclass(frozen=True)
class Server:
    """A single-user server, asked as its user's browser asks it."""

    address: str
    session: requests.Session

    def post(self, path: str, **data: str) -> dict:
        answer = self.session.post(f"{self.address}/{path}", data=data, timeout=300)
        answer.raise_for_status()
        return answer.json()

    def get(self, path: str) -> dict:
        answer = self.session.get(f"{self.address}/{path}", timeout=300)
        answer.raise_for_status()
        return answer.json()


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path=str(REPO / "node_modules" / ".bin"))


def _free_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def _readable(python: Path) -> list[str]:
    """Let every user run a Python that lies in root's home, where nobody else may look."""
    if not python.is_relative_to("/root"):
        return []
    folders = [p for p in reversed(python.parents) if Path("/root") in p.parents]
    made = [word for p in folders for word in ("--perms", "0755", "--dir", str(p))]
    bound = ["--ro-bind", str(python), str(python)]
    return ["--perms", "0755", "--tmpfs", "/root", *made, *bound]


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that every user may enter; pytest closes its own to all but one."""
    with tempfile.TemporaryDirectory(prefix="yourturn-hub-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def hub(place: Path, write_course: Callable[[Path], Path]) -> Iterator[Hub]:
    proxy, walls = _program("configurable-http-proxy"), _program("bwrap")
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root can start servers of several users")
    if not proxy or not walls:
        pytest.skip("no configurable-http-proxy (npm) or no bwrap on this machine")
    home, srv = place / "home", place / "srv"
    srv.mkdir()
    lines = ["root:x:0:0::/root:/bin/sh"]
    for user, uid in USERS.items():
        (home / user).mkdir(parents=True)
        (home / user).chmod(0o700)
        lines.append(f"{user}:x:{uid}:{uid}::/home/{user}:/bin/sh")
    course = write_course(home / "teacher" / "course")
    shutil.copy(REPO / "nbgrader_config.py", course)
    extra = '\nc.Exchange.root = "/srv/your-turn/exchange"\n'
    with (course / "nbgrader_config.py").open("a") as config:
        config.write(extra)
    for user, uid in USERS.items():
        for path in (home / user, *(home / user).rglob("*")):
            os.chown(path, uid, uid)
    (place / "passwd").write_text("\n".join(lines) + "\n")
    groups = [f"{user}:x:{uid}:" for user, uid in USERS.items()]
    (place / "group").write_text("\n".join(["root:x:0:", *groups]) + "\n")
    port, hub_port, proxy_port = _free_ports(3)
    testing = TESTING.format(
        users=set(USERS), port=port, hub_port=hub_port, proxy_port=proxy_port, token=TOKEN
    )
    (place / "jupyterhub_config.py").write_text(RECIPE.read_text() + testing)
    python = Path(sys.base_prefix).resolve()
    sandbox = [
        # A process namespace of its own: nothing outlives the hub.
        *(walls, "--dev-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "--die-with-parent"),
        *_readable(python),
        *("--bind", str(home), "/home", "--bind", str(srv), "/srv"),
        *("--ro-bind", str(place / "passwd"), "/etc/passwd"),
        *("--ro-bind", str(place / "group"), "/etc/group", "--chdir", "/srv"),
    ]
    path = os.pathsep.join([str(Path(sys.executable).parent), str(Path(proxy).parent)])
    process = subprocess.Popen(
        [*sandbox, sys.executable, "-m", "jupyterhub", "-f", str(place / "jupyterhub_config.py")],
        env={"PATH": f"{path}{os.pathsep}{os.environ['PATH']}", "HOME": "/root", "LANG": "C.UTF-8"},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    log = (place / "hub.log").open("a", buffering=1)
    for line in process.stderr:
        log.write(line)
        if "JupyterHub is now running" in line:
            break
    else:
        raise AssertionError(f"JupyterHub did not start; see {log.name}")
    pump = subprocess.Popen(["cat"], stdin=process.stderr, stdout=log)
    yield Hub(home, srv, f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait()
    process.stderr.close()
    pump.wait()
    log.close()
