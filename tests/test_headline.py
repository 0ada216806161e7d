"""The headline results are those of the chapters; the presets are traced to the paper; a comparison says what moved."""

from dataclasses import fields, replace
from functools import cache

import matplotlib.pyplot as plt
import numpy as np
import pytest
from references import ROOT
from test_assumptions import code, run

import glasslib.page
from glasslib import ledger, phonons
from glasslib.assumptions import Assumptions, as_printed, consistent
from glasslib.checks import OutOfRange
from glasslib.headline import PARTS, RESULTS, compare, contraction, gruneisen, headline, lines, plateau

FIELDS = [pytest.param(one, id=one.name) for one in fields(Assumptions)]


@cache
def computed(chapter):
    """All that a chapter claims and tells, not rounded."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(glasslib.page, "claim", lambda id, value: found.__setitem__(id, float(value)))
        patch.setattr(glasslib.page, "tell", lambda **numbers: found.update({name: float(value) for name, value in numbers.items()}))
        patch.setattr(plt, "show", lambda: plt.close("all"))
        run(code(ROOT / "book" / f"{chapter}.md"))
    return found


@cache
def printed():
    return headline(as_printed)


@pytest.mark.parametrize("name", RESULTS)
def test_each_result_is_what_its_chapter_has(name):
    result = RESULTS[name]
    assert printed()[name] == pytest.approx(computed(result.chapter)[result.claim or result.told], rel=1e-12)


def test_the_chapter_that_is_named_is_the_ledgers():
    numbers = ledger.load("numbers")
    for result in RESULTS.values():
        assert bool(result.claim) != bool(result.told)
        if result.claim:
            assert numbers[result.claim]["chapter"] == result.chapter


@pytest.mark.parametrize("one", FIELDS)
def test_each_choice_is_traced_to_a_place_in_the_paper(one):
    """And a preset that departs from it says why."""
    known = {*ledger.load("numbers"), *ledger.load("equations")}
    assert one.metadata["places"] and set(one.metadata["places"]) <= known
    assert getattr(as_printed, one.name) == one.default
    if getattr(consistent, one.name) != one.default:
        assert one.metadata["why"]


@pytest.mark.parametrize("one", FIELDS)
def test_a_field_outside_its_range_is_refused_by_name(one):
    about = one.metadata
    for value in ("nonsense",) if "options" in about else (about["low"] - 1e-3 * abs(about["low"]), 1.001 * about["high"], np.nan, "much"):
        with pytest.raises(OutOfRange, match=f"^{one.name} must"):
            replace(as_printed, **{one.name: value})
    if "options" not in about and not about["none"]:
        with pytest.raises(OutOfRange, match=f"^{one.name} must"):
            replace(as_printed, **{one.name: None})


def test_an_unstable_ripplon_is_refused_with_the_limit():
    with pytest.raises(OutOfRange, match=r"^cutoff must lie below 2\.2\d* for T_g/T_D = 4\.386.*unstable; got 2\.3"):
        replace(as_printed, cutoff=2.3)
    assert replace(as_printed, cutoff=2.3, glass_temperature=1000.0).cutoff == 2.3


def test_exact_profiles_need_a_sharp_cutoff():
    with pytest.raises(OutOfRange, match="^profile 'exact' needs a sharp cutoff"):
        replace(as_printed, profile="exact")


CHANGED = {
    **{one.name: (one.metadata["low"] + one.metadata["high"]) / 2 for one in fields(Assumptions) if "low" in one.metadata},
    **{"cutoff": 1.2, "size_ripplons": 220.0, "lindemann": 0.105, "ratio_friction": 3.5, "patience": 1e15, "glass_temperature": 1400.0, "region_expansion": 22.0},
    **{"sides": "one", "profile": "normed", "counting": "exact", "excited": "step", "fast": "step", "pairs": "once each", "heat": "flat density", "pressure": "kept"},
}


@pytest.mark.parametrize("one", FIELDS)
def test_each_field_moves_something_and_only_what_is_said(one):
    """Or it would not belong to the record, or `compare` would overlook what it moves."""
    moved = headline(replace(as_printed, **{one.name: CHANGED[one.name]}))
    told = set().union(*(part(as_printed) for part, rests_on in PARTS.items() if one.name in rests_on))
    found = {name for name in RESULTS if abs(moved[name] / printed()[name] - 1) > 1e-9}
    assert found and found <= told


def test_one_choice_everywhere_means_one_size_and_one_ratio():
    assert len({consistent.beads(place) for place in ("relaxation", "scattering", "ripplons", "expansion")}) == 1
    assert len({consistent.reduced(place) for place in ("glass", "bump", "friction")}) == 1
    assert {as_printed.beads(place) for place in ("scattering", "ripplons", "expansion")} == {200.0, 5.8**3}


@pytest.mark.parametrize("call, name", [(lambda: as_printed.beads("nowhere"), "place"), (lambda: as_printed.reduced("nowhere"), "place"), (lambda: lines(as_printed, "nowhere"), "place")])
def test_an_unknown_place_is_refused(call, name):
    with pytest.raises(OutOfRange, match=f"^{name} must be one of"):
        call()


def test_curves_pass_through_their_headlines():
    assert gruneisen(1e-2, as_printed) == printed()["gruneisen"]
    assert contraction(1.0, as_printed, "rT") / contraction(1.0, as_printed) == printed()["mixed"]
    one_way = phonons.scaled_conductivity(1e-3, 150 / (np.e / np.sqrt(2 * np.pi)) + 1)
    assert plateau(1e-3, as_printed) == pytest.approx(one_way, rel=0.05)


def test_a_comparison_names_what_moved():
    warmer = replace(as_printed, glass_temperature=1200.0, mixing=None)
    moves = compare(as_printed, warmer)
    assert moves["density"].causes == {"glass_temperature": pytest.approx(1.25)}
    assert moves["path"].causes == {} and moves["path"].first == moves["path"].second
    assert moves["cold_slope"].causes.keys() == {"mixing"}
    assert moves["expansivity"].second == headline(warmer)["expansivity"]


def test_a_comparison_of_the_presets_sets_what_a_field_needs():
    moves = compare(as_printed, consistent)
    assert moves["bump_friction_height"].causes and moves["gap"].causes.keys() == {"size_scattering"}
    assert {"highest", "pairs"} <= moves["expansivity"].causes.keys()
