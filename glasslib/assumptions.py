"""Every assumption behind the theory's numbers, as one record: change a field, and see which results change.

The defaults are the choices of the paper, place by place where it makes several: ``as_printed``.
``consistent`` makes one choice everywhere, the one that can be derived. :mod:`glasslib.headline`
computes what follows from a record. SI units for the glass, pure numbers for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from glasslib import droplet, elasticity, equilibrium, form_factor, friction, ripplons
from glasslib.checks import InvalidArgument, check_choice, check_range
from glasslib.glasses import Glass
from glasslib.numerics import is_logarithmic

# the constants of the glass, about whose silica values samples are drawn
GLASS = ("density", "sound_speed", "debye_temperature", "glass_temperature")
_SAME = "same"
DERIVED = "the size from Eq. 6 for this time scale and Lindemann ratio"


def _number(
    printed: float | None,
    says: str,
    low: float,
    high: float,
    *,
    places: tuple[str, ...],
    consistent: float | str | None = _SAME,
    none: str | None = None,
    why: str = "",
    unit: str = "1",
) -> Any:
    """A field with a number in it; `none` says what None stands for."""
    metadata = {
        "says": says,
        "low": low,
        "high": high,
        "logarithmic": is_logarithmic(low, high),
        "unit": unit,
        "none": none,
        "places": places,
        "consistent": printed if consistent == _SAME else consistent,
        "why": why,
    }
    return field(default=printed, metadata=metadata)


def _choice(
    printed: str,
    says: str,
    options: tuple[str, ...],
    *,
    places: tuple[str, ...],
    consistent: str = _SAME,
    why: str = "",
) -> Any:
    """A field with one of a few words in it."""
    chosen = printed if consistent == _SAME else consistent
    metadata = {
        "says": says,
        "options": options,
        "places": places,
        "consistent": chosen,
        "why": why,
    }
    return field(default=printed, metadata=metadata)


@dataclass(frozen=True)
class Assumptions:
    """A set of assumptions; those not named are the paper's.

    What each field means, its range or its options, where the paper makes the choice, and what
    ``consistent`` has in its place stand in the metadata of ``dataclasses.fields``, and on the
    page *Change an assumption*. None in a field that allows it stands for what the theory itself gives.

    Raises
    ------
    ValueError
        Where a field is outside its range, or the lowest ripplon would be unstable: too large a cutoff for
        this T_g/T_D, cage and size.

    Examples
    --------
    >>> Assumptions(lindemann_ratio=0.12).lindemann_ratio
    0.12
    """

    # the glass
    density: float = _number(
        2200.0, "mass density of the glass", 1000, 6000, unit="kg/m³", places=("fig15-rho",)
    )
    sound_speed: float = _number(
        4100.0, "one speed of sound for all branches", 1000, 6000, unit="m/s", places=("fig15-cs",)
    )
    debye_temperature: float = _number(
        342.0, "Debye temperature", 50, 600, unit="K", places=("fig15-TD",)
    )
    glass_temperature: float = _number(
        1500.0,
        "glass transition temperature of the sample",
        50,
        2500,
        unit="K",
        places=("III.A-Tg",),
    )
    transverse_over_longitudinal: float | None = _number(
        None,
        "speed of transverse over that of longitudinal sound, v_t/v_l",
        0.4,
        0.85,
        places=("fig15-cs",),
        consistent=3764 / 5968,
        none="one speed, and scalar strains",
        why="silica at room temperature; with it the attraction, the bulk modulus and walls that vibrate are those of an isotropic solid",
    )
    # the liquid
    timescale_ratio: float = _number(
        1e17,
        "longest accessible relaxation time over the attempt time, τ/τ₀",
        1e10,
        1e25,
        places=("II-1e17",),
    )
    lindemann_ratio: float = _number(
        0.1,
        "Lindemann ratio, the vibrational amplitude over the bead spacing, d_L/a",
        0.07,
        0.14,
        places=("II-d_L",),
    )
    # sizes
    bead_spacing_angstrom: float | None = _number(
        3.5,
        "bead spacing for the size of a region",
        3,
        4.5,
        unit="Å",
        places=("III.A-a",),
        consistent=None,
        none="a = (6π²)^⅓ c_s/ω_D",
        why="the same glass has one bead; Section IV and Figure 15 need this one",
    )
    beads_scattering: float | None = _number(
        200.0,
        "beads in a region, for the scattering of phonons",
        100,
        400,
        places=("III.B-200",),
        consistent=None,
        none=DERIVED,
        why="190 to 200 is one number, rounded; it follows from Eq. 6",
    )
    beads_ripplons: float | None = _number(
        5.8**3,
        "beads in a region, for its ripplons",
        100,
        400,
        places=("II-5.8", "VB-200"),
        consistent=None,
        none=DERIVED,
        why="190 to 200 is one number, rounded; it follows from Eq. 6",
    )
    beads_expansion: float | None = _number(
        200.0,
        "beads in a region, for the attraction of regions and for vibrating walls",
        100,
        400,
        places=("VII-200",),
        consistent=None,
        none=DERIVED,
        why="190 to 200 is one number, rounded; it follows from Eq. 6",
    )
    region_size_expansion_angstrom: float | None = _number(
        20.0,
        "size of a region in the expansion coefficient",
        15,
        25,
        unit="Å",
        places=("III.A-xi",),
        consistent=None,
        none="its beads times a",
        why="with the modulus of the same glass, the size of the region follows from its beads",
    )
    # ratios of the two temperatures
    reduced_T_g_ripplons: float | None = _number(
        4.4,
        "T_g/T_D in the heat capacity of sharp ripplons and for vibrating walls",
        1,
        6,
        places=("fig19-4.4",),
        consistent=None,
        none="that of the glass",
        why="one glass has one ratio",
    )
    reduced_T_g_friction: float | None = _number(
        4.0,
        "T_g/T_D in the heat capacity of ripplons with friction",
        1,
        6,
        places=("IV.F-4",),
        consistent=None,
        none="that of the glass",
        why="one glass has one ratio",
    )
    debye_temperature_gruneisen: float | None = _number(
        350.0,
        "Debye temperature in the Grüneisen parameter",
        50,
        600,
        unit="K",
        places=("VI-350",),
        consistent=None,
        none="that of the glass",
        why="one glass has one Debye temperature",
    )
    # scattering and tunneling
    orientation_average: float = _number(
        1 / 3, "mean of cos²θ between strain and region", 0.2, 1, places=("III.B-1-3",)
    )
    barrier_frequency_factor: float | None = _number(
        1.6,
        "frequency at the top of the barrier, in (a/ξ)ω_D",
        1,
        3,
        places=("IV.B-1.6",),
        consistent=None,
        none="what Eq. 29 gives",
        why="the text rounds on the way",
    )
    amplitude_exponent: float | None = _number(
        0.1,
        "exponent c of the distribution of tunneling amplitudes",
        0.005,
        0.5,
        places=("III.C-c0.1",),
        consistent=None,
        none="c of Eq. 22 with π",
        why="Eq. 21 has π in its exponent; 0.1 is a bound, used as a value",
    )
    # ripplons and friction
    asymmetry_signs: str = _choice(
        "both",
        "signs of the asymmetry ε that the heat of the ripplons counts",
        ("both", "negative"),
        places=("34",),
        consistent="negative",
        why="Section III.A counts one state per region, and fast centers and the contraction need it below the liquid's; the conductivity counts both signs all the same",
    )
    tension_by: str = _choice(
        "printed",
        "what the tension of a wall depends on when it ripples",
        ("printed", "volume", "area", "distance"),
        places=("32",),
        consistent="volume",
        why="the tension of Eq. 6 is that of a region of N beads, and 9/8 holds for a uniform change only",
    )
    cutoff_factor: float | None = _number(
        1.8,
        "cutoff of the coupling to phonons, in (a/ξ)ω_D",
        0.5,
        2.4,
        places=("IV.F-1.8",),
        consistent=None,
        none="first zero of the form factor of a dilation",
        why="1.8 is adjusted to the plateau; this one follows from Eq. B1",
    )
    smearing_strength_heat: float | None = _number(
        None,
        "strength D that smears the cutoff by 1/√D in the heat capacity",
        10,
        300,
        places=("IV.F-smear",),
        none="a sharp cutoff",
        why="the paper does not say what its figures have; the exact response needs a sharp one",
    )
    smearing_strength_conductivity: float | None = _number(
        30.0,
        "strength D that smears the cutoff by 1/√D in the conductivity",
        10,
        300,
        places=("IV.F-smear",),
        consistent=None,
        none="a sharp cutoff",
        why="the exact response needs a sharp one",
    )
    ripplon_profile: str = _choice(
        "printed",
        "weight of a ripplon's profile",
        ("printed", "normalized", "exact"),
        places=("55",),
        consistent="exact",
        why="the profile of Eq. 55 loses two thirds of the modes; the exact response loses none",
    )
    counting_method: str = _choice(
        "steepest descent",
        "how scattering states are counted",
        ("steepest descent", "exact"),
        places=("39",),
        consistent="exact",
        why="with a few modes of eight frequencies one can count",
    )
    excited_weight: str = _choice(
        "thermal",
        "populations of the domains: the paper's weight of excited ones, a step in its place, or thermal equilibrium with ripplons on one structural state, on both as spectators, or on both with any set leading to any other",
        ("thermal", "step", *equilibrium.READINGS),
        places=("43",),
        consistent="one state",
        why="the partition function of Eq. 35 has ripplons on one state, and these are its populations",
    )
    mfp_over_wavelength: float | None = _number(
        150.0,
        "mean free path over the wavelength, l/λ, with one scattering channel",
        30,
        300,
        places=("I-150",),
        consistent=None,
        none="what Eq. 20 gives, averaged over the phonons that carry heat",
        why="150 is measured; the theory has its own",
    )
    # quantum corrections
    mixing_constant: float | None = _number(
        100.0,
        "mixing constant B",
        10,
        400,
        places=("V-B",),
        consistent=None,
        none="counted, Σω_D/ω_i",
        why="the ripplons can be counted",
    )
    fast_centers: str = _choice(
        "delta",
        "distribution of the fast centers that mixing produces",
        ("delta", "step"),
        places=("66",),
        consistent="step",
        why="as from the matrix of Eq. 58, which spreads these centers evenly below Σ",
    )
    # contraction
    highest_ripplon: float | None = _number(
        None,
        "highest ripplon in the attraction of regions",
        5,
        13,
        places=("VI-lsum",),
        consistent=9.0,
        none="πR/a for ripplons with ripplons, 9 for ripplons with two-level systems",
        why="Section IV.C and Appendix A end at order 9, set by the number of beads",
    )
    pair_counting: str = _choice(
        "as printed",
        "how pairs of regions are counted",
        ("as printed", "once each"),
        places=("VI-Frr", "VI-FrT"),
        consistent="once each",
        why="second-order perturbation theory has each pair once, and either of it may lend its ripplons",
    )
    pair_model: str = _choice(
        "second order",
        "how a pair of neighbors is solved",
        ("second order", "retarded"),
        places=("VI-Frr", "VI-FrT"),
        consistent="retarded",
        why="phonons need time from one region to the next, and pairs that attract each other strongly are together at any temperature; regions on a lattice, ripplons to order 9, each pair once",
    )
    heat_capacity_coefficient: str = _choice(
        "rounded",
        "coefficient of the heat capacity in γ",
        ("rounded", "flat density"),
        places=("76",),
        consistent="flat density",
        why="π²/6, as Eq. 82 has it",
    )
    pressure: str = _choice(
        "left out",
        "pressure inside a wall that vibrates",
        ("left out", "kept"),
        places=("A3", "A7"),
        consistent="kept",
        why="with it Eq. A6 and A7 follow from one potential",
    )
    strength: float = _number(
        50.0,
        "strength D, which sets the spread of the ripplons from region to region",
        10,
        300,
        places=("A-domega",),
    )

    def __post_init__(self) -> None:
        for item in fields(self):
            value, about = getattr(self, item.name), item.metadata
            if "options" in about:
                check_choice(item.name, value, about["options"])
            elif value is not None or not about["none"]:
                checked = check_range(item.name, value, about["low"], about["high"], closed=True)
                object.__setattr__(self, item.name, float(checked))
        needed = required_by({"ripplon_profile": self.ripplon_profile})
        if any(getattr(self, name) is not value for name, value in needed.items()):
            words = " and ".join(f"{name} {value}" for name, value in needed.items())
            raise InvalidArgument(
                f"ripplon_profile {self.ripplon_profile!r} needs a sharp cutoff: {words}"
            )
        for ratio, limit in self._limits():
            if not self.cutoff_frequency * np.cbrt(self.beads("ripplons")) < limit:
                raise InvalidArgument(
                    f"cutoff_factor must lie below {limit:.4g} for T_g/T_D = {ratio:.4g}, this Lindemann ratio and size, "
                    f"or the lowest ripplon is unstable; got {self.cutoff_factor or 'that of the form factor'}"
                )

    def _limits(self) -> Iterator[tuple[float, float]]:
        """T_g/T_D of the heat capacity and of the conductivity, and the cutoff beyond which each has no lowest ripplon."""
        beads = self.beads("ripplons")
        lowest = ripplons.mode_frequency(2, beads, self.lindemann_ratio, self.tension_by)
        for ratio, D in (
            (self.reduced("friction"), self.smearing_strength_heat),
            (self.reduced(), self.smearing_strength_conductivity),
        ):
            yield ratio, float(friction.largest_cutoff(lowest, ratio, D or np.inf) * np.cbrt(beads))

    def changed(self, changes: Mapping[str, float | str | None]) -> Assumptions:
        """The same record with these fields changed, and with what they require of other fields.

        Examples
        --------
        >>> as_printed.changed({"ripplon_profile": "exact"}).smearing_strength_conductivity is None
        True
        """
        all_changes: dict[str, Any] = {**required_by(changes), **changes}
        return replace(self, **all_changes)

    @property
    def glass(self) -> Glass:
        """The glass, as the rest of the library takes it."""
        return Glass(
            "assumed",
            self.density,
            self.sound_speed,
            self.debye_temperature,
            self.glass_temperature,
        )

    @property
    def branch_speeds(self) -> tuple[float, float]:
        """Speeds of longitudinal and transverse sound whose Debye mean is the speed of sound, in m/s.

        Raises
        ------
        InvalidArgument
            Where there is one speed for all.
        """
        ratio = self.transverse_over_longitudinal
        if ratio is None:
            raise InvalidArgument("transverse_over_longitudinal must be a number, got None")
        v_l = self.sound_speed / float(elasticity.debye_speed(1.0, ratio))
        return v_l, ratio * v_l

    @property
    def cutoff_frequency(self) -> float:
        """Cutoff of the coupling, in ω_D."""
        beads = self.beads("ripplons")
        if self.cutoff_factor is None:
            return float(
                form_factor.form_factor_zero("volume") / form_factor.wavenumber_radius(1.0, beads)
            )
        return float(self.cutoff_factor / np.cbrt(beads))

    @property
    def largest_cutoff(self) -> float:
        """Cutoff in (a/ξ)ω_D below which the lowest ripplon is stable."""
        return min(limit for _, limit in self._limits())

    def beads(self, place: str = "relaxation") -> float:
        """Beads in a region where the theory of `place` needs them: 'relaxation', 'scattering', 'ripplons' or 'expansion'."""
        check_choice("place", place, ("relaxation", "scattering", "ripplons", "expansion"))
        given: float | None = getattr(self, f"beads_{place}", None)
        if given is not None:
            return given
        return float(droplet.mosaic_size(self.timescale_ratio, self.lindemann_ratio) ** 3)

    def reduced(self, place: str = "glass") -> float:
        """T_g/T_D as the theory of `place` takes it: 'glass', 'ripplons' or 'friction'."""
        check_choice("place", place, ("glass", "ripplons", "friction"))
        given: float | None = getattr(self, f"reduced_T_g_{place}", None)
        return given if given is not None else self.glass.reduced_glass_temperature


def required_by(changes: Mapping[str, float | str | None]) -> dict[str, float | str | None]:
    """Fields that some values of other fields fix: the exact profile of a ripplon is known for a sharp cutoff only.

    Examples
    --------
    >>> required_by({"ripplon_profile": "printed"})
    {}
    """
    if changes.get("ripplon_profile") != "exact":
        return {}
    return {"smearing_strength_heat": None, "smearing_strength_conductivity": None}


as_printed = Assumptions()
consistent = Assumptions(**{item.name: item.metadata["consistent"] for item in fields(Assumptions)})

# fields that belong together, for the pages and boards that show them
GROUPS = {
    "Most influential": ("lindemann_ratio", "timescale_ratio", "cutoff_factor"),
    "The glass": (
        "density",
        "sound_speed",
        "transverse_over_longitudinal",
        "debye_temperature",
        "glass_temperature",
    ),
    "Size of a region": (
        "beads_scattering",
        "beads_ripplons",
        "beads_expansion",
        "bead_spacing_angstrom",
        "region_size_expansion_angstrom",
    ),
    "Temperature ratios": (
        "reduced_T_g_ripplons",
        "reduced_T_g_friction",
        "debye_temperature_gruneisen",
    ),
    "Two-level systems": (
        "orientation_average",
        "barrier_frequency_factor",
        "amplitude_exponent",
        "mixing_constant",
        "fast_centers",
    ),
    "Ripplons and friction": (
        "asymmetry_signs",
        "tension_by",
        "smearing_strength_heat",
        "smearing_strength_conductivity",
        "ripplon_profile",
    ),
    "Conductivity": ("counting_method", "excited_weight", "mfp_over_wavelength"),
    "Contraction": (
        "highest_ripplon",
        "pair_counting",
        "pair_model",
        "heat_capacity_coefficient",
        "pressure",
        "strength",
    ),
}
