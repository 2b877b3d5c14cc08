"""The deployment guide cannot name a command, a file or a setting that does not exist."""

import importlib
import re
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from safereturn.ops import checkout, commands

ROOT = checkout.ROOT
GUIDE = (ROOT / "docs/deploy.md").read_text()
FILES = sorted((ROOT / "deploy").iterdir())
CODE = "".join(
    path.read_text() for path in (ROOT / "safereturn").rglob("*.py") if "bench" not in path.parts
)
# Words after `safereturn` in the guide and in the units.
SAID = re.findall(r"(?:^    |`)safereturn ([a-z]+(?: (?:--[a-z-]+|[a-z]+))*)", GUIDE, re.MULTILINE)
STARTED = re.findall(r"ExecStart=\S+/safereturn (.+)", "".join(p.read_text() for p in FILES))


def found(words: list[str]) -> click.Command | None:
    path = Path(commands.__path__[0]) / f"{words[0]}.py"
    if not path.exists():
        return None
    command: click.Command = importlib.import_module(f"safereturn.ops.commands.{words[0]}").command
    if isinstance(command, click.Group) and len(words) > 1 and not words[1].startswith("-"):
        return command.commands.get(words[1])
    return command


@pytest.mark.parametrize("said", sorted({*SAID, *STARTED}))
def test_every_command_and_option_exists(said: str) -> None:
    words = said.split()
    command = found(words)
    assert command is not None, said
    known = {option for param in command.params for option in param.opts} | {"--help"}
    assert {word for word in words if word.startswith("--")} <= known


def test_there_is_something_to_look_at() -> None:
    assert len(SAID) > 15 and len(STARTED) == 5


@pytest.mark.parametrize("name", sorted(set(re.findall(r"deploy/[\w.@-]+\w", GUIDE))))
def test_every_file_is_there(name: str) -> None:
    assert (ROOT / name).exists()


def test_every_unit_is_in_the_guide() -> None:
    assert {path.name for path in FILES if f"deploy/{path.name}" not in GUIDE} == set()


def test_every_setting_is_one_that_is_read() -> None:
    texts = GUIDE + "".join(path.read_text() for path in FILES)
    unread = {name for name in re.findall(r"SAFERETURN_[A-Z_]+|DATABASE_[A-Z_]*URL", texts)
              if f'"{name}"' not in CODE}  # fmt: skip
    assert unread == set()


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for path in FILES:
        if path.suffix in (".service", ".socket", ".timer"):
            text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text())
            (tmp_path / path.name).write_text(text)
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_console_runs_as_the_service_with_its_settings_and_sealed_secrets(
    tmp_path: Path,
) -> None:
    sealed, programs = tmp_path / "safereturn/sealed", tmp_path / "bin"
    sealed.mkdir(parents=True)
    programs.mkdir()
    (sealed / "SAFERETURN_SECRET_KEY").touch()
    script = (ROOT / "deploy/safereturn").read_text().replace("/etc/safereturn", f"{sealed.parent}")
    (programs / "systemd-run").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (programs / "systemd-run").chmod(0o755)
    done = subprocess.run(
        ["/bin/sh", "-c", script, "safereturn", "agency", "load", "a file.yaml"],
        env={"PATH": f"{programs}:/usr/bin:/bin", "DATABASE_URL": "postgresql://owner:secret@/x"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    said = done.stdout.splitlines()
    assert said[-4:] == ["/opt/safereturn/.venv/bin/safereturn", "agency", "load", "a file.yaml"]
    options = said[:-4]
    assert {"--uid=safereturn", "--gid=safereturn", "--pipe", "--setenv=DATABASE_URL"} <= {*options}
    assert f"EnvironmentFile={sealed.parent}/environment" in options
    secret = f"{sealed}/SAFERETURN_SECRET_KEY"
    assert f"LoadCredentialEncrypted=SAFERETURN_SECRET_KEY:{secret}" in options
    assert "owner:secret" not in done.stdout, "no secret is an argument"


def test_a_web_server_cannot_reach_the_keys_that_are_the_workers() -> None:
    example = (ROOT / "deploy/environment.example").read_text()
    keys = re.findall(r"^SAFERETURN_(?:AUDIT|SPOOL)_KEY=(\S+)$", example, re.MULTILINE)
    web = (ROOT / "deploy/safereturn-web@.service").read_text()
    [shut] = re.findall(r"^InaccessiblePaths=(.+)$", web, re.MULTILINE)
    assert len(keys) == 2 and [word.lstrip("-") for word in shut.split()] == keys
    assert "InaccessiblePaths" not in (ROOT / "deploy/safereturn-worker.service").read_text()


def test_every_folder_that_a_unit_needs_is_made_by_the_guide() -> None:
    needed = {word for path in FILES if path.suffix == ".service"
              for word in re.findall(r"^ReadWritePaths=(.+)$", path.read_text(), re.MULTILINE)
              for word in word.split()}  # fmt: skip
    made = " ".join(re.findall(r"^    (?:install -d|adduser) .+$", GUIDE, re.MULTILINE)).split()
    assert needed <= set(made)
