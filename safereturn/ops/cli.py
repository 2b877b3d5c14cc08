"""The console command `safereturn`: every file in ops/commands is one command.

A command file holds `command`, a click command. It imports Django only inside the
function, after `begin()`, so that `--help` is quick and the environment is decided first.
"""

import importlib
import os
import pkgutil
import sys

import click

from safereturn.ops import commands, credentials
from safereturn.ops.faults import Fault

ABOUT = """Safe Return: the shared record for children who go missing.

\b
First steps
  safereturn run                 start everything, with a demonstration town
  safereturn COMMAND --help      what a command does, with examples

\b
Settings come from the environment
  SAFERETURN_MODE                demo (the default here) or production
  SAFERETURN_SECRET_KEY          needed in production; makes that the default mode
  DATABASE_URL                   the owner's address of a PostgreSQL 15 or newer;
                                 without it an embedded one is used
  DATABASE_APP_URL               the web server's and worker's own, where the owner
                                 may not make roles
"""


@click.group(help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
def safereturn() -> None:
    """Gather the commands."""


def decide_mode() -> None:
    """Say which mode we are in, unless the environment does: a secret means production."""
    secret = os.environ.get("SAFERETURN_SECRET_KEY")
    os.environ.setdefault("SAFERETURN_MODE", "production" if secret else "demo")


def main() -> int:
    """Run one command. Expected faults end in plain words and exit code 1."""
    for found in pkgutil.iter_modules(commands.__path__, f"{commands.__name__}."):
        name = found.name.rpartition(".")[2].rstrip("_").replace("_", "-")
        safereturn.add_command(importlib.import_module(found.name).command, name)
    try:
        credentials.take()
        decide_mode()
        result = safereturn.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Fault as fault:
        print(fault, file=sys.stderr)
        return 1
    # Django and its errors are loaded by the command itself, so none can be named here; what
    # has no plain words goes on its way, with all it says.
    except Exception as error:
        if words := _in_plain_words(error):
            print(words, file=sys.stderr)
            return 1
        raise
    return result if isinstance(result, int) else 0


def _in_plain_words(error: Exception) -> str:
    """Give the words for what an operator can put right; nothing for a fault of ours."""
    name = type(error).__name__
    if name == "OperationalError":  # Django's or psycopg's: neither need be loaded here
        return f"The database did not answer: {str(error).strip().splitlines()[-1]}"
    if name == "ImproperlyConfigured":
        return f"A setting is missing or wrong: {error}\nRun `safereturn check`."
    if isinstance(error, PermissionError):
        return f"Not allowed: {error.filename}. Was it made by another user?"
    return ""


if __name__ == "__main__":
    sys.exit(main())
