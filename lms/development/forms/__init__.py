"""The forms of this room."""

from lms.development.forms.obligations import ExcuseForm as ExcuseForm
from lms.development.forms.obligations import MoveForm as MoveForm
from lms.development.forms.obligations import SettleForm as SettleForm
