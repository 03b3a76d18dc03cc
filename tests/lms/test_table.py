import pytest

from yourturn.lms.table import TOTAL, Item, Learner, Reckoning, Score, Status, Table

ITEM = Item("a", 8.0)


def score(raw: float, penalty: float = 0.0, status: Status = Status.GRADED) -> Score:
    return Score(status, 8.0, raw, penalty)


@pytest.mark.parametrize(
    ("reckoning", "given", "value"),
    [
        (Reckoning(), score(6, 2), 4),
        (Reckoning(), score(1, 3), 0),
        (Reckoning(after_penalty=False), score(6, 2), 6),
        (Reckoning(percent=True), score(6, 2), 50),
        (Reckoning(), score(0, status=Status.MISSING), None),
        (Reckoning(missing_is_zero=True), score(0, status=Status.MISSING), 0),
        (Reckoning(missing_is_zero=True), score(5, status=Status.PENDING), None),
        (Reckoning(missing_is_zero=True), score(5, status=Status.EXCUSED), None),
    ],
)
def test_only_what_is_graded_becomes_a_number(reckoning, given, value):
    assert reckoning.value(given, ITEM) == value


def test_an_item_without_points_is_worth_what_was_given():
    assert Reckoning(percent=True).value(Score(Status.GRADED, 0.0, 2.0), Item("bonus", 0)) == 2


@pytest.mark.parametrize(
    ("scores", "status", "value"),
    [
        ([score(6), score(2)], Status.GRADED, 8),
        ([score(6), score(0, status=Status.PENDING)], Status.PENDING, None),
        ([score(6), score(0, status=Status.MISSING)], Status.GRADED, 6),
        ([score(0, status=Status.MISSING)] * 2, Status.MISSING, None),
        ([score(0, status=Status.EXCUSED)] * 2, Status.EXCUSED, None),
        # 4 of the 8 points that were asked of this student are 8 of 16.
        ([score(4), score(0, status=Status.EXCUSED)], Status.GRADED, 8),
        # A penalty above one assignment's score takes nothing from the other.
        ([score(6), score(1, 5)], Status.GRADED, 6),
    ],
)
def test_the_total_counts_what_counts(scores, status, value):
    items = (Item("a", 8.0), Item("b", 8.0))
    learner = Learner("amy")
    table = Table(
        (learner,), items, {("amy", i.name): s for i, s in zip(items, scores, strict=True)}
    )
    total = table.with_total(only=True)
    assert [(item.name, item.max_score) for item in total.items] == [(TOTAL, 16)]
    assert total.score(learner, total.items[0]).status is status
    assert Reckoning().value(total.score(learner, total.items[0]), total.items[0]) == value


def test_names():
    assert str(Learner("amy", "Amy", "Adams")) == "Amy Adams (amy)"
    assert (str(Learner("amy")), Learner("amy").sortable_name) == ("amy", "amy")
