"""The project: settings, addresses, the shell of every page, and the rooms that the four features stand on."""
