"""Courses written in Wagtail: catalogue, lessons, enrolment, progress and honest completion."""
