"""A notebook's code by itself, as `python -m benchmarks.bare NOTEBOOK`: prints its seconds.

No kernel, no walls, no grading; the imports are done before the clock starts.
"""

import contextlib
import io
import json
import os
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the cells one after the other, going on after an error as nbgrader does."""
    os.environ["MPLBACKEND"] = "agg"
    for name in ("TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = "1"
    cells = json.loads(Path(sys.argv[1]).read_bytes())["cells"]
    import keras  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import tensorflow as tf  # noqa: F401

    namespace: dict[str, object] = {"__name__": "__main__"}
    began, used = time.perf_counter(), time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            if cell["cell_type"] == "code":
                with contextlib.suppress(Exception):
                    exec(compile("".join(cell["source"]), "cell", "exec"), namespace)
    seconds, cpu_s = time.perf_counter() - began, time.process_time() - used
    print(json.dumps({"seconds": seconds, "cpu_s": cpu_s}))


if __name__ == "__main__":
    main()
