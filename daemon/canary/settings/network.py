"""The block ``network``, common or a target's own -> how its servers are reached."""

from __future__ import annotations

import ssl
from pathlib import Path

from canary.core.model import Network
from canary.settings.document import Path as KeyPath
from canary.settings.problems import Problems
from canary.settings.shape import NetworkShape


def network_of(shape: NetworkShape, folder: Path, common: Network = Network()) -> Network:  # noqa: B008 - frozen
    """What *shape* says, and what it leaves open as in *common*. A relative file lies in *folder*."""
    return Network(
        str(folder / shape.ca_file) if shape.ca_file else common.ca_file,
        shape.proxy or common.proxy,
    )


def check_network(network: Network, problems: Problems, path: KeyPath) -> None:
    """Add what is wrong with the file of authorities: found now, not at the first request of the night."""
    if network.ca_file is None:
        return
    try:
        ssl.create_default_context(cafile=network.ca_file)
    except FileNotFoundError:
        problems.add((*path, "ca_file"), f"there is no file {network.ca_file}")
    except ssl.SSLError:
        problems.add(
            (*path, "ca_file"),
            f"{network.ca_file} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)",
        )
    except OSError as error:
        problems.add((*path, "ca_file"), f"cannot read {network.ca_file}: {error.strerror}")
