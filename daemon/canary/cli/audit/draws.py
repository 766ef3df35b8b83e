"""What the three actions share: which draw is meant, and a drawn output as a person sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canary.core.model import Prompt
from canary.errors import UsageError
from canary.settings import Settings
from canary.storage import audits, observations
from canary.storage.audits import Place, StoredItem
from canary.storage.encoding import unpack_fingerprint
from canary.storage.engine import Database

NO_PROMPT = "(the text of this prompt is not known: its suite was imported, and is not configured)"
NO_OUTPUT = "(the text of this output is not kept: retention.outputs, or store: hashes)"


def chosen(database: Database, name: str | None) -> str:
    """The draw of that name, or else the newest. Raises UsageError if there is none."""
    names = database.read(audits.draw_names)
    if not names:
        raise UsageError("nothing is drawn yet: begin with `canary audit sample`")
    if name is not None and name not in names:
        raise UsageError(f"no draw named {name}; known: {', '.join(names)}")
    return name if name is not None else names[0]


class Texts:
    """The prompts and outputs of drawn items."""

    def __init__(self, database: Database, settings: Settings, items: Sequence[StoredItem]) -> None:
        self.prompts: Mapping[Place, Prompt] = database.read(audits.prompts, settings.suites)
        self.outputs = database.read(
            observations.load_texts, {unpack_fingerprint(each.digest) for each in items}
        )

    def prompt(self, item: StoredItem) -> str:
        """Every message under its role; a single one as it is."""
        prompt = self.prompts.get((item.suite, item.prompt))
        if prompt is None:
            return NO_PROMPT
        if len(prompt.messages) == 1:
            return prompt.messages[0].content
        return "\n\n".join(f"[{m.role}]\n{m.content}" for m in prompt.messages)

    def kept(self, item: StoredItem) -> str | None:
        """The output as it was received; None if its text is not there."""
        return self.outputs.get(unpack_fingerprint(item.digest))

    def output(self, item: StoredItem) -> str:
        """The output, or that it is gone."""
        kept = self.kept(item)
        return NO_OUTPUT if kept is None else kept
