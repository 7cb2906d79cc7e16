"""Pages that name things from several rooms: the front page, home, competencies, development, team."""
