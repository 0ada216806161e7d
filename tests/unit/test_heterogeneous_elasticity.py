import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad

from glasslib import heterogeneous_elasticity as medium
from glasslib import phonons, tunneling
from glasslib.checks import InvalidArgument

W = np.concatenate([np.geomspace(1e-4, 0.1, 20), np.linspace(0.12, 2.3, 40)])


def by_quadrature(function):
    real, _ = quad(lambda x: function(x).real, 0, 1, epsabs=1e-12, limit=400)
    imaginary, _ = quad(lambda x: function(x).imag, 0, 1, epsabs=1e-12, limit=400)
    return real + 1j * imaginary


@pytest.mark.parametrize("disorder", [0.05, 0.2, 0.245])
@pytest.mark.parametrize("w", [0.2, 0.5, 0.9])
def test_the_self_energy_solves_its_equation_with_the_integral_done_numerically(disorder, w):
    found = medium.self_energy(w, disorder)
    integral = by_quadrature(lambda q: 3 * disorder * q**4 / (q**2 * (1 - found) - w**2))
    assert found == pytest.approx(integral, rel=1e-8)
    modes = by_quadrature(lambda q: 3 * q**2 / (q**2 * (1 - found) - w**2))
    assert medium.density_of_states(w, disorder) == pytest.approx(2 * w / np.pi * modes.imag)


def test_no_stiffness_solves_the_static_equation_beyond_the_critical_disorder():
    # s = 1 − γ/s has real solutions s = (1 ± √(1 − 4γ))/2 for γ ≤ 1/4
    for disorder in (0.01, 0.2, 0.2499):
        stiffness = medium.sound_speed(disorder) ** 2
        assert stiffness == pytest.approx(1 - disorder / stiffness, rel=1e-12)
        slow = medium.self_energy(1e-5, disorder)
        assert slow == pytest.approx(1 - stiffness, abs=1e-5)
    assert np.iscomplex(np.roots([1, -1, medium.CRITICAL_DISORDER + 1e-6])).all()
    assert medium.sound_speed(0.25 - 1e-12) == pytest.approx(1 / np.sqrt(2), rel=1e-5)
    with pytest.raises(InvalidArgument, match=r"^disorder must lie in \(0, 0.25\), got 0.25$"):
        medium.self_energy(0.1, 0.25)


@pytest.mark.parametrize("disorder", [0.02, 0.1, 0.2, 0.24, 0.249])
def test_moments_of_the_density_of_states(disorder):
    # one mode for each wave number; ⟨w²⟩ = ⟨k²⟩ and ⟨w⁴⟩ = ⟨k⁴⟩ + ⟨k²⟩ 3γ/5, from 1/w of the propagator
    w, weight, modes = medium._modes(disorder)
    assert weight @ modes == pytest.approx(1, abs=3e-4)
    assert weight @ (modes * w**2) == pytest.approx(3 / 5, abs=3e-4)
    assert weight @ (modes * w**4) == pytest.approx(3 / 7 + 9 * disorder / 25, abs=4e-4)


@pytest.mark.parametrize("disorder", [0.1, 0.24])
def test_the_self_energy_is_causal(disorder):
    # Kramers and Kronig: Re Σ(w) = (2/π) P∫ w' Im Σ(w')/(w'² − w²) dw', and Σ is zero far above
    grid = np.linspace(1e-5, 2.5, 16_001)
    imaginary = medium.self_energy(grid, disorder).imag
    for w in (0.1, 0.4, 0.9):
        own = medium.self_energy(w, disorder)
        smooth = (grid * imaginary - w * own.imag) / (grid**2 - w**2)
        rest = own.imag / 2 * np.log((2.5 - w) / (2.5 + w))
        assert 2 / np.pi * (np.trapezoid(smooth, grid) + rest) == pytest.approx(own.real, abs=2e-4)


@pytest.mark.parametrize("disorder", [0.01, 0.1, 0.2, 0.24])
def test_long_waves_are_those_of_debye_and_scatter_as_rayleigh_says(disorder):
    w = np.array([1e-4, 3e-4])
    speed = medium.sound_speed(disorder)
    assert medium.density_of_states(w, disorder) == pytest.approx(3 * w**2 / speed**3, rel=1e-4)
    assert medium.wave_number(w, disorder).real == pytest.approx(w / speed, rel=1e-4)
    assert medium.attenuation(w, disorder) / w**4 == pytest.approx(
        medium.rayleigh_coefficient(disorder), rel=1e-4
    )


def test_weak_disorder_scatters_as_the_golden_rule_says():
    # Im Σ = 3γ π ∫k⁴ δ(k² − w²)dk = (3π/2)γ w³, and 2 Im q = w Im Σ
    w, disorder = 0.3, 1e-5
    assert medium.self_energy(w, disorder).imag == pytest.approx(
        1.5 * np.pi * disorder * w**3, rel=1e-3
    )
    assert medium.attenuation(w, disorder) == pytest.approx(1.5 * np.pi * disorder * w**4, rel=1e-3)


def test_above_the_highest_frequency_nothing_is_left():
    assert medium.density_of_states([2.2, 5.0], 0.24) == pytest.approx([0, 0], abs=1e-12)
    assert (medium.density_of_states(W, 0.24) >= 0).all()
    assert (medium.self_energy(W, 0.24).imag >= -1e-12).all()


@pytest.mark.parametrize(
    ("disorder", "place", "height", "crossing"),
    [
        (0.1, 0.402, 1.15, 0.554),
        (0.2, 0.234, 1.48, 0.234),
        (0.24, 0.118, 1.83, 0.115),
        (0.245, 0.092, 1.91, 0.095),
        (0.2499, 0.0297, 2.08, 0.070),
    ],
)
def test_boson_peak_and_ioffe_regel_crossing(disorder, place, height, crossing):
    found = medium.boson_peak(disorder)
    assert found == pytest.approx((place, height), rel=6e-3)
    assert medium.ioffe_regel(disorder) == pytest.approx(crossing, rel=6e-3)
    q = medium.wave_number(medium.ioffe_regel(disorder), disorder)
    assert 1 / (2 * q.imag) == pytest.approx(2 * np.pi / q.real)
    around = found[0] * np.array([0.98, 1.0, 1.02])
    scaled = medium.density_of_states(around, disorder) / around**2
    assert scaled.argmax() == 1


def test_the_highest_boson_peak():
    # at γ = 1/4, 1 − Σ = ½ − i√1.5 w, and Debye's pole adds one: g/g_Debye → 1 + 2√3/π. For smaller γ this is reached
    # as ε/w² with ε = 1/4 − γ, and left as w²: the peak is at ε^{1/4}
    highest = 1 + 2 * np.sqrt(3) / np.pi
    place, height = medium.boson_peak(0.25 - 1e-6)
    assert height == pytest.approx(highest, rel=0.01) and height < highest
    closer = medium.boson_peak(0.25 - 1e-6 / 16)
    assert closer[0] == pytest.approx(place / 2, rel=0.02) and height < closer[1] < highest


def test_too_little_disorder_has_no_crossing():
    with pytest.raises(InvalidArgument, match="^disorder must be so large"):
        medium.ioffe_regel(0.02)


def test_heat_capacity_between_debye_and_classical():
    T = np.array([0.3, 1e4])
    assert medium.heat_capacity(T, 0.24, 342.0) == pytest.approx(
        [phonons.DEBYE_CUBE * (0.3 / 342.0) ** 3, 3], rel=2e-3
    )
    ordered = medium.heat_capacity([3.0, 30.0, 300.0], 1e-4, 342.0)
    debye = phonons.debye_heat_capacity(np.array([3.0, 30.0, 300.0]) / 342.0)
    assert ordered == pytest.approx(debye, rel=2e-3)
    # the peak of g/w² shows in C/T³
    t = np.geomspace(2, 60, 60)
    bump = medium.heat_capacity(t, 0.24, 342.0) / phonons.debye_heat_capacity(t / 342.0)
    assert 1.4 < bump.max() < 1.83


def test_the_mean_free_path_is_that_in_reduced_units():
    omega_D = k * 342.0 / hbar
    reduced = 0.3 * medium.sound_speed(0.2)
    path = medium.mean_free_path(0.3 * omega_D, 0.2, 4100.0, 342.0)
    assert path == pytest.approx(4100.0 / omega_D / medium.attenuation(reduced, 0.2), rel=1e-6)
    slow = medium.mean_free_path([1e-5 * omega_D, 2e-5 * omega_D], 0.2, 4100.0, 342.0)
    assert slow[0] / slow[1] == pytest.approx(16)


def test_cold_glass_conducts_as_two_level_systems_allow():
    cold = medium.conductivity([0.05, 0.1], 0.24, 4100.0, 342.0, 3e-4)
    strength = 3e-4 * 2200.0 * 4100.0**2 / 1e45
    standard = tunneling.conductivity([0.05, 0.1], 1e45, np.sqrt(strength), 2200.0, 4100.0)
    assert cold == pytest.approx(standard, rel=0.01)
    warm = medium.conductivity([5.0, 10.0], 0.24, 4100.0, 342.0, 3e-4)
    path = lambda omega, T: (
        1
        / (
            1 / medium.mean_free_path(omega, 0.24, 4100.0, 342.0)
            + 1 / tunneling.mean_free_path(omega, T, 1e45, np.sqrt(strength), 2200.0, 4100.0)
        )
    )
    assert warm == pytest.approx(phonons.conductivity([5.0, 10.0], 4100.0, path, 342.0), rel=1e-6)


def test_near_the_critical_disorder_the_peak_is_that_of_the_expansion():
    # coefficients of the chapter: H - a Δ/w² - b w² over Debye's value, which falls by 3√Δ
    H, a = 1 + 2 * np.sqrt(3) / np.pi, 2 / (np.sqrt(3) * np.pi)
    b = 105 / 4 + 83 * np.sqrt(3) / (2 * np.pi) + 5 * np.sqrt(3) * np.pi / 8
    for small in (1e-4, 1e-6):
        place, height = medium.boson_peak(0.25 - small)
        assert place == pytest.approx((a * small / b) ** 0.25, rel=3 * np.sqrt(small))
        expected = H + (3 * H - 2 * np.sqrt(a * b)) * np.sqrt(small)
        assert height == pytest.approx(expected, abs=5 * small)
