"""Pages of people's room: the door, the own account, codes from HR, roles and delegation."""
