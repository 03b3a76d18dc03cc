import subprocess
import sys
from pathlib import Path

import yourturn.lms


def test_nothing_here_imports_tensorflow():
    names = sorted(path.stem for path in Path(yourturn.lms.__file__).parent.glob("*.py"))
    lines = [f"import yourturn.lms.{name}" for name in names if name != "__init__"]
    lines += ["import sys", "heavy = {'tensorflow', 'keras', 'matplotlib'} & set(sys.modules)"]
    done = subprocess.run([sys.executable, "-c", "\n".join([*lines, "sys.exit(str(heavy))"])],
                          capture_output=True, text=True, timeout=120)  # fmt: skip
    assert done.stderr.strip() == "set()"


def test_the_commands_import_nothing_before_they_are_called():
    names = "'nbgrader', 'requests', 'canvasapi', 'cryptography'"
    code = f"import sys, yourturn.commands; sys.exit(str({{{names}}} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stderr.strip() == "set()"
