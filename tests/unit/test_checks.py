import numpy as np
import pytest

from glasslib.checks import InvalidArgument, check_choice, check_range


def test_a_value_in_range_comes_back():
    assert check_range("x", 2) == 2.0
    assert check_range("x", [1, 2]).tolist() == [1.0, 2.0]
    assert check_range("x", 0, 0, 1, closed=True) == 0.0


@pytest.mark.parametrize("value", [0, -1, np.inf, np.nan, [1, -2], "1 kelvin", None, 1j])
def test_a_value_out_of_range_is_refused_by_name(value):
    with pytest.raises(ValueError, match="temperature must"):
        check_range("temperature", value)


def test_the_message_names_the_value_and_the_range():
    with pytest.raises(InvalidArgument, match=r"lindemann_ratio must lie in \(0, 0.342\), got 0.5"):
        check_range("lindemann_ratio", [0.1, 0.5], high=0.342)


def test_a_notebook_shows_one_line():
    assert InvalidArgument("x must be y")._render_traceback_() == ["x must be y"]


def test_a_choice_is_one_of_the_choices():
    assert check_choice("planck", "h", ("h", "hbar")) == "h"
    with pytest.raises(ValueError, match="planck must be one of 'h', 'hbar', got 'h/2'"):
        check_choice("planck", "h/2", ("h", "hbar"))
