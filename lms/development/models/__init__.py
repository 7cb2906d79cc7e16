"""Learning hours, what people are asked to do, learning outside, and plans."""

from lms.development.models.appeals import AppealState as AppealState
from lms.development.models.appeals import LevelAppeal as LevelAppeal
from lms.development.models.external import OutsideKind as OutsideKind
from lms.development.models.external import OutsideState as OutsideState
from lms.development.models.external import OutsideTraining as OutsideTraining
from lms.development.models.hours import ActivityForm as ActivityForm
from lms.development.models.hours import Cap as Cap
from lms.development.models.hours import ConversionRule as ConversionRule
from lms.development.models.hours import HoursEntry as HoursEntry
from lms.development.models.hours import HoursStatement as HoursStatement
from lms.development.models.hours import HoursTarget as HoursTarget
from lms.development.models.obligations import Assignment as Assignment
from lms.development.models.obligations import DueKind as DueKind
from lms.development.models.obligations import Hindrance as Hindrance
from lms.development.models.obligations import Obligation as Obligation
from lms.development.models.obligations import ObligationState as ObligationState
from lms.development.models.plans import FollowUp as FollowUp
from lms.development.models.plans import FollowUpRole as FollowUpRole
from lms.development.models.plans import Goal as Goal
from lms.development.models.plans import Passing as Passing
from lms.development.models.plans import Plan as Plan
from lms.development.models.plans import PlanState as PlanState
from lms.development.models.plans import Standing as Standing
from lms.development.models.terms import Term as Term
from lms.development.models.terms import TermKey as TermKey
