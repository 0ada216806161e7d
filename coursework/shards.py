"""A class that is graded in parts, on several machines or in several processes, and put together."""

import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from coursework import text
from coursework.changes import GradingOptions, fingerprint
from coursework.grade import read_left_out, salt_of, same_seed, write_left_out
from coursework.report_card import ReportCard
from coursework.submissions import LeftOut, Submission

SHARD = re.compile(r"(\d+)/(\d+)")


def parse(shard: str) -> tuple[int, int]:
    """The number of a part, and how many there are, of a text such as '3/8'."""
    match = SHARD.fullmatch(shard)
    number, parts = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= parts:
        raise ValueError(f"--shard must be i/n with i from 1 to n, such as 3/8, got {shard!r}")
    return number, parts


def select(submissions: Sequence[Submission], shard: tuple[int, int]) -> list[Submission]:
    """The submissions of one part; a part has the same ones whatever else was handed in."""
    number, parts = shard
    return [each for each in submissions if _place(each) % parts == number - 1]


def _place(submission: Submission) -> int:
    name = f"{submission.assignment}/{submission.student}"
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])


def merge(parts: Sequence[str | Path], folder: str | Path, options: GradingOptions) -> int:
    """Copy the scores of all parts into one folder, or nothing if they do not fit together.

    Parameters
    ----------
    parts : sequence of path
        Folders that ``grade --shard`` wrote.
    folder : path
        It may have the same scores from an earlier call.
    options : GradingOptions
        For the seed, which must be that of all parts.

    Returns
    -------
    int
        How many scores there are.
    """
    found: dict[str, tuple[Path, ReportCard]] = {}
    left_out: set[LeftOut] = set()
    for part in [*parts, folder]:
        for path in sorted(Path(part).glob("*/*.json")):
            card = ReportCard.read(path)
            place = f"{card.assignment}/{text.file_name(card.student)}"
            if not same_seed(card, options):
                raise ValueError(f"{path} has another seed than the one given")
            other = found.get(place)
            if other and (part != folder or not _are_same(other[1], card)):
                raise ValueError(f"{path} and {other[0]} are scores of the same submission")
            found.setdefault(place, (path, card))
        left_out |= {*read_left_out(part)}
    versions = {card.version: path for path, card in found.values()}
    if len(versions) > 1:
        raise ValueError(f"{' and '.join(map(str, versions.values()))} have different versions")
    salt = salt_of(folder)
    for place, (_, card) in found.items():
        card.seed = fingerprint(options, salt)
        path = Path(folder) / f"{place}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        card.write(path)
    write_left_out(folder, sorted(left_out))
    return len(found)


def _are_same(one: ReportCard, two: ReportCard) -> bool:
    """Whether two cards are of one grading: the salt of the seed's fingerprint may differ."""
    return json.dumps(vars(one), default=str) == json.dumps(
        {**vars(two), "seed": one.seed}, default=str
    )
