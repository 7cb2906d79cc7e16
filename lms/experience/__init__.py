"""The record of learning: xAPI statements, stored as they came and never changed."""
