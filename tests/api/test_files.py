"""A photograph and a document through the API: base64 in, base64 out, the same refusals."""

import base64
from collections.abc import Callable

import pytest

from safereturn.foundation.actor import Actor
from tests.api.conftest import System
from tests.api.setting import done
from tests.domain.children.making import a_child
from tests.people import CARER, COORDINATOR, NURSE
from tests.unit.documents.corpus import SVG, a_pdf, a_telling_picture

pytestmark = pytest.mark.usefixtures("town")
Made = Callable[[Actor], System]


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_photograph_goes_in_and_comes_out_clean(system: Made) -> None:
    path, carer = f"/children/{a_child().ref}/photo", system(CARER)
    said = {"photo": b64(a_telling_picture()), "given_by": "Key worker", "authority": "child"}
    done(carer.post(path, said))
    out = done(carer.get(path), 200)
    content = base64.b64decode(out["photo"])
    assert content.startswith(b"\xff\xd8")
    assert b"Zmaker" not in content
    assert out["media_type"] == "image/jpeg"
    assert system(NURSE).get(path).status_code == 404
    refused = carer.post(path, said | {"photo": b64(SVG), "replaces_because": "Newer"})
    assert "JPEG" in done(refused, 422)["fields"]["photo"]
    for wrong in ("%%%", "", "abc"):
        assert "photo" in done(carer.post(path, said | {"photo": wrong}), 422)["fields"]
    done(carer.post(f"{path}/withdrawn", {"because": "She asked"}))
    assert carer.get(path).status_code == 404


def test_a_document_goes_in_and_comes_out_as_it_was(system: Made) -> None:
    path, council = f"/children/{a_child().ref}/documents", system(COORDINATOR)
    said = {"file": b64(a_pdf()), "kind": "care_plan", "words": "Plan"}
    made = done(council.post(path, said))["id"]
    out = done(council.get(f"{path}/{made}"), 200)
    assert base64.b64decode(out["file"]) == a_pdf()
    [line] = done(system(NURSE).get(path), 200)
    assert (line["id"], line["words"]) == (None, "")
    assert line["ring"]
    assert system(NURSE).get(f"{path}/{made}").status_code == 404
    done(council.post(f"{path}/{made}/withdrawn", {"because": "Old"}))
    assert done(council.get(path), 200) == []


def test_only_what_takes_a_file_takes_a_large_body(system: Made) -> None:
    ref, carer = a_child().ref, system(CARER)
    large = {"photo": "A" * 3_000_000, "given_by": "x", "authority": "child"}
    assert carer.post(f"/children/{ref}/photo", large).status_code == 422
    assert carer.post(f"/children/{ref}/names", large).status_code == 413
