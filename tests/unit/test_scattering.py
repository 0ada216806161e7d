from dataclasses import replace

import numpy as np
import pytest
from scipy.constants import eV, k

from glasslib import landscape, scattering, tunneling
from glasslib.glasses import silica

CONSTANTS = {"rho": silica.density, "c_s": silica.sound_speed, "a": silica.bead_size}


def test_the_thermal_strain_stores_half_a_thermal_energy_per_bead():
    strain = scattering.thermal_strain(300.0, **CONSTANTS)
    assert silica.bead_mass * silica.sound_speed**2 * strain**2 == pytest.approx(
        k * 300, rel=1e-6, abs=0
    )


def test_silica_where_it_was_checked():
    assert scattering.thermal_strain(1500, **CONSTANTS) == pytest.approx(0.110979, rel=1e-5)
    assert scattering.coupling(**CONSTANTS, glass_temperature=1500) / eV == pytest.approx(
        1.16473, rel=2e-4
    )


def test_the_coupling_balances_the_strain_at_the_transition():
    g = scattering.coupling(**CONSTANTS, glass_temperature=1500)
    assert g * scattering.thermal_strain(1500, **CONSTANTS) == pytest.approx(
        k * 1500, rel=1e-6, abs=0
    )


def test_the_border_gives_half_of_it():
    displacement = silica.bead_size * scattering.thermal_strain(1500, **CONSTANTS)
    half = scattering.surface_coupling(**CONSTANTS, displacement=displacement)
    assert half == pytest.approx(
        scattering.coupling(**CONSTANTS, glass_temperature=1500) / 2, rel=1e-6, abs=0
    )
    dilation = silica.bead_size**2 * displacement
    assert scattering.coupling_of_dilation(
        silica.density, silica.sound_speed, dilation
    ) == pytest.approx(half, rel=1e-6, abs=0)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"density": 1100.0},
        {"sound_speed": 1500.0},
        {"debye_temperature": 100.0},
        {"glass_temperature": 250.0},
    ],
)
def test_the_strength_of_scattering_knows_no_material(change):
    glass, beads = replace(silica, **change), 191.0
    P = landscape.two_level_density(glass.glass_temperature, np.cbrt(beads) * glass.bead_size)
    g = scattering.coupling(
        glass.density, glass.sound_speed, glass.bead_size, glass.glass_temperature
    )
    assert P * g**2 / (glass.density * glass.sound_speed**2) == pytest.approx(
        scattering.region_concentration(beads)
    )


def test_sound_has_half_the_concentration_per_e_fold():
    assert scattering.log_frequency_slope_of_sound_speed(np.array([100.0, 200.0])) == pytest.approx(
        [0.005, 0.0025]
    )


def test_the_path_where_it_was_checked():
    assert scattering.predicted_mfp_over_wavelength(200) == pytest.approx(65.776, rel=1e-4)
    assert scattering.predicted_mfp_over_wavelength(200, orientation=1) == pytest.approx(
        65.776 / 3, rel=1e-4
    )
    assert scattering.predicted_mfp_over_wavelength(200, x=2.0, orientation=1) == pytest.approx(
        tunneling.mfp_over_wavelength(1 / 200, 2.0)
    )


@pytest.mark.parametrize("name", ["rho", "c_s", "a"])
@pytest.mark.parametrize(
    "function",
    [
        lambda **at: scattering.thermal_strain(300, **at),
        lambda **at: scattering.coupling(**at, glass_temperature=1500),
        lambda **at: scattering.surface_coupling(**at, displacement=1e-11),
    ],
)
def test_the_unphysical_is_refused_by_name(function, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        function(**{**CONSTANTS, name: 0})


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: scattering.coupling_of_dilation(0, 1, 1), "rho"),
        (lambda: scattering.coupling_of_dilation(1, 0, 1), "c_s"),
        (lambda: scattering.coupling_of_dilation(1, 1, 0), "dilation"),
        (lambda: scattering.thermal_strain(0, **CONSTANTS), "T"),
        (lambda: scattering.coupling(**CONSTANTS, glass_temperature=0), "glass_temperature"),
        (lambda: scattering.surface_coupling(**CONSTANTS, displacement=0), "displacement"),
        (lambda: scattering.region_concentration(0), "beads"),
        (lambda: scattering.log_frequency_slope_of_sound_speed(0), "beads"),
        (lambda: scattering.predicted_mfp_over_wavelength(0), "beads"),
        (lambda: scattering.predicted_mfp_over_wavelength(200, x=0), "x"),
        (lambda: scattering.predicted_mfp_over_wavelength(200, orientation=0), "orientation"),
    ],
)
def test_the_unphysical_is_refused_by_name_everywhere(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
