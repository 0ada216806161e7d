"""Text from other people's files: read in any common encoding, cleaned, and written whole or not."""

import hashlib
import json
import os
import re
import unicodedata
from pathlib import Path

LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
# what a file format or a reader may refuse: control characters, halves of characters
UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
UNDECODED = re.compile("[\udc80-\udcff]")  # a byte of a file's name, as Python has it
MAX_FILE_NAME = 120  # bytes


def clean(text: str) -> str:
    """The text with one kind of line end and no unprintable characters, so that every file format keeps it unchanged."""
    return UNPRINTABLE.sub("\ufffd", LINE_ENDS.sub("\n", text))


def clean_name(text: str) -> str:
    """A name in the one form in which names are compared.

    Bytes of a file's name that are not UTF-8 appear as escapes.
    """
    shown = UNDECODED.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
    return " ".join(unicodedata.normalize("NFC", clean(shown)).split())


def file_name(name: str) -> str:
    """A name for a file; what is too long, or has a slash, is cut and gets a digest."""
    safe = re.sub(r"[/\x00]", "_", name)
    if safe == name and len(name.encode()) <= MAX_FILE_NAME:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:12]
    return f"{safe.encode()[: MAX_FILE_NAME - 20].decode(errors='ignore')}-{digest}"


def encoding(content: bytes) -> str:
    """UTF-8, UTF-16 or UTF-32, with or without a byte order mark."""
    return json.detect_encoding(content)


def read_text(path: str | Path) -> str:
    """The text of a file, or an error that names it."""
    content = Path(path).read_bytes()
    try:
        return content.decode(encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise ValueError(
            f"{path} is neither UTF-8 nor UTF-16: save it again, as text or CSV in UTF-8"
        ) from None


def write_text(path: Path, text: str) -> None:
    """Write the whole file or nothing, so that an interruption leaves it as it was."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(text, encoding="utf-8", newline="")
    os.replace(unfinished, path)
