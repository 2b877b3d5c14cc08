"""Loaded before everything else (pyproject: -p tests.environment): we are testing."""

import os

for name in ("DATABASE_URL", "DATABASE_APP_URL", "SAFERETURN_DATABASE_AS", "SAFERETURN_SMTP_HOST"):
    os.environ.pop(name, None)
os.environ["SAFERETURN_MODE"] = "test"
