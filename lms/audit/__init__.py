"""The auditor's walk: from a certificate to the attempt, the evidence and the rule of that day; read only."""
