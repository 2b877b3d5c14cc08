"""Files as people send them, and as somebody sends them who means harm. Made here, kept nowhere."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image


def a_picture(
    width: int = 1200, height: int = 900, *, kind: str = "JPEG", mode: str = "RGB", **save: object
) -> bytes:
    """Return a picture: dark above, light below, so that one can tell when it is turned."""
    picture = Image.new(mode, (width, height), "white")
    picture.paste("navy", (0, 0, width, height // 2))
    out = BytesIO()
    picture.save(out, kind, **save)
    return out.getvalue()


def a_telling_picture() -> bytes:
    """Return what a telephone writes: turned, with the place, the maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it by a quarter
    exif[0x010F] = "Zmaker"
    exif[0x9003] = "2026:03:01 12:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 43.0, 12.0), 3: "W", 4: (1.0, 53.0, 0.0)})
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Zphotographer</x:xmpmeta>'
    return a_picture(exif=exif, comment=b"Zcomment", xmp=xmp, icc_profile=b"Zprofile" * 20)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def a_png_of(width: int, height: int, data: bytes = b"") -> bytes:
    """Return a PNG whose header says this, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = data or zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")
    )


def a_jpeg_of(width: int, height: int) -> bytes:
    """Return a real JPEG whose header has been changed to say this."""
    real = bytearray(a_picture(200, 200))
    at = real.index(b"\xff\xc0") + 5
    real[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(real)


def a_zip(name: str = "evil.exe") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"MZ" * 100)
    return out.getvalue()


def a_pdf(more: bytes = b"") -> bytes:
    """Return a PDF of one empty page."""
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R" + more + b">>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<html><script>alert(document.cookie)</script></html>"

# What is offered as a photograph and must not be taken: name → bytes.
NOT_PHOTOS: dict[str, bytes] = {
    "nothing": b"",
    "svg with a script": SVG,
    "svg after a declaration": b'<?xml version="1.0"?>' + SVG,
    "a page": HTML,
    "a page that begins like a picture": b"\xff\xd8\xff" + HTML,
    "a picture with a page behind it": a_picture() + HTML,
    "a picture with php in its comment": a_picture(comment=b"<?php system($_GET[0]); ?>"),
    "a picture with a script in its comment": a_picture(comment=b"<ScRiPt>alert(1)</script>"),
    "a picture and an archive": a_picture() + a_zip(),
    "a picture and a pdf": a_picture() + a_pdf(),
    "a png and an archive": a_picture(kind="PNG") + a_zip("x.jar"),
    "a png with a page in its text": a_picture(kind="PNG").replace(b"IEND", b"IEND" + HTML, 1),
    "a gif": a_picture(kind="GIF"),
    "a gif that is javascript": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//",
    "a bitmap": a_picture(300, 300, kind="BMP"),
    "a tiff": a_picture(300, 300, kind="TIFF"),
    "an icon": a_picture(128, 128, kind="ICO"),
    "a jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 100,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\nshowpage\n",
    "a pdf": a_pdf(),
    "an archive": a_zip(),
    "a program": b"MZ" + b"\0" * 200,
    "an elf": b"\x7fELF" + b"\0" * 200,
    "a word document": a_zip("word/document.xml"),
    "a bomb: a png of a billion pixels": a_png_of(50_000, 50_000),
    "a bomb: a png of two sides of four billion": a_png_of(2**31 - 1, 2**31 - 1),
    "a bomb: a png that unpacks to a gigabyte": a_png_of(
        5_000, 5_001, zlib.compress(b"\0" * 50_000_000, 9)
    ),
    "a bomb: a jpeg of four billion pixels": a_jpeg_of(65_500, 65_500),
    "too long a side": a_png_of(60_000, 100),
    "a stamp": a_picture(20, 20),
    "no height": a_png_of(500, 0),
    "cut off": a_picture()[: len(a_picture()) // 2],
    "cut off after the header": a_picture()[:30],
    "a png cut off": a_picture(kind="PNG")[:200],
    "a png with a wrong checksum": a_picture(kind="PNG").replace(b"IDAT", b"IDAT\0", 1),
    "a webp cut off": a_picture(kind="WEBP")[:60],
    "a riff that is no webp": b"RIFF\x10\0\0\0WAVEfmt " + b"\0" * 50,
    "zeros": b"\0" * 5_000,
    "too many bytes": a_picture() + b"\0" * 12_000_000,
}
# What is offered as a document and must not be taken.
NOT_PAPERS: dict[str, bytes] = {
    "nothing": b"",
    "a page": HTML,
    "a page before a pdf": HTML + a_pdf(),
    "a picture": a_picture(),
    "an archive": a_zip(),
    "a word document": a_zip("word/document.xml"),
    "a pdf with a script": a_pdf(b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"),
    "a pdf with a script in disguise": a_pdf(b"/OpenAction<</S/J#61vaScript/J#53(app.alert(1))>>"),
    "a pdf that starts a program": a_pdf(b"/OpenAction<</S/Launch/F(cmd.exe)>>"),
    "a pdf with a file in it": a_pdf(b"/Names<</EmbeddedFiles<</Names[(a)4 0 R]>>>>"),
    "a pdf with a film in it": a_pdf(b"/Annots[<</Subtype/RichMedia>>]"),
    "a pdf and an archive": a_pdf() + a_zip(),
    "a pdf with a page behind it": a_pdf() + HTML + b"\n%%EOF",
    "a pdf cut off": a_pdf()[:60],
    "too many bytes": a_pdf(b" " * 10_000_001),
}
