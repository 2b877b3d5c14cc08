"""Of a photograph nothing is kept but what one sees; whatever else comes is refused in words."""

import time
from io import BytesIO

import pytest
from PIL import Image

from safereturn.documents.rules import MOST_PIXELS, Refused, check_pdf, clean
from tests.unit.documents.corpus import (
    NOT_PAPERS,
    NOT_PHOTOS,
    a_jpeg_of,
    a_pdf,
    a_picture,
    a_telling_picture,
)


def segments(jpeg: bytes) -> list[int]:
    """Return the markers of a JPEG up to its picture."""
    at, found = 2, []
    while jpeg[at + 1] != 0xDA:
        found.append(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    return found


@pytest.mark.parametrize("name", NOT_PHOTOS)
def test_what_is_no_plain_photograph_is_refused_in_words(name: str) -> None:
    began = time.process_time()
    with pytest.raises(Refused) as refused:
        clean(NOT_PHOTOS[name])
    assert str(refused.value).startswith(("The photograph", "The file"))
    # Before it is unpacked, or as soon as it is seen to be broken: nobody waits for a bomb.
    assert time.process_time() - began < 2


@pytest.mark.parametrize("name", NOT_PAPERS)
def test_what_is_no_plain_pdf_is_refused_in_words(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_pdf(NOT_PAPERS[name])
    assert str(refused.value).startswith(("The document", "The PDF"))


def test_a_plain_pdf_is_taken() -> None:
    check_pdf(a_pdf())
    check_pdf(a_pdf(b"/OpenAction[3 0 R/Fit]/Lang(en-GB)"))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_kept_as_two_jpegs(kind: str) -> None:
    kept = clean(a_picture(3000, 2000, kind=kind))
    for content, longest in ((kept.full, 1600), (kept.small, 320)):
        with Image.open(BytesIO(content)) as seen:
            assert (seen.format, seen.mode, max(seen.size)) == ("JPEG", "RGB", longest)
    assert (kept.width, kept.height) == (1600, 1067)


def test_no_byte_of_metadata_is_left_and_the_picture_stands_upright() -> None:
    sent = a_telling_picture()
    for told in (b"Zmaker", b"Zcomment", b"Zphotographer", b"Zprofile"):
        assert told in sent
    kept = clean(sent)
    for content in (kept.full, kept.small):
        # APP0 is the name of the format itself; every other APPn and a comment carry words.
        carrying = {0xFE, *range(0xE1, 0xF0)}
        assert carrying.isdisjoint(segments(content))
        with Image.open(BytesIO(content)) as seen:
            assert dict(seen.getexif()) == {}
            assert set(seen.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert seen.height > seen.width
            # What was above is on the right once it is turned.
            assert seen.getpixel((seen.width - 5, seen.height // 2))[2] > 100  # type: ignore[index]
            assert seen.getpixel((5, seen.height // 2)) > (200, 200, 200)  # type: ignore[operator]


@pytest.mark.parametrize("mode", ["L", "RGBA", "LA", "P", "CMYK", "1"])
def test_whatever_its_colours_it_is_kept(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = Image.new("RGB", (200, 300), "teal").convert(mode)
    out = BytesIO()
    picture.save(out, kind)
    kept = clean(out.getvalue())
    assert (kept.width, kept.height) == (200, 300)


def test_a_file_of_two_kinds_gives_nothing_of_the_second_even_if_it_slipped_through() -> None:
    """The second fence: what is kept is drawn anew, whatever stood behind the picture."""
    kept = clean(a_picture() + b"\0" * 100 + b"MOTION-PHOTO-DATA" * 50)
    assert b"MOTION" not in kept.full + kept.small


def test_the_largest_that_is_taken_is_the_largest_that_a_telephone_makes() -> None:
    assert MOST_PIXELS["jpeg"] >= 8064 * 6048
    with pytest.raises(Refused, match="too many pixels"):
        clean(a_jpeg_of(8064, 6300))
