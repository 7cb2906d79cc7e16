"""What can be read about mentoring."""

from mentoring.selectors.coordination import (
    CoordinationPage,
    applications_to,
    coordination_page,
    coordinator_desk,
    pairs_in,
    programmes_coordinated,
    units_for_programmes,
    without_pair,
)
from mentoring.selectors.coordination import as_rows as as_pair_rows
from mentoring.selectors.offering import MentorOffer, mentors_who_have
from mentoring.selectors.pairs import (
    PairPage,
    Step,
    pair_page,
    pairs_of,
    session_to_dispute,
    sessions_of,
    sessions_to_confirm,
)
from mentoring.selectors.pairs import as_rows as as_session_rows
from mentoring.selectors.programmes import (
    Choice,
    Desk,
    ProgrammePage,
    applications_of,
    colleagues_named,
    desk_of,
    open_programmes,
    programme_page,
)
from mentoring.selectors.supply import MentorsOffering, Supply, supply_for

__all__ = [
    "Choice",
    "CoordinationPage",
    "Desk",
    "MentorOffer",
    "MentorsOffering",
    "PairPage",
    "ProgrammePage",
    "Step",
    "Supply",
    "applications_of",
    "applications_to",
    "as_pair_rows",
    "as_session_rows",
    "colleagues_named",
    "coordination_page",
    "coordinator_desk",
    "desk_of",
    "mentors_who_have",
    "open_programmes",
    "pair_page",
    "pairs_in",
    "pairs_of",
    "programme_page",
    "programmes_coordinated",
    "session_to_dispute",
    "sessions_of",
    "sessions_to_confirm",
    "supply_for",
    "units_for_programmes",
    "without_pair",
]
