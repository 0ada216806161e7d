from dataclasses import fields, replace

import numpy as np
import pytest

from glasslib import droplet, headline
from glasslib.assumptions import Assumptions, as_printed
from glasslib.checks import InvalidArgument
from glasslib.global_sensitivity import (
    ABOUT,
    BASE,
    RANGES,
    indices,
    sample_assumptions,
    table,
)
from glasslib.headline import PARTS, RESULTS

named = pytest.mark.parametrize


def test_a_draw_spans_the_ranges():
    low, high = (
        sample_assumptions(np.zeros(len(ABOUT))),
        sample_assumptions(np.full(len(ABOUT), np.nextafter(1, 0))),
    )
    assert low.timescale_ratio == pytest.approx(1e10) and high.timescale_ratio == pytest.approx(
        1e25
    )
    assert low.density == pytest.approx(1980) and high.density == pytest.approx(2420)
    assert low.beads_ripplons is None and high.beads_ripplons == pytest.approx(400)
    assert (low.asymmetry_signs, high.asymmetry_signs) == ("both", "negative")
    assert high.orientation_average == pytest.approx(1) and sample_assumptions(
        [0.5], ["orientation_average"]
    ).orientation_average == pytest.approx(0.6)
    assert sample_assumptions([0.5], ["timescale_ratio"]).timescale_ratio == pytest.approx(10**17.5)


def test_other_ranges_are_within_the_whole_ones():
    names = list(RANGES["narrow"])
    for corner in (0.0, 1.0):
        drawn = sample_assumptions([corner] * len(names), names, ranges=RANGES["narrow"])
        for name in names:
            assert getattr(drawn, name) == pytest.approx(RANGES["narrow"][name][int(corner)])
            assert ABOUT[name]["low"] < getattr(drawn, name) < ABOUT[name]["high"]


def test_patience_matters_for_the_mean_free_path_over_its_whole_range_only():
    wide, narrow = (table(ranges)["predicted_mfp"]["timescale_ratio"] for ranges in RANGES)
    assert wide.total_low > 0.1 and narrow.total_high < 0.1


def test_half_of_the_draws_take_what_the_theory_derives():
    assert sample_assumptions([0.499], ["mfp_over_wavelength"]).mfp_over_wavelength is None
    assert sample_assumptions([0.5], ["mfp_over_wavelength"]).mfp_over_wavelength == pytest.approx(
        30
    )


def test_what_is_not_named_is_as_printed():
    assert sample_assumptions([], []) == as_printed
    assert (
        replace(sample_assumptions([0.7], ["strength"]), strength=as_printed.strength) == as_printed
    )


def test_an_unstable_combination_is_brought_back():
    """A large cutoff for a cold glass of loose cages, and one that the form factor gives."""
    for cutoff, size in ((0.999, 0.5001), (0.0, 0.5001)):
        found = sample_assumptions(
            [0.999, size, 0.999, cutoff],
            ["lindemann_ratio", "beads_ripplons", "reduced_T_g_friction", "cutoff_factor"],
        )
        assert found.cutoff_factor == pytest.approx(0.9 * found.largest_cutoff)


def test_an_exact_profile_takes_the_smearing_away():
    found = sample_assumptions(
        [0.9, 0.9, 0.9],
        ["smearing_strength_heat", "smearing_strength_conductivity", "ripplon_profile"],
    )
    assert (
        found.ripplon_profile == "exact"
        and found.smearing_strength_heat is found.smearing_strength_conductivity is None
    )


def test_every_draw_has_every_result():
    places = np.random.default_rng(7).random((6, len(ABOUT)))
    for place in places:
        assert np.isfinite(list(headline.headline(sample_assumptions(place)).values())).all()


def test_against_the_variance_by_quadrature():
    """N* rests on two fields; its indices follow from an integral over both."""
    found = indices("relaxation", base=1024)["cooperative_beads"]
    nodes, weights = np.polynomial.legendre.leggauss(40)
    cages = 0.105 + 0.035 * nodes
    size = 3 * np.log(droplet.mosaic_size(10 ** (17.5 + 7.5 * nodes), cages[:, None]))
    mean = weights / 2 @ size @ weights / 2
    variance = weights / 2 @ (size - mean) ** 2 @ weights / 2
    by_cage = weights / 2 @ (size @ weights / 2 - mean) ** 2 / variance
    by_patience = weights / 2 @ (weights / 2 @ size - mean) ** 2 / variance
    assert found["lindemann_ratio"].first == pytest.approx(by_cage, abs=0.02)
    assert found["timescale_ratio"].first == pytest.approx(by_patience, abs=0.02)
    assert found["lindemann_ratio"].total == pytest.approx(1 - by_patience, abs=0.02)
    assert found["debye_temperature"].total == pytest.approx(0, abs=1e-12)


def test_the_kept_table_has_all_that_a_result_rests_on():
    kept = table()
    assert list(kept) == sorted(RESULTS, key=list(kept).index) and set(kept) == set(RESULTS)
    for part in PARTS.values():
        for result in part.compute(as_printed).keys() & RESULTS.keys():
            assert kept[result].keys() == part.fields
    assert {one.name for one in fields(Assumptions)} == set().union(*kept.values())


@named(
    "part, ranges",
    [
        pytest.param(part, ranges, marks=() if part == "scattering" else pytest.mark.slow)
        for part in PARTS
        for ranges in RANGES
    ],
)
def test_the_kept_table_is_what_the_sample_gives(part, ranges):
    kept = table(ranges)
    for result, of in indices(part, base=BASE[part], ranges=ranges).items():
        if result in RESULTS:
            for name, index in of.items():
                assert np.allclose(kept[result][name], index, rtol=0, atol=6e-4), (result, name)


def test_intervals_hold_the_indices():
    for fields_of_result in indices("scattering", base=64).values():
        for index in fields_of_result.values():
            assert index.first_low <= index.first <= index.first_high
            assert index.total_low <= index.total <= index.total_high


def test_arguments():
    part = "relaxation"
    with pytest.raises(InvalidArgument, match="part must be one of 'relaxation', .*, got 'heat'"):
        indices("heat")
    with pytest.raises(InvalidArgument, match="base must be a power of two, 2 or more, got 48"):
        indices(part, base=48)
    for base in (0, 1, 2.5, 8192):
        with pytest.raises(
            InvalidArgument, match=f"base must be a whole number from 2 to 4096, got {base}"
        ):
            indices(part, base=base)
    with pytest.raises(InvalidArgument, match=r"glass must lie in \(0, 1\), got 1"):
        indices(part, base=2, glass=1)
    with pytest.raises(InvalidArgument, match=r"unit_point must lie in \[0, 1\], got 1.2"):
        sample_assumptions([1.2], ["mfp_over_wavelength"])
    with pytest.raises(
        InvalidArgument, match="unit_point must have one coordinate for each of the 0 names"
    ):
        sample_assumptions([0.2], [])
    with pytest.raises(InvalidArgument, match="names must be one of"):
        sample_assumptions([0.2], ["path"])
