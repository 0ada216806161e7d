"""The assignments as pages of the book: ``python -m coursework.pages FOLDER``."""

import sys
from pathlib import Path

from coursework.release import write
from coursework.source import BOOK_SEED, Assignment, names


def write_pages(folder: str | Path) -> None:
    """Write student versions with the public seed and links of the book; remove other notebooks."""
    folder = Path(folder)
    for name in names():
        write(Assignment(name).student_notebook(BOOK_SEED), folder / f"{name}.ipynb")
    for path in folder.glob("*.ipynb"):
        if path.stem not in names():
            path.unlink()


if __name__ == "__main__":
    write_pages(sys.argv[1])
