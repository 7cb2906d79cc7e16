"""Carries items between this bank and other programs: one module a format, pure; imports no Django.

Every reader takes the bytes of a file and returns `Entry` by `Entry` what it found; every writer takes entries and
returns bytes. What a format cannot hold is said by name, never dropped in silence: an export reads back what it has
written and reports each item that would not come back as it was (`formats.plan`).

Nothing in a file is carried out or fetched. Response processing, scripts and links are read as text or left out;
`reading` bounds what a file may cost.
"""
