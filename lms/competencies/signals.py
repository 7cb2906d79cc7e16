"""What competencies announce to the rooms above."""

from django.dispatch import Signal

# A person's level in a competency was derived anew and differs. Arguments: person_id, competency_id, before, after, at.
level_changed = Signal()

# A framework came into use; the competencies of the version it follows are heard for its own. Arguments: framework_id.
framework_published = Signal()

# A standard was published and holds from its first day on. Arguments: standard_id, at.
standards_changed = Signal()

# Levels of people were carried over to a new version of a framework, without a word about each. Arguments: people
# (ids), at.
levels_carried = Signal()
