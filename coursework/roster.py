"""The names of a class."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from coursework.text import clean, clean_name, read_text


class Roster(NamedTuple):
    """Names of a class.

    Parameters
    ----------
    names : list of str
        The first name of each student, which everything is stored under.
    known : dict of str to str
        It, by all names under which a student may hand in, in lower case.
    """

    names: list[str]
    known: dict[str, str]

    def find(self, names: Iterable[str]) -> str:
        """The student who has one of these names, '' if there is none."""
        found = (self.known.get(_folded(name), "") for name in names)
        return next(filter(None, found), "")


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", clean_name(name).casefold())


def read_roster(path: str | Path) -> Roster:
    """Names of a class, one a line; empty lines and what follows # are ignored.

    Further columns, separated by tabs, are other names of the same student, such as the number or
    full name in a gradebook.
    """
    lines = clean(read_text(path)).split("\n")
    rows = [
        [name for part in line.partition("#")[0].split("\t") if (name := clean_name(part))]
        for line in lines
    ]
    known: dict[str, str] = {}
    repeated = set()
    names = [row[0] for row in rows if row]
    for row in filter(None, rows):
        _check_name(row[0], path)
        for name in {_folded(name): name for name in row}.values():
            if _folded(name) in known:
                repeated.add(name)
            known[_folded(name)] = row[0]
    if repeated:
        raise ValueError(f"roster {path}: {', '.join(sorted(repeated))} is listed more than once")
    return Roster(names, known)


def _check_name(name: str, path: str | Path) -> None:
    if name in (".", "..") or "/" in name or "\\" in name or name.startswith("-"):
        raise ValueError(f"roster {path}: {name!r} cannot be the name of a folder")
