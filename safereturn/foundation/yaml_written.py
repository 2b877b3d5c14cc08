"""Writing YAML as people write it: short lists on one line, long words as a block."""

from typing import Any

import yaml


class Flow(list[str]):
    """A list that stands on one line."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        """Write what is the same twice, twice: a reader should not have to look it up."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists under their field."""
        super().increase_indent(flow, False)


def _flow(dumper: yaml.SafeDumper, data: Flow) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)


def _words(dumper: yaml.SafeDumper, data: str) -> yaml.Node:
    style = "|" if "\n" in data else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(Flow, _flow)
_Dumper.add_representer(str, _words)


def written(whole: Any) -> str:
    """Return the text: fields in the order they were given, a hundred characters a line."""
    return str(yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))
