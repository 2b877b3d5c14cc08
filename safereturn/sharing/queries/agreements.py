"""Agreements as they are read: areas, versions, the whole text, what two say differently."""

from datetime import datetime
from uuid import UUID

from safereturn.foundation.actor import Actor
from safereturn.sharing.rules import AreaLine, Change, Readable, VersionLine


def list_areas(*, at: datetime) -> list[AreaLine]:
    """Return every area, the region last. Agreements are no secret: no policy."""
    raise NotImplementedError


def get_area(area_id: UUID, *, at: datetime) -> AreaLine:
    """Return one area or raise NotFound."""
    raise NotImplementedError


def list_versions(actor: Actor, area_id: UUID, *, at: datetime) -> list[VersionLine]:
    """Return the versions of an area, newest first; drafts only to who may work on them."""
    raise NotImplementedError


def readable(actor: Actor, version_id: UUID, *, at: datetime) -> Readable:
    """Return a whole version with what the actor may do; NotFound if it is not for them.

    What is or was in force is for everybody who signs in; a draft for the parties.
    """
    raise NotImplementedError


def export_yaml(actor: Actor, version_id: UUID, *, at: datetime) -> str:
    """Return a version as YAML that `actions.import_yaml` takes back unchanged."""
    raise NotImplementedError


def diff(actor: Actor, old_id: UUID, new_id: UUID, *, at: datetime) -> list[Change]:
    """Return what the newer version says otherwise, clause by clause and text by text."""
    raise NotImplementedError
