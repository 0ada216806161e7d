"""Everything that the theory's numbers rest on, as one record: change a field, and see what else moves.

The defaults are the choices of the paper, place by place where it makes several: ``as_printed``.
``consistent`` makes one choice everywhere, the one that can be derived. :mod:`glasslib.headline`
computes what follows from a record. SI units for the glass, pure numbers for the rest.
"""

from dataclasses import dataclass, field, fields

import numpy as np

from glasslib import droplet, formfactor, friction, ripplons
from glasslib.checks import OutOfRange, one_of, within
from glasslib.glasses import Glass


def _number(printed, says, low, high, *, places, consistent="same", none=None, why="", unit="1"):
    """A field with a number in it; `none` says what takes its place where it is None."""
    chosen = printed if consistent == "same" else consistent
    about = {"says": says, "low": low, "high": high, "unit": unit, "none": none, "places": places, "consistent": chosen, "why": why}
    return field(default=printed, metadata=about)


def _choice(printed, says, options, *, places, consistent="same", why=""):
    """A field with one of a few words in it."""
    chosen = printed if consistent == "same" else consistent
    return field(default=printed, metadata={"says": says, "options": options, "places": places, "consistent": chosen, "why": why})


DERIVED = "the size that Eq. 6 gives for this patience and cage"


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
    """

    # the glass
    density: float = _number(2200.0, "mass density of the glass", 1000, 6000, unit="kg/m³", places=("fig15-rho",))
    sound_speed: float = _number(4100.0, "one speed of sound for all branches", 1000, 6000, unit="m/s", places=("fig15-cs",))
    debye_temperature: float = _number(342.0, "Debye temperature", 50, 600, unit="K", places=("fig15-TD",))
    glass_temperature: float = _number(1500.0, "temperature at which the sample froze", 50, 2500, unit="K", places=("III.A-Tg",))
    # the liquid
    patience: float = _number(1e17, "longest relaxation waited for, over the shortest", 1e10, 1e25, places=("II-1e17",))
    lindemann: float = _number(0.1, "how far a caged molecule rattles, over the bead spacing", 0.07, 0.14, places=("II-d_L",))
    # sizes
    bead_size: float | None = _number(
        3.5, "bead spacing that turns a region into ångströms", 3, 4.5, unit="Å", places=("III.A-a",), consistent=None,
        none="a = (6π²)^⅓ c_s/ω_D", why="the same glass has one bead; Section IV and Figure 15 need this one",
    )
    size_scattering: float | None = _number(
        200.0, "beads in a region, for the scattering of phonons", 100, 400, places=("III.B-200",), consistent=None, none=DERIVED,
        why="190 to 200 is one number, rounded; the chain gives it",
    )
    size_ripplons: float | None = _number(
        5.8**3, "beads in a domain, for its ripplons", 100, 400, places=("II-5.8", "VB-200"), consistent=None, none=DERIVED,
        why="190 to 200 is one number, rounded; the chain gives it",
    )
    size_expansion: float | None = _number(
        200.0, "beads in a domain, for attraction and vibrating walls", 100, 400, places=("VII-200",), consistent=None, none=DERIVED,
        why="190 to 200 is one number, rounded; the chain gives it",
    )
    region_expansion: float | None = _number(
        20.0, "size of a region in the expansion coefficient", 15, 25, unit="Å", places=("III.A-xi",), consistent=None,
        none="its beads times a", why="with the modulus of the same glass, the region must have its beads",
    )
    # ratios of the two temperatures
    ratio_bump: float | None = _number(
        4.4, "T_g/T_D in the heat of sharp ripplons, in quantum corrections and for vibrating walls", 1, 6, places=("fig19-4.4",),
        consistent=None, none="that of the glass", why="one glass has one ratio",
    )
    ratio_friction: float | None = _number(
        4.0, "T_g/T_D in the heat of ripplons with friction", 1, 6, places=("IV.F-4",), consistent=None, none="that of the glass",
        why="one glass has one ratio",
    )
    debye_gruneisen: float | None = _number(
        350.0, "Debye temperature in the Grüneisen parameter", 50, 600, unit="K", places=("VI-350",), consistent=None,
        none="that of the glass", why="one glass has one Debye temperature",
    )
    # scattering and tunneling
    orientation: float = _number(1 / 3, "mean of cos²θ between strain and region", 0.2, 1, places=("III.B-1-3",))
    barrier_frequency: float | None = _number(
        1.6, "frequency at the top of the barrier, in (a/ξ)ω_D", 1, 3, places=("IV.B-1.6",), consistent=None,
        none="what Eq. 29 gives", why="the text rounds on the way",
    )
    exponent: float | None = _number(
        0.1, "exponent c of the distribution of tunneling amplitudes", 0.005, 0.5, places=("III.C-c0.1",), consistent=None,
        none="c of Eq. 22 with π", why="Eq. 21 has π in its exponent; 0.1 is a bound, used as a value",
    )
    # ripplons and friction
    sides: str = _choice(
        "printed", "how many states per domain the heat of the ripplons counts", ("printed", "one"), places=("34",), consistent="one",
        why="Section III.A counts one state per domain; with both signs of ε as in Eq. 34 it is two",
    )
    cutoff: float | None = _number(
        1.8, "cutoff of the coupling to phonons, in (a/ξ)ω_D", 0.5, 2.4, places=("IV.F-1.8",), consistent=None,
        none="first zero of the form factor of a dilation", why="1.8 is adjusted to the plateau; this one follows from Eq. B1",
    )
    smearing_bump: float | None = _number(
        None, "fragility D that smears the cutoff by 1/√D in the heat", 10, 300, places=("IV.F-smear",), none="a sharp cutoff",
        why="the paper does not say what its figures have; the exact response needs a sharp one",
    )
    smearing_plateau: float | None = _number(
        30.0, "fragility D that smears the cutoff by 1/√D in the conductivity", 10, 300, places=("IV.F-smear",), consistent=None, none="a sharp cutoff",
        why="the exact response needs a sharp one",
    )
    profile: str = _choice(
        "printed", "weight of a ripplon's profile", ("printed", "normed", "exact"), places=("55",), consistent="exact",
        why="the profile of Eq. 55 loses two thirds of the modes; the exact response loses none",
    )
    counting: str = _choice(
        "steepest descent", "how scattering states are counted", ("steepest descent", "exact"), places=("39",), consistent="exact",
        why="with a few modes of eight frequencies one can count",
    )
    excited: str = _choice(
        "thermal", "weight of excited domains", ("thermal", "with ripplons", "step"), places=("43",), consistent="with ripplons",
        why="a domain in its lower state has ripplons too, so that the upper one is rarer",
    )
    path: float | None = _number(
        150.0, "wavelengths that a phonon travels where there is one way to absorb it", 30, 300, places=("I-150",), consistent=None,
        none="what Eq. 20 gives", why="150 is measured; the theory has its own",
    )
    # quantum corrections
    mixing: float | None = _number(
        100.0, "mixing constant B", 10, 400, places=("V-B",), consistent=None, none="counted, Σω_D/ω_i",
        why="the ripplons are there to be counted",
    )
    fast: str = _choice(
        "delta", "what mixing makes of the centers that it brings to zero", ("delta", "step"), places=("66",), consistent="step",
        why="so has the matrix of Eq. 58; a peak is what is left if the slope is taken as one",
    )
    # contraction
    highest: float | None = _number(
        None, "highest ripplon in the attraction of regions", 5, 13, places=("VI-lsum",), consistent=9.0,
        none="the perimeter's for ripplons with ripplons, 9 for ripplons with two-level systems",
        why="Section IV.C and Appendix A end at nine, where beads run out",
    )
    pairs: str = _choice(
        "as printed", "how pairs of regions are counted", ("as printed", "once each"), places=("VI-Frr", "VI-FrT"), consistent="once each",
        why="second-order perturbation theory has each pair once, and either of it may lend its ripplons",
    )
    heat: str = _choice(
        "rounded", "coefficient of the heat capacity in γ", ("rounded", "flat density"), places=("76",), consistent="flat density",
        why="π²/6, as Eq. 82 has it",
    )
    pressure: str = _choice(
        "left out", "pressure inside a wall that vibrates", ("left out", "kept"), places=("A3", "A7"), consistent="kept",
        why="with it Eq. A6 and A7 follow from one potential",
    )
    fragility: float = _number(50.0, "fragility D that spreads the ripplons from domain to domain", 10, 300, places=("A-domega",))

    def __post_init__(self):
        for one in fields(self):
            value, about = getattr(self, one.name), one.metadata
            if "options" in about:
                one_of(one.name, value, about["options"])
            elif value is not None or not about["none"]:
                object.__setattr__(self, one.name, float(within(one.name, value, about["low"], about["high"], closed=True)))
        if self.profile == "exact" and not (self.smearing_bump is self.smearing_plateau is None):
            raise OutOfRange("profile 'exact' needs a sharp cutoff: smearing_bump and smearing_plateau None")
        for ratio, limit in self._limits():
            if not self.cutoff_frequency * np.cbrt(self.beads("ripplons")) < limit:
                raise OutOfRange(
                    f"cutoff must lie below {limit:.4g} for T_g/T_D = {ratio:.4g}, this cage and size, "
                    f"or the lowest ripplon is unstable; got {self.cutoff or 'that of the form factor'}"
                )

    def _limits(self):
        """T_g/T_D of the heat and of the conductivity, and the cutoff at which each has no lowest ripplon."""
        beads = self.beads("ripplons")
        lowest = ripplons.frequency(2, beads, self.lindemann)
        for ratio, D in ((self.reduced("friction"), self.smearing_bump), (self.reduced(), self.smearing_plateau)):
            yield ratio, friction.largest_cutoff(lowest, ratio, D or np.inf) * np.cbrt(beads)

    @property
    def glass(self):
        """The glass, as the rest of the library takes it."""
        return Glass("assumed", self.density, self.sound_speed, self.debye_temperature, self.glass_temperature)

    @property
    def cutoff_frequency(self):
        """Cutoff of the coupling in ω_D."""
        beads = self.beads("ripplons")
        if self.cutoff is None:
            return formfactor.zero("volume") / formfactor.wavenumber_radius(1.0, beads)
        return self.cutoff / np.cbrt(beads)

    @property
    def largest_cutoff(self):
        """Cutoff in (a/ξ)ω_D below which the lowest ripplon is stable."""
        return min(limit for _, limit in self._limits())

    def beads(self, place="relaxation"):
        """Beads in a region where the theory of `place` needs them: 'relaxation', 'scattering', 'ripplons' or 'expansion'."""
        one_of("place", place, ("relaxation", "scattering", "ripplons", "expansion"))
        given = getattr(self, f"size_{place}", None)
        return given if given is not None else float(droplet.mosaic_size(self.patience, self.lindemann) ** 3)

    def reduced(self, place="glass"):
        """T_g/T_D as the theory of `place` takes it: 'glass', 'bump' or 'friction'."""
        one_of("place", place, ("glass", "bump", "friction"))
        given = getattr(self, f"ratio_{place}", None)
        return given if given is not None else self.glass.reduced_glass_temperature


as_printed = Assumptions()
consistent = Assumptions(**{one.name: one.metadata["consistent"] for one in fields(Assumptions)})

# fields that belong together, for whoever shows them
GROUPS = {
    "The glass": ("density", "sound_speed", "debye_temperature", "glass_temperature"),
    "The liquid": ("patience", "lindemann"),
    "Size of a region": ("size_scattering", "size_ripplons", "size_expansion", "bead_size", "region_expansion"),
    "Its temperatures": ("ratio_bump", "ratio_friction", "debye_gruneisen"),
    "Two-level systems": ("orientation", "barrier_frequency", "exponent", "mixing", "fast"),
    "Ripplons and friction": ("sides", "cutoff", "smearing_bump", "smearing_plateau", "profile"),
    "Conductivity": ("counting", "excited", "path"),
    "Contraction": ("highest", "pairs", "heat", "pressure", "fragility"),
}
