import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import mixing, ripplons, time_dependent_heat

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
DOMAIN = {"spectrum": SHARP}
RATE = time_dependent_heat.rate_coefficient(2e-6, 5.7e-4, 5.7e-4)


@pytest.mark.parametrize("shifted", [1e-4, 0.02, 0.1])
def test_the_shifted_level_is_one_of_the_matrix(shifted):
    bare = mixing.bare_splitting(shifted, 0.01, **DOMAIN)
    levels = mixing.energy_levels(-bare, 0.0, 0.01, **DOMAIN)
    assert levels[0] == 0
    assert levels[1] == pytest.approx(shifted, rel=1e-10)


def test_what_is_shifted_below_zero_crosses():
    Sigma = mixing.level_shift(0.01, **DOMAIN)
    assert mixing.bare_splitting(0.0, 0.01, **DOMAIN) == pytest.approx(Sigma)
    levels = mixing.energy_levels(-0.5 * Sigma, 0.0, 0.01, **DOMAIN)
    assert levels[0] < 0 and levels[1] == pytest.approx(0, abs=1e-15)
    both = mixing.energy_levels(np.array([-0.5, 0.5]) * Sigma, 1e-3, 0.01, **DOMAIN)
    assert both.shape == (2, 10)


def test_the_slope():
    up, down = (mixing.bare_splitting(0.05 + step, 0.01, **DOMAIN) for step in (1e-6, -1e-6))
    assert mixing.bare_splitting_slope(0.05, 0.01, **DOMAIN) == pytest.approx((up - down) / 2e-6)


def test_the_amplitude_carries_the_root_of_the_weight():
    # of two levels at the same place the splitting is the amplitude, dressed
    Sigma = mixing.level_shift(0.003, **DOMAIN)
    levels = mixing.energy_levels(-Sigma, 1e-6, 0.003, **DOMAIN)
    assert levels[1] - levels[0] == pytest.approx(mixing.dressed_amplitude(1e-6, 0.003, **DOMAIN), rel=3e-5)


def test_constants_where_they_were_checked():
    assert mixing.mixing_constant(**DOMAIN) == pytest.approx(231.2, abs=0.1)
    assert mixing.mixing_constant(**DOMAIN, of="amplitude") == pytest.approx(716.3, abs=0.1)
    assert mixing.mixing_constant(ripplons.mode_frequency(ripplons.ORDERS, 5.6**3, 0.1), ripplons.DEGENERACY) == pytest.approx(219, abs=0.1)


def test_self_consistent_amplitudes():
    B = np.array([100, 232, 300.0])
    assert mixing.self_consistent_amplitude(1.0, B) == pytest.approx([0.18400, 0.13210, 0.11910], abs=1e-5)
    assert mixing.bare_amplitude(mixing.self_consistent_amplitude(0.3, 100), 100) == pytest.approx(0.3)
    quadratic = mixing.self_consistent_amplitude(0.3, 100, "quadratic")
    assert quadratic == pytest.approx(0.3 * (1 - 50 * quadratic**2))
    assert mixing.self_consistent_amplitude(1e9, 100, "quadratic") == pytest.approx(np.sqrt(2 / 100))
    for law in ("exponential", "quadratic"):
        assert mixing.self_consistent_amplitude(1e-4, 100, law) == pytest.approx(1e-4 * (1 - 50e-8), rel=1e-9)


def test_the_share_of_fast_centers():
    assert mixing.fast_fraction(0.02, 4.4) == pytest.approx(quad(lambda e: np.exp(-e / 4.4) / 4.4, 0, 0.02)[0])


def test_the_norm_counts_one_state():
    B, c, T_g, low, high = 100, 0.1, 4.4, 1e-3, 0.5
    A = mixing.amplitude_norm(B, c, T_g, low, high)
    total = quad(lambda D: A * high**c / D ** (1 + c) * (B * D**2 / T_g + 1), low, high)[0]
    assert total == pytest.approx(1)


def test_the_decay_rate_is_an_average():
    E, B, c = 0.01, 100.0, 0.1
    regular = quad(lambda x: x ** (1 - c) / np.sqrt(1 + x), 0, 1, weight="alg", wvar=(0, -0.5))[0]
    expected = np.pi / 3 / 200 * E * (1 / E) ** c * (B * E + regular)
    assert mixing.decay_rate(E, B, c, 200) == pytest.approx(expected)
    assert mixing.decay_rate(E, 0, 0, 200) == pytest.approx(np.pi / 3 / 200 * E)


def test_a_step_at_most_doubles_the_rate():
    E, B, c = 0.01, 100.0, 0.1
    # centers with ε̃ below BΔ² count twice
    count = lambda u: 2 if np.sqrt(1 - u**2) < B * E * u**2 else 1
    edge = np.sqrt(2 / (1 + np.sqrt(1 + 4 * (B * E) ** 2)))
    parts = [(0, edge), (edge, 1)]
    twice = sum(quad(lambda v: count(np.sin(v)) * np.sin(v) ** (1 - c), np.arcsin(low), np.arcsin(high))[0] for low, high in parts)
    assert mixing.decay_rate(E, B, c, 200, fast="step") == pytest.approx(np.pi / 3 / 200 * E**0.9 * twice, rel=1e-6)
    plain = mixing.decay_rate(E, 0, c, 200)
    assert mixing.decay_rate(E, 1e6, c, 200, fast="step") == pytest.approx(2 * plain, rel=1e-3)
    assert mixing.conductivity_exponent(3e-3, 229, c, "step") == pytest.approx(1.97, abs=0.05)


def test_exponents_of_the_conductivity():
    assert mixing.conductivity_exponent(1e-2, 0, 0.1) == pytest.approx(2.1, abs=1e-6)
    assert mixing.conductivity_exponent(1e-2, 1e9, 0.1) == pytest.approx(1.1, abs=1e-6)
    window = mixing.conductivity_exponent(np.geomspace(1e-3, 1e-2, 50), 100, 0.1).mean()
    assert window == pytest.approx(1.648, abs=2e-3)


def test_fast_centers_in_the_heat_capacity():
    slow = time_dependent_heat.heat_capacity(1e-2, 60.0, RATE, 0.1)
    assert mixing.heat_capacity(1e-2, 60.0, RATE, 0.1, 100) / slow == pytest.approx(0.1, abs=5e-3)
    direct = quad(lambda x: (x / 2 / np.cosh(x / 2)) ** 2 * x**0.9, 0, 60)[0]
    assert mixing.heat_capacity(1e-2, 1e6, RATE, 0.1, 100) == pytest.approx(100 * 1e-2**1.9 * direct, rel=1e-6)
    assert mixing.heat_capacity(1e-2, 1e-16, RATE, 0.1, 100) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: mixing.bare_splitting(0.2, 0.01, **DOMAIN), "shifted"),
        (lambda: mixing.bare_splitting(0.0, 0, **DOMAIN), "amplitude"),
        (lambda: mixing.bare_splitting_slope(-1, 0.01, **DOMAIN), "shifted"),
        (lambda: mixing.level_shift(0, **DOMAIN), "amplitude"),
        (lambda: mixing.energy_levels(0.1, -1, 0.01, **DOMAIN), "Delta"),
        (lambda: mixing.energy_levels(np.inf, 0, 0.01, **DOMAIN), "epsilon"),
        (lambda: mixing.dressed_amplitude(0, 0.01, **DOMAIN), "Delta"),
        (lambda: mixing.bare_amplitude(0, 1), "dressed"),
        (lambda: mixing.self_consistent_amplitude(1, 0), "B"),
        (lambda: mixing.self_consistent_amplitude(1, 1, "cubic"), "law"),
        (lambda: mixing.mixing_constant(-SHARP), "omega"),
        (lambda: mixing.mixing_constant(**DOMAIN, of="all"), "of"),
        (lambda: mixing.fast_fraction(0, 1), "shift"),
        (lambda: mixing.amplitude_norm(1, 1, 1, 0.1, 1), "c"),
        (lambda: mixing.amplitude_norm(1, 0.1, 0, 0.1, 1), "reduced_T_g"),
        (lambda: mixing.decay_rate(0, 1, 0.1, 200), "E"),
        (lambda: mixing.decay_rate(1, -1, 0.1, 200), "B"),
        (lambda: mixing.conductivity_exponent(0, 1, 0.1), "T"),
        (lambda: mixing.decay_rate(1, 1, 0.1, 200, fast="both"), "fast"),
        (lambda: mixing.heat_capacity(0.1, 0, 1, 0.1, 1), "t"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
