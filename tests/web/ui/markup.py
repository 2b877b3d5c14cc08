"""Compare HTML by what it means: order of attributes, space and the names of ids aside."""

from html.parser import HTMLParser

VOID = {"input", "br", "img", "hr", "path"}
POINTERS = {"id", "for", "aria-describedby", "aria-labelledby"}
UNORDERED = {"class"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[object] = []
        self.ids: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = tuple(sorted((name, self._value(name, value or "")) for name, value in attrs))
        self.parts.append((tag, named))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.parts.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words:
            self.parts.append(f"“{words}”")

    def _value(self, name: str, value: str) -> str:
        words = value.split()
        if name in UNORDERED:
            words = sorted(words)
        if name in POINTERS:
            # What matters of an id is who points at it, so each gets a number.
            words = [self.ids.setdefault(word, f"id{len(self.ids)}") for word in words]
        return " ".join(words)


def read(html: str) -> list[object]:
    """Return the parts of a piece of HTML, ready to be compared."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.parts
