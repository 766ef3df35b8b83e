"""How sinks reach their servers: certificates always verified, authorities and a proxy of one's own where they are named."""

from __future__ import annotations

import ssl
import urllib.request
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from canary.core.model import Network

USUAL = Network()


def open_session(address: str, network: Network, **more: Any) -> aiohttp.ClientSession:
    """A session for *address*; *more* is aiohttp's. Raises OSError where the file of authorities is gone.

    Where *network* names no proxy, HTTPS_PROXY and its kin do; what NO_PROXY names is reached without either.
    """
    named = None if network.proxy is None or _spared(address) else network.proxy.reveal()
    return aiohttp.ClientSession(
        # Deliveries are rare: a connection kept open meanwhile is only one more thing that may be half dead.
        connector=aiohttp.TCPConnector(force_close=True, ssl=_authorities(network.ca_file)),
        proxy=named,
        trust_env=named is None,
        **more,
    )


def _spared(address: str) -> bool:
    return bool(urllib.request.proxy_bypass(urlsplit(address).hostname or ""))


def _authorities(ca_file: str | None) -> ssl.SSLContext | bool:
    """Those of the file, or (True) of the system. There is no third choice: nothing goes unverified."""
    return ssl.create_default_context(cafile=ca_file) if ca_file else True
