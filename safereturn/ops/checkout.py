"""Where this copy of the service keeps what it makes: everything lies under .data."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def data_dir() -> Path:
    """Name the folder for everything that is made at run time (SAFERETURN_DATA_DIR)."""
    return Path(os.environ.get("SAFERETURN_DATA_DIR") or ROOT / ".data").resolve()


def fingerprint(path: Path) -> str:
    """Give a short name to a path, so that two checkouts never share anything."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:12]


def kept_secret(path: Path) -> str:
    """Read a secret that only this user can read; make it at first use.

    Two processes that ask at once get the same one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, path)  # unlike a rename, it never replaces
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text().strip()


def demo_secret_key() -> str:
    """Give the secret key of the demonstration, made once and kept in .data."""
    return kept_secret(data_dir() / "secret-key")


def derived(secret: str, purpose: str) -> str:
    """Derive a password for one purpose, so that only the secret itself is kept."""
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).hexdigest()
