"""Certificates: numbered, frozen facts, a PDF, and a public page that verifies them."""
