"""Arguments that many functions share: what each means, its unit and its range, in one place.

A name has one meaning and one unit in the whole library. Reduced units are those of the paper: energies in ħω_D,
temperatures in T_D = ħω_D/k_B, lengths in bead spacings a.
"""

import numpy as np

from glasslib.checks import BELOW_ONE, Choice, Number, Real

# ---- the liquid, in units of k_B T_g and k_B

# an amplitude so large that the cage confines nothing: ln(1/(πe δ²)) = 0
WIDEST_CAGE = float(1 / np.sqrt(np.pi * np.e))

LINDEMANN = Real(
    "Lindemann ratio, the vibrational amplitude over the bead spacing, d_L/a", high=WIDEST_CAGE
)
TIMESCALE_RATIO = Real(
    "relaxation time over the time of one attempt, τ/τ₀; one hour is about 1e17", low=1
)
GAMMA = Real("coefficient γ of the wall energy γ√N, in k_B T_g")
S_C = Real("configurational entropy per bead, in k_B")
T_OVER_T_G = Real("temperature, in T_g")
HEAT_JUMP = Real("jump Δc_p of the heat capacity at the glass transition, in k_B per bead")
STRENGTH = Real("strength parameter D of the Vogel–Fulcher law; a large D is a strong liquid")

# ---- regions

BEADS = Real("number of beads in a region, N* = (ξ/a)³")
PAIR_COUNTING = Choice(
    "how pairs are counted: as the paper does, or each pair of regions once",
    options=("as printed", "once each"),
)
ASYMMETRY_SIGNS = Choice(
    "signs of the asymmetry ε that occur: both, or only those with the second state below the liquid's",
    options=("both", "negative"),
)
TENSION_BY = Choice(
    "what the tension of a wall depends on when it ripples; 'printed' is 9/8 for every order",
    options=("printed", "volume", "area", "distance", "curvature"),
)

# ---- reduced units

T_REDUCED = Real("temperature, in T_D")
# above 100 it is taken for a temperature in kelvins
REDUCED_T_G = Real(
    "glass transition temperature in units of the Debye temperature, T_g/T_D, 2 to 5 for most glasses",
    high=100,
)
# where a function takes one value only
ONE_REDUCED_T_G = Number(REDUCED_T_G.text, high=REDUCED_T_G.high)
W = Real("frequency, in ω_D")
CUTOFF = Real("cutoff of the coupling to phonons, in ω_D")
AMPLITUDE_EXPONENT = Real(
    "exponent c of the distribution of tunneling amplitudes", high=BELOW_ONE, closed=True
)

# ---- SI units

GLASS_TEMPERATURE = Real("glass transition temperature, in K")
T_KELVIN = Real("temperature, in K")
RHO = Real("mass density ρ, in kg/m³")
C_S = Real("speed of sound c_s, in m/s")
BEAD_SIZE = Real("bead spacing a, in m")
