"""Tables (CSV) that go through spreadsheets and gradebooks: no cell is a formula, none is changed."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from coursework import text

# that begin a formula in some spreadsheet; the others are full-width and small forms
SIGNS = "=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05\ufe66\ufe62\ufe63\ufe6b\ufe6a"
# where a cell begins: also behind what separates cells in another country's spreadsheet
START = re.compile(rf"(?:\A|(?<=[;,\t\n]))(?=['\s]*[{SIGNS}])|\A(?='*[\t\r\n])")
ESCAPED = re.compile(rf"(?:\A|(?<=[;,\t\n]))'(?=['\s]*[{SIGNS}])|\A'(?='*[\t\r\n])")
DATE = re.compile(r"\d+(?:[-/.:]\d+)+")
MAX_DIGITS = 15  # of a number that a spreadsheet keeps
GARBLED_MARK = "ï»¿"  # a byte order mark that was read as Windows-1252


def escape(content: str, numbers: bool = False) -> str:
    """A cell that no spreadsheet takes for a formula, nor, on request, for a number it rewrites."""
    if numbers and _is_rewritten(content.lstrip("'")):
        return f"'{content}"
    return START.sub("'", content)


def unescape(content: str) -> str:
    """A cell as it was before :func:`escape`."""
    if content.startswith("'") and _is_rewritten(content.lstrip("'")):
        return content[1:]
    return ESCAPED.sub("", content)


def _is_rewritten(content: str) -> bool:
    """Whether a spreadsheet would write a text that looks like a number or a date another way."""
    try:
        return f"{float(content):.{MAX_DIGITS}g}" != content
    except ValueError:
        return DATE.fullmatch(content) is not None


def write_table(path: Path, rows: Iterable[Iterable[object]], for_people: bool = False) -> None:
    """Write a table; one for people begins with the mark by which spreadsheets know UTF-8.

    Strings are escaped, numbers are not. All cells are quoted: separators differ by country.
    """
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(
        [escape(text.clean(cell), for_people) if isinstance(cell, str) else cell for cell in row]
        for row in rows
    )
    text.write_text(path, ("\ufeff" if for_people else "") + file.getvalue())


def read_table(path: str | Path, *choices: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table, separated by commas, semicolons or tabs, with their cells unescaped.

    Parameters
    ----------
    path : path
    *choices : sequence of str
        Sets of columns; the table must have all of at least one set.
    """
    content = text.clean(text.read_text(path)).removeprefix(GARBLED_MARK)
    first = content.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    csv.field_size_limit(1 << 24)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ValueError(f"{path} cannot be read as a table: {error}") from None
    header = [cell.strip().strip('"') for cell in rows[0]] if rows else []
    if not any({*columns} <= {*header} for columns in choices):
        needed = ", or ".join(", ".join(columns) for columns in choices)
        raise ValueError(f"{path} needs the columns {needed} in its first line")
    cells = [[unescape(cell) for cell in row] + [""] * len(header) for row in rows[1:] if any(row)]
    return [dict(zip(header, row, strict=False)) for row in cells]
