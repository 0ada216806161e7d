import math

import pytest

from glasslib.ledger.verdict import verdict


@pytest.mark.parametrize(
    "printed, computed",
    [
        ("5.8", 5.759),
        ("5.8", 5.85),
        ("32.", 32.0937),
        ("6e45", 6.04e45),
        ("3e-7", 2.66e-7),
        ("-0.4e-9", -0.42e-9),
        ("-3", -3.351),
        ("0", 0.4),
    ],
)
def test_a_value_that_rounds_to_the_print_agrees(printed, computed):
    assert verdict(printed, computed).agrees


@pytest.mark.parametrize(
    "printed, computed, words",
    [
        ("5.8", 5.70, "-1.7 %"),
        ("6e45", 6.6e45, "+10 %"),
        ("3e-7", 2.0e-9, "0.0067 times the print"),
        ("-0.4e-9", -0.88e-10, "0.22 times the print"),
        ("-0.4e-9", 0.4e-9, "-1 times the print"),
        ("0.1", 100, "1e+03 times the print"),
        ("0", 0.6, "off by 0.6"),
    ],
)
def test_a_value_that_does_not_round_to_the_print_is_told_how_far_it_is(printed, computed, words):
    outcome = verdict(printed, computed)
    assert not outcome.agrees and str(outcome) == words


def test_trailing_zeros_mean_what_digits_says():
    assert verdict("190", 190.97, digits=2).agrees
    assert not verdict("190", 190.97).agrees
    assert verdict("200", 190.97, digits=1).agrees
    assert not verdict("200", 190.97, digits=2).agrees


@pytest.mark.parametrize("printed, computed", [("1e45", 3.1e45), ("1e-2", 0.0032), ("-1e3", -900)])
def test_an_order_agrees_within_the_root_of_ten(printed, computed):
    assert verdict(printed, computed, "order").agrees


@pytest.mark.parametrize(
    "printed, computed", [("1e45", 3.3e45), ("1e-2", 0.0031), ("-1e3", 900), ("1e3", 0)]
)
def test_an_order_further_off_does_not(printed, computed):
    assert not verdict(printed, computed, "order").agrees


def test_an_order_may_state_its_factor():
    assert verdict("1", 5, "order", factor=6.0).agrees
    assert not verdict("1", 5, "order", factor=4.0).agrees


@pytest.mark.parametrize(
    "printed, computed", [("< 0.1", 0.0975), ("> 1e4", 3e4), ("> -2", -1), ("< -1e-9", -2e-9)]
)
def test_a_bound_that_holds(printed, computed):
    assert verdict(printed, computed, "bound").agrees


@pytest.mark.parametrize(
    "printed, computed, words",
    [
        ("< 0.1", 0.15, "outside the bound, +50 %"),
        ("> 1e4", 1e3, "outside the bound, 0.1 times the print"),
        ("> -2", -3, "outside the bound, +50 %"),
    ],
)
def test_a_bound_that_is_broken(printed, computed, words):
    outcome = verdict(printed, computed, "bound")
    assert not outcome.agrees and str(outcome) == words


@pytest.mark.parametrize(
    "printed, computed", [("1e2 to 1e5", 3600), ("-20 to -5", -7), ("1e2 to 1e5", 1e2)]
)
def test_a_range_that_holds(printed, computed):
    assert verdict(printed, computed, "range").agrees


@pytest.mark.parametrize(
    "printed, computed", [("1e2 to 1e5", 99), ("-20 to -5", -4), ("1e2 to 1e5", 2e5)]
)
def test_a_range_that_does_not(printed, computed):
    outcome = verdict(printed, computed, "range")
    assert not outcome.agrees and str(outcome).startswith("outside the range")


@pytest.mark.parametrize(
    "printed, computed, digits",
    [
        ("1/100", 0.0102, None),
        ("1/3", 0.3364, None),
        ("2", 2.28, None),
        ("5 %", 0.054, None),
        ("9/8", 1.125, 3),
        ("-1/2", -0.52, None),
    ],
)
def test_a_ratio_agrees_to_its_digits(printed, computed, digits):
    assert verdict(printed, computed, "ratio", digits).agrees


@pytest.mark.parametrize(
    "printed, computed, digits",
    [
        ("1/100", 0.0017, None),
        ("1/3", 0.4, None),
        ("2", 4.5, None),
        ("5 %", 0.15, None),
        ("9/8", 1.15, 3),
        ("-1/2", 0.5, None),
    ],
)
def test_a_ratio_that_does_not(printed, computed, digits):
    assert not verdict(printed, computed, "ratio", digits).agrees


@pytest.mark.parametrize("computed", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "printed, kind",
    [("1", "value"), ("< 1", "bound"), ("0 to 1", "range"), ("1", "order"), ("1", "ratio")],
)
def test_what_is_not_a_number_never_agrees(printed, kind, computed):
    assert not verdict(printed, computed, kind).agrees


@pytest.mark.parametrize(
    "printed, kind",
    [
        ("about 5", "value"),
        ("", "value"),
        ("0.1", "bound"),
        ("1e2", "range"),
        ("5 to 1", "range"),
        ("x", "order"),
        ("1/0", "ratio"),
        ("0", "ratio"),
    ],
)
def test_a_print_that_cannot_be_read_is_an_error(printed, kind):
    with pytest.raises(ValueError, match=f"printed must be readable as a {kind}"):
        verdict(printed, 1.0, kind)


def test_an_unknown_kind_is_an_error():
    with pytest.raises(ValueError, match="kind must be one of value, bound"):
        verdict("1", 1.0, "guess")


@pytest.mark.parametrize(
    "printed, computed, kind, words",
    [
        ("< 0.1", 0.0975, "bound", "within the bound, 0.97 times the print"),
        ("> 1e4", 3e4, "bound", "within the bound, 3 times the print"),
        ("1e1", 4.0, "order", "agrees in order of magnitude, 0.4 times the print"),
        (
            "1e2 to 1e5",
            200.0,
            "range",
            "within the range, 2 times its lower end, 0.002 times its upper end",
        ),
        ("0 to 1", 0.5, "range", "within the range, 0.5 times its upper end"),
    ],
)
def test_how_close_a_bound_an_order_and_a_range_are(printed, computed, kind, words):
    outcome = verdict(printed, computed, kind)
    assert outcome.agrees and str(outcome) == words
