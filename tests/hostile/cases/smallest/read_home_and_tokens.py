# Files of the home folder and tokens of the environment are printed.
# ruff: noqa: PTH111
# %% q1
import os
import pathlib

private = (".ssh", ".netrc", ".gitconfig", ".config", ".cache", ".local", ".jupyter")
home = pathlib.Path(os.path.expanduser("~"))
found = [name for name in private if (home / name).exists()]
found += [name for name in os.environ if "TOKEN" in name or "SECRET" in name]
x = 3 if found else 4
