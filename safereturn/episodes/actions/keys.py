"""The numbers by which an episode can be found, kept among the child's search keys."""

from safereturn.children import actions as children
from safereturn.children.rules.finding import number_key
from safereturn.episodes.models import Episode


def keep_keys(episode: Episode) -> None:
    """Write the keys of this episode: its own reference, the police's and the council's."""
    numbers = (episode.ref, episode.police_ref, episode.council_ref)
    keys = {number_key(number) for number in numbers if number}
    children.set_keys(episode.child_id, f"episode:{episode.ref}", keys)
