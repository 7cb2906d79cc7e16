"""What tests of this room share."""

import pytest

from tests.development.asking import Office, make_office


@pytest.fixture
def office() -> Office:
    """Two agencies, with somebody who leads, somebody in HR, and two who are led."""
    return make_office()
