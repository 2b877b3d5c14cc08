"""What the service is made of is locked by hash, and the checks that say so can fail."""

import json
import re
import subprocess
import sys
from pathlib import Path

import safereturn

HERE = Path(safereturn.__file__).parents[1]


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, script], cwd=HERE, capture_output=True, text=True, check=False
    )


def test_the_bill_of_materials_names_everything_that_is_locked() -> None:
    said = run(".ci/supply")
    assert said.returncode == 0, said.stdout + said.stderr
    bill = json.loads((HERE / ".data/sbom.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    names = {component["name"].lower() for component in bill["components"]}
    assert {"django", "pillow", "cryptography", "granian"} <= names


def test_every_line_of_a_lock_file_has_its_hash() -> None:
    for lock in ("run.txt", "test.txt"):
        text = (HERE / "requirements" / lock).read_text()
        packages = re.findall(r"^[a-z0-9].*==.*$", text, re.MULTILINE)
        assert len(packages) > 30
        assert all(line.endswith("\\") for line in packages)
        assert "http://" not in text
        assert "https://" not in text


def test_a_secret_that_is_written_down_is_found() -> None:
    """The scan is worth nothing if it cannot fail."""
    from detect_secrets.core.scan import scan_line  # noqa: PLC0415 - a tool of the checks
    from detect_secrets.settings import default_settings  # noqa: PLC0415

    with default_settings():
        found = list(scan_line('aws_secret = "' + "AKIA" + 'IOSFODNN7EXAMPLE"'))
    assert found
