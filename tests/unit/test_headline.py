from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from glasslib import ledger, phonons
from glasslib.assumptions import Assumptions, as_printed, consistent
from glasslib.checks import InvalidArgument
from glasslib.headline import (
    PARTS,
    RESULTS,
    compare,
    contraction,
    curves,
    gruneisen,
    headline,
    lines,
    measured,
    plateau,
    reduced_heat_capacity,
)

FIELDS = [pytest.param(item, id=item.name) for item in fields(Assumptions)]


@cache
def printed():
    return headline(as_printed)


def test_the_chapter_that_is_named_is_the_ledgers():
    numbers = ledger.load("numbers")
    for result in RESULTS.values():
        assert bool(result.claim) != bool(result.glue_name)
        if result.claim:
            assert numbers[result.claim]["chapter"] == result.chapter


@pytest.mark.parametrize(
    "name, value",
    [
        ("cooperative_beads", 190.972087),
        ("predicted_mfp", 65.7762964),
        ("lowest_ripplon", 0.1491917819),
        ("boson_peak_height", 1.9420975),
        ("plateau_onset_T", 0.00960878),
        ("cold_kappa_exponent", 1.745025),
        ("expansivity_rr", -8.63369e-11),
    ],
)
def test_results_as_printed(name, value):
    """All of them are compared with their chapters elsewhere; these stand here."""
    assert printed()[name] == pytest.approx(value, rel=1e-5, abs=0)


CHANGED = {
    **{
        item.name: (item.metadata["low"] + item.metadata["high"]) / 2
        for item in fields(Assumptions)
        if "low" in item.metadata
    },
    **{
        "cutoff_factor": 1.2,
        "beads_ripplons": 220.0,
        "lindemann_ratio": 0.105,
        "reduced_T_g_friction": 3.5,
        "timescale_ratio": 1e15,
        "glass_temperature": 1400.0,
        "region_size_expansion_angstrom": 22.0,
    },
    **{
        "asymmetry_signs": "negative",
        "ripplon_profile": "normalized",
        "counting_method": "exact",
        "excited_weight": "step",
        "fast_centers": "step",
        "pair_counting": "once each",
        "heat_capacity_coefficient": "flat density",
        "pressure": "kept",
        "pair_model": "retarded",
        "tension_by": "area",
    },
}


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_moves_something_and_only_what_is_said(field):
    """Or it would not belong to the record, or `compare` would overlook what it moves."""
    moved = headline(replace(as_printed, **{field.name: CHANGED[field.name]}))
    stated = set().union(
        *(part.compute(as_printed) for part in PARTS.values() if field.name in part.fields)
    )
    changed = {name for name in RESULTS if abs(moved[name] / printed()[name] - 1) > 1e-9}
    assert changed and changed <= stated


def test_an_unknown_place_is_refused():
    with pytest.raises(InvalidArgument, match="^place must be one of"):
        lines(as_printed, "nowhere")


def test_curves_pass_through_their_headlines():
    assert gruneisen(1e-2, as_printed) == printed()["gruneisen_rr"]
    assert (
        contraction(1.0, as_printed, "rT") / contraction(1.0, as_printed)
        == printed()["expansivity_ratio"]
    )
    one_way = phonons.scaled_conductivity(1e-3, 150 / (np.e / np.sqrt(2 * np.pi)) + 1)
    assert plateau(1e-3, as_printed) == pytest.approx(one_way, rel=0.05)


def test_a_comparison_names_what_moved():
    warmer = replace(as_printed, glass_temperature=1200.0, mixing_constant=None)
    moves = compare(as_printed, warmer)
    assert moves["two_level_density"].causes == {
        "glass_temperature": pytest.approx(1.25 * moves["two_level_density"].first)
    }
    assert (
        moves["predicted_mfp"].causes == {}
        and moves["predicted_mfp"].first == moves["predicted_mfp"].second
    )
    assert moves["cold_kappa_exponent"].causes.keys() == {"mixing_constant"}
    assert moves["expansivity_rr"].second == headline(warmer)["expansivity_rr"]


def test_a_comparison_of_the_presets_sets_what_a_field_needs():
    moves = compare(as_printed, consistent)
    assert moves["boson_peak_height_friction"].causes and moves[
        "mfp_discrepancy"
    ].causes.keys() == {"beads_scattering"}
    assert {"highest_ripplon", "pair_counting"} <= moves["expansivity_rr"].causes.keys()


def test_curves_are_those_of_the_results():
    drawn = curves(as_printed)
    T, over_phonons = drawn["heat"]
    assert over_phonons[T > 2].max() == pytest.approx(
        printed()["boson_peak_height_friction"], rel=2e-3
    )
    assert reduced_heat_capacity(0.01, as_printed) == pytest.approx(
        np.interp(3.42, T, over_phonons), rel=1e-2
    )
    T, kappa = drawn["conductivity"]
    assert kappa[0] == pytest.approx(
        plateau(1e-3, as_printed) * phonons.conductivity_scale(342.0, 4100.0)
    )
    N, F = drawn["droplet"]
    assert (
        F.max() == pytest.approx(printed()["barrier_at_T_g"], rel=1e-3)
        and abs(np.interp(printed()["cooperative_beads"], N, F)) < 0.1
    )
    T, both = drawn["gruneisen"]
    assert both[0] == pytest.approx(
        gruneisen(0.2 / 342, as_printed) + gruneisen(0.2 / 342, as_printed, "rT")
    )


def test_what_is_measured_is_in_the_units_of_the_curves():
    T, over_phonons = measured()["heat"]
    top = over_phonons[T > 5].argmax()
    assert T[T > 5][top] == pytest.approx(10.5, rel=0.02) and over_phonons[T > 5][
        top
    ] == pytest.approx(5.5, rel=0.01)
    T, kappa = measured()["conductivity"]
    assert np.interp(10.0, T, kappa) == pytest.approx(
        0.1413, rel=5e-3
    )  # as the plateau chapter prints it
