"""Plans of training by a budget of hours: asked for, computed in the worker, adopted or discarded."""
