"""What the tests have collected is not taken for what `make run` serves from."""

from pytest_django import Settings

from safereturn.ops import static_files

MANIFEST = "whitenoise.storage.CompressedManifestStaticFilesStorage"


def test_how_files_are_kept_is_part_of_whether_they_are_up_to_date(settings: Settings) -> None:
    now = static_files.fingerprint()
    assert static_files.fingerprint() == now
    kept = settings.STORAGES | {"staticfiles": {"BACKEND": MANIFEST}}
    settings.STORAGES = kept
    assert static_files.fingerprint() != now
