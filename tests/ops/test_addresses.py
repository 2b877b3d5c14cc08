"""Reading the address of the database, and saying in plain words what is wrong with it."""

import psycopg
import pytest

from safereturn.ops import databases
from safereturn.ops.databases import Address, WrongAddress
from safereturn.ops.faults import Fault

WHOLE = "postgresql://owner:p%40ss@db.example.org:6432/safe?sslmode=require"


def test_a_whole_address_is_read() -> None:
    address = Address.parse(WHOLE)
    django = address.for_django()
    assert (django["NAME"], django["USER"], django["PASSWORD"]) == ("safe", "owner", "p@ss")
    assert (django["HOST"], django["PORT"]) == ("db.example.org", "6432")
    assert django["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "url", [WHOLE, "postgresql://o:p@/safe?host=%2Ftmp%2Fa%20b", "postgres://o@[::1]:5433/safe"]
)
def test_an_address_written_and_read_again_is_the_same(url: str) -> None:
    address = Address.parse(url)
    assert Address.parse(address.url) == address


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("", id="empty"),
        pytest.param("mysql://owner:hunter22@host/safe", id="another database"),
        pytest.param("postgresql://owner:hunter22@host:port/safe", id="port in letters"),
        pytest.param("postgresql://owner:hunter22@host/safe?colour=red", id="unknown option"),
        pytest.param("postgresql://owner:hunter22@host/", id="no database"),
        pytest.param("postgresql://host/safe", id="no user"),
        pytest.param("postgresql://", id="nothing"),
    ],
)
def test_a_wrong_address_is_explained_without_its_password(url: str) -> None:
    with pytest.raises(WrongAddress, match=r"DATABASE_URL must|It must look like") as refused:
        Address.parse(url)
    assert "hunter22" not in str(refused.value)


def test_the_app_role_has_its_own_name_and_a_password_from_the_secret() -> None:
    owner = Address.parse(WHOLE)
    app = owner.as_app("one secret")
    assert app.user == "safe_app"
    assert app.password == owner.as_app("one secret").password
    assert app.password not in (owner.as_app("another").password, owner.password)


def test_the_web_server_needs_no_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://web:pw@host/safe")
    assert databases.app("secret").user == "web"


def test_a_database_that_is_not_there_is_a_fault_in_plain_words() -> None:
    nowhere = Address.parse("postgresql://owner:hunter22@127.0.0.1:9/safe")
    with pytest.raises(Fault, match=r"Cannot reach the database safe on 127\.0\.0\.1:9") as refused:
        databases.connect(nowhere)
    assert isinstance(refused.value.__cause__, psycopg.OperationalError)
    assert "hunter22" not in str(refused.value)
