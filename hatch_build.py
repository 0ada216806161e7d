"""What the package says of its authors and addresses, from CITATION.cff."""

from pathlib import Path

import yaml
from hatchling.metadata.plugin.interface import MetadataHookInterface


class CitationHook(MetadataHookInterface):
    def update(self, metadata):
        citation = yaml.safe_load((Path(self.root) / "CITATION.cff").read_text(encoding="utf-8"))
        metadata["keywords"] = citation["keywords"]
        metadata["authors"] = [self.author(person) for person in citation["authors"]]
        code = citation.get("repository-code")
        urls = {"Documentation": citation.get("url"), "Source": code}
        if code:
            urls["Issues"] = f"{code}/issues"
            urls["Changelog"] = f"{code}/blob/v{citation['version']}/CHANGELOG.md"
        metadata["urls"] = {label: address for label, address in urls.items() if address}

    def author(self, person):
        names = person.get("name") or f"{person['given-names']} {person['family-names']}"
        return {"name": names, "email": person["email"]} if "email" in person else {"name": names}
