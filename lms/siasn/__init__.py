"""Delivery to SIASN: each certificate and each accepted training as one record, from draft to the answer."""
