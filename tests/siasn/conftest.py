"""What the tests of delivery to SIASN share."""

from __future__ import annotations

import pytest

from tests.certificates.builders import NIP
from tests.siasn.builders import build_house
from tests.siasn.stub import NIPS_OF, siasn


@pytest.fixture
def house():
    return build_house()


@pytest.fixture
def stub(settings):
    with siasn() as found:
        NIPS_OF["PNS-1"] = (NIP,)
        settings.SIASN = found.access("INS-1")
        yield found
