"""What can be read about hours, obligations, learning outside and plans."""

from lms.development.selectors.hours import HoursOfYear as HoursOfYear
from lms.development.selectors.hours import as_ledger as as_ledger
from lms.development.selectors.hours import entries_in as entries_in
from lms.development.selectors.hours import entries_of as entries_of
from lms.development.selectors.hours import hours_of_year as hours_of_year
from lms.development.selectors.hours import totals_by_form as totals_by_form
from lms.development.selectors.hours import years_of as years_of
from lms.development.selectors.obligations import ObligationRow as ObligationRow
from lms.development.selectors.obligations import as_rows as as_rows
from lms.development.selectors.obligations import assignment as assignment
from lms.development.selectors.obligations import assignments_of as assignments_of
from lms.development.selectors.obligations import exceptions_for as exceptions_for
from lms.development.selectors.obligations import may_ask as may_ask
from lms.development.selectors.obligations import nearest_of as nearest_of
from lms.development.selectors.obligations import obligation_to_settle as obligation_to_settle
from lms.development.selectors.obligations import obligations_of as obligations_of
from lms.development.selectors.obligations import people_of as people_of
from lms.development.selectors.obligations import require_may_ask as require_may_ask
from lms.development.selectors.outside import doubts_about as doubts_about
from lms.development.selectors.outside import own_training as own_training
from lms.development.selectors.outside import own_trainings as own_trainings
from lms.development.selectors.outside import proof_of as proof_of
from lms.development.selectors.outside import review_queue as review_queue
from lms.development.selectors.outside import training_to_review as training_to_review
