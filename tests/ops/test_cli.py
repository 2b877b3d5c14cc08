"""The console command teaches, and says what is wrong without a traceback."""

import importlib
import os
import pkgutil
import subprocess
import sys

import click
import pytest

from safereturn.ops import commands

NAMES = [found.name for found in pkgutil.iter_modules(commands.__path__)]


def safereturn(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "safereturn.ops.cli", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_command_can_be_learnt_from_its_help(name: str) -> None:
    command = importlib.import_module(f"safereturn.ops.commands.{name}").command
    assert isinstance(command, click.Command)
    assert command.help and "Examples" in command.help
    assert f"safereturn {name.rstrip('_').replace('_', '-')}" in command.help


def test_the_help_lists_every_command() -> None:
    shown = safereturn("--help")
    assert shown.returncode == 0
    for name in NAMES:
        assert f"\n  {name.rstrip('_').replace('_', '-')} " in shown.stdout


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        pytest.param(
            {"DATABASE_URL": "postgresql://o:hunter22@127.0.0.1:9/safe"},
            "Cannot reach the database safe on 127.0.0.1:9 as o",
            id="database not reachable",
        ),
        pytest.param(
            {"DATABASE_URL": "127.0.0.1:5432"},
            "DATABASE_URL must look like",
            id="not an address",
        ),
    ],
)
def test_an_expected_fault_is_plain_words_and_exit_code_1(
    environment: dict[str, str], words: str
) -> None:
    done = safereturn("migrate", **environment)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert "hunter22" not in done.stderr


def test_production_without_a_secret_is_refused_in_plain_words() -> None:
    done = safereturn(
        "migrate",
        SAFERETURN_MODE="production",
        DATABASE_URL="postgresql://o:p@127.0.0.1:9/safe",
        SAFERETURN_SECRET_KEY="",
    )
    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_option_is_explained() -> None:
    done = safereturn("run", "--colour", "red")
    assert done.returncode == 2
    assert "No such option" in done.stderr
