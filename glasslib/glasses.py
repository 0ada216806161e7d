"""A glass as the theory sees it: four measured numbers and what follows from them; and glasses that were measured. SI units."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.constants import N_A, R, hbar, k

from glasslib import data, elasticity
from glasslib.arguments import RHO
from glasslib.checks import (
    FloatOrArray,
    Instance,
    Number,
    Real,
    check_choice,
    checked,
)

_NUMBER, _TEXT = Number("material constant"), Instance("text", of=str)
BEAD_MOLAR_MASS = Real("mass of one bead, in g/mol, such as 60.08 for SiO₂ units")


@dataclass(frozen=True)
class Glass:
    """The four material constants on which every number of the theory is based.

    To study another glass, make one: ``Glass("my glass", density=..., sound_speed=..., ...)``.
    To vary one constant, use ``dataclasses.replace``.

    Parameters
    ----------
    name : str
        Name of the glass in figures and tables.
    density : float
        Mass density ρ, in kg/m³. Positive.
    sound_speed : float
        One speed c_s for all three branches (their Debye mean), in m/s. Positive.
    debye_temperature : float
        Debye temperature T_D = ħω_D/k_B, in K. Positive.
    glass_temperature : float
        Glass transition temperature T_g at which the sample froze, in K. Positive.
    source : str, optional
        Where the numbers come from.
    longitudinal_speed, transverse_speed : float, optional
        The speeds of sound whose Debye mean is `sound_speed`, in m/s, where both are known. Positive.

    Raises
    ------
    InvalidArgument
        A ValueError that names the constant, the value and the allowed range.

    Examples
    --------
    >>> glass = Glass("mine", 1000.0, 2000.0, debye_temperature=100.0, glass_temperature=250.0)
    >>> glass.reduced_glass_temperature
    2.5
    """

    name: str
    density: float
    sound_speed: float
    debye_temperature: float
    glass_temperature: float
    source: str = ""
    longitudinal_speed: float | None = None
    transverse_speed: float | None = None

    def __post_init__(self) -> None:
        for field in ("name", "source"):
            _TEXT.convert(field, getattr(self, field))
        for field in ("density", "sound_speed", "debye_temperature", "glass_temperature"):
            object.__setattr__(self, field, _NUMBER.convert(field, getattr(self, field)))
        for field in ("longitudinal_speed", "transverse_speed"):
            if (given := getattr(self, field)) is not None:
                object.__setattr__(self, field, _NUMBER.convert(field, given))

    @property
    def debye_frequency(self) -> float:
        """Angular Debye frequency ω_D = k_B T_D/ħ, in rad/s."""
        return k * self.debye_temperature / hbar

    @property
    def debye_energy(self) -> float:
        """Debye energy ħω_D = k_B T_D, in J: the unit of energy in the paper's reduced units."""
        return k * self.debye_temperature

    @property
    def bead_size(self) -> float:
        """Spacing a = (6π²)^⅓ c_s/ω_D of the molecular units (one per three Debye modes), in m."""
        return float(np.cbrt(6 * np.pi**2)) * self.sound_speed / self.debye_frequency

    @property
    def bead_mass(self) -> float:
        """Mass ρa³ of one molecular unit, in kg."""
        return self.density * self.bead_size**3

    @property
    def reduced_glass_temperature(self) -> float:
        """k_B T_g/ħω_D, a pure number (2 to 5 for the glasses of the paper)."""
        return self.glass_temperature / self.debye_temperature


silica = Glass(
    name="vitreous silica",
    density=2200.0,
    sound_speed=4100.0,
    debye_temperature=342.0,
    glass_temperature=1500.0,
    source="density, sound speed and Debye temperature: caption of Fig. 15;"
    " glass transition temperature: Section III.A",
)

# what a bead is: a formula unit, as the paper's Debye temperature of silica has it; an atom; or so many that each gains
# the entropy of a Lennard-Jones particle in melting (Section III.A), where the heat of fusion is in hand
BEADS_OF = ("formula unit", "atom", "melting entropy")
MELTING_ENTROPY = 1.68  # of a Lennard-Jones particle, in k_B
FUSION = {
    "GeO2": "germanium dioxide",
    "B2O3": "boron trioxide",
    "Se": "selenium",
    "BeF2": "beryllium fluoride",
}


@checked(rho=RHO, bead_molar_mass=BEAD_MOLAR_MASS)
def bead_spacing(rho: FloatOrArray, bead_molar_mass: FloatOrArray) -> FloatOrArray:
    """Bead spacing a from the density and the mass of a bead, in m.

    Examples
    --------
    >>> round(float(bead_spacing(2200.0, 60.08)) * 1e10, 2)
    3.57
    """
    return np.cbrt(1e-3 * bead_molar_mass / (N_A * rho))


@checked(
    rho=RHO,
    v_l=Real("speed of longitudinal sound v_l, in m/s, above 2v_t/√3"),
    v_t=Real("speed of transverse sound v_t, in m/s"),
    bead_molar_mass=BEAD_MOLAR_MASS,
)
def debye_temperature(
    rho: FloatOrArray, v_l: FloatOrArray, v_t: FloatOrArray, bead_molar_mass: FloatOrArray
) -> FloatOrArray:
    """Debye temperature of three modes for each bead, (ħ/k_B)(6π²)^⅓ c_s/a, in K.

    Examples
    --------
    >>> round(float(debye_temperature(2202.0, 5959.0, 3768.0, 60.08)), 1)
    346.2
    """
    elasticity.bulk_modulus(rho, v_l, v_t)  # refuses speeds that no solid can have
    wavenumber = np.cbrt(6 * np.pi**2) / bead_spacing(rho, bead_molar_mass)
    return hbar / k * elasticity.debye_speed(v_l, v_t) * wavenumber


def measured(bead: str = "formula unit") -> dict[str, Glass]:
    """All simple glasses for which density, T_g and two elastic constants were measured, from SciGlass.

    Medians of many entries; elastic constants at room temperature.

    Parameters
    ----------
    bead : str
        What a bead is: a 'formula unit', as the paper's Debye temperature of silica has it, an 'atom', or, for the few
        glasses whose heat of fusion is in hand, a part with the 'melting entropy' of a Lennard-Jones particle.

    Returns
    -------
    dict
        Chemical formula to :class:`Glass`.

    Raises
    ------
    InvalidArgument
        Where `bead` is none of these.

    Examples
    --------
    >>> len(measured()), round(measured()["SiO2"].debye_temperature), round(measured("atom")["SiO2"].debye_temperature)
    (16, 346, 499)
    """
    check_choice("bead", bead, BEADS_OF)
    found = _complete()
    of_bead = "T_D_atoms_K" if bead == "atom" else "T_D_units_K"
    columns = ("glass", "rho_kg_m3", "c_debye_m_s", of_bead, "T_g_K", "v_l_m_s", "v_t_m_s")
    glasses = {
        str(name): Glass(
            str(name),
            density=float(rho),
            sound_speed=float(c),
            debye_temperature=float(T_D),
            glass_temperature=float(T_g),
            source="medians from SciGlass, © 2019 EPAM Systems, Open Database License",
            longitudinal_speed=float(v_l),
            transverse_speed=float(v_t),
        )
        for name, rho, c, T_D, T_g, v_l, v_t in zip(
            *(found[column] for column in columns), strict=True
        )
    }
    if bead != "melting entropy":
        return glasses
    return {
        name: replace(glass, debye_temperature=glass.debye_temperature * np.cbrt(count))
        for name, glass in glasses.items()
        if (count := _beads_by_melting(name))
    }


def quartiles(name: str) -> dict[str, tuple[float, float]]:
    """Quartiles of what was measured of a glass of :func:`measured`, where there are three entries or more.

    Those of the speeds are of √(G/ρ), and of the v_l that a quartile of Poisson's ratio gives with the median v_t.

    Parameters
    ----------
    name : str
        Chemical formula.

    Returns
    -------
    dict
        'rho', 'v_l', 'v_t' and 'glass_temperature', as far as they are known, to the lower and the upper quartile, in SI.

    Raises
    ------
    InvalidArgument
        Where there is no such glass.

    Examples
    --------
    >>> quartiles("SiO2")["rho"], "v_t" in quartiles("GeS2")
    ((2200.0, 2204.0), False)
    """
    found = _complete()
    check_choice("name", name, tuple(map(str, found["glass"])))
    row = found.where(found["glass"] == name)

    def ends(column: str) -> tuple[float, float] | None:
        if row[f"n_{column}"][0] < 3:
            return None
        return float(row[f"{column}_q1"][0]), float(row[f"{column}_q3"][0])

    rho, v_l, v_t = (float(row[column][0]) for column in ("rho_kg_m3", "v_l_m_s", "v_t_m_s"))
    quarters = {"rho": ends("rho_kg_m3"), "glass_temperature": ends("T_g_K")}
    if (G := ends("G_GPa")) is not None:
        low, high = (float(np.sqrt(1e9 * modulus / rho)) for modulus in G)
        quarters["v_t"] = low, high
    # an upper quartile of Poisson's ratio that no solid can have is a mistake in the compilation
    if (nu := ends("nu")) is not None and nu[1] < 0.5:
        low, high = (v_t * float(np.sqrt(2 * (1 - n) / (1 - 2 * n))) for n in nu)
        quarters["v_l"] = low, high
    values = {"rho": rho, "v_l": v_l, "v_t": v_t, "glass_temperature": float(row["T_g_K"][0])}
    return {
        quantity: (min(pair[0], values[quantity]), max(pair[1], values[quantity]))
        for quantity, pair in quarters.items()
        if pair is not None
    }


def _complete() -> data.Table:
    """The rows of the simple glasses for which all inputs of the theory were measured."""
    table = data.load("sciglass/pure_glasses_medians")
    return table.where(np.isfinite(table["v_l_m_s"]) & np.isfinite(table["T_g_K"]))


def _beads_by_melting(name: str) -> float:
    """Beads in a formula unit by the entropy of fusion, or 0 where that is not in hand."""
    melting = data.load("melting_enthalpy_glassformers")
    row = melting.where(melting["substance"] == FUSION.get(name, ""))
    return float((row["dHm_J_per_mol"] / (row["Tm_K"] * R * MELTING_ENTROPY)).sum())
