from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from scipy.constants import atomic_mass, hbar, k

from glasslib.glasses import Glass, silica


def test_beads_hold_one_mode_per_branch():
    # a Debye sphere of radius ω_D/c_s holds 1/a³ wave vectors per volume
    radius = silica.debye_frequency / silica.sound_speed
    assert 4 / 3 * np.pi * radius**3 / (2 * np.pi) ** 3 == pytest.approx(silica.bead_size**-3)


def test_silica():
    assert silica.bead_size == pytest.approx(3.569e-10, rel=1e-3)
    assert silica.bead_mass / atomic_mass == pytest.approx(60.26, rel=1e-3)  # SiO2 is 60.08
    assert silica.reduced_glass_temperature == pytest.approx(4.386, rel=1e-3)
    assert silica.debye_energy == pytest.approx(k * 342)
    assert silica.debye_frequency == pytest.approx(silica.debye_energy / hbar)


def test_a_glass_is_frozen_and_can_be_varied():
    with pytest.raises(FrozenInstanceError):
        silica.density = 1
    assert replace(silica, debye_temperature=684.0).bead_size == pytest.approx(silica.bead_size / 2)


@pytest.mark.parametrize("name", ["density", "sound_speed", "debye_temperature", "glass_temperature"])
@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf])
def test_a_glass_without_substance_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        replace(silica, **{name: value})


def test_one_can_make_ones_own():
    glass = Glass("mine", density=1000, sound_speed=2000, debye_temperature=100, glass_temperature=250)
    assert glass.reduced_glass_temperature == 2.5
