import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import formfactor, ripplons
from glasslib.glasses import silica


def test_the_wavenumber_in_units_of_a_material():
    omega = 0.1 * silica.debye_frequency
    radius = ripplons.domain_radius(5.8**3) * silica.bead_size
    assert formfactor.wavenumber_radius(0.1, 5.8**3) == pytest.approx(omega / silica.sound_speed * radius)
    assert formfactor.wavenumber_radius(1.0, 1.0) == pytest.approx(2.41799, rel=1e-5)


def test_long_waves_strain_all_of_a_domain_alike():
    assert formfactor.surface(1e-4) == pytest.approx(1)
    assert formfactor.volume(1e-4) == pytest.approx(1)


def test_the_surface_is_the_slope_of_the_displacement():
    # the part l = 1 of e^{ikx} displaces by 3 j₁(kr) cos θ
    j1 = lambda x: np.sin(x) / x**2 - np.cos(x) / x
    x, step = 2.7, 1e-5
    assert formfactor.surface(x) == pytest.approx(3 * (j1(x + step) - j1(x - step)) / (2 * step), rel=1e-7)


def test_the_volume_is_a_mean_of_plane_waves():
    x = 3.3
    mean, _ = quad(lambda z: 0.75 * (1 - z**2) * np.cos(x * z), -1, 1)
    assert formfactor.volume(x) == pytest.approx(mean)


def test_zeros():
    assert [formfactor.zero("surface", n) for n in (1, 2, 3)] == pytest.approx([2.08158, 5.94037, 9.20584], abs=1e-5)
    assert [formfactor.zero("volume", n) for n in (1, 2)] == pytest.approx([4.49341, 7.72525], abs=1e-5)


def test_the_volume_term():
    assert formfactor.volume_term_takes_over(5.8**3) == pytest.approx(0.426, abs=5e-4)
    assert formfactor.volume_term_takes_over(200, 200 ** (-1 / 3)) == pytest.approx(0.0726, abs=1e-4)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: formfactor.wavenumber_radius(0, 190), "w"),
        (lambda: formfactor.wavenumber_radius(1, 0), "beads"),
        (lambda: formfactor.surface(0), "x"),
        (lambda: formfactor.volume(-1), "x"),
        (lambda: formfactor.zero("edge"), "which"),
        (lambda: formfactor.zero("volume", 0), "number"),
        (lambda: formfactor.volume_term_takes_over(0), "beads"),
        (lambda: formfactor.volume_term_takes_over(190, 0), "edge"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
