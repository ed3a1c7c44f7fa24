"""Where a webhook may connect to. An allow-list in spirit: what is not plainly a public unicast address is refused.

Python's own `is_private` and `is_global` are not enough: they let multicast, 6to4, the relay of 6to4 and the local-use
NAT64 prefix pass, and differ between its versions.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NEVER: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this host
        "169.254.0.0/16",  # link-local; the metadata of most clouds
        "168.63.129.16/32",  # a cloud's own agent, though the address is public
        "100.100.100.200/32",  # metadata of another cloud
        "192.0.0.192/32",  # and of a third
        "224.0.0.0/4",  # multicast
        "255.255.255.255/32",
        "::/128",
        "::ffff:0:0/96",  # IPv4 in disguise
        "fd00:ec2::/32",  # metadata over IPv6
        "fe80::/10",  # link-local
        "fec0::/10",  # site-local, long deprecated
        "ff00::/8",  # multicast
    )
)  # even where a company allows the network around it
_NOT_PUBLIC: Final = tuple(
    ip_network(text)
    for text in (
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a carrier's address translation
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # a sink for reverse lookups
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # relay of 6to4
        "192.168.0.0/16",
        "192.175.48.0/24",  # a sink for reverse lookups
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "240.0.0.0/4",  # reserved
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # a sink for reverse lookups
        "3fff::/20",  # documentation
    )
)
_PUBLIC_V6: Final = IPv6Network(
    "2000::/3"
)  # all that is given out; NAT64, ULA, mapped and the rest lie outside


def why_not(address: str, allowed: Iterable[Network] = ()) -> str:
    """Why nothing may be sent to this address; empty when it may. `allowed` are the company's own networks.

    What cannot be read as an address is refused too, and so is one with a scope, which only has a meaning on a link.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "it is not an address"
    if (isinstance(ip, IPv6Address) and ip.scope_id is not None) or _within(ip, _NEVER):
        return "it is never a receiver"
    if _within(ip, allowed):
        return ""
    if _within(ip, _NOT_PUBLIC) or (isinstance(ip, IPv6Address) and ip not in _PUBLIC_V6) or not ip.is_global:
        return "it is not a public address"
    return ""


def _within(ip: Address, networks: Iterable[Network]) -> bool:
    return any(ip.version == network.version and ip in network for network in networks)
