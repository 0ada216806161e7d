"""The physics of low-temperature glasses after Lubchenko and Wolynes, one module per topic."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

__version__ = "1.0.0"
# the one list of modules: for attribute access, the API page and the tests
__all__ = sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))


def __getattr__(name: str) -> ModuleType:
    # modules load when first used, so that `import glasslib` stays cheap
    if name in __all__:
        return import_module(f"glasslib.{name}")
    raise AttributeError(
        f"module 'glasslib' has no attribute {name!r}; its modules are {', '.join(__all__)}"
    )


def __dir__() -> list[str]:
    return [*globals(), *__all__]
