"""Pages of delivery to SIASN."""
