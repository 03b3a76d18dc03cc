"""Whether this environment holds what the package needs, in the versions that it needs."""

from functools import cache
from importlib import metadata

from packaging.requirements import Requirement

from yourturn.errors import MachineError


def wrong() -> tuple[str, ...]:
    """Say of every package that is missing or of another version what mends it."""
    found = []
    for requirement in map(Requirement, metadata.requires("yourturn") or ()):
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            version = ""
        if not version or not requirement.specifier.contains(version, prereleases=True):
            has = f"is {version}" if version else "is not installed"
            wanted = f"{requirement.name}{requirement.specifier}"
            found.append(f"{requirement.name} {has}; `pip install '{wanted}'` mends it.")
    return tuple(found)


@cache
def check() -> None:
    """Raise `MachineError` where anything is wrong; called before the first submission is run.

    With other versions right work can come out otherwise, or fail, and nobody would know why.
    """
    reasons = wrong()
    if reasons:
        raise MachineError(" ".join(reasons))
