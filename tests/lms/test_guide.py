"""docs/lms.md names every setting, format and collector, and nothing that is not there."""

import re
from pathlib import Path

import pytest

from yourturn.lms import collectors
from yourturn.lms.exporter import FORMATS, format_named
from yourturn.lms.settings import LearningPlatform

GUIDE = (Path(__file__).parents[2] / "docs" / "lms.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_every_explained_one_exists():
    named = set(re.findall(r"`c\.LearningPlatform\.(\w+)`", GUIDE))
    assert named == set(LearningPlatform.class_own_traits(config=True))
    used = set(re.findall(r"c\.LearningPlatform\.(\w+)", GUIDE))
    assert used <= set(LearningPlatform.class_own_traits(config=True))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_listed_with_its_plugin(name):
    plugin = format_named(name)
    assert f"| `{name}` | `{plugin.__module__}.{plugin.__name__}` |" in GUIDE


def test_every_collector_is_named():
    made = [name for name in vars(collectors) if name.endswith("Collector")]
    made.remove("DownloadCollector")
    assert len(made) == 4
    assert [name for name in made if name not in GUIDE] == []


@pytest.mark.parametrize(
    "heading",
    ["### By a file", "### Over the network", "### By a CSV file", "### By an XML file",
     "## Blackboard Learn", "## Brightspace (D2L)", "## LTI 1.3"],
)  # fmt: skip
def test_every_way_has_five_steps(heading):
    section = GUIDE.split(f"\n{heading}\n")[1].split("\n#")[0]
    assert re.findall(r"^(\d)\. ", section, re.MULTILINE) == list("12345")
