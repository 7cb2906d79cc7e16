"""What this room does: books hours, asks people to do something, takes learning from outside, keeps plans."""

from lms.development.services.hours import book_hours as book_hours
from lms.development.services.obligations import Asked as Asked
from lms.development.services.obligations import Due as Due
from lms.development.services.obligations import assign as assign
from lms.development.services.obligations import fulfil as fulfil
from lms.development.services.outside import hand_in as hand_in
from lms.development.services.outside import save_training as save_training
from lms.development.services.outside import throw_away as throw_away
from lms.development.services.reviewing import accept as accept
from lms.development.services.reviewing import claim_review as claim_review
from lms.development.services.reviewing import give_back as give_back
from lms.development.services.reviewing import look_at_proof as look_at_proof
from lms.development.services.reviewing import refuse as refuse
from lms.development.services.reviewing import send_back as send_back
from lms.development.services.settling import ask_anyway as ask_anyway
from lms.development.services.settling import ask_with_realistic_due as ask_with_realistic_due
from lms.development.services.settling import dismiss as dismiss
from lms.development.services.settling import do_not_ask as do_not_ask
from lms.development.services.settling import excuse as excuse
from lms.development.services.settling import move_due as move_due
from lms.development.services.settling import withdraw_assignment as withdraw_assignment
from lms.development.services.statements import yearly_statement as yearly_statement
from lms.development.services.telling import tell_people as tell_people
