"""A glass as the theory sees it: four measured numbers and what follows from them; and glasses that were measured. SI units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import hbar, k

from glasslib import data
from glasslib.checks import Instance, Number, check_choice

_NUMBER, _TEXT = Number("material constant"), Instance("text", of=str)


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

BEADS_OF = ("formula unit", "atom")


def measured(bead: str = "formula unit") -> dict[str, Glass]:
    """All simple glasses for which density, T_g and two elastic constants were measured, from SciGlass.

    Medians of many entries; elastic constants at room temperature.

    Parameters
    ----------
    bead : str
        What a bead is: a 'formula unit', as the paper's Debye temperature of silica has it, or an 'atom'.

    Returns
    -------
    dict
        Chemical formula to :class:`Glass`.

    Raises
    ------
    InvalidArgument
        Where `bead` is neither.

    Examples
    --------
    >>> len(measured()), round(measured()["SiO2"].debye_temperature), round(measured("atom")["SiO2"].debye_temperature)
    (16, 346, 499)
    """
    check_choice("bead", bead, BEADS_OF)
    table = data.load("sciglass/pure_glasses_medians")
    found = table.where(np.isfinite(table["v_l_m_s"]) & np.isfinite(table["T_g_K"]))
    of_bead = {"formula unit": "T_D_units_K", "atom": "T_D_atoms_K"}[bead]
    columns = ("glass", "rho_kg_m3", "c_debye_m_s", of_bead, "T_g_K", "v_l_m_s", "v_t_m_s")
    return {
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
