"""The assignments as pages of the book: ``python -m coursework.pages FOLDER``."""

import sys
from pathlib import Path

from coursework.release import as_text
from coursework.source import BOOK_SEED, Assignment, names
from coursework.text import write_text


def write_pages(folder: str | Path) -> None:
    """Write student versions with the public seed and links of the book; remove other notebooks."""
    folder = Path(folder)
    for name in names():
        path, content = (
            folder / f"{name}.ipynb",
            as_text(Assignment(name).student_notebook(BOOK_SEED)),
        )
        # the time of a file decides what is built
        if not path.exists() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_text(path, content)
    for path in folder.glob("*.ipynb"):
        if path.stem not in names():
            path.unlink()


if __name__ == "__main__":
    write_pages(sys.argv[1])
