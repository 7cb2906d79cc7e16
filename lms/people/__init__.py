"""Who works here: people, their numbers and postings, the organisation tree, roles, and who may see whom."""
