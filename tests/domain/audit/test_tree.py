"""The tree is that of RFC 6962, however it is grown."""

import hashlib
import random
from collections.abc import Sequence

import pytest

from safereturn.audit.verifier import grow, leaf_of, root_of

# The leaves and roots that the reference implementation of RFC 6962 is tested with.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def as_the_rfc_says(leaves: Sequence[bytes]) -> bytes:
    """The recursive definition, word for word."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = as_the_rfc_says(leaves[:split]), as_the_rfc_says(leaves[split:])
    return hashlib.sha256(b"\1" + left + right).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_known_roots(size: int) -> None:
    leaves = [leaf_of(line) for line in LEAVES[:size]]
    assert root_of(grow([], 0, leaves)).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert root_of([]) == hashlib.sha256(b"").digest()


def test_grown_in_any_steps_it_is_the_tree_of_the_definition() -> None:
    chance = random.Random(6962)  # noqa: S311 - to be repeated, not to be secret
    for _ in range(200):
        leaves = [chance.randbytes(32) for _ in range(chance.randint(1, 200))]
        peaks: list[bytes] = []
        size = 0
        while size < len(leaves):
            step = chance.randint(0, 40)
            peaks = grow(peaks, size, leaves[size : size + step])
            size = min(size + step, len(leaves))
        assert root_of(peaks) == as_the_rfc_says(leaves)
        assert len(peaks) == size.bit_count()
