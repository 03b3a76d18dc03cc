import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import numpy as np
import psutil
import pytest

from yourturn.zone import Executed, Execution, Level, Limits, ZoneSettings, execute
from yourturn.zone.launch import candidates
from yourturn.zone.offer import refusal

SMALL = Limits(
    wall_s=60, cell_s=6, call_s=3, memory_mib=1500, processes=128, disk_mib=64, hand_in_mib=32
)


@pytest.fixture(scope="session", autouse=True)
def own_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The runtime folder of these tests alone, so that they may kill and count its templates."""
    folder = tmp_path_factory.mktemp("run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        yield folder / "yourturn"


@pytest.fixture(scope="session")
def notebook() -> Callable[..., bytes]:
    """A notebook of graded code cells with these sources."""

    def make(*sources: str, **metadata: object) -> bytes:
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for cell in cells:
            cell.metadata = nbformat.from_dict({"nbgrader": {"grade": True}, **metadata})
        return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()

    return make


@pytest.fixture(scope="session")
def run(notebook: Callable[..., bytes]) -> Callable[..., Executed]:
    """Execute cells in a zone with small limits."""

    def go(
        *sources: str,
        limits: Limits = SMALL,
        settings: ZoneSettings | None = None,
        **request: object,
    ) -> Executed:
        return execute(
            Execution(notebook(*sources), **request), limits, settings=settings or ZoneSettings()
        )

    return go


@pytest.fixture(scope="session")
def outputs() -> Callable[[Executed], list[str]]:
    """What each cell of an executed notebook shows: texts, and the last line of errors."""

    def text(output: nbformat.NotebookNode) -> str:
        if output.output_type == "stream":
            return output.text
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}"
        return " ".join(output.data)

    def read(executed: Executed) -> list[str]:
        assert executed.notebook is not None
        cells = nbformat.reads(executed.notebook.decode(), as_version=4).cells
        return ["".join(map(text, cell.outputs)) for cell in cells]

    return read


@pytest.fixture(scope="session")
def npy() -> Callable[[object], bytes]:
    def write(value: object) -> bytes:
        buffer = io.BytesIO()
        np.save(buffer, np.asarray(value))
        return buffer.getvalue()

    return write


@pytest.fixture(scope="session", params=[Level.BUBBLEWRAP, Level.LANDLOCK], ids=lambda x: x.name)
def walled(request: pytest.FixtureRequest) -> ZoneSettings:
    """Settings that force a level of confinement; skipped where this machine refuses it."""
    level: Level = request.param
    settings = ZoneSettings(level=level)
    reasons = [refusal(level, program) for level, program in candidates(settings)]
    if None not in reasons:
        pytest.skip(f"no {level.name.lower()} here: {reasons}")
    return settings


@pytest.fixture(scope="session")
def manifest() -> Callable[[Executed, str], dict]:
    """The answer.json of an answer that was handed in."""

    def read(executed: Executed, name: str) -> dict:
        return json.loads(executed.hand_in[f"{name}/answer.json"])

    return read


@pytest.fixture(scope="session")
def template() -> Callable[[ZoneSettings], psutil.Process]:
    """The warm template of these tests at a level, a descendant of this process."""

    def find(settings: ZoneSettings) -> psutil.Process:
        level = str(int(settings.level or Level.BUBBLEWRAP))
        # The newest that was started: older ones may idle in other tests' runtime folders.
        starts = sorted(psutil.Process().children(), key=psutil.Process.create_time)
        for started in reversed(starts):
            found = [p for p in (started, *children(started)) if is_template(p, level)]
            if found:
                # The others are its forks, some of which may have ended meanwhile.
                return min(found, key=psutil.Process.create_time)
        raise AssertionError("no template runs at this level")

    def children(process: psutil.Process) -> list[psutil.Process]:
        try:
            return process.children(recursive=True)
        except psutil.NoSuchProcess:
            return []

    def is_template(process: psutil.Process, level: str) -> bool:
        try:
            command = process.cmdline()
        except psutil.Error:
            return False
        return command[-5:-3] == [level, "warm"] and "python" in Path(command[0]).name

    return find
