"""`safereturn bench --only photo`: what it draws is a telephone's, and what is left is clean."""

import io

from PIL import Image

from safereturn.documents.rules import clean
from safereturn.ops.bench import picturing


def test_the_photograph_is_as_large_as_is_said_and_says_where_it_was_taken() -> None:
    with Image.open(io.BytesIO(picturing.a_photograph())) as picture:
        assert picture.size[0] * picture.size[1] == 12_000_000
        assert picture.getexif().get_ifd(picturing.GPS)[1] == "N"
    kept = clean(picturing.a_photograph())
    assert kept.height > kept.width, "it stands upright"
    with Image.open(io.BytesIO(kept.full)) as picture:
        assert not picture.getexif() and "exif" not in picture.info


def test_it_is_measured() -> None:
    said: list[str] = []
    picturing.run(say=said.append, times=1)
    assert any("12 megapixels" in line and "ms of processor" in line for line in said)
    assert any("Marks of metadata" in line and line.rstrip().endswith("met") for line in said)
