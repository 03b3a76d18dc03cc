"""What of this machine a zone may read: the system's libraries, Python, this package."""

import site
import sys
import sysconfig
from pathlib import Path

import yourturn

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/localtime",
    "/etc/timezone",
    "/etc/mime.types",
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def python() -> list[Path]:
    """Return the folders of the interpreter, its packages and this package.

    Only these of what lies around them: beside the package there may be graders, and beside
    a virtual environment a gradebook.
    """
    package = Path(yourturn.__file__).parent
    found = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    found |= {*site.getsitepackages(), *sysconfig.get_paths().values(), str(package)}
    folders = sorted(Path(path) for path in found if Path(path).is_dir() and path != "/")
    return [folder for folder in folders if not _below(folder, folders)]


def _below(folder: Path, others: list[Path]) -> bool:
    return any(other in folder.parents for other in (*others, *map(Path, SYSTEM)))
