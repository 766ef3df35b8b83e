"""``canary baseline``: what is counted as usual, who approved it, and what it lets the detectors find."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, load_settings, positive, print_json

if TYPE_CHECKING:
    from canary.settings import Settings
    from canary.storage.engine import Database
    from canary.storage.watch import BaselineRow

NAME = "baseline"
HELP = "list, show, capture and approve baselines"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every baseline there was, with who approved it and why")
    listing.add_argument("--json", action="store_true", help="one JSON document on stdout")
    showing = actions.add_parser(
        "show", help="one in full: prompts, noise, and the smallest change it lets us find"
    )
    showing.add_argument("id", type=int, nargs="?", help="default: those in force")
    showing.add_argument("--json", action="store_true", help="one JSON document on stdout")
    capturing = actions.add_parser(
        "capture", help="learn a new one from the newest cycles; not in force until approved"
    )
    capturing.add_argument("--target", required=True, metavar="T")
    capturing.add_argument("--suite", required=True, metavar="S")
    capturing.add_argument(
        "--cycles", type=positive, metavar="N", help="default: baseline.cycles of the configuration"
    )
    approving = actions.add_parser(
        "approve", help="put one in force; what was open against the one before is closed"
    )
    approving.add_argument("id", type=int)
    approving.add_argument("--by", required=True, metavar="NAME", help="who approves it")
    approving.add_argument("--reason", required=True, metavar="TEXT", help="why, for the audit")


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=args.action == "capture")  # which compares what is asked
    with open_database(settings) as database:
        return _ACTIONS[args.action](args, settings, database)


def _list(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import sys

    from canary.cli.tables import Column, Table, write_text
    from canary.storage import watch

    rows = database.read(watch.list_baselines)
    if args.json:
        print_json({"baselines": [_plain(row) for row in rows]})
        return 0
    if not rows:
        print("No baseline yet: the first is learned by itself; `canary report` says until when.")
        return 0
    columns = (
        Column("id", "id", right=True),
        Column("in force", show=lambda row: "yes" if row["state"] in watch.IN_FORCE else "no"),
        Column("state", "state"),
        Column("target", "target"),
        Column("suite", "suite"),
        Column("cycles", "cycles", right=True),
        Column("from", "first_slot", extra=True),
        Column("to", "last_slot", extra=True),
        Column("approved by", "approved_by"),
        Column("why", show=_why),
    )
    write_text([Table("", columns, [_plain(row) for row in rows])], (), sys.stdout)
    return 0


def _why(row: Mapping[str, Any]) -> str:
    """The approver's words; of what nobody approved, how it was learned."""
    return str(row["reason"] or row["learned"])


def _plain(row: BaselineRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "target": row.key.target,
        "suite": row.key.suite,
        "vantage": row.key.vantage,
        "state": row.state,
        "cycles": row.cycles,
        "first_slot": row.first_slot,
        "last_slot": row.last_slot,
        "created_at": row.created_at,
        "learned": row.learned,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "reason": row.reason,
    }


def _show(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    from canary.storage import watch

    wanted = (
        [args.id]
        if args.id is not None
        else [r.id for r in database.read(watch.list_baselines) if r.state in watch.IN_FORCE]
    )
    documents = [_document(_row(database, number), settings, database) for number in wanted]
    if args.json:
        print_json({"baselines": documents})
        return 0
    if not documents:
        print("No baseline is in force yet; `canary report` says until when it is learned.")
    for document in documents:
        _print(document)
    return 0


def _row(database: Database, baseline_id: int) -> BaselineRow:
    from canary.errors import UsageError
    from canary.storage import watch

    row = database.read(watch.load_baseline, baseline_id)
    if row is None:
        raise UsageError(f"there is no baseline {baseline_id}; `canary baseline list` shows those there are")
    return row


def _document(row: BaselineRow, settings: Settings, database: Database) -> dict[str, Any]:
    """All that is worth saying of a baseline, as plain JSON values."""
    import orjson

    from canary.core.drift import Baseline, power
    from canary.storage import watch

    baseline = Baseline.from_json(orjson.loads(row.content))
    kept = database.read(watch.load, row.key)
    state = orjson.loads(kept.state) if kept.state and kept.baseline_id == row.id else {}
    policy = _policy(row, settings)
    found = power(baseline, policy, policy.day)
    return {
        **_plain(row),
        "persistence_cycles": baseline.tau,
        "unfit_prompts": list(baseline.unfit_prompts),
        "smallest_change": list(found.in_words()),
        "models": dict(baseline.models),
        "system_fingerprints": dict(baseline.system_fingerprints),
        "prompts": [
            {
                "prompt": name,
                "samples": prompt.n,
                "distinct_outputs": len(prompt.support),
                "unseen_share": prompt.unseen,
                "unfit": prompt.unfit,
                "failing": {
                    kind: hits / of
                    for kind in ("hallucination", "invalid")
                    for hits, of in [prompt.counts.get(kind, (0, 0))]
                    if of
                },
                "alternates": len(state.get("alternates", {}).get(name, {})),
            }
            for name, prompt in baseline.prompts.items()
        ],
    }


def _policy(row: BaselineRow, settings: Settings) -> Any:
    from canary.app import policy_of, utc_now

    known = {target.name: target for target in settings.targets}
    return policy_of(settings, known.get(row.key.target, settings.targets[0]), utc_now())


def _print(document: dict[str, Any]) -> None:
    import sys

    from canary.cli.tables import Column, Table, percent, write_text

    head = (
        f"{document['target']} x {document['suite']}: baseline {document['id']}, {document['state']}, "
        f"from {document['cycles']} cycles"
    )
    notes = [
        *_audit(document),
        "",
        "What is found within a day:",
        *(f"  {line}" for line in document["smallest_change"]),
    ]
    if document["persistence_cycles"] > 2:
        notes.append(
            f"  This target serves in bursts (what it says lasts about {document['persistence_cycles']:.0f} cycles): "
            "a change that may be a burst waits for its confirmation."
        )
    if document["unfit_prompts"]:
        notes += [
            "",
            f"Too free-running for hashing, so they count little: {', '.join(document['unfit_prompts'])}.",
        ]
    if document["state"] == "provisional":
        notes += [
            "",
            "Provisional: its bounds are wider than those of the full window that is still being learned.",
        ]
    columns = (
        Column("prompt", "prompt"),
        Column("samples", "samples", right=True),
        Column("distinct", "distinct_outputs", right=True),
        Column("unseen", show=lambda row: percent(row["unseen_share"]), right=True),
        Column("hallucination", show=lambda row: percent(row["failing"].get("hallucination")), right=True),
        Column("invalid", show=lambda row: percent(row["failing"].get("invalid")), right=True),
        Column("alternates", "alternates", right=True),
        Column("fit", show=lambda row: "no" if row["unfit"] else "yes"),
    )
    write_text([Table(head, columns, document["prompts"])], notes, sys.stdout)


def _audit(document: dict[str, Any]) -> list[str]:
    """How it came to be, and who answers for it."""
    said = [str(document["learned"])]
    if document["approved_by"]:
        said.append(
            f"approved by {document['approved_by']} on {document['approved_at']:%Y-%m-%d}: {document['reason']}"
        )
    return said


def _capture(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    from canary.app import utc_now, vantage_of, watched_of
    from canary.baselines import Baselines
    from canary.errors import UsageError
    from canary.records import Judges, Records

    pairs = {(t.name, s.name): (t, s) for t in settings.targets for s in settings.suites_of(t)}
    if (args.target, args.suite) not in pairs:
        known = ", ".join(sorted(f"{target} x {suite}" for target, suite in pairs))
        raise UsageError(f"{args.target} is not asked {args.suite}; known: {known}")
    target, suite = pairs[args.target, args.suite]
    now = utc_now()
    watched = watched_of(settings, target, suite, Judges.of(suite), vantage_of(settings), now)
    due = Baselines(database, Records(database)).capture(watched, args.cycles or settings.baseline.cycles)
    number = database.call(due.store, watched.key, now)
    print(f"baseline {number} captured from {due.baseline.cycles} cycles; it is not in force yet")
    print(
        f"next: canary baseline show {number}, then canary baseline approve {number} --by NAME --reason TEXT"
    )
    return 0


def _approve(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    from canary import handling
    from canary.app import utc_now
    from canary.errors import UsageError
    from canary.storage.watch import FROZEN

    row = _row(database, args.id)
    if row.state == FROZEN:
        raise UsageError(f"baseline {args.id} is in force already")
    policy = _policy(row, settings)
    database.call(handling.approve, row, policy, args.by, args.reason, utc_now())
    print(f"baseline {args.id} is in force for {row.key.target} x {row.key.suite}, approved by {args.by}")
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace, Settings, Database], int]] = {
    "list": _list,
    "show": _show,
    "capture": _capture,
    "approve": _approve,
}
