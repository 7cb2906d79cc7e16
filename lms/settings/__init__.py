"""Settings, by where the platform runs: embedded (one machine, no server to install), production, testing."""
