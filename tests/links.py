"""Whether the DOIs and addresses of bibliographies lead somewhere: ``python tests/links.py FILE.bib ...``.

A DOI is looked up in the registry itself, since many publishers refuse programs.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

from pybtex.database import parse_file

REGISTRY = "https://doi.org/api/handles/"
AGENT = {"User-Agent": "link check of a bibliography"}
FOUND = 1  # the registry's code


def answer(address, tries=3, pause=5):
    """The body at an address; what fails for a moment is asked again."""
    for left in reversed(range(tries)):
        try:
            request = urllib.request.Request(address, headers=AGENT)
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            if error.code < 500 or not left:
                raise
        except OSError:
            if not left:
                raise
        time.sleep(pause)


def fault(fields, registry=REGISTRY, **asking):
    """What is wrong with the links of an entry, or nothing."""
    try:
        if "doi" in fields:
            body = answer(registry + urllib.parse.quote(fields["doi"]), **asking)
            if json.loads(body)["responseCode"] != FOUND:
                return f"{fields['doi']}: not registered"
        if "url" in fields:
            answer(fields["url"], **asking)
    except (OSError, ValueError, KeyError) as error:
        return f"{fields.get('doi') or fields.get('url')}: {error}"


if __name__ == "__main__":
    faults = []
    for file in sys.argv[1:]:
        entries = parse_file(file).entries
        checked = [key for key, entry in entries.items() if {"doi", "url"} & set(entry.fields)]
        faults += [
            f"{file}, {key}: {wrong}" for key in checked if (wrong := fault(entries[key].fields))
        ]
        print(f"{file}: {len(checked)} of {len(entries)} entries have a link")
    print("\n".join(faults))
    sys.exit(bool(faults))
