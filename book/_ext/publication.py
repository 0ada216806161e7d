"""Who publishes this edition, and where, from CITATION.cff: the one place for it; and the PDFs, if they were made."""

from pathlib import Path

import yaml

PRINTED = "_build/pdf/site"  # what ../pdf.py leaves


def read(app, config):
    citation = yaml.safe_load((Path(app.confdir) / "CITATION.cff").read_text(encoding="utf-8"))
    names = [
        person.get("name") or f"{person['given-names']} {person['family-names']}"
        for person in citation["authors"]
    ]
    config.author = " and ".join(names)  # as BibTeX has it
    url = citation.get("url", "")
    config.html_baseurl = url and url.rstrip("/") + "/"
    code = citation.get("repository-code", "")
    config.html_context["code_address"] = code
    config.html_context["edition_doi"] = citation.get("doi", "")
    config.html_context["report_address"] = f"{code}/issues" if code else ""


def add_printed(app, config):
    pages = {path.stem for path in (Path(app.confdir) / PRINTED / "pdf").glob("*.pdf")}
    config.html_context["printed"] = sorted(pages)
    if pages:
        config.html_extra_path.append(PRINTED)


def setup(app):
    app.connect("config-inited", read)
    app.connect("config-inited", add_printed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
