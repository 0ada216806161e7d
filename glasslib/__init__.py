"""The physics of low-temperature glasses after Lubchenko and Wolynes, one module per topic."""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["counting", "data", "droplet", "friction", "glasses", "landscape", "ledger", "liquid", "page", "phonons", "relaxation", "ripplons", "scattering", "tunneling", "waiting"]


def __getattr__(name):
    # modules load when first used, so that `import glasslib` stays cheap
    if name in __all__:
        return import_module(f"glasslib.{name}")
    raise AttributeError(f"module 'glasslib' has no attribute {name!r}; its modules are {', '.join(__all__)}")


def __dir__():
    return [*globals(), *__all__]
