"""Who publishes this edition, and where, from CITATION.cff: the one place for it."""

from pathlib import Path

import yaml


def read(app, config):
    citation = yaml.safe_load((Path(app.confdir) / "CITATION.cff").read_text(encoding="utf-8"))
    names = [
        person.get("name") or f"{person['given-names']} {person['family-names']}"
        for person in citation["authors"]
    ]
    config.author = " and ".join(names)  # as BibTeX has it
    config.html_baseurl = citation.get("url", "")
    code = citation.get("repository-code", "")
    config.html_context["code_address"] = code
    config.html_context["report_address"] = f"{code}/issues" if code else ""


def setup(app):
    app.connect("config-inited", read)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
