"""A glass as the theory sees it: four measured numbers and what follows from them. SI units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.constants import hbar, k

from glasslib.checks import Instance, Number

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
        Where the four numbers come from.

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

    def __post_init__(self) -> None:
        for field in ("name", "source"):
            _TEXT.convert(field, getattr(self, field))
        for field in ("density", "sound_speed", "debye_temperature", "glass_temperature"):
            object.__setattr__(self, field, _NUMBER.convert(field, getattr(self, field)))

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
