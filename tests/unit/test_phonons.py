import mpmath
import numpy as np
import pytest
from scipy.constants import c, h, hbar, k
from scipy.integrate import quad
from scipy.special import zeta

from glasslib import phonons


def test_heat_capacity_is_that_of_dulong_and_petit_when_warm():
    assert phonons.debye_heat_capacity(100.0) == pytest.approx(3, rel=1e-5)


def test_heat_capacity_is_debyes_cube_when_cold():
    t = np.array([1e-6, 1e-3, 1e-2])
    assert phonons.debye_heat_capacity(t) / t**3 == pytest.approx(12 * np.pi**4 / 5)
    assert phonons.debye_heat_capacity(t) / t**3 == pytest.approx(phonons.DEBYE_CUBE)


def test_heat_capacity_is_the_slope_of_the_energy():
    def energy(t):  # per bead, in k_B T_D
        return 9 * quad(lambda w: w**3 / np.expm1(w / t), 0, 1)[0]

    slope = (energy(0.3 + 1e-4) - energy(0.3 - 1e-4)) / 2e-4
    assert phonons.debye_heat_capacity(0.3) == pytest.approx(slope, rel=1e-6)


def test_wavelength():
    # at the speed of light, that of a photon of energy k_B T
    assert phonons.thermal_wavelength(1.0, c) == pytest.approx(h * c / k)
    assert phonons.thermal_wavelength(1.0, 4100) / phonons.thermal_wavelength(
        1.0, 4100, "hbar"
    ) == pytest.approx(2 * np.pi)


@pytest.mark.parametrize(
    "t, value",
    [(1e-3, 7.21234e-6), (0.05, 0.0180308), (0.1, 0.0715032), (0.2, 0.224576), (1.0, 0.479841)],
)
def test_scaled_conductivity_of_one_wavelength(t, value):
    assert phonons.scaled_conductivity(t, 1.0) == pytest.approx(value, rel=3e-6)


def test_scaled_conductivity_in_its_limits():
    assert phonons.scaled_conductivity(1e-4, 150) == pytest.approx(150 * 6 * zeta(3) * 1e-8)
    assert phonons.scaled_conductivity(0.5, 1, debye_cutoff=False) == pytest.approx(
        6 * zeta(3) * 0.25
    )
    assert phonons.scaled_conductivity(50.0, 1) == pytest.approx(0.5, rel=1e-4)


@pytest.mark.parametrize("T_D", [342.0, None])
def test_conductivity_of_a_fixed_number_of_wavelengths_is_the_scaled_one(T_D):
    T, c_s = np.array([0.1, 5.0, 100.0]), 4100.0
    kappa = phonons.conductivity(T, c_s, lambda omega, T: 150 * 2 * np.pi * c_s / omega, T_D)
    scaled = phonons.scaled_conductivity(T / 342, 150, debye_cutoff=T_D is not None)
    assert kappa == pytest.approx(scaled * phonons.conductivity_scale(342, c_s))


def test_conductivity_of_a_fixed_path_is_that_of_a_gas():
    # ⅓ C c l with the Debye heat capacity per volume
    T_D, c_s, path = 300.0, 3000.0, 1e-6
    a3 = 6 * np.pi**2 * (c_s * h / (2 * np.pi * k * T_D)) ** 3
    gas = k * phonons.debye_heat_capacity(0.4) / a3 * c_s * path / 3
    assert phonons.conductivity(
        0.4 * T_D, c_s, lambda omega, T: path + 0 * omega, T_D
    ) == pytest.approx(gas)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_shapes(shape):
    t = np.full(shape, 0.01)
    for result in (
        phonons.debye_heat_capacity(t),
        phonons.scaled_conductivity(t, 1.0),
        phonons.thermal_wavelength(t, 1.0),
        phonons.conductivity(t, 1.0, lambda omega, T: 1 / omega),
    ):
        assert np.shape(result) == shape


def test_the_heat_capacity_to_twelve_digits():
    def with_mpmath(t):
        with mpmath.workdps(30):
            t = mpmath.mpf(t)
            scales = [0, 1, 3, 10, 30, 100, 300]
            ends = [x for x in scales if x < 1 / t] + [min(1 / t, 300)]
            integral = mpmath.quad(
                lambda x: x**4 / (2 * mpmath.sinh(x / 2)) ** 2, sorted(set(ends))
            )
            return float(9 * t**3 * integral)

    for t in (1e-3, 0.012, 0.0126, 0.1, 0.4, 5.0):
        assert phonons.debye_heat_capacity(t) == pytest.approx(with_mpmath(t), rel=1e-12, abs=0)


def test_conductivity_of_a_path_with_two_regimes():
    # resonant scattering at low frequencies, Rayleigh scattering at high ones
    T, c_s, T_D = 20.0, 4100.0, 342.0

    def path(omega, T):
        return 1 / (omega / 4e6 + 3e-43 * omega**4 + 2e4)

    def integrand(x):
        mode = (x / 2 / np.sinh(x / 2)) ** 2 if x else 1.0
        return x**2 * mode * path(x * k * T / hbar, T)

    moment = quad(integrand, 0, T_D / T, epsabs=0, epsrel=1e-12, limit=200)[0]
    kappa = k * (k * T / hbar) ** 3 / (2 * np.pi**2 * c_s**2) * moment
    assert phonons.conductivity(T, c_s, path, T_D) == pytest.approx(kappa, rel=1e-11)


def test_each_element_is_as_if_it_were_alone():
    t = np.array([1e-200, 1e-6, 0.0125, 0.3, 40.0, 1e200])
    for function in (
        phonons.debye_heat_capacity,
        lambda t: phonons.scaled_conductivity(t, 150.0),
        lambda t: phonons.conductivity(t, 4100.0, lambda omega, T: 2e4 / omega, 342.0),
    ):
        assert function(t) == pytest.approx([function(one) for one in t], rel=1e-12, abs=0)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: phonons.debye_heat_capacity(0), "t"),
        (lambda: phonons.thermal_wavelength(-1, 1), "T"),
        (lambda: phonons.thermal_wavelength(1, 0), "sound_speed"),
        (lambda: phonons.thermal_wavelength(1, 1, "H"), "planck"),
        (lambda: phonons.conductivity(1, -1, abs), "sound_speed"),
        (lambda: phonons.conductivity(0, 1, abs), "T"),
        (lambda: phonons.conductivity(1, 1, abs, 0), "debye_temperature"),
        (lambda: phonons.conductivity_scale(0, 1), "debye_temperature"),
        (lambda: phonons.conductivity_scale(1, np.nan), "sound_speed"),
        (lambda: phonons.scaled_conductivity(np.array([1, -1]), 1), "t"),
        (lambda: phonons.scaled_conductivity(1, 0), "ratio"),
        (lambda: phonons.scaled_conductivity(1, 1, 2), "debye_cutoff"),
        (lambda: phonons.conductivity(1, 1, 1e-6), "mean_free_path"),
        (
            lambda: phonons.conductivity(1, 1, lambda omega, T: -omega),
            r"mean_free_path\(omega, T\)",
        ),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
