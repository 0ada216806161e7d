from dataclasses import fields, replace

import numpy as np
import pytest

from glasslib import droplet, headline
from glasslib.assumptions import Assumptions, as_printed
from glasslib.checks import InvalidArgument
from glasslib.headline import PARTS, RESULTS
from glasslib.global_sensitivity import ABOUT, BASE, SLOW, sample_assumptions, indices, table

QUICK = [part for part in PARTS if part.__name__ not in SLOW]
named = pytest.mark.parametrize


def test_a_draw_spans_the_ranges():
    low, high = sample_assumptions(np.zeros(len(ABOUT))), sample_assumptions(np.full(len(ABOUT), np.nextafter(1, 0)))
    assert low.timescale_ratio == pytest.approx(1e10) and high.timescale_ratio == pytest.approx(1e25)
    assert low.density == pytest.approx(1980) and high.density == pytest.approx(2420)
    assert low.beads_ripplons is None and high.beads_ripplons == pytest.approx(400)
    assert (low.asymmetry_signs, high.asymmetry_signs) == ("printed", "one")
    assert high.orientation_average == pytest.approx(1) and sample_assumptions([0.5], ["orientation"]).orientation == pytest.approx(0.6)
    assert sample_assumptions([0.5], ["timescale_ratio"]).patience == pytest.approx(10**17.5)


def test_half_of_the_draws_take_what_the_theory_derives():
    assert sample_assumptions([0.499], ["path"]).path is None
    assert sample_assumptions([0.5], ["path"]).path == pytest.approx(30)


def test_what_is_not_named_is_as_printed():
    assert sample_assumptions([], []) == as_printed
    assert replace(sample_assumptions([0.7], ["fragility"]), fragility=as_printed.strength) == as_printed


def test_an_unstable_combination_is_brought_back():
    """A large cutoff for a cold glass of loose cages, and one that the form factor gives."""
    for cutoff, size in ((0.999, 0.5001), (0.0, 0.5001)):
        found = sample_assumptions([0.999, size, 0.999, cutoff], ["lindemann_ratio", "size_ripplons", "ratio_friction", "cutoff"])
        assert found.cutoff_factor == pytest.approx(0.9 * found.largest_cutoff)


def test_an_exact_profile_takes_the_smearing_away():
    found = sample_assumptions([0.9, 0.9, 0.9], ["smearing_bump", "smearing_plateau", "profile"])
    assert found.ripplon_profile == "exact" and found.smearing_strength_heat is found.smearing_strength_conductivity is None


def test_every_draw_has_every_result():
    places = np.random.default_rng(7).random((6, len(ABOUT)))
    for place in places:
        assert np.isfinite(list(headline.headline(sample_assumptions(place)).values())).all()


def test_against_the_variance_by_quadrature():
    """N* rests on two fields; its indices follow from an integral over both."""
    (part,) = (part for part in PARTS if part.__name__ == "_relaxation")
    found = indices(part, base=1024)["beads"]
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
    for part, rests_on in PARTS.items():
        for result in part(as_printed).keys() & RESULTS.keys():
            assert kept[result].keys() == rests_on
    assert {one.name for one in fields(Assumptions)} == set().union(*kept.values())


@named("part", QUICK, ids=lambda part: part.__name__)
def test_the_kept_table_is_what_the_sample_gives(part):
    same(part)


@pytest.mark.slow
@named("part", [part for part in PARTS if part not in QUICK], ids=lambda part: part.__name__)
def test_the_kept_table_is_what_the_sample_gives_where_it_takes_a_while(part):
    same(part)


def same(part):
    kept = table()
    for result, of in indices(part, base=BASE[part]).items():
        if result in RESULTS:
            for name, index in of.items():
                assert np.allclose(kept[result][name], index, rtol=0, atol=6e-4), (result, name)


def test_arguments():
    (part, *_) = PARTS
    with pytest.raises(InvalidArgument, match="part must be one of the groups of headline.PARTS, got 'heat'"):
        indices("heat")
    for base in (0, 1, 48):
        with pytest.raises(InvalidArgument, match=f"base must be a power of two, 2 or more, got {base}"):
            indices(part, base=base)
    with pytest.raises(InvalidArgument, match=r"glass must lie in \(0, 1\), got 1"):
        indices(part, base=2, glass=1)
    with pytest.raises(InvalidArgument, match=r"place must lie in \[0, 1\], got 1.2"):
        sample_assumptions([1.2], ["path"])
    with pytest.raises(ValueError, match="zip"):
        sample_assumptions([0.2], [])
