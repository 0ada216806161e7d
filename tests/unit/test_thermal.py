import mpmath
import numpy as np
import pytest

from glasslib import thermal

X = np.array([1e-8, 1e-3, 0.1, 1.0, 2.4, 10.0, 80.0, 300.0, 600.0])
BOTH_SIGNS = np.concatenate([-X, [0.0], X])
FUNCTIONS = [thermal.bose, thermal.einstein, thermal.fermi, thermal.fermi_slope, thermal.schottky]
of_either_sign = pytest.mark.parametrize("function", FUNCTIONS[2:])


def with_mpmath(function, x):
    """Values of a function to fifty digits."""
    with mpmath.workdps(50):
        return [float(function(mpmath.mpf(float(value)))) for value in x]


def test_oscillators_are_accurate():
    assert thermal.bose(X) == pytest.approx(
        with_mpmath(lambda x: 1 / mpmath.expm1(x), X), rel=1e-13, abs=0
    )
    assert thermal.einstein(X) == pytest.approx(
        with_mpmath(lambda x: (x / 2 / mpmath.sinh(x / 2)) ** 2, X), rel=1e-12, abs=0
    )


def test_two_states_are_accurate():
    for function, exact in (
        (thermal.fermi, lambda x: 1 / (mpmath.exp(x) + 1)),
        (thermal.fermi_slope, lambda x: 1 / (2 * mpmath.cosh(x / 2)) ** 2),
        (thermal.schottky, lambda x: (x / 2 / mpmath.cosh(x / 2)) ** 2),
    ):
        expected = with_mpmath(exact, BOTH_SIGNS)
        assert function(BOTH_SIGNS) == pytest.approx(expected, rel=1e-12, abs=0)


def test_limits_of_small_energies():
    assert thermal.bose(1e-300) == pytest.approx(1e300)
    assert thermal.einstein(1e-300) == 1
    assert thermal.fermi(0.0) == 0.5
    assert thermal.fermi_slope(0.0) == 0.25
    assert thermal.schottky(0.0) == 0
    assert thermal.schottky(1e-8) == pytest.approx(0.25e-16, rel=1e-12, abs=0)


@pytest.mark.parametrize("x", [701.0, 1e4, 1e200, 1e308])
def test_large_energies_do_not_overflow(x):
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        for function in FUNCTIONS:
            assert 0 <= function(x) < 1e-290
        assert thermal.fermi(-x) == 1
        assert 0 <= thermal.fermi_slope(-x) < 1e-290
        assert 0 <= thermal.schottky(-x) < 1e-290


def test_weights_beyond_x_max_are_negligible():
    for function in FUNCTIONS:
        assert function(thermal.X_MAX) < 1e-30


def test_relations_between_the_functions():
    assert thermal.einstein(X) == pytest.approx(
        X**2 * thermal.bose(X) * (1 + thermal.bose(X)), rel=1e-12, abs=0
    )
    assert thermal.fermi(X) + thermal.fermi(-X) == pytest.approx(np.ones(X.size), rel=1e-15)
    assert thermal.fermi_slope(X) == pytest.approx(
        thermal.fermi(X) * thermal.fermi(-X), rel=1e-12, abs=0
    )


@of_either_sign
@pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf, "cold", None])
def test_what_is_no_finite_number_is_refused(function, x):
    with pytest.raises(ValueError, match="^x must"):
        function(x)


@pytest.mark.parametrize("function", FUNCTIONS[:2])
@pytest.mark.parametrize("x", [0.0, -1.0, np.nan])
def test_the_energy_of_a_quantum_must_be_positive(function, x):
    with pytest.raises(ValueError, match="^x must"):
        function(x)


def test_gauss_legendre_is_exact_for_polynomials_of_degree_below_twice_the_points():
    node, weight = thermal.gauss_legendre(-1.0, 3.0, 6)
    assert np.all((node > -1) & (node < 3)) and np.all(weight > 0)
    for power in range(12):
        exact = (3 ** (power + 1) - (-1) ** (power + 1)) / (power + 1)
        assert weight @ node**power == pytest.approx(exact, rel=1e-13)
    # of degree 12 the error is (b−a)¹³(6!)⁴/13(12!)³ times the derivative 12!
    error = 4**13 * 720**4 / (13 * 479001600.0**2)
    assert (3**13 + 1) / 13 - weight @ node**12 == pytest.approx(error, rel=1e-6)
