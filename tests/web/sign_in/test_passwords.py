"""What a password may be, how it is kept, and how its field behaves (OWASP ASVS 5.0, V6.2)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.html import escape
from pytest_django import Settings

from safereturn.foundation import breached
from safereturn.web.sign_in import words
from tests.people import COORDINATOR, email_of
from tests.web.sign_in.steps import sign_in, with_password


def is_taken(password: str) -> bool:
    person = get_user_model()(email="cora@exampleshire.example", name="Cora Ordinator")
    try:
        validate_password(password, person)
    except ValidationError:
        return False
    return True


def test_length_is_what_counts_and_no_rule_says_of_what_it_is_made() -> None:
    assert not is_taken("elevenchars")
    for password in ("zwölf zeichen", "only small letters", "9382 6150 4471 2", "!?%&/()=+*#-.;:"):
        assert is_taken(password), password


def test_common_passwords_are_refused() -> None:
    common = [one for one in CommonPasswordValidator().passwords if len(one) >= 12]
    assert len(common) > 50
    assert not [one for one in common if is_taken(one)]


def test_passwords_that_leaked_elsewhere_are_refused_and_no_other_machine_is_asked() -> None:
    """Sockets are shut in every test: whatever is found here was looked up on this machine."""
    assert breached.OURS.stat().st_size / breached.WIDTH > 1_000_000
    assert breached.is_readable("") is False
    for leaked in ("1q2w3e4r5t6y", "q1w2e3r4t5y6", "QWERTY123456", "correcthorsebatterystaple"):
        assert breached.is_in_ours(leaked), leaked
        assert not is_taken(leaked), leaked
    for unknown in ("tortoise umbrella Tuesday 41", "", "\x00" * 12, "\uffff" * 12):
        assert not breached.is_in_ours(unknown), unknown


@pytest.mark.parametrize("ending", ["\r\n", "\n", ""])
def test_each_line_of_an_operators_own_list_is_found_and_nothing_between(
    tmp_path: Path, settings: Settings, ending: str
) -> None:
    passwords = [f"tortoise umbrella Tuesday {number}" for number in range(60)]
    hashes = sorted(breached._sha1(one).hexdigest().upper() for one in passwords)
    lines = [f"{hashed}:{10 ** (at % 7)}" for at, hashed in enumerate(hashes)]
    file = tmp_path / "pwned.txt"
    file.write_text((ending or "\n").join(lines) + ending, newline="")
    assert breached.is_readable(str(file))
    settings.BREACHED_PASSWORDS = str(file)
    assert [one for one in passwords if is_taken(one)] == []
    for number in range(60, 200):
        assert is_taken(f"tortoise umbrella Tuesday {number}"), number
    settings.BREACHED_PASSWORDS = ""
    assert all(is_taken(one) for one in passwords)


@pytest.mark.parametrize(
    "password",
    [
        "Safereturn2026",
        "missing-children",
        "exampleshire-council",
        "Welcome123Police",
        "cora.ordinator",
    ],
)
def test_words_that_everybody_here_would_try_first_are_refused(password: str) -> None:
    assert words.WORDS
    assert not is_taken(password)
    assert is_taken(f"{password} tortoise umbrella"), "they may stand in a good one"


@pytest.mark.usefixtures("town")
def test_a_long_one_is_verified_to_its_last_letter_as_it_was_typed() -> None:
    person = with_password(COORDINATOR)
    long = "  Ünïcode and Blanks, " + "x" * 120 + " end  "
    person.set_password(long)
    person.save()
    for wrong in (long.strip(), long[:-3], long.lower(), long[:72]):
        sign_in(Client(), COORDINATOR, wrong)
        client = Client()
        sign_in(client, COORDINATOR, wrong)
        assert client.get("/notices/").status_code == 302, wrong
    client = Client()
    sign_in(client, COORDINATOR, long)
    assert client.get("/notices/").status_code == 200


@pytest.mark.usefixtures("town")
def test_its_field_is_masked_and_a_browsers_own_keeper_may_fill_it() -> None:
    page = Client().get("/account/login/").content.decode()
    field = next(part for part in page.split("<input") if 'name="password"' in part)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "onpaste" not in page and "question" not in page.lower()
    assert escape(email_of(COORDINATOR)) not in page


IN_SERVICE = """
import json
from django.conf import settings
from django.contrib.auth.hashers import get_hasher
print(json.dumps({
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "script": [settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY],
    "same": [settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE],
    "sessions": settings.SESSION_ENGINE,
    "hasher": type(get_hasher()).__name__, "rounds": get_hasher().iterations,
    "debug": settings.DEBUG, "factor": settings.SECOND_FACTOR, "hsts": settings.SECURE_HSTS_SECONDS,
}))
"""


def test_in_service_cookies_and_hashes_are_as_the_register_says() -> None:
    environment = os.environ | {
        "SAFERETURN_MODE": "production",
        "SAFERETURN_SECRET_KEY": "kW3vQ9-zT7_bLx2NfRy8MhD4sJ" * 2,
        "DJANGO_SETTINGS_MODULE": "safereturn.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", IN_SERVICE],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["cookies"] == ["__Host-safereturn_session", "__Host-safereturn_csrf"]
    assert found["secure"] == found["script"] == [True, True]
    assert set(found["same"]) <= {"Lax", "Strict"}
    assert found["sessions"] == "django.contrib.sessions.backends.db"
    assert found["hasher"] == "PBKDF2PasswordHasher" and found["rounds"] >= 600_000
    assert not found["debug"] and found["factor"] and found["hsts"] >= 31_536_000


def test_two_hashes_of_one_password_differ() -> None:
    assert make_password("one and the same") != make_password("one and the same")
