"""The assignments as pages of the book: ``python -m coursework.pages FOLDER``, when the book is built."""

import sys
from pathlib import Path

from coursework.release import write
from coursework.source import BOOK_SEED, Assignment, names


def write_pages(folder):
    """Student versions with the public seed, their links still those of the book; what else is there goes."""
    folder = Path(folder)
    for name in names():
        write(Assignment(name).student(BOOK_SEED), folder / f"{name}.ipynb")
    for path in folder.glob("*.ipynb"):
        if path.stem not in names():
            path.unlink()


if __name__ == "__main__":
    write_pages(sys.argv[1])
