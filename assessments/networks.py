"""The part of an address that says which network it belongs to, and no longer which machine. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

IPV4_PREFIX, IPV6_PREFIX = 24, 48


def network_of(address: str) -> str:
    """Return the /24 of an IPv4 address and the /48 of an IPv6 address; nothing where it is neither.

    An IPv4 address inside an IPv6 one (`::ffff:…`) counts as what it is.
    """
    try:
        found = ip_address(address.strip())
    except ValueError:
        return ""
    inside = None if isinstance(found, IPv4Address) else found.ipv4_mapped
    found = inside or found
    prefix = IPV4_PREFIX if isinstance(found, IPv4Address) else IPV6_PREFIX
    return str(ip_network(f"{found}/{prefix}", strict=False))
