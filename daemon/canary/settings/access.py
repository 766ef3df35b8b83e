"""The block ``access`` -> who may read the HTTP port."""

from __future__ import annotations

import ipaddress
import re
from types import MappingProxyType

from canary.settings.problems import Problems
from canary.settings.secrets import Secrets
from canary.settings.shape import AccessShape
from canary.settings.values import Access

BCRYPT = re.compile(r"^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$")
"""A hash as ``htpasswd -nB`` prints it. A cost above 15 takes seconds to check, and a scrape is given ten: it is refused."""

HOW_TO_HASH = "must be a bcrypt hash of cost 4 to 15; `htpasswd -nBC 12 NAME` asks for the password and prints NAME:HASH"


def read_access(shape: AccessShape, secrets: Secrets, problems: Problems) -> Access:
    """Who may read; what is wrong with it is added to *problems*."""
    token = secrets.read(shape, "bearer_token", ("access",))
    for user, hashed in shape.basic.items():
        if ":" in user or not user:
            problems.add(("access", "basic"), "a user's name must not be empty or hold a colon")
        elif not BCRYPT.match(hashed):
            problems.add(("access", "basic", user), HOW_TO_HASH)
    if token is None and not (shape.bearer_token_file or shape.basic):
        problems.add(
            ("access",), "names nobody; give bearer_token, bearer_token_file or basic, or leave it out"
        )
    return Access(token, MappingProxyType(dict(shape.basic)))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches *host*. A name but ``localhost`` counts as somewhere else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
