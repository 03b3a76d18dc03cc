from yourturn.lms.people import Person, match, same_name
from yourturn.lms.table import Learner


def found(learners, people):
    matching = match(learners, people, "the platform")
    return {who: person.key for who, person in matching.people.items()}, matching.unmatched


def test_the_stored_id_comes_before_everything_else():
    people = [Person("7", ids=("ben",)), Person("8", ids=("7",), email="ben@x.org")]
    learner = Learner("ben", email="BEN@x.org", lms_user_id="7")
    assert found([learner], people) == ({"ben": "7"}, {})
    assert found([Learner("ben", lms_user_id="unknown there")], people) == ({"ben": "7"}, {})
    assert found([Learner("b", email="BEN@x.org")], people) == ({"b": "8"}, {})


def test_a_name_is_a_hint_and_never_a_match():
    people = [Person("7", first_name="Ben", last_name="Bitdiddle")]
    matched, unmatched = found([Learner("ben", "ben", "Bitdiddle")], people)
    assert matched == {}
    assert "goes by 'ben'. Perhaps Ben Bitdiddle (7)? Store" in unmatched["ben"]


def test_one_address_for_two_people_matches_neither():
    people = [Person("7", email="x@x.org"), Person("8", email="x@x.org")]
    matched, unmatched = found([Learner("ben", email="x@x.org")], people)
    assert matched == {}
    assert unmatched["ben"].startswith("ben could be 7 and 8 on the platform")


def test_two_students_for_one_person_are_both_left_alone():
    learners = [Learner("ben", lms_user_id="7"), Learner("7"), Learner("amy", lms_user_id="9")]
    matched, unmatched = found(learners, [Person("7"), Person("9")])
    assert matched == {"amy": "9"}
    assert sorted(unmatched) == ["7", "ben"]
    assert "ben and 7 would both be '7'" in unmatched["ben"]


def test_names_are_the_same_in_any_order_and_case():
    assert same_name("Bitdiddle, Ben", "ben bitdiddle")
    assert same_name("O'Neil Ann", "Ann O’Neil")
    assert not same_name("Jürgen Groß", "Jurgen Gros")
