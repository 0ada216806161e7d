import numpy as np
import pytest
from scipy.constants import hbar, k
from scipy.integrate import quad

from glasslib import phonons, tunneling

GLASS = {"P": 1e45, "g": 1.6e-19, "rho": 2200.0, "c_s": 4100.0}


def test_a_level_gives_up_the_entropy_of_two_states():
    # ∫ C/T dT = k_B ln 2, over ln T
    entropy, _ = quad(lambda u: tunneling.level_heat_capacity(1e-23, np.exp(u)), -6, 12)
    assert entropy == pytest.approx(k * np.log(2), rel=1e-8)


@pytest.mark.parametrize("ratio", [1e-6, 1e6])
def test_a_level_far_from_thermal_stores_nothing_and_overflows_nowhere(ratio):
    assert 0 <= tunneling.level_heat_capacity(ratio * k, 1.0) < 1e-10 * k


def test_a_flat_density_is_the_sum_of_its_levels():
    T = 0.7
    total, _ = quad(lambda x: tunneling.level_heat_capacity(x * k * T, T) / k, 0, 60)
    assert tunneling.heat_capacity(T, 1e45) == pytest.approx(1e45 * k**2 * T * total)


def test_a_cold_or_fast_phonon_is_absorbed_fully():
    # tanh → 1: every system at resonance is in its lower state
    omega = 1e12
    cold = tunneling.mean_free_path(omega, 1e-3, **GLASS)
    assert cold == pytest.approx(2200 * 4100**3 / (np.pi * 1e45 * 1.6e-19**2 * omega))
    assert tunneling.mean_free_path(omega, 1e3, **GLASS) > 100 * cold


def test_conductivity_is_the_kinetic_integral_over_the_path():
    T = np.array([0.01, 0.3, 4.0])
    kinetic = phonons.conductivity(T, GLASS["c_s"], lambda omega, T: tunneling.mean_free_path(omega, T, **GLASS))
    assert tunneling.conductivity(T, **GLASS) == pytest.approx(kinetic)


def test_ratios_are_those_of_the_path_and_of_the_conductivity():
    strength = GLASS["P"] * GLASS["g"] ** 2 / (GLASS["rho"] * GLASS["c_s"] ** 2)
    T, x = 0.5, 1.7
    omega = x * k * T / hbar
    in_wavelengths = tunneling.mean_free_path(omega, T, **GLASS) / (2 * np.pi * GLASS["c_s"] / omega)
    assert tunneling.path_over_wavelength(strength, x) == pytest.approx(in_wavelengths)

    unit = phonons.conductivity_scale(342, GLASS["c_s"])
    scaled = phonons.scaled_conductivity(T / 342, tunneling.conducted_ratio(strength), cutoff=False)
    assert tunneling.conductivity(T, **GLASS) == pytest.approx(unit * scaled)


@pytest.mark.parametrize("name", ["omega", "T", "P", "g", "rho", "c_s"])
def test_the_unphysical_is_refused_by_name(name):
    good = {"omega": 1e10, "T": 1.0, **GLASS}
    with pytest.raises(ValueError, match=f"^{name} must"):
        tunneling.mean_free_path(**{**good, name: 0})


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: tunneling.level_heat_capacity(-1e-23, 1), "E"),
        (lambda: tunneling.level_heat_capacity(1e-23, 0), "T"),
        (lambda: tunneling.heat_capacity(0, 1e45), "T"),
        (lambda: tunneling.heat_capacity(1, -1), "P"),
        (lambda: tunneling.conductivity(1, **{**GLASS, "g": 0}), "g"),
        (lambda: tunneling.conductivity(1, **{**GLASS, "P": 0}), "P"),
        (lambda: tunneling.conductivity(0, **GLASS), "T"),
        (lambda: tunneling.path_over_wavelength(0), "strength"),
        (lambda: tunneling.path_over_wavelength(1, -1), "x"),
        (lambda: tunneling.conducted_ratio(np.nan), "strength"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
