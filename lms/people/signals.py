"""What people's room announces."""

from django.dispatch import Signal

# The roles in force of a person may have changed; sent inside the transaction, because rights that hang on a role
# have to go with it, all or nothing. Arguments: person, on.
roles_settled = Signal()

# A role was given or ended, once that is written. Arguments: grant_id, deed, at.
role_changed = Signal()

# Somebody acts for a head of a unit, or no longer does, once that is written. Arguments: posting_id, at.
acting_appointed = Signal()
acting_ended = Signal()

# send(sender=CodeBatch, batch_id=int): a batch of access codes waits to be made.
batch_requested = Signal()

# send(sender=AccessCode, person=User, code_id=int, at=datetime): HR made a code for one person.
code_given = Signal()

# send(sender=User, person=User, description=str, at=datetime): a sign-in on a device that was not known.
signed_in_elsewhere = Signal()

# send(sender=User, person=User, what=str, at=datetime): password, second step or link of an account has changed.
door_changed = Signal()

# send(sender=User, person_id=int): somebody asked for a new password; 0 where nobody has the address.
reset_asked = Signal()

# send(sender=User, person=User, count=int, at=datetime): roles in reach of the person wait for the half-year review.
review_due = Signal()

# Somebody works elsewhere from a day on, once that is written. Arguments: units (ids, left and new), since.
posting_changed = Signal()
