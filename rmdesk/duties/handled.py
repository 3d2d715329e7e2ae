"""What became of a holding in an act, and what is to be done with it next."""

from data.plain import dataclass
from rmdesk.model.records import Holding


@dataclass(frozen=True)
class Handled:
    """What became of one holding, and what is to be done with it next, in plain words."""

    holding: Holding
    status: str
    due: str = ""
    place: str = ""
    next: str = ""


def in_words(*steps: str) -> str:
    """Several next steps in their order, the empty ones left out."""
    return "; ".join(step for step in steps if step)
