"""A program: it reads its prompt as JSON, needs its key, and answers in one word."""

from __future__ import annotations

import sys

from canary.core.model import Answer, Secret, Target
from providers.cases import KEY, Case

PROGRAM = """
import json, os, sys
asked = json.load(sys.stdin)
if asked["model"] != sys.argv[1] or asked["params"]["max_tokens"] != 64 or not os.environ["MODEL_KEY"]:
    sys.exit(78)
sys.stdout.write({4: " Paris\\n"}[len(asked["messages"])])
"""


def target(root: str) -> Target:
    return Target(
        "t",
        "command",
        "house",
        api_key=Secret(KEY),
        params={"temperature": 0},
        options={
            "command": [sys.executable, "-c", PROGRAM, "{{model}}"],
            "input": "json",
            "env": {"MODEL_KEY": "{{api_key}}"},
        },
    )


CASE = Case(provider="command", target=target, answer=Answer(" Paris\n"), http=False)
