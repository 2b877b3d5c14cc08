"""A photograph as it arrives, and as it is kept: drawn anew, upright, with nothing but pixels.

What is kept is never what was sent. Where the camera stood, whose it is and when it was
taken stand in a photograph's metadata: that could lead to a child in hiding, and is gone
here. Decoding is bounded before it begins: by bytes, by pixels as the header declares
them, by one picture at a time in a process.
"""

import threading
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps

from safereturn.documents.rules.sniffing import holds_another_file, kind_of

MOST_PHOTO_BYTES = 12_000_000
# A telephone's finest setting is about 50 million; other kinds are decoded whole, and
# need four bytes a pixel while that lasts.
MOST_PIXELS = {"jpeg": 50_000_000, "png": 25_000_000, "webp": 25_000_000}
LONGEST_SIDE = 12_000
SHORTEST_SIDE = 64
# As large as is kept: enough for a page of A4 at 200 dots an inch, in under half a megabyte.
KEPT_SIDE = 1_600
SMALL_SIDE = 320
QUALITY = 85

WRONG_TYPE = "The photograph must be a JPEG, PNG or WebP picture"
TOO_LARGE = "The photograph must be smaller than 12 MB"
TOO_MANY_PIXELS = "The photograph has too many pixels. Save it smaller, then add that"
TOO_FEW_PIXELS = "The photograph is too small to know anybody by"
BROKEN = "The photograph cannot be read. Take it again, or save it again as JPEG"
TWO_IN_ONE = "The file holds more than a photograph. Take a picture of it, then add that"

# Pillow's own limit stands behind ours, for what a header does not say.
Image.MAX_IMAGE_PIXELS = max(MOST_PIXELS.values())
_one_at_a_time = threading.Lock()


class Refused(ValueError):
    """The file is not taken; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph as it is kept: JPEG without metadata, in two sizes."""

    full: bytes
    small: bytes
    width: int
    height: int


def clean(content: bytes) -> Picture:
    """Return the photograph drawn anew. Raises Refused for whatever is not plainly one."""
    if len(content) > MOST_PHOTO_BYTES:
        raise Refused(TOO_LARGE)
    kind = kind_of(content)
    if kind not in MOST_PIXELS:
        raise Refused(WRONG_TYPE)
    if holds_another_file(content, kind):
        raise Refused(TWO_IN_ONE)
    with _one_at_a_time:
        try:
            return _drawn(content, kind)
        except Refused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Refused(TOO_MANY_PIXELS) from error
        # A decoder fed with broken bytes fails in as many ways as there are decoders (Pillow names
        # OSError, SyntaxError, ValueError, IndexError, struct.error and more, none for good):
        # what cannot be drawn is refused, and nothing of it is kept.
        except Exception as error:
            raise Refused(BROKEN) from error


def _drawn(content: bytes, kind: str) -> Picture:
    # Whoever draws PDFs in this process lets Pillow take half a picture: not here.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with Image.open(BytesIO(content), formats=[kind.upper()]) as opened:
        _check_size(opened.size, kind)
        # A JPEG is decoded at the scale it is needed at: an eighth of the work and memory.
        opened.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    full = _flat(upright, KEPT_SIDE)
    small = _flat(full, SMALL_SIDE)
    return Picture(_jpeg(full), _jpeg(small), *full.size)


def _check_size(size: tuple[int, int], kind: str) -> None:
    width, height = size
    if width * height > MOST_PIXELS[kind] or max(size) > LONGEST_SIDE:
        raise Refused(TOO_MANY_PIXELS)
    if min(size) < SHORTEST_SIDE:
        raise Refused(TOO_FEW_PIXELS)


def _flat(picture: Image.Image, side: int) -> Image.Image:
    """Return it no larger than this, on white, as a new picture that carries nothing along."""
    seen = picture.copy() if picture.mode == "RGB" else picture.convert("RGBA")
    seen.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    return flat


def _jpeg(picture: Image.Image) -> bytes:
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
