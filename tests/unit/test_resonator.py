import numpy as np
import pytest
from scipy.constants import epsilon_0, hbar, k
from scipy.integrate import quad

from glasslib import resonator, scattering, tunneling

C = 3e-4


def test_resonant_loss_is_that_of_the_mean_free_path():
    omega, T = np.array([1e9, 1e11]), 0.3
    path = tunneling.mean_free_path(omega, T, 1e45, 1.6e-19, 2200.0, 4100.0)
    strength = 1e45 * 1.6e-19**2 / (2200.0 * 4100.0**2)
    loss = resonator.resonant_loss(omega, T, strength)
    assert loss == pytest.approx(4100.0 / (omega * path))


def bloch_absorption(detuning, drive, T_1, T_2):
    """Steady absorption of a two-level system that starts in its lower state, over the drive squared."""
    # dv/dt = Δu − v/T₂ + Ωw and so on, with w = −1 in equilibrium
    rates = np.array([[-1 / T_2, detuning, 0], [-detuning, -1 / T_2, drive], [0, -drive, -1 / T_1]])
    _, v, _ = np.linalg.solve(rates, [0, 0, 1 / T_1])
    return -v / drive


@pytest.mark.parametrize("ratio", [0.1, 1.0, 30.0])
def test_saturation_is_that_of_the_bloch_equations_summed_over_the_systems(ratio):
    T_1, T_2, coupling = 3e-6, 1e-6, 1.6e-19
    amplitude = np.sqrt(ratio) * resonator.critical_amplitude(coupling, T_1, T_2)
    drive = coupling * amplitude / hbar
    absorbed = [
        quad(
            lambda angle, drive=drive: (
                bloch_absorption(np.tan(angle) / T_2, drive, T_1, T_2) / np.cos(angle) ** 2
            ),
            -np.pi / 2,
            np.pi / 2,
        )[0]
        for drive in (drive, 1e-6 * drive)
    ]
    loss = [resonator.resonant_loss(1e10, 0.1, C, power) for power in (ratio, 0.0)]
    assert absorbed[0] / absorbed[1] == pytest.approx(loss[0] / loss[1], rel=1e-6)


def principal_value(omega, T):
    """P∫₀^∞ E [1 − tanh(E/2k_BT)]/(E² − ħ²ω²) dE, with energies in k_BT."""
    y = hbar * omega / (k * T)
    rest = lambda x: x * 2 / (np.exp(x) + 1) / (x + y)
    near, _ = quad(rest, 0, 2 * y, weight="cauchy", wvar=y, epsabs=1e-13)
    far, _ = quad(lambda x: rest(x) / (x - y), 2 * y, 2 * y + 80, limit=400, epsabs=1e-13)
    return near + far


@pytest.mark.parametrize("T", [0.02, 0.1, 0.3, 1.0, 10.0])
def test_the_shift_is_the_kramers_kronig_twin_of_the_loss(T):
    omega = 3.5e10
    shift = resonator.resonant_shift(omega, T, C)
    assert shift == pytest.approx(C * principal_value(omega, T), rel=1e-6, abs=1e-12)


def test_the_shift_rises_as_the_logarithm_and_dips_when_cold():
    omega = 3.5e10
    warm = resonator.resonant_shift(omega, [1000.0, 1000.0 * np.e], C)
    assert np.diff(warm) == pytest.approx([C], rel=1e-6)
    T = hbar * omega / k * np.geomspace(0.1, 1.0, 901)
    cold = resonator.resonant_shift(omega, T, C)
    assert cold.min() < 0 and T[cold.argmin()] == pytest.approx(0.45 * hbar * omega / k, rel=0.02)
    # the asymptotic series goes on where the digamma function ends
    both = hbar * omega / (2 * np.pi * k * 40.0) * np.array([0.9999999, 1.0000001])
    below, above = resonator.resonant_shift(omega, both, 1.0)
    assert below == pytest.approx(above, rel=1e-6, abs=0)
    assert resonator.resonant_shift(omega, 1e-9, 1.0) == pytest.approx(
        -((2 * np.pi * k * 1e-9 / (hbar * omega)) ** 2) / 24, rel=1e-6, abs=0
    )


RATE = 4e76


def summed(omega, T, real):
    """Relaxation of all systems, summed over their splittings and amplitudes one by one, over C."""

    def of(log_x, log_u):
        x, u = np.exp(log_x), np.exp(log_u)
        tau = np.tanh(x / 2) / (RATE * (k * T * x) ** 3) / u**2
        # (4g²/4k_BT) sech²(x/2)(ε/E)² of each; P̄ dE du/(u√(1 − u²)) systems; (ε/E)² = 1 − u²
        share = x / np.cosh(x / 2) ** 2 * np.sqrt(1 - u**2)
        return share * (1.0 if real else omega * tau) / (1 + (omega * tau) ** 2)

    log_x, log_u = np.linspace(-9, np.log(60), 900), np.linspace(-22, 0, 3000)
    values = of(log_x[:, None], log_u)
    return np.trapezoid(np.trapezoid(values, log_u), log_x)


@pytest.mark.parametrize("T", [0.005, 0.03, 0.2])
def test_relaxation_is_the_sum_over_splittings_and_amplitudes(T):
    omega = 2e4
    loss = resonator.relaxation_loss(omega, T, C, RATE)
    assert loss == pytest.approx(C * summed(omega, T, real=False), rel=2e-3)
    shift = resonator.relaxation_shift(omega, T, C, RATE)
    assert shift == pytest.approx(-C / 2 * summed(omega, T, real=True), rel=2e-3)


def test_one_system_softens_as_the_tunneling_model_says():
    E, epsilon, T, g, tau, omega = 3e-24, 2e-24, 0.15, 1.6e-19, 1e-6, 5e5
    one = tunneling.relative_sound_speed_shift(E, epsilon, T, omega, tau, g, 2200.0, 4100.0)
    modulus = (2 * g * epsilon / E) ** 2 / (4 * k * T * np.cosh(E / (2 * k * T)) ** 2)
    assert one == pytest.approx(
        -modulus / (2 * 2200.0 * 4100.0**2) / (1 + (omega * tau) ** 2), rel=1e-9
    )


def test_the_plateau_and_the_rise_to_it():
    T = np.array([0.3, 1.0, 3.0])
    assert resonator.relaxation_loss(2.0, T, C, RATE) == pytest.approx(
        np.full(3, resonator.loss_plateau(C)), rel=2e-3
    )
    # far below it the loss grows as T³/ω
    cold = resonator.relaxation_loss(2e4, [1e-4, 2e-4], C, RATE)
    assert cold[1] / cold[0] == pytest.approx(8, rel=1e-3)
    slower = resonator.relaxation_loss(1e4, 1e-4, C, RATE)
    assert slower / cold[0] == pytest.approx(2, rel=1e-3)


def test_loss_and_shift_of_relaxation_belong_together():
    # Kramers and Kronig: δM'(0)/M = (2/π) ∫ loss dω/ω, and δf/f is half of −δM'/M
    T = 0.05
    loss = lambda u: float(resonator.relaxation_loss(np.exp(u), T, 1.0, RATE))
    difference = resonator.relaxation_shift(1e3, T, 1.0, RATE) - resonator.relaxation_shift(
        1e9, T, 1.0, RATE
    )
    # a function that falls from ω to ω': −π/2 times the loss at the middle of a factor e, for slow changes
    u = np.linspace(np.log(1e-3), np.log(1e13), 3001)
    values = np.array([loss(v) for v in u])
    dispersion = lambda omega: np.trapezoid(
        np.where(
            np.abs(np.exp(u) - omega) < 1e-9 * omega,
            0.0,
            np.exp(2 * u) * (values - loss(np.log(omega))) / (np.exp(2 * u) - omega**2),
        ),
        u,
    )
    end = 1e13
    # ∫ ω'²/(ω'² − ω²) d ln ω' = ½ ln|(end² − ω²)/ω²|, with the part below the first point negligible
    tail = lambda omega: loss(np.log(omega)) * np.log((end**2 - omega**2) / omega**2) / 2
    predicted = -(dispersion(1e3 * 1.0005) + tail(1e3 * 1.0005)) / np.pi
    predicted += (dispersion(1e9 * 1.0005) + tail(1e9 * 1.0005)) / np.pi
    assert difference == pytest.approx(predicted, rel=5e-3)


def test_sound_rises_then_falls_as_logarithms():
    omega = 2e4
    shift = resonator.sound_speed_shift(omega, [1e-4, 2e-4, 1.0, 2.0], C, RATE)
    slopes = np.diff(shift)[[0, 2]] / np.log(2)
    assert slopes == pytest.approx([C, -C / 2], rel=0.02)


def test_the_shift_of_sound_is_that_of_all_systems_resonant_and_relaxing():
    omega, T = 3.5e10, 3.0
    wanted = C * principal_value(omega, T) - C / 2 * summed(omega, T, real=True)
    assert resonator.sound_speed_shift(omega, T, C, RATE) == pytest.approx(wanted, rel=2e-3)


def test_the_slope_with_the_frequency_is_that_of_the_sections_on_sound():
    # Section IV.G: C/2 for each factor e of the frequency, by relaxation
    shift = resonator.relaxation_shift([2e4, 2e4 * np.e], 1.0, 1 / 200, RATE)
    assert np.diff(shift) == pytest.approx(
        [scattering.log_frequency_slope_of_sound_speed(200.0)], rel=0.02
    )


def test_the_rate_is_that_of_the_tunneling_model():
    E, T = 3e-24, 0.2
    coefficient = resonator.relaxation_coefficient(1.6e-19, 2200.0, 4100.0)
    rate = tunneling.max_relaxation_rate(E, T, 1.6e-19, 2200.0, 4100.0)
    assert coefficient * E**3 / np.tanh(E / (2 * k * T)) == pytest.approx(rate)


def test_the_dielectric_twin_averages_over_directions():
    # p cosθ in place of g, ε₀ε_r in place of ρc_s²
    P, p, permittivity = 1e45, 3e-30, 4.0
    average, _ = quad(lambda c: c**2 * p**2, 0, 1)
    assert resonator.dielectric_strength(P, p, permittivity) == pytest.approx(
        P * average / (epsilon_0 * permittivity)
    )
