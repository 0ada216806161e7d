"""The files of each student, however they were packed: folders in folders, zip files, and the naming
schemes of Moodle and Canvas. Nothing is unpacked to the disk, no link is followed."""

import contextlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

from coursework.text import clean_name

MAX_BYTES = 20 << 20  # of a notebook, or of a zip file within another
MAX_FILES = 1_000  # of one student
MAX_DEPTH = 8
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_?(?P<rest>.*)")
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<rest>.+)")
CLUTTER = re.compile(r"\.|__MACOSX$|desktop\.ini$|Thumbs\.db$", re.I)  # of systems, not of students


class Unreadable(ValueError):
    """A submission cannot be read; the message says why."""


class File(NamedTuple):
    """A file that came in.

    Parameters
    ----------
    path : Path
        In the file system.
    inside : tuple of str
        Names within zip files, if ``path`` is one, outermost first.
    modified : datetime
    owners : tuple of str
        Names under which its student may be listed, the most telling first; none if the place does
        not tell.
    problem : str
        Why it cannot be read, if that is known.
    """

    path: Path
    inside: tuple[str, ...]
    modified: datetime
    owners: tuple[str, ...]
    problem: str = ""

    @property
    def name(self) -> str:
        return Path(self.inside[-1] if self.inside else self.path).name

    @property
    def label(self) -> str:
        return clean_name("/".join([str(self.path), *self.inside]))

    def read(self) -> bytes:
        """The content, or an :class:`Unreadable` that says why not."""
        if self.problem:
            raise Unreadable(self.problem)
        if not self.inside:
            return read_bytes(self.path)
        try:
            with open(self.path, "rb") as stream:
                return _read_member(stream, self.inside)
        except OSError as error:
            raise Unreadable(f"it cannot be opened ({error.strerror})") from None


def owners(name: str) -> tuple[str, ...]:
    """The student's names in a folder or file as a gradebook names it, none if it does not."""
    for scheme in (CANVAS, MOODLE):  # the gradebook writes the beginning, the student the rest
        match = scheme.fullmatch(clean_name(name))
        if match:
            return f"{match['name']}_{match['id']}", match["id"], match["name"]
    return ()


def find_files(top: str | Path) -> Iterator[File]:
    """All files of a folder of submissions, or of a zip file from a gradebook."""
    top = Path(top)
    if top.is_file():
        yield from _in_zip(File(top, (), _time(top), ()), is_class=True)
        return
    for entry in sorted(os.scandir(top), key=lambda entry: entry.name):
        path, name = Path(entry.path), entry.name
        if CLUTTER.match(name):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _in_folder(path, owners(name) or (clean_name(name),))
        else:
            file = _file(path, owners(name))
            if zipfile_name(name) and not file.problem:
                yield from _in_zip(file, is_class=not file.owners)
            else:
                yield file


def zipfile_name(name: str) -> bool:
    return name.lower().endswith(".zip")


def _in_folder(top: Path, names: tuple[str, ...]) -> Iterator[File]:
    """The files of a student's folder; what cannot be read costs only itself."""
    folders, number = [(top, 0)], 0
    while folders:
        folder, depth = folders.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problem = f"the folder cannot be opened ({error.strerror})"
            yield File(folder, (), datetime.now(), names, problem)
            continue
        for entry in entries:
            if CLUTTER.match(entry.name):
                continue
            number += 1
            path = Path(entry.path)
            if number > MAX_FILES or depth > MAX_DEPTH:
                yield File(folder, (), datetime.now(), names, "it has too many files or folders")
                return
            if entry.is_dir(follow_symlinks=False):
                folders.append((path, depth + 1))
                continue
            file = _file(path, names)
            if zipfile_name(entry.name) and not file.problem:
                yield from _in_zip(file)
            else:
                yield file


def _file(path: Path, names: tuple[str, ...]) -> File:
    try:
        status = os.lstat(path)
    except OSError as error:
        return File(path, (), datetime.now(), names, f"it cannot be opened ({error.strerror})")
    problem = ""
    if stat.S_ISLNK(status.st_mode):
        problem = "it is a link, not a file"
    elif not stat.S_ISREG(status.st_mode):
        problem = "it is not a file"
    return File(path, (), datetime.fromtimestamp(status.st_mtime), names, problem)


def _time(path: Path) -> datetime:
    return datetime.fromtimestamp(os.stat(path).st_mtime)


def _in_zip(file: File, is_class: bool = False) -> Iterator[File]:
    """The members of a zip file, and of those within it.

    In the zip file of a class the first folder, or a gradebook's file name, tells whose they are;
    a file without either belongs to the student that the zip file is named after.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.read()) if file.inside else file.path) as archive:
            members = archive.infolist()
    except (OSError, Unreadable, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        yield file._replace(problem=f"the zip file cannot be read ({error})")
        return
    per_owner: dict[tuple[str, ...], int] = {}
    for member in members:
        name = _member_name(member)
        parts = name.strip("/").split("/")
        if member.is_dir() or any(map(CLUTTER.match, parts)):
            continue
        names = file.owners
        if is_class:
            stem = (clean_name(Path(file.name).stem),)
            names = owners(parts[0]) or ((clean_name(parts[0]), *stem) if parts[1:] else stem)
        per_owner[names] = per_owner.get(names, 0) + 1
        inside = File(file.path, (*file.inside, member.filename), _member_time(member, file), names)
        if per_owner[names] > MAX_FILES:
            if per_owner[names] == MAX_FILES + 1:
                yield inside._replace(problem="it has too many files or folders")
        elif zipfile_name(name) and len(file.inside) < 2:
            yield from _in_zip(inside)
        else:
            yield inside


def _member_name(member: zipfile.ZipInfo) -> str:
    """The name of a member; older programs write UTF-8 without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _member_time(member: zipfile.ZipInfo, file: File) -> datetime:
    try:
        return datetime(*member.date_time)
    except ValueError:
        return file.modified


def _read_member(stream: BinaryIO, names: tuple[str, ...]) -> bytes:
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(names[0]) as member:
            content = member.read(MAX_BYTES + 1)
    except Exception as error:  # damaged or encrypted, in any of a dozen ways
        raise Unreadable(f"the zip file cannot be read ({error})") from None
    if len(content) > MAX_BYTES:
        raise Unreadable(f"it is larger than {MAX_BYTES >> 20} MB")
    return content if len(names) == 1 else _read_member(io.BytesIO(content), names[1:])


def read_bytes(path: str | Path) -> bytes:
    """The content of a regular file of acceptable size."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        if Path(path).is_symlink():
            raise Unreadable("it is a link, not a file") from None
        raise Unreadable(f"it cannot be opened ({error.strerror})") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("it is not a file")
        if status.st_size > MAX_BYTES:
            raise Unreadable(f"it is larger than {MAX_BYTES >> 20} MB")
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES)
    finally:
        os.close(handle)
