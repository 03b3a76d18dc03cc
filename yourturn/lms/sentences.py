"""What is said of scores that are not sent and of items that do not fit, by file or network."""

from collections.abc import Sequence

from yourturn.lms.table import Item, Learner

_MAX_NAMED = 20


def stopped(what: str, problems: Sequence[str]) -> str:
    """That nothing happened, with everything that stands against it."""
    listed = "\n".join(f"- {problem}" for problem in problems)
    return f"{what}\n{listed}\nCorrect this, or leave it out: --leave-out."


def waits(learner: Learner, item: Item) -> str:
    """That a submission is pending."""
    return f"{learner}, {item.name}: waits for a person, nothing is sent."


def is_excused(learner: Learner, item: Item, platform: str, way: str) -> str:
    """That the platform cannot be told in this way that somebody is excused."""
    return (
        f"{learner}, {item.name}: is excused, which {platform} cannot be told {way}; mark it there."
    )


def handed_in_nothing(learners: Sequence[Learner], item: Item) -> list[str]:
    """Who is missing from an item, in one line, or in none."""
    if not learners:
        return []
    named = ", ".join(str(learner) for learner in learners[:_MAX_NAMED])
    more = f" and {len(learners) - _MAX_NAMED} more" if len(learners) > _MAX_NAMED else ""
    return [f"{item.name}: nothing is sent for who handed in nothing, {named}{more}."]


def several_items(item: Item, names: Sequence[str], platform: str) -> str:
    """That a title may mean several items there."""
    listed = ", ".join(repr(name) for name in names)
    return (
        f"{item.name} could be any of {listed} on {platform}; say which in "
        "c.LearningPlatform.titles."
    )


def other_maximum(item: Item, maximum: float, there: str, out_of: float, platform: str) -> str:
    """That an item is out of other points there."""
    return (
        f"{there!r} is out of {out_of:g} on {platform}, but {item.name} is sent out of "
        f"{maximum:g}. Set it to {maximum:g} there, or send per cent to an item out of 100 "
        "(--unit percent)."
    )
