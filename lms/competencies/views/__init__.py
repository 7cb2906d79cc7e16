"""Pages on which frameworks and standards are kept."""
