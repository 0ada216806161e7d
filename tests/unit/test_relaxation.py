import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import norm

from glasslib import liquid, relaxation

TAILS = ("gaussian", "truncated")


def test_the_spread_follows_from_fluctuations_of_the_entropy():
    # a region of N* beads with heat capacity Δc_p each; F‡ ∝ 1/s_c
    gamma, s_c, jump = 11.3, 0.82, 1.3
    beads = (gamma / s_c) ** 2
    assert relaxation.barrier_spread(liquid.strength(gamma, jump)) == pytest.approx(
        np.sqrt(jump / beads) / s_c
    )


@pytest.mark.parametrize("width", [0.3, 2.0, 6.0, 15.0, 40.0])
@pytest.mark.parametrize("log_time", [-6.0, 0.0, 3.0])
def test_the_decay_is_an_average_over_a_normal_distribution(width, log_time):
    def average(low, high):
        return quad(
            lambda x: norm.pdf(x) * np.exp(-np.exp(log_time - width * x)),
            low,
            high,
            epsabs=1e-12,
            limit=200,
        )[0]

    slow, fast = average(0, 9), average(-9, 0)
    assert relaxation.averaged_decay(log_time, width) == pytest.approx(fast + slow, abs=1e-9)
    assert relaxation.averaged_decay(log_time, width, "truncated") == pytest.approx(
        fast + np.exp(-np.exp(log_time)) / 2, abs=1e-9
    )


@pytest.mark.parametrize("tail", TAILS)
def test_the_decay_falls_from_one_to_zero_and_overflows_nowhere(tail):
    decay = relaxation.averaged_decay(np.linspace(-200, 2000, 500), 8.0, tail)
    assert decay[0] == pytest.approx(1) and decay[-1] == pytest.approx(0, abs=1e-12)
    assert np.all(np.diff(decay) <= 0)


@pytest.mark.parametrize("tail", TAILS)
def test_the_exponent_spans_the_same_two_heights(tail):
    D = 20.0
    beta = relaxation.stretching_exponent(D, 1e17, tail)
    width = np.log(1e17) * relaxation.barrier_spread(D)

    def log_time_at(height):
        def above(log_time):
            return relaxation.averaged_decay(log_time, width, tail) - height

        return brentq(above, -40, 40, xtol=1e-13)

    exponential = np.log(-np.log(0.1)) - np.log(-np.log(0.9))
    assert beta == pytest.approx(exponential / (log_time_at(0.1) - log_time_at(0.9)), rel=1e-12)


@pytest.mark.parametrize("tail", TAILS)
def test_a_strong_liquid_relaxes_exponentially(tail):
    assert relaxation.stretching_exponent(1e7, 1e17, tail) == pytest.approx(1, abs=2e-3)
    assert np.all(np.diff(relaxation.stretching_exponent(np.geomspace(2, 1e3, 20), 1e17, tail)) > 0)


def test_stretching_where_it_was_checked():
    # recipe values of a second computation, from straight lines through ln(-ln φ)
    assert relaxation.stretching_exponent([10.0, 20.0, 50.0, 100.0], 1e17) == pytest.approx(
        [0.190, 0.264, 0.398, 0.523], abs=0.005
    )
    assert np.all(
        relaxation.stretching_exponent([10.0, 100.0], 1e17, "truncated")
        > relaxation.stretching_exponent([10.0, 100.0], 1e17)
    )


def test_the_glass_relaxes_like_the_liquid_at_the_transition_and_with_a_part_of_its_slope_below():
    E, x, step = 90.0, 0.4, 1e-6
    assert relaxation.log_glass_rate(1.0, E, x) == pytest.approx(-E)
    slope = (
        relaxation.log_glass_rate(1 / (1 + step), E, x) - relaxation.log_glass_rate(1.0, E, x)
    ) / step
    assert slope == pytest.approx(-x * E, rel=1e-6)
    # without nonlinearity there is no dependence on the temperature
    assert relaxation.log_glass_rate(0.8, E, 0.0) == pytest.approx(-E)


def test_fragility_and_nonlinearity_are_inverse():
    assert relaxation.fragility_of_nonlinearity(np.array([0.25, 1.0])) == pytest.approx([76, 19])
    assert relaxation.fragility_of_nonlinearity(0.5, product=17) == pytest.approx(34)


def test_a_deep_quench_by_integrating_the_heat_capacity():
    q = 1.24
    excess = quad(lambda T: 1 / T, 1 / q, 1)[0]  # Δc_p ∝ 1/T, T in T_g
    counted = quad(lambda T: 1 / T**2, 1 / q, 1)[0]
    assert relaxation.m_times_x(q, 1e17) == pytest.approx(17 * counted / excess)
    assert relaxation.m_times_x(1 + 1e-9, 1e17) == pytest.approx(17)


@pytest.mark.parametrize("tail", TAILS)
def test_each_element_is_as_if_it_were_alone(tail):
    D, timescale_ratio = np.array([[1.5], [20.0], [1e4]]), np.array([1e3, 1e17, 1e29])
    beta = relaxation.stretching_exponent(D, timescale_ratio, tail)
    alone = [
        [relaxation.stretching_exponent(d, ratio, tail) for ratio in timescale_ratio]
        for d in D[:, 0]
    ]
    assert beta == pytest.approx(np.array(alone), rel=1e-12)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: relaxation.barrier_spread(0), "D"),
        (lambda: relaxation.averaged_decay(0, 0), "width"),
        (lambda: relaxation.averaged_decay(0, 60), "width"),
        (lambda: relaxation.averaged_decay(np.nan, 1), "log_time"),
        (lambda: relaxation.averaged_decay(0, 1, "fat"), "tail"),
        (lambda: relaxation.stretching_exponent(0.5, 1e17), "D"),
        (lambda: relaxation.stretching_exponent(10, 1), "timescale_ratio"),
        (lambda: relaxation.stretching_exponent(10, 1e17, "fat"), "tail"),
        (lambda: relaxation.log_glass_rate(0, 90, 0.5), "T"),
        (lambda: relaxation.log_glass_rate(1, 0, 0.5), "activation"),
        (lambda: relaxation.log_glass_rate(1, 90, 1.5), "x"),
        (lambda: relaxation.fragility_of_nonlinearity(0), "x"),
        (lambda: relaxation.fragility_of_nonlinearity(1.01), "x"),
        (lambda: relaxation.fragility_of_nonlinearity(0.5, 0), "product"),
        (lambda: relaxation.m_times_x(1, 1e17), "q"),
        (lambda: relaxation.m_times_x(1.2, 1), "timescale_ratio"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
