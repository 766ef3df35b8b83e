"""``canary daemon``: the service."""

from __future__ import annotations

import argparse

from canary.cli.common import configure_logging, load_settings

NAME = "daemon"
HELP = "run the service: cycles on schedule, alerts, metrics"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "SIGTERM drains within 10 seconds, SIGHUP reloads. Speaks sd_notify (Type=notify, WatchdogSec=)."
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    from canary.service import Service

    configure_logging(verbose=True)

    async def serve() -> int:
        return await Service(lambda: load_settings(args)).run()

    return asyncio.run(serve())
