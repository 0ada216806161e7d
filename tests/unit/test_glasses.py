from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from scipy.constants import atomic_mass, hbar, k

from glasslib import elasticity, glasses
from glasslib.checks import InvalidArgument
from glasslib.glasses import Glass, silica

CONSTANTS = ["density", "sound_speed", "debye_temperature", "glass_temperature"]


def test_beads_hold_one_mode_per_branch():
    # a Debye sphere of radius ω_D/c_s holds 1/a³ wave vectors per volume
    radius = silica.debye_frequency / silica.sound_speed
    assert 4 / 3 * np.pi * radius**3 / (2 * np.pi) ** 3 == pytest.approx(silica.bead_size**-3)


def test_silica():
    assert silica.bead_size == pytest.approx(3.569e-10, rel=1e-3, abs=0)
    assert silica.bead_mass / atomic_mass == pytest.approx(60.26, rel=1e-3)  # SiO2 is 60.08
    assert silica.reduced_glass_temperature == pytest.approx(4.386, rel=1e-3)
    assert silica.debye_energy == pytest.approx(k * 342, rel=1e-6, abs=0)
    assert silica.debye_frequency == pytest.approx(silica.debye_energy / hbar)


def test_a_glass_is_frozen_and_can_be_varied():
    with pytest.raises(FrozenInstanceError):
        silica.density = 1
    assert replace(silica, debye_temperature=684.0).bead_size == pytest.approx(
        silica.bead_size / 2, rel=1e-12, abs=0
    )


@pytest.mark.parametrize("name", CONSTANTS)
@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf, None, "2200", 1j, [], [1.0, 2.0]])
def test_a_constant_that_is_not_one_positive_number_is_refused_by_name(name, value):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        replace(silica, **{name: value})


@pytest.mark.parametrize("name", ["name", "source"])
def test_a_name_or_source_that_is_not_text_is_refused(name):
    with pytest.raises(InvalidArgument, match=f"^{name} must"):
        replace(silica, **{name: 3})


@pytest.mark.parametrize("kind", [int, np.float32, np.float64, np.int64, np.array])
def test_constants_are_stored_as_python_floats(kind):
    glass = Glass("mine", *(kind(value) for value in (1000, 2000, 100, 250)))
    assert [type(getattr(glass, name)) for name in CONSTANTS] == [float] * 4
    assert glass == Glass("mine", 1000.0, 2000.0, 100.0, 250.0)


def test_a_glass_can_be_made_from_four_numbers():
    glass = Glass(
        "mine", density=1000, sound_speed=2000, debye_temperature=100, glass_temperature=250
    )
    assert glass.reduced_glass_temperature == 2.5


def test_measured_glasses_are_consistent():
    """The Debye mean, the bead and the Debye temperature follow from each other."""
    for bead in glasses.BEADS_OF:
        for glass in glasses.measured(bead).values():
            mean = elasticity.debye_speed(glass.longitudinal_speed, glass.transverse_speed)
            assert mean == pytest.approx(glass.sound_speed, rel=2e-3), glass.name
            assert 1 < glass.reduced_glass_temperature < 8
    # masses of SiO₂, GeO₂ and Se, in atomic mass units
    mass = {name: glass.bead_mass / atomic_mass for name, glass in glasses.measured().items()}
    assert [mass[name] for name in ("SiO2", "GeO2", "Se")] == pytest.approx(
        [60.08, 104.63, 78.97], rel=5e-3
    )
    assert glasses.measured("atom")["SiO2"].bead_mass / atomic_mass == pytest.approx(
        60.08 / 3, rel=5e-3
    )


def test_a_speed_that_is_given_is_positive():
    with pytest.raises(InvalidArgument, match="^transverse_speed must"):
        Glass("x", 1000.0, 2000.0, 100.0, 250.0, transverse_speed=-1.0)


def test_quartiles_contain_the_medians_and_need_three_entries():
    for name, glass in glasses.measured().items():
        found = glasses.quartiles(name)
        values = {
            "rho": glass.density,
            "v_l": glass.longitudinal_speed,
            "v_t": glass.transverse_speed,
            "glass_temperature": glass.glass_temperature,
        }
        assert found.keys() <= values.keys()
        for quantity, (low, high) in found.items():
            assert low <= values[quantity] <= high, (name, quantity)
    assert "v_t" not in glasses.quartiles("GeSe2")  # two entries
    assert "v_l" not in glasses.quartiles("B2O3")  # an upper quartile of Poisson's ratio above 1/2


def test_quartiles_of_the_speeds_are_those_of_the_moduli():
    G = 31.02e9, 31.38e9  # of silica, from the table
    assert glasses.quartiles("SiO2")["v_t"] == pytest.approx(
        [np.sqrt(modulus / 2202) for modulus in G], rel=1e-3
    )


def test_an_unknown_glass_is_refused():
    with pytest.raises(InvalidArgument, match="name must be one of 'SiO2'"):
        glasses.quartiles("XY")


def test_beads_by_the_entropy_of_melting():
    by_melting, units = glasses.measured("melting entropy"), glasses.measured()
    assert set(by_melting) == {"GeO2", "B2O3", "Se", "BeF2"}
    # boron oxide gains 4.085 R in melting: 2.43 Lennard-Jones particles in a formula unit
    ratio = units["B2O3"].bead_mass / by_melting["B2O3"].bead_mass
    assert ratio == pytest.approx(4.085 / 1.68, rel=1e-3)


def test_the_debye_temperature_from_the_mass_of_a_bead_is_that_of_the_record():
    for glass in glasses.measured().values():
        found = glasses.debye_temperature(
            glass.density,
            glass.longitudinal_speed,
            glass.transverse_speed,
            1e3 * glass.bead_mass * 6.02214076e23,
        )
        assert found == pytest.approx(glass.debye_temperature, rel=1e-3)
