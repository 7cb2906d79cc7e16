"""The forms of this room."""

from lms.development.forms.appeals import AnswerAppealForm as AnswerAppealForm
from lms.development.forms.appeals import AppealForm as AppealForm
from lms.development.forms.obligations import ExcuseForm as ExcuseForm
from lms.development.forms.obligations import MoveForm as MoveForm
from lms.development.forms.obligations import SettleForm as SettleForm
from lms.development.forms.outside import OutsideForm as OutsideForm
from lms.development.forms.outside import ReviewForm as ReviewForm
from lms.development.forms.paths import PathForm as PathForm
from lms.development.forms.paths import StepForm as StepForm
from lms.development.forms.plans import AnswerForm as AnswerForm
from lms.development.forms.plans import GoalForm as GoalForm
from lms.development.forms.plans import ReturnForm as ReturnForm
