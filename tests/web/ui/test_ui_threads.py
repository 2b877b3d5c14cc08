"""One page's words never stand in another's: templates are shared between threads."""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.web.ui import kitchen

THREADS = 8
PAGES = 40


@pytest.fixture
def quick_switches() -> Iterator[None]:
    """Let threads interrupt each other a hundred times as often as usual."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(5e-5)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("quick_switches")
def test_eight_threads_draw_eight_children_apart() -> None:
    names = [f"Child{letter}" for letter in "ABCDEFGH"]
    together = threading.Barrier(THREADS)

    def draw_often(name: str) -> list[tuple[str, str]]:
        together.wait()
        others = [other for other in names if other != name]
        pages = [kitchen.page(name) for _ in range(PAGES)]
        assert all(page.count(name) >= kitchen.MENTIONS for page in pages)
        return [(name, other) for page in pages for other in others if other in page]

    with ThreadPoolExecutor(THREADS) as pool:
        leaks = [leak for found in pool.map(draw_often, names) for leak in found]
    assert leaks == []
