"""An IPython extension that says why a session's first import of TensorFlow takes a while.

The kernels of `yourturn lab` and of the hub's recipe start with it:
`--IPKernelApp.extensions=yourturn.first_import`. Graded notebooks run without it.
"""

import re
import sys
from typing import Any

__all__ = ["load_ipython_extension"]

_IMPORT = re.compile(r"^[ \t]*(?:import|from)[ \t]+(?:keras|tensorflow)\b", re.MULTILINE)
_LOADING = (
    "Loading TensorFlow. The first time in a session this takes some seconds, up to a minute on "
    "a slow machine; [*] beside the cell says that it still runs."
)


def load_ipython_extension(shell: Any) -> None:
    """Watch for the first cell that imports TensorFlow; IPython calls this."""
    if "tensorflow" in sys.modules:
        return
    shown: list[Any] = []

    def before(info: Any) -> None:
        if _IMPORT.search(info.raw_cell):
            shown.append(_show(_LOADING))

    def after(_: Any) -> None:
        loaded = "tensorflow" in sys.modules
        for handle in shown:
            handle.update(_text("TensorFlow is loaded." if loaded else ""), raw=True)
        shown.clear()
        if loaded:
            shell.events.unregister("pre_run_cell", before)
            shell.events.unregister("post_run_cell", after)

    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", after)


def _show(words: str) -> Any:
    display = sys.modules["IPython"].display.display
    return display(_text(words), raw=True, display_id=True)


def _text(words: str) -> dict[str, str]:
    return {"text/plain": words}
