"""What stands: the incidents people have been told of that are not over, for sinks that forget what is not repeated.

Reads what was decided and decides nothing: where a message went once, its incident is repeated by the same routes.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from canary.core.alerting import incident_from_json
from canary.core.message import Notice, compose
from canary.core.model import Transition
from canary.storage import telling as desk
from canary.storage.telling import Standing
from canary.telling import Audience

LATELY = timedelta(minutes=15)  # how long an end is repeated, in case the first word of it was lost


def standing(connection: sa.Connection, audience: Audience, sink: str, now: datetime) -> list[Notice]:
    """A notice of each incident that *sink* is to show, and of each that ended or was silenced lately; oldest first."""
    return [
        _notice(each, audience)
        for each in desk.standing(connection, now - LATELY)
        if sink in audience.destinations(each.stored, each.told)
    ]


def _notice(each: Standing, audience: Audience) -> Notice:
    stored, target = each.stored, audience.targets.get(each.stored.target)
    incident = incident_from_json(stored.content)
    return compose(
        stored.target,
        stored.suite,
        Transition(incident, incident.state, each.reason, False, incident.opened_cycle, each.at),
        owner=target.owner if target else None,
        runbook=target.runbook if target else None,
        incident_id=str(stored.id),
        mark=audience.mark,
        by=each.by,
        vantage=stored.vantage,
        keeps_text=stored.suite not in audience.textless,
    )
