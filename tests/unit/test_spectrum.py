from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from glasslib.checks import InvalidArgument
from glasslib.spectrum import Spectrum


def test_a_spectrum_holds_frequencies_and_their_degeneracies():
    spectrum = Spectrum([0.24, 0.15], np.array([7, 5], np.uint8))
    assert spectrum.omega.tolist() == [0.24, 0.15]
    assert spectrum.degeneracy.tolist() == [7.0, 5.0]
    assert spectrum.omega.dtype == spectrum.degeneracy.dtype == np.float64
    assert spectrum.modes == 12
    assert spectrum.lowest == 0.15


def test_one_frequency_may_be_given_as_two_numbers():
    spectrum = Spectrum(0.15, 5)
    assert spectrum.omega.tolist() == [0.15]
    assert spectrum.degeneracy.tolist() == [5.0]


def test_the_properties_are_plain_numbers():
    spectrum = Spectrum([0.15, 0.24], [5, 7])
    assert type(spectrum.modes) is type(spectrum.lowest) is float
    assert type(spectrum.is_sharp) is bool


@pytest.mark.parametrize(
    "degeneracy, is_sharp", [([5, 7], True), ([5, 0], True), ([5.0, 1e15], True), ([5, 6.5], False)]
)
def test_a_spectrum_is_sharp_if_its_degeneracies_are_whole(degeneracy, is_sharp):
    assert Spectrum([0.15, 0.24], degeneracy).is_sharp is is_sharp


def test_a_spectrum_cannot_be_changed():
    spectrum = Spectrum([0.15, 0.24], [5, 7])
    for name in ("omega", "degeneracy"):
        with pytest.raises(FrozenInstanceError):
            setattr(spectrum, name, np.ones(2))
        with pytest.raises(ValueError, match="read-only"):
            getattr(spectrum, name)[0] = 1.0


def test_a_spectrum_keeps_its_own_copy_of_the_arrays():
    omega, degeneracy = np.array([0.15, 0.24]), np.array([5.0, 7.0])
    spectrum = Spectrum(omega, degeneracy)
    omega[0], degeneracy[0] = 9.0, 9.0
    assert spectrum.omega.tolist() == [0.15, 0.24]
    assert spectrum.degeneracy.tolist() == [5.0, 7.0]


@pytest.mark.parametrize(
    "omega, degeneracy",
    [
        ([0.15, 0.24], [5]),
        ([0.15, 0.24], [5, 7, 9]),
        ([0.15, 0.24], 5),
        (0.15, [5, 7]),
        (0.15, [5]),
    ],
)
def test_both_must_have_the_same_length(omega, degeneracy):
    with pytest.raises(InvalidArgument, match="^omega and degeneracy must have the same length"):
        Spectrum(omega, degeneracy)


@pytest.mark.parametrize(
    "omega, degeneracy, message",
    [
        ([0.15, -0.24], [5, 7], r"omega must lie in \(0, inf\), got -0.24"),
        ([0.15, 0.0], [5, 7], r"omega must lie in \(0, inf\), got 0"),
        ([0.15, np.nan], [5, 7], r"omega must lie in \(0, inf\), got nan"),
        ([0.15, np.inf], [5, 7], r"omega must lie in \(0, inf\), got inf"),
        ([0.15, 0.24], [-5, 7], r"degeneracy must lie in \[0, inf\), got -5"),
        ([0.15, 0.24], [np.nan, 7], r"degeneracy must lie in \[0, inf\), got nan"),
        ([0.15, 0.24], [5, np.inf], r"degeneracy must lie in \[0, inf\), got inf"),
        ([0.15, 0.24], [0, 0], "degeneracy must not be zero everywhere"),
        ([], [], "omega must not be empty"),
        ([[0.15, 0.24]], [[5, 7]], "omega must be one-dimensional"),
        ([0.15, 0.24], [[5, 7]], "degeneracy must be one-dimensional"),
        (["0.15"], [5], "omega must be a real number or an array of them"),
        ([0.15], [5j], "degeneracy must be a real number or an array of them"),
        (None, [5], "omega must be a real number or an array of them"),
        (np.ma.array([0.15], mask=[True]), [5], "omega must not be a masked array"),
    ],
)
def test_what_is_no_spectrum_is_refused_by_name(omega, degeneracy, message):
    with pytest.raises(InvalidArgument, match=f"^{message}"):
        Spectrum(omega, degeneracy)
