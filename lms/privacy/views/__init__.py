"""Pages of privacy: one's own, the officer's, incidents, and the assessments of impact."""
