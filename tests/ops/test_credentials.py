"""Secrets may lie in systemd's store of credentials, sealed to the machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safereturn.ops import checkout, credentials
from safereturn.ops.faults import Fault

SECRET = "kW3vQ9-zT7_bLx2NfRy8MhD4sJ" * 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    for name in ("SAFERETURN_SECRET_KEY", "DATABASE_APP_URL"):
        monkeypatch.setenv(name, "")  # so that what is taken is gone after the test
        monkeypatch.delenv(name)
    return tmp_path


def test_each_that_is_named_as_a_setting_is_taken_and_no_other(folder: Path) -> None:
    (folder / "SAFERETURN_SECRET_KEY").write_text(f"{SECRET}\n")
    (folder / "DATABASE_APP_URL").write_text("postgresql://app:pw@127.0.0.1/safereturn")
    (folder / "PATH").write_text("/evil")
    (folder / "tls.key").write_text("another's")
    assert credentials.take() == ["DATABASE_APP_URL", "SAFERETURN_SECRET_KEY"]
    assert os.environ["SAFERETURN_SECRET_KEY"] == SECRET
    assert os.environ["PATH"] != "/evil"


def test_two_that_differ_are_refused_and_neither_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "SAFERETURN_SECRET_KEY").write_text(SECRET)
    monkeypatch.setenv("SAFERETURN_SECRET_KEY", "older")
    with pytest.raises(Fault, match="SAFERETURN_SECRET_KEY is set") as refused:
        credentials.take()
    assert SECRET not in str(refused.value) and "older" not in str(refused.value)


def test_without_a_store_nothing_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    assert credentials.take() == []


def test_a_command_has_them_before_it_decides_anything(folder: Path) -> None:
    (folder / "SAFERETURN_SECRET_KEY").write_text(SECRET)
    code = (
        "import sys; from safereturn.ops import cli; sys.argv[1:] = ['--help'];"
        "cli.main(); import os; print(os.environ['SAFERETURN_MODE'])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "SAFERETURN_MODE"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "production", "a secret means production"


@pytest.mark.skipif(
    not shutil.which("systemd-creds") or os.geteuid() != 0, reason="needs systemd-creds, and root"
)
def test_what_systemd_has_sealed_is_what_we_get(folder: Path, tmp_path: Path) -> None:
    """By the commands of the deployment guide; a service manager opens it as `decrypt` does."""
    sealed = str(tmp_path / "sealed")
    seal = ["systemd-creds", "encrypt", "--name=SAFERETURN_SECRET_KEY", "-", sealed]
    subprocess.run(seal, input=SECRET, text=True, check=True, capture_output=True)
    assert SECRET.encode() not in Path(sealed).read_bytes()
    unseal = ["systemd-creds", "decrypt", "--name=SAFERETURN_SECRET_KEY", sealed, "-"]
    done = subprocess.run(unseal, check=True, capture_output=True)
    (folder / "SAFERETURN_SECRET_KEY").write_bytes(done.stdout)
    credentials.take()
    assert os.environ["SAFERETURN_SECRET_KEY"] == SECRET


def test_the_drop_in_of_the_guide_names_settings_and_no_secret() -> None:
    text = (checkout.ROOT / "deploy/credentials.conf").read_text()
    lines = [line for line in text.splitlines() if line.startswith("LoadCredentialEncrypted=")]
    for line in lines:
        name, _, path = line.partition("=")[2].partition(":")
        assert credentials.NAMES.fullmatch(name) and path == f"/etc/safereturn/sealed/{name}"
    assert len(lines) >= 2
