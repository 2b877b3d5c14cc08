"""Every page's address. Opaque references only: no name is ever part of one."""

from pathlib import Path

from django.urls import URLPattern, URLResolver, include, path

from safereturn.web.agreements.desk import home

# folder → where its addresses begin. A folder without urls.py has no pages yet.
FOLDERS = {
    "sign_in": "",
    "help": "",
    "worklist": "worklist/",
    "spooled": "report/taken/",
    "report_missing": "report/",
    "find_child": "search/",
    "child": "children/",
    "assess_risk": "",
    "oversight": "",
    "records": "records/",
    "rights": "rights/",
    "handover": "",
    "duty": "duty/",
    "tasks": "",
    "meetings": "",
    "plans": "",
    "episode": "episodes/",
    "return_interview": "",
    "notices": "notices/",
    "ledger": "",
    "paper": "paper/",
    "drafts": "drafts/",
    "agreements": "agreements/",
    "settings": "settings/",
    "protocols": "protocols/",
    "people": "people/",
}

urlpatterns: list[URLPattern | URLResolver] = [path("", home, name="home")]
for folder, prefix in FOLDERS.items():
    if (Path(__file__).parent / folder / "urls.py").exists():
        urlpatterns.append(path(prefix, include(f"safereturn.web.{folder}.urls")))
