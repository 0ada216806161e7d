import numpy as np
import pytest
from scipy.constants import hbar
from scipy.integrate import quad

from glasslib import friction, phonons, ripplons, scattering
from glasslib.glasses import silica
from glasslib.spectrum import Spectrum

SHARP = ripplons.spectrum(5.8**3, 0.1)
OMEGA = SHARP.omega
LOWEST = Spectrum(OMEGA[:1], [1])
CUTOFF = 1.8 / 5.8


# ---- width and shift


def test_a_single_phonon_repels_the_ripplon():
    # at the normal modes of two coupled oscillators the response has its poles
    omega, phonon, coupling = 1.0, 1.3, 0.2
    modes = np.linalg.eigvalsh([[omega, coupling], [coupling, phonon]])
    for mode in modes:
        response = friction.single_phonon_response(mode * (1 + 1e-9), omega, phonon, coupling)
        assert abs(response) > 1e6


def test_the_width_in_SI_units_is_that_of_the_coupling():
    rho, c_s, omega = silica.density, silica.sound_speed, 0.1 * silica.debye_frequency
    g = scattering.coupling(rho, c_s, silica.bead_size, silica.glass_temperature)
    in_SI = g**2 / (4 * np.pi * rho * c_s**2) * (omega / c_s) ** 3
    reduced = friction.half_width(0.1, silica.reduced_glass_temperature)
    assert reduced * silica.debye_energy == pytest.approx(in_SI, rel=1e-6, abs=0)
    assert in_SI / hbar < omega


@pytest.mark.parametrize("y", [0.05, 0.5, 0.63461, 0.95, 1.5, 2.9, 3.1, 20.0])
def test_the_shift_is_a_principal_value(y):
    if y < 1:
        integral = quad(lambda x: x**3, 0, 1, weight="cauchy", wvar=y)[0]
    else:
        integral = quad(lambda x: x**3 / (x - y), 0, 1)[0]
    expected = 1.5 * 4.4 * CUTOFF**3 * integral
    assert friction.shift(y * CUTOFF, 4.4, CUTOFF) == pytest.approx(expected, rel=1e-9)


def test_the_shift_has_known_values():
    unit = friction.shift(1e-9, 1.0, 0.3) * 3
    assert friction.shift(0.63461 * 0.3, 1.0, 0.3) / unit == pytest.approx(0.91228, abs=1e-5)
    assert friction.shift(0.899238 * 0.3, 1.0, 0.3) / unit == pytest.approx(0, abs=1e-5)
    assert friction.shift(0.3, 1.0, 0.3) == -np.inf


@pytest.mark.parametrize("D", [10.0, 30.0, 1e6])
@pytest.mark.parametrize("w", [1e-4, 0.1, 0.3, CUTOFF, 0.4, 2.0, 12.0])
def test_a_smeared_shift_is_the_mean_of_sharp_ones(w, D):
    spread = 1 / np.sqrt(D)

    def share(u):
        gaussian = np.exp(-(((u - 1) / spread) ** 2) / 2) / np.sqrt(2 * np.pi) / spread
        return gaussian * friction.shift(w, 5.0, CUTOFF * u)

    ends = max(1e-9, 1 - 9 * spread), 1 + 9 * spread
    points = [point for point in {w / CUTOFF, 1.0} if ends[0] < point < ends[1]]
    mean = quad(share, *ends, points=points, limit=500)[0]
    assert friction.shift(w, 5.0, CUTOFF, D) == pytest.approx(mean, rel=3e-6)


def test_smearing_acts_like_a_slightly_larger_cutoff():
    smeared, sharp = friction.shift(1e-6, 4.4, CUTOFF, 30), friction.shift(1e-6, 4.4, CUTOFF)
    assert smeared == pytest.approx(1.1 * sharp, rel=1e-4)
    smeared, sharp = friction.largest_cutoff(0.15, 4.4, 30), friction.largest_cutoff(0.15, 4.4)
    assert smeared == pytest.approx(sharp / np.cbrt(1.1))
    assert np.isfinite(friction.shift(CUTOFF, 4.4, CUTOFF, 30))
    # at the cutoff the coupling is half
    half = friction.response(CUTOFF, 0.15, 1.0, CUTOFF, 30)
    assert (1 / half).imag == pytest.approx(friction.half_width(CUTOFF, 1.0) / 2)


def test_the_largest_cutoff_is_found_element_by_element():
    strengths = np.array([30.0, np.inf])
    found = friction.largest_cutoff(0.15, 4.4, strengths)
    alone = [friction.largest_cutoff(0.15, 4.4, D) for D in strengths]
    assert found.tolist() == alone
    assert found == pytest.approx(np.cbrt(0.3 / (4.4 * np.array([1.1, 1.0]))), rel=1e-14)
    grid = friction.largest_cutoff(OMEGA[:, None], 4.4, strengths)
    assert grid.shape == (8, 2)
    assert grid[3, 0] == friction.largest_cutoff(OMEGA[3], 4.4, 30.0)


def test_width_and_smeared_shift_obey_kramers_and_kronig():
    def damping(x):
        return (1 / friction.response(x, 0.3, 3.0, CUTOFF, 30)).imag

    w = 0.1
    integral = quad(damping, 1e-9, 5 * CUTOFF, weight="cauchy", wvar=w, limit=200)[0]
    assert friction.shift(w, 3.0, CUTOFF, 30) == pytest.approx(integral / np.pi, rel=1e-6)


def test_width_and_shift_obey_kramers_and_kronig():
    # shift = P∫ γ dω'/(ω'−ω) / π below the cutoff
    w = 0.1
    integral = quad(lambda x: friction.half_width(x, 3.0), 1e-12, CUTOFF, weight="cauchy", wvar=w)[
        0
    ]
    assert friction.shift(w, 3.0, CUTOFF) == pytest.approx(integral / np.pi, rel=1e-6)


def test_the_shift_of_a_slow_ripplon_is_that_of_low_frequency():
    expected = friction.low_frequency_shift(4.4, 1.8, 5.8**3)
    assert friction.shift(1e-6, 4.4, CUTOFF) == pytest.approx(expected, rel=1e-4)


# ---- the response and its weight


@pytest.mark.parametrize("T_g", [2.0, 5.0])
@pytest.mark.parametrize("omega", OMEGA[[0, 3, 7]])
def test_the_exact_response_loses_no_weight(T_g, omega):
    band, bound = friction.spectral_weight(omega, T_g, CUTOFF)
    assert band + bound == pytest.approx(1, abs=1e-8)
    assert 0 < band < 1
    assert 0 < bound < 1


@pytest.mark.parametrize("T_g, mode", [(2.0, 0), (4.0, 0), (4.4, 3), (5.0, 7)])
@pytest.mark.parametrize("short", [0.1, 0.01, 1e-3, 1e-6, 1e-9])
def test_the_exact_response_loses_no_weight_near_instability(T_g, mode, short):
    cutoff = (1 - short) * friction.largest_cutoff(OMEGA[mode], T_g)
    band, bound = friction.spectral_weight(OMEGA[mode], T_g, cutoff)
    assert band + bound == pytest.approx(1, abs=1e-9)
    assert 0 < band < 1
    assert 0 < bound < 1


@pytest.mark.parametrize(
    "omega, T_g, share",
    [(2.2, 43.0, 0.845), (0.15, 1e-5, 0.999), (1e-3, 0.1, 0.5), (3.0, 90.0, 0.1)],
)
def test_the_exact_response_loses_no_weight_for_any_coupling(omega, T_g, share):
    cutoff = share * friction.largest_cutoff(omega, T_g)
    band, bound = friction.spectral_weight(omega, T_g, cutoff)
    assert band + bound == pytest.approx(1, abs=1e-9)


def test_without_coupling_the_whole_weight_is_in_the_line():
    # for a weak coupling the band holds the line if it lies below the cutoff
    for T_g in (0.05, 1e-3):
        band, _ = friction.spectral_weight(OMEGA[0], T_g, CUTOFF)
        assert band == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("share", [0.9, 0.99])
def test_narrow_lines_near_instability_are_resolved(share):
    cutoff = share * friction.largest_cutoff(OMEGA[0], 4.0)
    weight = sum(friction.spectral_weight(OMEGA[0], 4.0, cutoff))
    assert weight == pytest.approx(1, abs=1e-6)
    broadened = friction.broadened_spectrum(LOWEST, 4.0, cutoff)
    place, _ = next(friction._lines(OMEGA[:1], 4.0, cutoff))
    total = quad(
        lambda u: friction.profile(np.exp(u), OMEGA[0], 4.0, cutoff) * np.exp(u),
        np.log(1e-6),
        np.log(10.0),
        points=[np.log(place), np.log(cutoff)],
        limit=2000,
        epsrel=1e-6,
    )[0]
    assert broadened.modes == pytest.approx(total, rel=2e-3)


def test_the_profile_is_the_imaginary_part_of_the_response():
    w = np.array([0.05, 0.1, 0.2])
    lines = friction.profile(w, OMEGA[0], 3.0, CUTOFF)
    response = friction.response(w, OMEGA[0], 3.0, CUTOFF)
    assert lines == pytest.approx(-response.imag / np.pi)
    assert friction.response(0.5, OMEGA[0], 3.0, CUTOFF).imag == 0


# ---- broadened spectra


@pytest.mark.parametrize("T_g, modes", [(2.0, 32.7), (3.5, 28.9), (5.0, 28.0)])
def test_the_printed_profiles_keep_a_third_of_the_modes(T_g, modes):
    printed = friction.broadened_spectrum(SHARP, T_g, CUTOFF)
    assert printed.modes == pytest.approx(modes, abs=0.06)
    assert np.all(np.diff(printed.omega) > 0)
    normalized = friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights="normalized")
    assert normalized.modes == pytest.approx(96)


@pytest.mark.parametrize("T_g", [2.0, 5.0])
def test_the_exact_spectrum_keeps_all_modes(T_g):
    exact = friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights="exact")
    assert exact.modes == pytest.approx(96, rel=1e-9)
    assert np.all(np.diff(exact.omega) > 0)
    assert np.all(exact.degeneracy >= 0)
    bound = sum(
        degeneracy * friction.spectral_weight(omega, T_g, CUTOFF)[1]
        for omega, degeneracy in zip(OMEGA, SHARP.degeneracy, strict=True)
    )
    assert exact.degeneracy[exact.omega > CUTOFF].sum() == pytest.approx(bound, rel=1e-6)
    # the first moment of the response is the frequency without friction
    moment = exact.omega @ exact.degeneracy
    assert moment == pytest.approx(OMEGA @ ripplons.DEGENERACY, rel=1e-3)


def test_the_grid_is_fine_enough():
    # the lowest, narrowest line against an adaptive quadrature
    total, _ = quad(
        lambda u: friction.profile(np.exp(u), OMEGA[0], 2.0, CUTOFF) * np.exp(u),
        np.log(1e-6),
        np.log(10.0),
        points=[np.log(0.09), np.log(CUTOFF)],
        limit=400,
    )
    broadened = friction.broadened_spectrum(LOWEST, 2.0, CUTOFF)
    assert broadened.modes == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize(
    "T_g, weights, place, height",
    [
        (2.0, "printed", 0.0217, 1.565e5),
        (4.0, "printed", 0.01365, 3.454e5),
        (2.0, "normalized", 0.0269, 1.84e5),
        (4.0, "normalized", 0.0151, 4.37e5),
    ],
)
def test_the_boson_peak_with_friction_has_known_values(T_g, weights, place, height):
    T = np.geomspace(0.008, 0.05, 300)
    broadened = friction.broadened_spectrum(SHARP, T_g, CUTOFF, weights=weights)
    heat = ripplons.average_heat_capacity(T, T_g, broadened)
    total = (heat + 5.8**3 * phonons.debye_heat_capacity(T)) / T**3
    assert T[total.argmax()] == pytest.approx(place, rel=0.01)
    assert total.max() == pytest.approx(height, rel=0.005)


# ---- arrays and refusals


@pytest.mark.parametrize("D", [30.0, np.inf])
def test_each_element_is_as_if_it_were_alone(D):
    w = np.array([1e-6, 0.01, 0.1, 0.25, CUTOFF * (1 + 1e-9), 0.5, 2.0, 50.0])
    alone = [friction.shift(value, 4.4, CUTOFF, D) for value in w]
    assert friction.shift(w, 4.4, CUTOFF, D) == pytest.approx(alone, rel=1e-12, abs=0)
    for function in (friction.response, friction.profile):
        grid = function(w[:, None], OMEGA, 3.0, CUTOFF, D)
        assert grid.shape == (8, 8)
        alone = [[function(value, omega, 3.0, CUTOFF, D) for omega in OMEGA] for value in w]
        assert grid == pytest.approx(np.array(alone), rel=1e-12, abs=0)


def test_an_unstable_ripplon_is_refused():
    limit = friction.largest_cutoff(OMEGA[0], 4.0)
    assert limit * 5.8 == pytest.approx(2.4416, rel=1e-4)
    assert friction.shift(1e-9, 4.0, limit) == pytest.approx(OMEGA[0])
    for call in (friction.profile, friction.response):
        call(0.1, OMEGA[0], 4.0, 0.99 * limit)
    message = "^cutoff must lie below 0.421, where the ripplon becomes unstable, got 0.5"
    for call in (
        lambda: friction.profile(0.1, OMEGA, 4.0, 0.5),
        lambda: friction.spectral_weight(OMEGA[0], 4.0, 0.5),
        lambda: friction.broadened_spectrum(SHARP, 4.0, 0.5),
    ):
        with pytest.raises(ValueError, match=message):
            call()


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: friction.single_phonon_response(0, 1, 1, 1), "w"),
        (lambda: friction.single_phonon_response(1, 0, 2, 1), "omega"),
        (lambda: friction.single_phonon_response(1, 1, 0, 1), "phonon"),
        (lambda: friction.single_phonon_response(1, 1, 2, 0), "coupling"),
        (lambda: friction.half_width(0, 1), "w"),
        (lambda: friction.half_width(1, 0), "reduced_T_g"),
        (lambda: friction.shift(0, 1, 1), "w"),
        (lambda: friction.shift(1, 0, 1), "reduced_T_g"),
        (lambda: friction.shift(1, 1, 0), "cutoff"),
        (lambda: friction.low_frequency_shift(0, 1, 1), "reduced_T_g"),
        (lambda: friction.low_frequency_shift(1, 0, 1), "factor"),
        (lambda: friction.low_frequency_shift(1, 1, 0), "beads"),
        (lambda: friction.response(1, 0, 1, 1), "omega"),
        (lambda: friction.profile(0, 0.15, 1, 0.3), "w"),
        (lambda: friction.profile(1, 0, 1, 0.3), "omega"),
        (lambda: friction.largest_cutoff(0.1, 0), "reduced_T_g"),
        (lambda: friction.largest_cutoff(0.1, 1, [5, 30]), "D"),
        (lambda: friction.shift(0.1, 1, 0.3, 5), "D"),
        (lambda: friction.broadened_spectrum(SHARP, 2, 0.3, weights="all"), "weights"),
        (lambda: friction.broadened_spectrum(SHARP, 2, 0.3, 30, "exact"), "D"),
        (lambda: friction.broadened_spectrum(OMEGA, 2, 0.3), "spectrum"),
        (lambda: friction.spectral_weight(OMEGA, 2, 0.3), "omega"),
    ],
)
def test_the_unphysical_is_refused_by_name(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()
