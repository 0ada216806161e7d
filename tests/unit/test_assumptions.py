from dataclasses import fields, replace

import numpy as np
import pytest

from glasslib import form_factor, ledger
from glasslib.assumptions import GROUPS, Assumptions, as_printed, consistent
from glasslib.checks import InvalidArgument

FIELDS = [pytest.param(one, id=one.name) for one in fields(Assumptions)]


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
    for value in (
        ("nonsense",)
        if "options" in about
        else (about["low"] - 1e-3 * abs(about["low"]), 1.001 * about["high"], np.nan, "much")
    ):
        with pytest.raises(InvalidArgument, match=f"^{one.name} must"):
            replace(as_printed, **{one.name: value})
    if "options" not in about and not about["none"]:
        with pytest.raises(InvalidArgument, match=f"^{one.name} must"):
            replace(as_printed, **{one.name: None})


def test_an_unstable_ripplon_is_refused_with_the_limit():
    with pytest.raises(
        InvalidArgument,
        match=r"^cutoff_factor must lie below 2\.2\d* for T_g/T_D = 4\.386.*unstable; got 2\.3",
    ):
        replace(as_printed, cutoff_factor=2.3)
    assert replace(as_printed, cutoff_factor=2.3, glass_temperature=1000.0).cutoff_factor == 2.3


def test_the_limit_is_known_beforehand():
    limit = as_printed.largest_cutoff
    assert limit == pytest.approx(2.2937, rel=1e-4)
    with pytest.raises(InvalidArgument, match="^cutoff_factor must lie below"):
        replace(as_printed, cutoff_factor=limit)
    assert replace(as_printed, cutoff_factor=limit * (1 - 1e-9)).cutoff_factor < limit


def test_each_field_belongs_to_one_group():
    assert sorted(name for group in GROUPS.values() for name in group) == sorted(
        one.name for one in fields(Assumptions)
    )


def test_exact_profiles_need_a_sharp_cutoff():
    words = "^ripplon_profile 'exact' needs a sharp cutoff: smearing_strength_heat None and smearing_strength_conductivity None"
    with pytest.raises(InvalidArgument, match=words):
        replace(as_printed, ripplon_profile="exact")
    exact = as_printed.changed({"ripplon_profile": "exact"})
    assert exact.smearing_strength_heat is exact.smearing_strength_conductivity is None
    with pytest.raises(InvalidArgument, match=words):  # what is asked for is not overruled
        as_printed.changed({"ripplon_profile": "exact", "smearing_strength_heat": 30.0})


def test_a_range_of_more_than_a_factor_of_twenty_is_logarithmic():
    wide = {field.name for field in fields(Assumptions) if field.metadata.get("logarithmic")}
    assert {"timescale_ratio", "amplitude_exponent", "mixing_constant"} <= wide
    assert not {"lindemann_ratio", "density", "cutoff_factor"} & wide


def test_one_choice_everywhere_means_one_size_and_one_ratio():
    assert (
        len(
            {
                consistent.beads(place)
                for place in ("relaxation", "scattering", "ripplons", "expansion")
            }
        )
        == 1
    )
    assert len({consistent.reduced(place) for place in ("glass", "ripplons", "friction")}) == 1
    assert {as_printed.beads(place) for place in ("scattering", "ripplons", "expansion")} == {
        200.0,
        5.8**3,
    }


def test_the_cutoff_is_given_or_that_of_the_form_factor():
    assert as_printed.cutoff_frequency == pytest.approx(1.8 / 5.8)
    assert consistent.cutoff_frequency * np.cbrt(consistent.beads()) == pytest.approx(
        form_factor.form_factor_zero("volume") / (9 * np.pi / 2) ** (1 / 3)
    )


def test_an_unknown_place_is_refused():
    for ask in (as_printed.beads, as_printed.reduced):
        with pytest.raises(InvalidArgument, match="^place must be one of"):
            ask("nowhere")
