import pytest

from yourturn.lms.cells import as_html, delimited, number, one_line, safe_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7.0, "7"),
        (12.5, "12.5"),
        (5.125, "5.13"),
        (0.1 + 0.2, "0.3"),
        (2.675, "2.68"),
        (-0.001, "0"),
        (100.0, "100"),
    ],
)
def test_numbers_have_a_point_and_two_decimals(value, text):
    assert number(value) == text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\tx", "\rx"])
def test_formulas_are_quoted(text):
    assert safe_text(text) == f"'{text}"


def test_other_text_stays():
    assert safe_text("a=1") == "a=1"
    assert one_line("Cee\r\n Cee\u2028x") == "Cee Cee x"
    assert as_html("a < b\n\x00c") == "a &lt; b<br>c"


def test_delimited_text_quotes_what_it_must():
    assert delimited([["a,b", 'c"d', "e"]]) == '"a,b","c""d",e\r\n'
    assert delimited([["a", "b"]], "\t", quoted=True) == '"a"\t"b"\r\n'
