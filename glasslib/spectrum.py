"""A set of vibrational modes: their frequencies, and how many modes have each."""

from dataclasses import dataclass

import numpy as np

from glasslib.checks import FloatArray, Instance, InvalidArgument, as_real


@dataclass(frozen=True, eq=False)
class Spectrum:
    """Vibrational modes of a domain: sharp ripplons, or the broadened ones of a domain with friction.

    Parameters
    ----------
    omega : array
        Frequencies in ω_D, positive; any order.
    degeneracy : array
        How many modes have each frequency, zero or positive and not all zero; not necessarily whole numbers.

    Raises
    ------
    InvalidArgument
        Where the two are not of the same length, or hold what they must not.

    Examples
    --------
    >>> Spectrum([0.15, 0.24], [5, 7]).modes
    12.0
    """

    omega: FloatArray
    degeneracy: FloatArray

    def __post_init__(self) -> None:
        for name in ("omega", "degeneracy"):
            given = getattr(self, name)
            array = np.array(as_real(name, given))
            if array.ndim > 1:
                raise InvalidArgument(
                    f"{name} must be one-dimensional, got the shape {array.shape}"
                )
            object.__setattr__(self, name, array)
        if self.omega.shape != self.degeneracy.shape:
            lengths = f"{self.omega.shape or 'a number'} and {self.degeneracy.shape or 'a number'}"
            raise InvalidArgument(f"omega and degeneracy must have the same length, got {lengths}")
        for name, low in (("omega", np.nextafter(0, 1)), ("degeneracy", 0.0)):
            array = np.atleast_1d(getattr(self, name))
            bad = ~((array >= low) & np.isfinite(array))
            if bad.any():
                ends = "(0, inf)" if low else "[0, inf)"
                raise InvalidArgument(f"{name} must lie in {ends}, got {array[bad][0]:.6g}")
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        if not self.degeneracy.any():
            raise InvalidArgument("degeneracy must not be zero everywhere")

    @property
    def modes(self) -> float:
        """How many modes there are."""
        return float(self.degeneracy.sum())

    @property
    def lowest(self) -> float:
        """The lowest frequency."""
        return float(self.omega.min())

    @property
    def is_sharp(self) -> bool:
        """Whether every frequency has a whole number of modes, so that states can be enumerated."""
        return bool((self.degeneracy == np.round(self.degeneracy)).all())


SPECTRUM = Instance("ripplons of a domain, sharp or broadened", of=Spectrum)
