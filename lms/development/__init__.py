"""Learning hours (JP) as a ledger, and the registry of what a person could do next."""
