"""A program of the user's: the prompt on its standard input, the answer on its standard output. No shell.

Each sample is a process of its own, in a process group of its own, which ends with the sample: SIGTERM to all of it,
SIGKILL to what is left. What a program says on standard error is quoted (one line) where it fails, else dropped.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from canary.core.model import EMPTY, Answer, FailureKind, Prompt, Secret, Target, decoding_params
from canary.providers import template
from canary.providers.base import Endpoint, Pacer, Question, Unmeasured, excerpt
from canary.providers.echo import without_echo
from canary.providers.hidden import Hidden
from canary.providers.reading import mapping
from canary.providers.template import API_KEY, MODEL, PARAMS, transcript

COMMAND, INPUT, ENV = "command", "input", "env"
AS_TEXT, AS_JSON = "text", "json"
INPUTS: Final = (AS_TEXT, AS_JSON)

MAX_OUTPUT: Final = 4 * 1024 * 1024  # bytes of standard output, as of an HTTP body
MAX_SAID: Final = 8 * 1024  # bytes kept of standard error: its end
GRACE: Final = 0.5  # seconds between SIGTERM and SIGKILL
LINGER: Final = 1.0  # seconds after its end in which a program's children may still finish its output
REAPED: Final = 5.0  # seconds in which the kernel must have ended what was killed
_LOOK: Final = 0.01  # seconds between two looks whether anybody is left
_STDIN, _STDOUT, _STDERR = range(3)

_INHERITED: Final = ("PATH", "HOME", "LANG")
_WITHOUT_LANG: Final = "C.UTF-8"
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# Exit statuses that say what went wrong (sysexits.h, the shell, timeout(1)); the second: whether to ask again.
STATUSES: Final[Mapping[int, tuple[FailureKind, bool]]] = {
    64: (FailureKind.REJECTED, False),  # EX_USAGE
    65: (FailureKind.REJECTED, False),  # EX_DATAERR
    66: (FailureKind.NOT_FOUND, False),  # EX_NOINPUT
    68: (FailureKind.CONNECTION, True),  # EX_NOHOST
    69: (FailureKind.CONNECTION, True),  # EX_UNAVAILABLE
    75: (FailureKind.SERVER_ERROR, True),  # EX_TEMPFAIL
    76: (FailureKind.MALFORMED, False),  # EX_PROTOCOL
    77: (FailureKind.AUTH, False),  # EX_NOPERM
    78: (FailureKind.REJECTED, False),  # EX_CONFIG
    124: (FailureKind.TIMEOUT, False),  # timeout(1)
    126: (FailureKind.NOT_FOUND, False),  # a shell found no program that can be run
    127: (FailureKind.NOT_FOUND, False),  # a shell found no program
}


class CommandEndpoint:
    """Runs the program once for each attempt."""

    __slots__ = ("_ending", "_secrets", "_target", "pacer")

    def __init__(self, target: Target) -> None:
        self._target = target
        self._secrets = Hidden(target)
        self._ending: set[asyncio.Task[None]] = set()
        self.pacer = Pacer.of(target.limits)

    async def ask(self, question: Question) -> Answer:
        failure: Unmeasured
        try:
            return await self._run(question.prompt)
        except Unmeasured as error:
            failure = error
        raise without_echo(self._secrets.out_of(failure), question.prompt)

    async def aclose(self) -> None:
        """Waits for the programs that are still being ended."""
        await asyncio.gather(*self._ending)

    async def _run(self, prompt: Prompt) -> Answer:
        said = stdin_of(self._target, prompt)
        arguments = arguments_of(self._target, prompt)
        process, run = await _started(arguments, environment_of(self._target))
        try:
            return await _answer(process, run, said)
        finally:
            await self._end(process, run)

    async def _end(self, process: asyncio.SubprocessTransport, run: _Run) -> None:
        """Also where the sample is cancelled meanwhile, the ending goes on to its end."""
        task = asyncio.create_task(_end(process, run))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        await asyncio.shield(task)


# --- what is run ----------------------------------------------------------------------------------


def arguments_of(target: Target, prompt: Prompt) -> list[str]:
    """The program and its arguments, their placeholders filled in."""
    filled = template.fill(target.options.get(COMMAND) or [], template.values_of(target, prompt))
    return [each if isinstance(each, str) else json.dumps(each, default=dict) for each in filled]


def stdin_of(target: Target, prompt: Prompt) -> bytes:
    """What the program is given to read. Raises Unmeasured for a prompt that no UTF-8 can hold."""
    if target.options.get(INPUT, AS_TEXT) == AS_JSON:
        asked = {
            "messages": [{"role": m.role, "content": m.content} for m in prompt.messages],
            "model": target.model,
            "params": decoding_params(target, prompt),
        }
        return json.dumps(asked, default=dict, allow_nan=False).encode("ascii")
    try:
        return transcript(prompt.messages).encode("utf-8")
    except UnicodeEncodeError:
        raise Unmeasured(
            FailureKind.REJECTED, "the prompt holds half a surrogate pair, which is no text; use input: json"
        ) from None


def environment_of(target: Target, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The program's whole environment: little of ours, and what the target sets."""
    usual = {name: inherited[name] for name in _INHERITED if name in inherited}
    key = target.api_key.reveal() if target.api_key else ""
    own = {
        name: str(template.fill(value, {API_KEY: key}))
        for name, value in mapping(target.options.get(ENV)).items()
    }
    return {"LANG": _WITHOUT_LANG, **usual, **own}


class _Run(asyncio.SubprocessProtocol):
    """What a program says, as it comes.

    ``over``: it has ended, or said too much. ``complete``: nobody is left who could write more.
    """

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.output, self.noise = bytearray(), bytearray()
        self.exited: asyncio.Future[None] = loop.create_future()
        self.over: asyncio.Future[None] = loop.create_future()
        self.complete: asyncio.Future[None] = loop.create_future()
        self._open = {_STDOUT, _STDERR}

    @property
    def too_much(self) -> bool:
        return len(self.output) > MAX_OUTPUT

    def pipe_data_received(self, fd: int, data: bytes | str) -> None:
        assert isinstance(data, bytes)
        if fd == _STDERR:
            self.noise += data
            del self.noise[:-MAX_SAID]
            return
        self.output += data[: MAX_OUTPUT + 1 - len(self.output)]
        if self.too_much:
            _set(self.over)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        self._open.discard(fd)
        if not self._open:
            _set(self.complete)

    def process_exited(self) -> None:
        _set(self.exited)
        _set(self.over)


def _set(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


async def _started(
    arguments: Sequence[str], environment: Mapping[str, str]
) -> tuple[asyncio.SubprocessTransport, _Run]:
    try:
        return await asyncio.get_running_loop().subprocess_exec(
            _Run,
            *arguments,
            env=environment,
            start_new_session=True,  # a process group that can be ended as a whole, and no terminal
        )
    except (FileNotFoundError, PermissionError, NotADirectoryError) as error:
        why = f"the program cannot be run: {error.strerror}; check {COMMAND}"
        raise Unmeasured(FailureKind.NOT_FOUND, why) from None
    except OSError as error:  # no processes, memory or files left, or too long a command
        raise Unmeasured(
            FailureKind.CONNECTION, f"the program could not be started: {error.strerror}", retryable=True
        ) from None
    except ValueError:  # a NUL that a parameter brought
        raise Unmeasured(FailureKind.REJECTED, f"an argument or variable of {COMMAND} holds a NUL") from None


# --- its answer -----------------------------------------------------------------------------------


async def _answer(process: asyncio.SubprocessTransport, run: _Run, said: bytes) -> Answer:
    """What the program wrote, once it has ended well. Raises Unmeasured."""
    stdin = process.get_pipe_transport(_STDIN)
    assert isinstance(stdin, asyncio.WriteTransport)
    stdin.write(said)  # it need not read what it is given
    stdin.write_eof()
    await run.over
    if not run.too_much:
        # A child of its own may hold the output open: it is given a moment, and then what was written counts.
        await asyncio.wait([run.complete], timeout=LINGER)
    if run.too_much:
        raise Unmeasured(
            FailureKind.MALFORMED, f"the program's output is larger than {MAX_OUTPUT // 2**20} MiB"
        )
    if status := process.get_returncode():
        raise _failure(status, bytes(run.noise))
    try:
        return Answer(run.output.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Unmeasured(
            FailureKind.MALFORMED, f"the program's output is not UTF-8 (byte {error.start + 1})"
        ) from None


def _failure(status: int, noise: bytes) -> Unmeasured:
    """What an exit status other than 0 means; a negative one is the signal that ended the program."""
    if status < 0:
        kind, retryable = FailureKind.SERVER_ERROR, False
        how = f"the program was ended by {_signal_name(-status)}"
    else:
        kind, retryable = STATUSES.get(status, (FailureKind.SERVER_ERROR, False))
        how = f"the program ended with status {status}"
    lines = noise.decode("utf-8", "replace").split("\n")
    last = next((line for line in reversed(lines) if line.strip()), "")
    return Unmeasured(kind, "; ".join(filter(None, (how, excerpt(last)))), retryable)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


# --- its end --------------------------------------------------------------------------------------


async def _end(process: asyncio.SubprocessTransport, run: _Run) -> None:
    """Nothing of the process group is left, and none of our ends of its pipes, whatever it did."""
    group = process.get_pid()
    # The group outlives its first process, and while it lives nobody else is given its number.
    if _signalled(group, signal.SIGTERM):
        for _ in range(round(GRACE / _LOOK)):
            if not _signalled(group, 0):
                break
            await asyncio.sleep(_LOOK)
        else:
            _signalled(group, signal.SIGKILL)
    await asyncio.wait([run.exited], timeout=REAPED)
    # A grandchild that has left the group may hold the other ends of the pipes for ever.
    process.close()


def _signalled(group: int, number: int) -> bool:
    """Whether there was anybody left to signal."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


# --- configuration --------------------------------------------------------------------------------


def open_endpoint(target: Target) -> Endpoint:
    return CommandEndpoint(target)


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    if target.base_url is not None:
        yield "base_url", f"has no use for provider {target.provider}; leave it out"
    yield from _command_problems(target)
    yield from _environment_problems(target)
    if target.options.get(INPUT, AS_TEXT) not in INPUTS:
        yield INPUT, f"must be one of: {', '.join(INPUTS)}"


def _command_problems(target: Target) -> Iterator[tuple[str, str]]:
    command = target.options.get(COMMAND)
    if not isinstance(command, (list, tuple)) or not command:
        yield COMMAND, "must be a list: the program, then each argument; no shell reads it"
        return
    for index, argument in enumerate(command):
        where = f"{COMMAND}[{index}]"
        yield from ((where, problem) for problem in _text_problems(argument))
        yield from template.slips(argument, where)
    yield from ((f"{COMMAND}[0]", problem) for problem in _program_problems(command[0], target))
    used = frozenset(place.name for place in template.places(command, COMMAND))
    for place in template.places(command, COMMAND):
        yield from ((place.where, problem) for problem in _problems_of_place(place, target))
    if target.options.get(INPUT, AS_TEXT) == AS_JSON:
        used |= {f"{PARAMS}{name}" for name in target.params}
    yield from template.unused_params(target, used, "command")


def _text_problems(value: Any) -> Iterator[str]:
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str):
        yield "must be text; quote it"
    elif "\0" in text:
        yield "must not hold a NUL"


def _program_problems(program: Any, target: Target) -> Iterator[str]:
    """That there is such a program now; the night would find out later."""
    name = program.reveal() if isinstance(program, Secret) else program
    if not isinstance(name, str) or "\0" in name:
        return
    if os.sep in name and not os.path.isabs(name):
        yield "must be a name on PATH or an absolute path: where it is run from is not certain"
        return
    if shutil.which(name, path=_path_of(target)) is None:
        where = "is no file that can be run" if os.sep in name else "is not on PATH, or cannot be run"
        yield f"{where}; install it, or write its absolute path"


def _path_of(target: Target) -> str:
    """Where the program is looked for."""
    own = mapping(target.options.get(ENV)).get("PATH")
    own = own.reveal() if isinstance(own, Secret) else own
    return own if isinstance(own, str) else os.environ.get("PATH", os.defpath)


def _problems_of_place(place: template.Place, target: Target) -> Iterator[str]:
    name = place.name.removeprefix(PARAMS)
    if place.where == f"{COMMAND}[0]":
        yield "must be a program by its own name"
    elif place.name.startswith(PARAMS):
        if name not in target.params:
            yield f"uses {{{{{place.name}}}}}, and params has no such parameter"
    elif place.name in (template.PROMPT, template.MESSAGES, template.SYSTEM, template.USER):
        yield "cannot take the prompt, which is given on standard input"
    elif place.name == API_KEY:
        yield "would show the key to everybody on this machine; write {{api_key}} under env"
    elif place.name != MODEL:
        yield template.unknown_placeholder(place.name, [MODEL])
    elif target.model == target.provider:
        yield "uses {{model}}, and model is missing"


def _environment_problems(target: Target) -> Iterator[tuple[str, str]]:
    env = target.options.get(ENV, EMPTY)
    if not isinstance(env, Mapping):
        yield ENV, "must be a mapping of names to texts"
        return
    for name, value in env.items():
        where = f"{ENV}.{name}"
        if not _VARIABLE.fullmatch(name):
            yield where, "is no name of a variable"
        yield from ((where, problem) for problem in _text_problems(value))
        yield from template.slips(value, where)
        for place in template.places(value, where):
            if place.name != API_KEY:
                yield where, "may hold {{api_key}} and no other placeholder"
    used = any(place.name == API_KEY for place in template.places(env, ENV))
    if target.api_key is not None and not used:
        yield "api_key", "is never given to the program; write {{api_key}} under env"
    if target.api_key is None and used:
        yield "api_key", "is missing; env uses it"
