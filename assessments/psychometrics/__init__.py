"""The mathematics of measurement: from answers to an ability with its error, and from there to a level. Pure numpy."""
