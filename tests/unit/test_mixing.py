import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import mixing, ripplons, time_dependent_heat
from glasslib.spectrum import Spectrum

SHARP = ripplons.spectrum(200, 0.1)
OMEGA = SHARP.omega
DOMAIN = {"spectrum": SHARP}
RATE = time_dependent_heat.rate_coefficient(2e-6, 5.7e-4, 5.7e-4)


# ---- levels


@pytest.mark.parametrize("dressed", [1e-4, 0.02, 0.1])
def test_the_dressed_splitting_is_a_level_of_the_matrix(dressed):
    bare = mixing.bare_splitting(dressed, 0.01, **DOMAIN)
    levels = mixing.energy_levels(-bare, 0.0, 0.01, **DOMAIN)
    assert levels[0] == 0
    assert levels[1] == pytest.approx(dressed, rel=1e-10)


def test_a_level_that_is_shifted_below_zero_crosses():
    Sigma = mixing.level_shift(0.01, **DOMAIN)
    assert mixing.bare_splitting(0.0, 0.01, **DOMAIN) == pytest.approx(Sigma)
    levels = mixing.energy_levels(-0.5 * Sigma, 0.0, 0.01, **DOMAIN)
    assert levels[0] < 0
    assert levels[1] == pytest.approx(0, abs=1e-15)
    both = mixing.energy_levels(np.array([-0.5, 0.5]) * Sigma, 1e-3, 0.01, **DOMAIN)
    assert both.shape == (2, 10)


def test_the_slope_is_that_of_the_bare_splitting():
    up, down = (mixing.bare_splitting(0.05 + step, 0.01, **DOMAIN) for step in (1e-6, -1e-6))
    slope = mixing.bare_splitting_slope(0.05, 0.01, **DOMAIN)
    assert slope == pytest.approx((up - down) / 2e-6)


def test_the_amplitude_is_reduced_by_the_root_of_the_weight():
    # the splitting of two levels at the same place is the dressed amplitude
    Sigma = mixing.level_shift(0.003, **DOMAIN)
    levels = mixing.energy_levels(-Sigma, 1e-6, 0.003, **DOMAIN)
    dressed = mixing.dressed_amplitude(1e-6, 0.003, **DOMAIN)
    assert levels[1] - levels[0] == pytest.approx(dressed, rel=3e-5)


def test_the_mixing_constant_has_known_values():
    assert mixing.mixing_constant(**DOMAIN) == pytest.approx(231.2, abs=0.1)
    assert mixing.mixing_constant(**DOMAIN, kind="amplitude") == pytest.approx(716.3, abs=0.1)
    smaller = ripplons.spectrum(5.6**3, 0.1)
    assert mixing.mixing_constant(smaller) == pytest.approx(219, abs=0.1)


# ---- amplitudes


def test_self_consistent_amplitudes():
    B = np.array([100, 232, 300.0])
    dressed = mixing.self_consistent_amplitude(1.0, B)
    assert dressed == pytest.approx([0.18400, 0.13210, 0.11910], abs=1e-5)
    dressed = mixing.self_consistent_amplitude(0.3, 100)
    assert mixing.bare_amplitude(dressed, 100) == pytest.approx(0.3)
    quadratic = mixing.self_consistent_amplitude(0.3, 100, "quadratic")
    assert quadratic == pytest.approx(0.3 * (1 - 50 * quadratic**2))
    largest = mixing.self_consistent_amplitude(1e9, 100, "quadratic")
    assert largest == pytest.approx(np.sqrt(2 / 100))
    for law in ("exponential", "quadratic"):
        small = mixing.self_consistent_amplitude(1e-4, 100, law)
        assert small == pytest.approx(1e-4 * (1 - 50e-8), rel=1e-9)


def test_the_fraction_of_fast_centers_is_an_integral_up_to_the_shift():
    fraction = quad(lambda energy: np.exp(-energy / 4.4) / 4.4, 0, 0.02)[0]
    assert mixing.fast_fraction(0.02, 4.4) == pytest.approx(fraction)


def test_the_norm_counts_one_state():
    B, c, T_g, low, high = 100, 0.1, 4.4, 1e-3, 0.5
    A = mixing.amplitude_norm(B, c, T_g, low, high)
    total = quad(lambda D: A * high**c / D ** (1 + c) * (B * D**2 / T_g + 1), low, high)[0]
    assert total == pytest.approx(1)


# ---- the decay rate and the conductivity


def test_the_decay_rate_is_an_average():
    E, B, c = 0.01, 100.0, 0.1
    regular = quad(lambda x: x ** (1 - c) / np.sqrt(1 + x), 0, 1, weight="alg", wvar=(0, -0.5))[0]
    expected = np.pi / 3 / 200 * E * (1 / E) ** c * (B * E + regular)
    assert mixing.decay_rate(E, B, c, 200) == pytest.approx(expected)
    assert mixing.decay_rate(E, 0, 0, 200) == pytest.approx(np.pi / 3 / 200 * E)


def test_a_step_at_most_doubles_the_rate():
    E, B, c = 0.01, 100.0, 0.1

    def share(angle):
        u = np.sin(angle)
        # centers with ε̃ below BΔ² count twice
        return (2 if np.sqrt(1 - u**2) < B * E * u**2 else 1) * u ** (1 - c)

    edge = np.arcsin(np.sqrt(2 / (1 + np.sqrt(1 + 4 * (B * E) ** 2))))
    average = quad(share, 0, edge)[0] + quad(share, edge, np.pi / 2)[0]
    expected = np.pi / 3 / 200 * E**0.9 * average
    assert mixing.decay_rate(E, B, c, 200, fast="step") == pytest.approx(expected, rel=1e-6)
    plain = mixing.decay_rate(E, 0, c, 200)
    assert mixing.decay_rate(E, 1e6, c, 200, fast="step") == pytest.approx(2 * plain, rel=1e-3)
    assert mixing.conductivity_exponent(3e-3, 229, c, "step") == pytest.approx(1.97, abs=0.05)


def test_exponents_of_the_conductivity():
    assert mixing.conductivity_exponent(1e-2, 0, 0.1) == pytest.approx(2.1, abs=1e-6)
    assert mixing.conductivity_exponent(1e-2, 1e9, 0.1) == pytest.approx(1.1, abs=1e-6)
    window = mixing.conductivity_exponent(np.geomspace(1e-3, 1e-2, 50), 100, 0.1).mean()
    assert window == pytest.approx(1.648, abs=2e-3)


# ---- the heat capacity


def test_fast_centers_in_the_heat_capacity():
    slow = time_dependent_heat.heat_capacity(1e-2, 60.0, RATE, 0.1)
    fast = mixing.heat_capacity(1e-2, 60.0, RATE, 0.1, 100)
    assert fast / slow == pytest.approx(0.1, abs=5e-3)
    all_of_them = quad(lambda x: (x / 2 / np.cosh(x / 2)) ** 2 * x**0.9, 0, 60)[0]
    late = mixing.heat_capacity(1e-2, 1e6, RATE, 0.1, 100)
    assert late == pytest.approx(100 * 1e-2**1.9 * all_of_them, rel=1e-6)
    assert mixing.heat_capacity(1e-2, 1e-16, RATE, 0.1, 100) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize(
    "T, t, B", [(1e-2, 60.0, 100.0), (1e-2, 60.0, 229.0), (1e-3, 1e-5, 229.0), (5e-4, 2e-6, 229.0)]
)
def test_the_heat_of_the_step_is_an_integral_over_amplitudes_and_splittings(T, t, B):
    """Centers of amplitude Δ lie evenly below Σ = BΔ²; those take part that relax in time."""
    c = 0.1

    def of_amplitude(log_amplitude):
        amplitude = np.exp(log_amplitude)  # over T
        energy = lambda bias: np.hypot(bias, amplitude)
        in_time = lambda bias: (
            RATE * T**3 * t * amplitude**2 * energy(bias) / np.tanh(energy(bias) / 2) > 1
        )
        end = min(B * T * amplitude**2, 60.0)
        low, high = 0.0, end
        if not in_time(low):
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (low, middle) if in_time(middle) else (middle, high)
            low = high
        heat = lambda bias: (energy(bias) / 2 / np.cosh(energy(bias) / 2)) ** 2
        return amplitude**-c * quad(heat, low, end, epsrel=1e-10, limit=200)[0]

    logs = np.linspace(np.log(1e-5), np.log(60), 3001)
    direct = np.trapezoid([of_amplitude(log) for log in logs], logs) * T ** (1 - c)
    step = mixing.heat_capacity(T, t, RATE, c, B, "step")
    assert step == pytest.approx(direct, rel=1e-3)
    assert step < mixing.heat_capacity(T, t, RATE, c, B)
    assert step < time_dependent_heat.heat_capacity(T, t, RATE, c)


def test_fast_centers_as_from_the_matrix_hold_less_than_a_tenth_of_the_heat():
    counted = mixing.mixing_constant(SHARP)
    slow = time_dependent_heat.heat_capacity(1e-2, 60.0, RATE, 0.1)
    assert mixing.heat_capacity(1e-2, 60.0, RATE, 0.1, counted, "step") < 0.1 * slow
    assert mixing.heat_capacity(1e-2, 60.0, RATE, 0.1, counted) > 0.2 * slow  # the delta function
    assert mixing.heat_capacity(1e-2, 60.0, RATE, 0.1, 0, "step") == 0


@pytest.mark.parametrize("t", [1e-10, 1e-8, 1e-6, 1e-3, 60.0])
@pytest.mark.parametrize("c", [0.0, 0.1, 0.7])
def test_the_heat_capacity_is_an_integral_over_the_splittings_that_relax_in_time(t, c):
    T = 1e-2

    def share(x):
        taking_part = RATE * (x * T) ** 3 / np.tanh(x / 2) * t
        return x ** (1 - c) * (x / 2 / np.cosh(x / 2)) ** 2 if taking_part > 1 else 0.0

    low, high = 1e-9, 60.0
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (low, middle) if share(middle) else (middle, high)
    integral = quad(share, high, 60.0, epsabs=0, epsrel=1e-10, limit=200)[0]
    expected = 100 * T ** (2 - c) * integral
    assert mixing.heat_capacity(T, t, RATE, c, 100) == pytest.approx(expected, rel=1e-9)


# ---- arrays and refusals


def test_each_element_is_as_if_it_were_alone():
    x = np.array([1e-4, 3e-3, 0.02, 0.1])
    B, c = np.array([0.0, 1.0, 100.0, 1e4]), np.array([0.0, 0.1, 0.5, 0.9])
    t = np.array([1e-12, 1e-8, 1e-3, 1e4])
    for function, arguments in (
        (lambda y: mixing.bare_splitting(y, 0.01, SHARP), (x,)),
        (lambda y: mixing.bare_splitting_slope(y, 0.01, SHARP), (x,)),
        (lambda e: mixing.energy_levels(e, 1e-3, 0.01, SHARP), (x - 0.05,)),
        (mixing.self_consistent_amplitude, (x, B + 1)),
        (lambda *element: mixing.decay_rate(*element, 200, fast="step"), (x, B, c)),
        (mixing.conductivity_exponent, (x, B, c)),
        (lambda *element: mixing.conductivity_exponent(*element, fast="step"), (x, B, c)),
        (lambda T, t, c, B: mixing.heat_capacity(T, t, RATE, c, B), (x, t, c, B)),
    ):
        alone = np.array([function(*element) for element in zip(*arguments, strict=True)])
        assert function(*arguments) == pytest.approx(alone, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: mixing.bare_splitting(0.2, 0.01, **DOMAIN), "dressed_splitting"),
        (lambda: mixing.bare_splitting(0.0, 0, **DOMAIN), "amplitude"),
        (lambda: mixing.bare_splitting_slope(-1, 0.01, **DOMAIN), "dressed_splitting"),
        (lambda: mixing.level_shift(0, **DOMAIN), "amplitude"),
        (lambda: mixing.energy_levels(0.1, -1, 0.01, **DOMAIN), "Delta"),
        (lambda: mixing.energy_levels(np.inf, 0, 0.01, **DOMAIN), "epsilon"),
        (
            lambda: mixing.energy_levels(0.1, 0, 0.01, Spectrum(np.arange(1, 1002), np.ones(1001))),
            "spectrum",
        ),
        (lambda: mixing.dressed_amplitude(0, 0.01, **DOMAIN), "Delta"),
        (lambda: mixing.bare_amplitude(0, 1), "dressed"),
        (lambda: mixing.self_consistent_amplitude(1, 0), "B"),
        (lambda: mixing.self_consistent_amplitude(1, 1, "cubic"), "law"),
        (lambda: mixing.mixing_constant(Spectrum(-OMEGA, SHARP.degeneracy)), "omega"),
        (lambda: mixing.mixing_constant(OMEGA), "spectrum"),
        (lambda: mixing.mixing_constant(**DOMAIN, kind="all"), "kind"),
        (lambda: mixing.fast_fraction(0, 1), "shift"),
        (lambda: mixing.amplitude_norm(1, 1, 1, 0.1, 1), "c"),
        (lambda: mixing.amplitude_norm(1, 0.1, 0, 0.1, 1), "reduced_T_g"),
        (lambda: mixing.amplitude_norm(1, 0.1, 1, 1, 0.1), "highest"),
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
