"""What an extension notes of each page when it is written, kept for builds in which it is not, and scripts of data."""

import json
from pathlib import Path


def _file(app, kind, docname):
    return Path(app.doctreedir) / kind / f"{docname}.json"


def keep(app, kind, docname, record):
    file = _file(app, kind, docname)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record), encoding="utf-8")


def load(app, kind):
    """The records of all pages of the book, by page, in the order of their names."""
    return {
        docname: json.loads(_file(app, kind, docname).read_text(encoding="utf-8"))
        for docname in sorted(app.env.found_docs)
    }


def write_script(app, name, variable, data):
    """Data as a script, since a page opened from disk may not fetch anything."""
    text = json.dumps(data, ensure_ascii=False).replace("</", "<\\/")
    script = Path(app.outdir) / "_static" / name
    script.write_text(f"globalThis.{variable} = {text};\n", encoding="utf-8")
