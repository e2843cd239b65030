"""Which addresses are the public internet's, and which are somebody's inside."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # a provider's shared space
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, a cloud's metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_GLOBAL_UNICAST_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: holds an IPv4 address
        "3fff::/20",  # documentation
    )
)
_HOLDS_AN_IPV4_ADDRESS = (IPv6Network("64:ff9b::/96"), IPv6Network("::ffff:0:0/96"))


def is_public(address: str) -> bool:
    """Whether a host of the public internet can have this address, as text.

    By IANA's registries of special-purpose addresses (RFC 6890): `ipaddress.is_global` holds multicast, 6to4 and NAT64
    for global. An address of NAT64 (RFC 6052) or one mapped to IPv6 is as public as the IPv4 address in it.
    Raises ValueError for what is no address.
    """
    known = ip_address(address)
    if isinstance(known, IPv6Address) and any(known in network for network in _HOLDS_AN_IPV4_ADDRESS):
        known = IPv4Address(known.packed[-4:])
    if isinstance(known, IPv4Address):
        return not any(known in network for network in _NOT_PUBLIC_4)
    return (
        known in _GLOBAL_UNICAST_6 and known.scope_id is None and not any(known in network for network in _NOT_PUBLIC_6)
    )
