"""A glass as the theory sees it: four measured numbers and what follows from them. SI units."""

from dataclasses import dataclass

import numpy as np
from scipy.constants import hbar, k

from glasslib.checks import within


@dataclass(frozen=True)
class Glass:
    """The four material constants on which every number of the theory rests.

    To study another glass, make one: ``Glass("my glass", density=..., sound_speed=..., ...)``.
    To vary one constant, use ``dataclasses.replace``.

    Parameters
    ----------
    name : str
        What it is called in figures and tables.
    density : float
        Mass density ρ, kg/m³.
    sound_speed : float
        One speed c_s for all three branches, m/s (their Debye mean).
    debye_temperature : float
        T_D = ħω_D/k_B, K.
    glass_temperature : float
        T_g at which the sample froze, K.
    source : str
        Where the four numbers come from.

    Raises
    ------
    ValueError
        Where a constant is not positive and finite.
    """

    name: str
    density: float
    sound_speed: float
    debye_temperature: float
    glass_temperature: float
    source: str = ""

    def __post_init__(self):
        for name in ("density", "sound_speed", "debye_temperature", "glass_temperature"):
            within(name, getattr(self, name))

    @property
    def debye_frequency(self):
        """Angular Debye frequency ω_D = k_B T_D/ħ in rad/s."""
        return k * self.debye_temperature / hbar

    @property
    def debye_energy(self):
        """Debye energy ħω_D = k_B T_D in J, the unit of energy where the paper uses reduced units."""
        return k * self.debye_temperature

    @property
    def bead_size(self):
        """Spacing a = (6π²)^⅓ c_s/ω_D of the molecular units in m, one unit per three Debye modes."""
        return np.cbrt(6 * np.pi**2) * self.sound_speed / self.debye_frequency

    @property
    def bead_mass(self):
        """Mass ρa³ of one molecular unit in kg."""
        return self.density * self.bead_size**3

    @property
    def reduced_glass_temperature(self):
        """k_B T_g/ħω_D, a pure number (2 to 5 for the glasses of the paper)."""
        return self.glass_temperature / self.debye_temperature


silica = Glass(
    name="vitreous silica",
    density=2200.0,
    sound_speed=4100.0,
    debye_temperature=342.0,
    glass_temperature=1500.0,
    source="density, sound speed and Debye temperature: caption of Fig. 15; glass transition temperature: Section III.A",
)
