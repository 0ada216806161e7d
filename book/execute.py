"""Execute the chapters on all processors, into the cache that Sphinx reads: ``python book/execute.py CACHE``.

What fails is not kept: Sphinx executes it again, and says what is wrong.
"""

import logging
import os
import sys
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor

TIMEOUT = 600  # seconds for a cell, as in _config.yml

if __name__ == "__main__":
    os.environ["GLASSLIB_EXPLORE"] = "table"  # as in _ext/key_figure.py
    cache, logger = get_cache(sys.argv[1]), logging.getLogger(__name__)
    logger.setLevel(logging.CRITICAL)
    for page in sorted(Path(__file__).parent.glob("*.md")):
        if "```{code-cell}" in page.read_text(encoding="utf-8"):
            cache.add_nb_to_project(str(page), read_data={"name": "myst_nb_md", "type": "plugin"})
    load_executor("local-parallel", cache, logger).run_and_cache(timeout=TIMEOUT)
