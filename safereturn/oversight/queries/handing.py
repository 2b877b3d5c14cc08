"""A pack as a file for another system: the same words as on paper, by controller."""

import hashlib
import json

from safereturn.oversight.queries.asking import Pack


def as_json(pack: Pack) -> bytes:
    """Return the pack as JSON, the same bytes each time: what is given, how much is not and why.

    For portability and for controllers (UK GDPR art 20: structured, commonly used,
    machine-readable). Redacted as on paper.
    """
    body = {
        "reference": pack.row.ref,
        "record": pack.child_ref,
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in pack.files},
        "controllers": [
            {
                "controller": section.agency,
                "given": [
                    {
                        "what": line.what,
                        "class": str(line.record),
                        "values": {shown.column: shown.redacted for shown in line.columns},
                    }
                    for line in section.given
                ],
                "not_given": [{"what": what, "rows": count} for what, count in section.withheld],
            }
            for section in pack.sections
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, sort_keys=True).encode()
