"""``canary check``: is everything as it must be, before the daemon runs?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from canary.cli.common import configure_logging, load_settings, print_json

if TYPE_CHECKING:
    from canary.core.message import Notice
    from canary.core.model import Network, Prompt, Secret, Suite, Target
    from canary.providers.flow import Gates
    from canary.settings import Settings
    from canary.sinks import Sink

NAME = "check"
HELP = "validate configuration and suites; print what a day costs"

UNHEALTHY, NOT_MEASURED = 1, 3
SHORT_WAIT = 15.0  # seconds a sink may ask a person at the terminal to wait

WAYS_OUT = {
    "timeout": "raise limits.timeout, or ask the provider",
    "rate_limit": "lower limits.requests_per_minute, or raise the account's quota",
    "server_error": "the provider's side; try again later",
    "auth": "check the key: its variable or file, its project, its rights",
    "connection": "check base_url, DNS, proxy and firewall",
    "malformed": "what answers at base_url is not this provider's API",
    "not_found": "check model, and base_url's path",
    "rejected": "the provider refused the request as such; check params",
}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--online", action="store_true", help="ask each target one prompt, each sink for its health"
    )
    parser.add_argument("--send-test", action="store_true", help="send a marked message to each sink")
    parser.add_argument(
        "--schema", action="store_true", help="print the JSON Schema of canary.yaml and do nothing else"
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    if args.schema:
        from canary.settings.schema import config_schema

        print_json(config_schema())
        return 0
    settings = load_settings(args)
    surprises = [line for suite in settings.suites.values() for line in suite_surprises(suite)]
    _say(_overview(settings))
    _say(surprises)
    _say(_costs(settings))
    codes = [UNHEALTHY] if surprises else []
    if args.online or args.send_test:
        configure_logging(verbose=True)
        codes += asyncio.run(_ask_around(settings, online=args.online, send_test=args.send_test))
    return max(codes, default=0)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, flush=True)


# --- suites --------------------------------------------------------------------------------------


def suite_surprises(suite: Suite) -> list[str]:
    """Examples that the validators judge other than the suite says."""
    return [
        f"{suite.name}/{prompt.id}: {text}" for prompt in suite.prompts for text in _prompt_surprises(prompt)
    ]


def _prompt_surprises(prompt: Prompt) -> Iterable[str]:
    from canary.core.judge import Judge
    from canary.core.model import Outcome

    judge = Judge(prompt)
    for number, output in enumerate(prompt.examples_pass, 1):
        for verdict in judge.judge(output).verdicts:
            if verdict.outcome is not Outcome.PASS:
                yield f"passing example {number} does not pass {verdict.validator}: {verdict.reason}"
    for number, output in enumerate(prompt.examples_fail, 1):
        if not judge.judge(output).failed:
            yield f"failing example {number} fails no validator; tighten one, or move the example to pass"


def _overview(settings: Settings) -> Iterable[str]:
    suites = settings.suites.values()
    prompts = [prompt for suite in suites for prompt in suite.prompts]
    examples = sum(len(prompt.examples_pass) + len(prompt.examples_fail) for prompt in prompts)
    yield (
        f"{settings.path}: {_count(len(settings.targets), 'target')}, {_count(len(suites), 'suite')}, "
        f"{_count(len(prompts), 'prompt')}, {_count(examples, 'example')}"
    )
    for key in settings.literal_secrets:
        yield f"note: {key} holds its secret in the file itself; write ${{NAME}} of a variable instead"
    yield from _exposed(settings)
    owners = {target.owner for target in settings.targets}
    for route in settings.alerts.routes:
        if route.owner is not None and route.owner not in owners:
            yield f"note: alerts.routes has a route for the owner {route.owner}, but no target has that owner"
    asked = {name for target in settings.targets for name in target.suites}
    if idle := [suite.name for suite in suites if suite.name not in asked]:
        yield f"note: no target is asked {', '.join(idle)}"
    for suite in suites:
        if bare := [prompt.id for prompt in suite.prompts if prompt.validators and not prompt.examples_fail]:
            yield f"note: {suite.name} has prompts whose validators no failing example proves: {', '.join(bare)}"


def _exposed(settings: Settings) -> Iterable[str]:
    from canary.settings.access import is_loopback

    host, port = settings.listen
    if settings.access is None and not is_loopback(host):
        yield (
            f"note: whoever reaches {host}:{port} may read metrics and status; set access.bearer_token_file or "
            "access.basic, or listen on 127.0.0.1"
        )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


# --- cost ----------------------------------------------------------------------------------------


def _costs(settings: Settings) -> Iterable[str]:
    from canary.settings.estimate import ASSUMPTIONS, estimate

    days = {
        target.name: estimate(target, settings.suites_of(target), settings.schedule_of(target.name))
        for target in settings.targets
    }
    rows = [
        ("target", "prompts x samples", "cycles", "requests", "input tokens", "output tokens", "cost a day")
    ]
    for name, day in days.items():
        cost = "unknown price" if day.usd is None else f"<= ${day.usd:,.2f}"
        times = f"{day.prompts} x {day.samples}"
        tokens = (f"~{day.input_tokens:,.0f}", f"<= {day.output_tokens:,.0f}")
        rows.append((name, times, f"{day.cycles:,.4g}", f"{day.requests:,.0f}", *tokens, cost))
    yield ""
    yield from _table(rows)
    yield ASSUMPTIONS
    yield from _total(settings, [day.usd for day in days.values()])


def _total(settings: Settings, costs: Sequence[float | None]) -> Iterable[str]:
    known = [cost for cost in costs if cost is not None]
    unknown = len(costs) - len(known)
    if known:
        yield f"Targets of known price: at most about ${sum(known):,.2f} a day together."
    if unknown:
        yield f"{_count(unknown, 'target')} of unknown price: set price to have it counted and held to the budget."
    if settings.budget is not None and sum(known) > settings.budget:
        yield f"note: that is over the budget of ${settings.budget:,.2f} a day; asking would stop before midnight UTC"


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


# --- online --------------------------------------------------------------------------------------


async def _ask_around(settings: Settings, *, online: bool, send_test: bool) -> list[int]:
    import asyncio

    from canary.app import utc_now
    from canary.providers.flow import Gates
    from canary.sinks import open_sinks

    codes: list[int] = []
    if online:
        print("", flush=True)
        advised: set[str] = set()
        gates = Gates(settings.targets)
        asking = (_ask(settings, target, gates, advised) for target in settings.targets)
        codes += await asyncio.gather(*asking)
    sinks = open_sinks(settings.alerts, utc_now, settings.network)
    try:
        codes += await _check_sinks(sinks) if online else []
        for name, sink in sinks.items():
            codes += [await _send_test(name, sink, settings)] if send_test else []
    finally:
        await asyncio.gather(*(sink.aclose() for sink in sinks.values()))
    if settings.alerts.heartbeat is not None:
        codes += [await _check_heartbeat(settings.alerts.heartbeat, settings.network, ping=send_test)]
    return codes


async def _ask(settings: Settings, target: Target, gates: Gates, advised: set[str]) -> int:
    """One question to one target: its answer's age, maker and verdicts, or why there is none.

    *advised* holds the failure kinds whose way out was told: many targets often fail for one reason.
    """
    from canary.app import utc_now
    from canary.core.model import Failure
    from canary.providers.base import Question, ask

    prompt = _cheapest(settings, target)
    question, endpoint = Question(prompt, 0, 0, utc_now()), gates.open(target)
    try:
        outcome, latency_ms, attempts = await ask(endpoint, question, target.limits, way=gates.of(target))
    finally:
        await endpoint.aclose()
    if isinstance(outcome, Failure):
        _tell_failure(target, outcome.kind.value, outcome.detail, attempts, advised)
        return NOT_MEASURED
    _tell_answer(target, prompt, outcome.text, outcome.model, latency_ms)
    return 0


def _cheapest(settings: Settings, target: Target) -> Prompt:
    from canary.settings.estimate import input_tokens, output_tokens

    prompts = [prompt for suite in settings.suites_of(target) for prompt in suite.prompts]
    return min(prompts, key=lambda prompt: input_tokens(prompt) + 4 * output_tokens(target, prompt))


def _tell_failure(target: Target, kind: str, detail: str, attempts: int, advised: set[str]) -> None:
    from canary.core.escape import escape_terminal, one_line

    times = f" after {attempts} attempts" if attempts > 1 else ""
    print(f"target {target.name}: {kind}{times}: {one_line(escape_terminal(detail))}", flush=True)
    if kind in WAYS_OUT and kind not in advised:
        advised.add(kind)
        print(f"  way out: {WAYS_OUT[kind]}", flush=True)


def _tell_answer(target: Target, prompt: Prompt, text: str, model: str | None, latency_ms: float) -> None:
    from canary.core.escape import escape_terminal, fit, one_line
    from canary.core.judge import Judge

    failed = Judge(prompt).judge(text).failed
    verdict = f"fails {', '.join(dict.fromkeys(v.validator for v in failed))}" if failed else "valid"
    served = one_line(escape_terminal(model or "a model it does not name"))
    print(
        f"target {target.name}: ok, {latency_ms:,.0f} ms, served by {served}, {prompt.id}: {verdict}",
        flush=True,
    )
    for each in failed:
        reason = escape_terminal(each.reason).strip().split("\n")[0]
        print(f"  {each.validator}: {fit(reason, 300) or 'gives no reason'}", flush=True)


async def _check_sinks(sinks: Mapping[str, Sink]) -> list[int]:
    """All at once, for each may take its ten seconds; told in their order."""
    import asyncio

    from canary.sinks import UNPROVEN

    problems = await asyncio.gather(*(sink.check() for sink in sinks.values()))
    for (name, sink), problem in zip(sinks.items(), problems, strict=True):
        unproven = getattr(sink, "unproven", "") or UNPROVEN.get(name)  # what it could not find out this time
        healthy = f"ok ({unproven})" if unproven else "ok"
        print(f"sink {name}: {_of(name, problem) if problem else healthy}", flush=True)
    return [UNHEALTHY for problem in problems if problem]


def _of(sink: str, problem: str) -> str:
    """Its problem without its name, where the line begins with that."""
    return problem.removeprefix(f"{sink}: ")


async def _send_test(name: str, sink: Sink, settings: Settings) -> int:
    from canary.app import utc_now, vantage_of
    from canary.core.message import trial_notice
    from canary.errors import DeliveryError

    try:
        await _send_patiently(sink, trial_notice(utc_now(), vantage_of(settings)))
    except DeliveryError as error:
        said = _of(name, str(error)).replace("it is sent again later", "try again later")
        told = f"sink {name}: the test message was not taken: {said}"
        print(told, file=sys.stderr, flush=True)
        return UNHEALTHY
    print(f"sink {name}: test message sent", flush=True)
    return 0


async def _send_patiently(sink: Sink, notice: Notice) -> None:
    """Send; once more if the sink asks for a short wait. Raises DeliveryError."""
    import asyncio

    from canary.errors import DeliveryError

    try:
        await sink.send(notice, None)
    except DeliveryError as error:
        if error.permanent or error.retry_after is None or error.retry_after > SHORT_WAIT:
            raise
        await asyncio.sleep(error.retry_after)
        await sink.send(notice, None)


async def _check_heartbeat(url: Secret, network: Network, *, ping: bool) -> int:
    """A ping is a sign of life: it is given only where a person asks for it."""
    from canary.app import utc_now
    from canary.errors import DeliveryError
    from canary.sinks import open_heartbeat

    if not ping:
        print("heartbeat: not asked, for a ping counts as a sign of life; --send-test gives one", flush=True)
        return 0
    heartbeat = open_heartbeat(url, network)
    try:
        await heartbeat.beat(utc_now())
    except DeliveryError as error:
        told = f"heartbeat: the ping was not taken: {_of('heartbeat', str(error))}"
        print(told, file=sys.stderr, flush=True)
        return UNHEALTHY
    finally:
        await heartbeat.aclose()
    print("heartbeat: pinged", flush=True)
    return 0
