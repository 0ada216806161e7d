import numpy as np
import pytest

from glasslib.numerics import bisect


@pytest.mark.parametrize("square", [1e-6, 0.5, 2.0, 1e4])
def test_bisection_finds_a_square_root(square):
    root = bisect(lambda x: square - x**2, 0.0, 200.0)
    assert root == pytest.approx(np.sqrt(square), rel=1e-12)
    assert np.ndim(root) == 0


def test_each_element_is_as_if_it_were_alone():
    target, high = np.array([[0.1], [3.0]]), np.array([2.0, 10.0, 1e3])
    roots = bisect(lambda x: target - x**3, np.zeros((2, 3)), np.broadcast_to(high, (2, 3)))
    assert roots.shape == (2, 3)
    for i in range(2):
        for j in range(3):
            one = target[i, 0]
            alone = bisect(lambda x, one=one: one - x**3, 0.0, high[j])
            assert roots[i, j] == alone == pytest.approx(np.cbrt(one), rel=1e-12)


def test_the_ends_broadcast():
    root = bisect(lambda x: 1 - x, 0.0, np.array([1.5, 4.0]))
    assert root == pytest.approx([1, 1], rel=1e-14)


def test_each_halving_gains_a_bit():
    for halvings in (1, 5, 20):
        root = bisect(lambda x: 1 / 3 - x, 0.0, 1.0, halvings=halvings)
        assert abs(root - 1 / 3) <= 0.5 ** (halvings + 1)


def test_a_jump_is_found_too():
    assert bisect(lambda x: np.where(x < 0.7, 1.0, -1.0), 0.0, 1.0) == pytest.approx(0.7, rel=1e-14)


def test_a_root_at_an_end_is_found():
    assert bisect(lambda x: -x, 0.0, 1.0) == pytest.approx(0, abs=1e-17)
    assert bisect(lambda x: 1 - x, 0.0, 1.0) == pytest.approx(1, rel=1e-15)
