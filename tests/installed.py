"""Try an installed glasslib: ``python -I installed.py README.md`` in an environment that has only the wheel and what it needs."""

import ast
import re
import sys
from importlib import metadata
from pathlib import Path


def readme_example(text):
    """The value of the example's last line, and the one that its comment says."""
    code = re.search(r"^```python\n(.*?)^```", text, re.M | re.S)[1]
    *lines, last = ast.parse(code).body
    scope = {}
    exec(compile(ast.Module(lines, []), "README", "exec"), scope)
    value = eval(compile(ast.Expression(last.value), "README", "eval"), scope)
    return value, float(re.search(r"# ([\d.]+) beads\s*$", code)[1])


if __name__ == "__main__":
    import glasslib
    from glasslib import data, ledger

    assert Path(glasslib.__file__).is_relative_to(sys.prefix), glasslib.__file__
    assert metadata.version("glasslib") == glasslib.__version__
    value, said = readme_example(Path(sys.argv[1]).read_text(encoding="utf-8"))
    assert round(value) == said, (value, said)
    assert data.names() and all(data.load(name) for name in data.names())
    assert all(ledger.load(name) for name in ("equations", "numbers", "figures", "statements"))
    licenses = [path.as_posix() for path in metadata.files("glasslib") if "LICENSE" in path.name]
    assert "glasslib/data/sciglass/LICENSE" in licenses, licenses
    assert any(path.endswith("licenses/LICENSE") for path in licenses), licenses
    print(
        f"glasslib {glasslib.__version__}: {value:.1f} beads, {len(data.names())} tables of data, all ledgers"
    )
