from yourturn.report.likeness import Likeness

OWN = "rates = [claims / days for claims, days in table]\nworst = max(rates, key=abs)\n"
OTHER = OWN + "spread = worst - min(rates)  # mine\nresult = spread ** 2 / len(rates)\n"
USUAL = "mean = sum(values) / len(values)\ncentred = [v - mean for v in values]\nlargest = max(v)\n"


def test_shared_rare_lines_stand_out_and_usual_ones_do_not(work, results):
    works = [work(f"s{n}", code=USUAL) for n in range(10)]
    works += [
        work("ada", code=OTHER),
        work("bob", code=OTHER.replace("# mine", "# bob's").replace(" - ", "-")),
    ]
    (pair,) = Likeness(results(*works)).pairs()
    assert (pair.one, pair.other, len(pair.shared)) == ("ada", "bob", 4)
    assert pair.percent == 100


def test_what_everybody_was_given_is_nobodys_own(work, results):
    works = [work(name, code=OTHER) for name in ("ada", "bob")]
    assert Likeness(results(*works, released=OTHER)).pairs() == []


def test_code_that_is_no_python_is_compared_line_by_line(work, results):
    broken = "def (\n" + OTHER
    (pair,) = Likeness(results(*(work(n, code=broken) for n in ("ada", "bob")))).pairs()
    assert len(pair.shared) == 4


def test_any_two_can_be_compared(work, results):
    likeness = Likeness(results(work("ada", code=OTHER), work("bob", code=USUAL)))
    assert likeness.percent("ada", "ada") == 100
    assert likeness.percent("ada", "bob") < 60
