"""Clocks that fire while worker, web and database are killed: none lost, none early, none twice."""

import json
import random
import subprocess
import sys
import time
from collections import Counter
from typing import Any

from tests.ops.service import Service, a_service, eventually
from tests.ops.test_no_fact_lost import kill_something

CLOCKS = 60
KILLS = 5


def setting(service: Service, *words: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.ops.clocks_setting", *words],
        env=service.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_each_step_fires_once_whatever_is_killed() -> None:
    with a_service() as service:
        written = setting(service, "write", str(CLOCKS))
        assert written["clocks"] == CLOCKS
        chance = random.Random(5)  # noqa: S311 - when to kill is no secret
        for turn in range(KILLS):
            time.sleep(chance.uniform(0.8, 1.6))
            kill_something(service, turn)
        fired: list[dict[str, Any]] = []

        def all_fired() -> bool:
            fired[:] = setting(service, "read", written["child"])
            return len(fired) >= CLOCKS

        assert eventually(all_fired, seconds=40), len(fired)
    once = Counter((row["clock"], row["step"]) for row in fired)
    assert set(once.values()) == {1}
    assert {row["step"] for row in fired} == {"15 minutes before"}
    assert min(row["seconds"] for row in fired) >= 0, "none early"
    assert all(row["notices"] == row["told"] == 1 for row in fired)
    assert {row["all"] for row in fired} == {CLOCKS}, "no notice without its firing"
