"""Files that travel with the program: the starter suites, the migrations, the monitoring files."""

from __future__ import annotations

from pathlib import Path

import canary


def data_dir(name: str) -> Path:
    """The folder *name* (``canaries``, ``migrations``, ``monitoring``): inside an installed package, else beside
    the sources of an editable checkout. Raises FileNotFoundError naming both places."""
    package = Path(canary.__file__).parent
    places = (package / "_data" / name, package.parent.parent / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"no folder {name!r} in {places[0]} or {places[1]}; install canary-drift again")
