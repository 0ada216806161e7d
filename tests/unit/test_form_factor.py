import numpy as np
import pytest
from scipy.integrate import quad

from glasslib import form_factor, ripplons
from glasslib.checks import InvalidArgument
from glasslib.glasses import silica


def test_the_wavenumber_in_units_of_a_material():
    omega = 0.1 * silica.debye_frequency
    radius = ripplons.domain_radius(5.8**3) * silica.bead_size
    assert form_factor.wavenumber_radius(0.1, 5.8**3) == pytest.approx(
        omega / silica.sound_speed * radius
    )
    assert form_factor.wavenumber_radius(1.0, 1.0) == pytest.approx(2.41799, rel=1e-5)


def test_long_waves_strain_all_of_a_domain_alike():
    assert form_factor.surface_form_factor(1e-4) == pytest.approx(1)
    assert form_factor.volume_form_factor(1e-4) == pytest.approx(1)


def test_the_surface_is_the_slope_of_the_displacement():
    # the part l = 1 of e^{ikx} displaces by 3 j₁(kr) cos θ
    def j1(x):
        return np.sin(x) / x**2 - np.cos(x) / x

    x, step = 2.7, 1e-5
    assert form_factor.surface_form_factor(x) == pytest.approx(
        3 * (j1(x + step) - j1(x - step)) / (2 * step), rel=1e-7
    )


def test_the_volume_is_a_mean_of_plane_waves():
    x = 3.3
    mean, _ = quad(lambda z: 0.75 * (1 - z**2) * np.cos(x * z), -1, 1)
    assert form_factor.volume_form_factor(x) == pytest.approx(mean)


def test_zeros():
    assert [form_factor.form_factor_zero("surface", n) for n in (1, 2, 3)] == pytest.approx(
        [2.08158, 5.94037, 9.20584], abs=1e-5
    )
    assert [form_factor.form_factor_zero("volume", n) for n in (1, 2)] == pytest.approx(
        [4.49341, 7.72525], abs=1e-5
    )


def test_zeros_are_a_wavelength_apart_up_to_the_last_allowed_one():
    for which in ("surface", "volume"):
        beyond = form_factor.form_factor_zero(which, 1000) - form_factor.form_factor_zero(
            which, 999
        )
        assert beyond == pytest.approx(np.pi, abs=1e-6)


def test_a_whole_number_may_be_given_as_a_float():
    assert form_factor.form_factor_zero("volume", 2.0) == form_factor.form_factor_zero("volume", 2)


@pytest.mark.parametrize("number", [0, -1, 2.5, 1001, 1e9, np.inf, np.nan, [1, 2], "1", None])
def test_the_number_of_a_zero_is_one_whole_number_in_a_range_that_the_message_names(number):
    with pytest.raises(InvalidArgument, match="^number must") as caught:
        form_factor.form_factor_zero("volume", number)
    if isinstance(number, (int, float)):
        assert "a whole number from 1 to 1000, got" in str(caught.value)


@pytest.mark.parametrize("x", [1e-9, 1e-100, 1e-250])
def test_a_form_factor_is_one_at_any_small_argument(x):
    assert form_factor.surface_form_factor(x) == pytest.approx(1, rel=1e-14)
    assert form_factor.volume_form_factor([x, 2.0])[0] == pytest.approx(1, rel=1e-14)


def test_the_volume_term():
    assert form_factor.second_order_crossover_frequency(5.8**3) == pytest.approx(0.426, abs=5e-4)
    assert form_factor.second_order_crossover_frequency(200, 200 ** (-1 / 3)) == pytest.approx(
        0.0726, abs=1e-4
    )


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: form_factor.wavenumber_radius(0, 190), "w"),
        (lambda: form_factor.wavenumber_radius(1, 0), "beads"),
        (lambda: form_factor.surface_form_factor(0), "x"),
        (lambda: form_factor.volume_form_factor(-1), "x"),
        (lambda: form_factor.form_factor_zero("edge"), "which"),
        (lambda: form_factor.form_factor_zero("volume", 0), "number"),
        (lambda: form_factor.second_order_crossover_frequency(0), "beads"),
        (lambda: form_factor.second_order_crossover_frequency(190, 0), "edge"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
