import numpy as np
import pytest

from glasslib import droplet, liquid

GAMMA = droplet.wall_energy(0.1)


def test_the_entropy_vanishes_at_the_kauzmann_temperature_with_the_slope_of_the_jump():
    T_K, jump = 0.7, 1.3
    assert liquid.configurational_entropy(T_K + 1e-12, jump, T_K) == pytest.approx(0, abs=1e-11)
    assert liquid.configurational_entropy(1.0, jump, T_K) == pytest.approx(jump * 0.3 / T_K)


def test_a_wall_that_grows_with_temperature_gives_the_vogel_fulcher_law():
    T_K, jump = 0.7, 1.3
    T = np.linspace(0.8, 2, 30)
    s_c = liquid.configurational_entropy(T, jump, T_K)
    law = liquid.vogel_fulcher(T, liquid.strength(GAMMA, jump), T_K)
    assert liquid.log_relaxation_time(GAMMA * T, s_c, T) == pytest.approx(law)
    constant = liquid.log_relaxation_time(GAMMA, s_c, T)
    assert np.allclose(constant / law, T**-2.0)


@pytest.mark.parametrize("D", [3.0, 16.0, 200.0])
def test_the_glass_transition_is_where_the_relaxation_time_is_reached(D):
    T_K = liquid.kauzmann_temperature(D, 1e17)
    assert np.exp(liquid.vogel_fulcher(1.0, D, T_K)) == pytest.approx(1e17)
    s_c = liquid.configurational_entropy(1.0, GAMMA**2 / (4 * D), T_K)
    assert s_c == pytest.approx(droplet.entropy_at_glass_transition(GAMMA, 1e17))


def test_the_index_is_the_slope_of_the_law():
    D, step = 16.0, 1e-6
    T_K = liquid.kauzmann_temperature(D, 1e17)
    up, down = (liquid.vogel_fulcher(1 / (1 + s), D, T_K) for s in (step, -step))
    assert liquid.fragility_index(D, 1e17) == pytest.approx(
        (up - down) / (2 * step) / np.log(10), rel=1e-8
    )


def test_the_index_of_the_strongest_liquid_is_the_logarithm_of_the_time_scales():
    assert liquid.fragility_index(1e9, 1e17) == pytest.approx(17)
    assert np.all(np.diff(liquid.fragility_index(np.geomspace(1, 1e3, 20), 1e17)) < 0)


def test_strength_times_jump_is_universal():
    assert liquid.strength(GAMMA, np.array([0.5, 2.0])) * [0.5, 2.0] == pytest.approx(
        32.0937, rel=1e-5
    )


def test_just_above_the_temperature_of_divergence_the_time_is_finite():
    T = np.nextafter(0.7, 1)
    assert np.isfinite(liquid.vogel_fulcher(T, 10.0, 0.7))
    assert liquid.configurational_entropy(T, 1.3, 0.7) > 0


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: liquid.vogel_fulcher([0.5, 2], 10, 0.7), "T must lie above T_0 = 0.7, got 0.5"),
        (lambda: liquid.vogel_fulcher(0.7, 10, 0.7), "T must lie above T_0 = 0.7, got 0.7"),
        (
            lambda: liquid.vogel_fulcher(1.2, 30.0, np.array([0.8, 1.3])),
            r"T must lie above T_0 = 1.3, got 1.2$",
        ),
        (
            lambda: liquid.vogel_fulcher([0.9, 1.2], 30.0, [0.8, 1.3]),
            r"T must lie above T_0 = 1.3, got 1.2$",
        ),
        (
            lambda: liquid.configurational_entropy([[1.2], [2.0]], 1, [0.8, 1.3]),
            r"T must lie above T_K = 1.3, got 1.2$",
        ),
        (
            lambda: liquid.configurational_entropy(0.6, 1, 0.7),
            "T must lie above T_K = 0.7, got 0.6",
        ),
        (lambda: liquid.vogel_fulcher(2, 0, 0.7), "D must"),
        (lambda: liquid.vogel_fulcher(2, 1, 0), "T_0 must"),
        (lambda: liquid.vogel_fulcher(-2, 1, 0.5), "T must"),
        (lambda: liquid.configurational_entropy(1, 0, 0.7), "heat_jump must"),
        (lambda: liquid.configurational_entropy(1, 1, -0.7), "T_K must"),
        (lambda: liquid.log_relaxation_time(-1, 1), "gamma must"),
        (lambda: liquid.log_relaxation_time(1, 1, 0), "T must"),
        (lambda: liquid.strength(0, 1), "gamma must"),
        (lambda: liquid.strength(1, 0), "heat_jump must"),
        (lambda: liquid.kauzmann_temperature(0, 1e17), "D must"),
        (lambda: liquid.kauzmann_temperature(1, 1), "timescale_ratio must"),
        (lambda: liquid.fragility_index(0, 1e17), "D must"),
        (lambda: liquid.fragility_index(1, 0.5), "timescale_ratio must"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, words):
    with pytest.raises(ValueError, match=f"^{words}"):
        call()
