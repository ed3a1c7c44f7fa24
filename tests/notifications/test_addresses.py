"""Where nothing is sent, however the address is written and whatever its name answers."""

import shutil
import socket
import ssl
import subprocess
import time
from ipaddress import ip_network

import pytest

from notifications.commands import connecting
from notifications.commands.connecting import NOWHERE, NotAllowed, check_address, post
from notifications.commands.payloads import Post
from notifications.commands.posting import attempt
from notifications.rules.addresses import why_not
from notifications.rules.answers import Verdict
from tests.cast import REPORTED
from tests.receivers import HERE, answer, receiver

HOSTILE = {
    "this host": ["0.0.0.0", "0.1.2.3", "::"],  # noqa: S104  not bound to
    "loopback": ["127.0.0.1", "127.1.2.3", "127.255.255.255", "::1"],
    "private": ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
    "carrier's translation": ["100.64.0.1", "100.127.255.255"],
    "link-local": ["169.254.0.1", "fe80::1", "fe80::1%eth0", "febf::1"],
    "metadata": ["169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "fd00:ec2::254"],
    "unique local": ["fc00::1", "fd12:3456:789a::1"],
    "site-local": ["fec0::1"],
    "mapped": ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::ffff:a9fe:a9fe"],
    "compatible and translated": ["::127.0.0.1", "::8.8.8.8", "::ffff:0:10.0.0.1"],
    "NAT64": ["64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::808:808", "64:ff9b:1::1", "64:ff9b:1:fffe::1"],
    "6to4": ["2002:7f00:1::", "2002:a00:1::1", "192.88.99.1"],
    "Teredo": ["2001::1", "2001:0:53aa:64c:0:fbfe:f5ff:fffe"],
    "assignments": ["192.0.0.1", "192.0.0.170", "192.0.0.192", "2001:1::1", "2001:20::1"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.255", "2001:db8::1", "3fff::1"],
    "benchmarks": ["198.18.0.1", "198.19.255.255", "2001:2::1"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "reserved": [
        "240.0.0.1",
        "255.255.255.254",
        "255.255.255.255",
        "4000::1",
        "5f00::1",
        "100::1",
        "e000::1",
    ],
    "sinks": ["192.31.196.1", "192.52.193.1", "192.175.48.1", "2620:4f:8000::1"],
}
PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]
SPELLINGS = [
    "2130706433",
    "0x7f000001",
    "017700000001",
    "127.1",
    "0x7f.1",
    "0177.0.0.1",
    "127.0.0.1.",
    "localhost",
]


class TestAnAddress:
    @pytest.mark.parametrize("kind", HOSTILE)
    def test_that_is_hostile_is_refused(self, kind):
        assert [address for address in HOSTILE[kind] if not why_not(address)] == []

    def test_that_is_public_is_allowed(self):
        assert {address: why_not(address) for address in PUBLIC} == dict.fromkeys(PUBLIC, "")

    @pytest.mark.parametrize(
        "text", [*SPELLINGS, "", "example.com", "1.2.3", "[::1]", "8.8.8.8/32", "８.8.8.8"]
    )
    def test_that_is_not_spelt_plainly_is_none(self, text):
        assert why_not(text) == "it is not an address"

    def test_of_a_network_that_the_company_allows_is_allowed(self):
        own = [ip_network("10.20.0.0/16"), ip_network("fd12::/16")]
        assert [why_not(a, own) for a in ("10.20.3.4", "fd12::5")] == ["", ""]
        assert why_not("10.21.0.1", own)
        assert why_not("::ffff:10.20.3.4", own)
        assert why_not("127.0.0.1", own)

    @pytest.mark.parametrize("kind", ["this host", "link-local", "multicast", "mapped", "metadata"])
    def test_that_is_never_a_receiver_is_refused_though_a_network_around_it_is_allowed(self, kind):
        everything = [ip_network("0.0.0.0/0"), ip_network("::/0")]
        assert [address for address in HOSTILE[kind] if not why_not(address, everything)] == []


def tried(address):
    return attempt(Post(address, b"{}", {}, REPORTED))


class TestAnAddressThatIsTyped:
    @pytest.mark.parametrize(
        "address",
        [
            "http://hooks.example.com/x",
            "ftp://hooks.example.com/x",
            "file:///etc/passwd",
            "//hooks.example.com/x",
            "https://",
            "https:///x",
            "https://user:password@hooks.example.com/x",
            "https://hooks.example.com:6379/x",
            "https://hooks.example.com:99999/x",
            "https://hooks.example.com/x y",
            "https://hooks.example.com/x\r\nHost: other",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://[64:ff9b::a00:1]/x",
            "https://169.254.169.254/latest/meta-data/",
            "gopher://127.0.0.1:6379/_FLUSHALL",
        ],
    )
    def test_is_refused_in_production_before_anything_is_asked(self, settings, address):
        settings.CHANNELS_NEED_TLS, settings.CHANNEL_PORTS = True, [443, 8443]
        with pytest.raises(NotAllowed):
            check_address(address)

    @pytest.mark.parametrize("address", ["https://hooks.example.com/x?y=z", "https://h.example:8443/x"])
    def test_is_taken_when_it_is_plain(self, settings, address):
        settings.CHANNELS_NEED_TLS, settings.CHANNEL_PORTS = True, [443, 8443]
        assert check_address(address).geturl() == address


class TestAConnection:
    @pytest.mark.parametrize("host", SPELLINGS)
    def test_is_not_made_to_loopback_however_it_is_spelt(self, host):
        with receiver(answer(200)) as one:
            with pytest.raises((NotAllowed, OSError)):
                post(f"http://{host}:{one.port}/", b"{}", {})
            assert one.open_connections == 0

    @pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "64:ff9b::a00:1"])
    def test_is_not_made_when_the_name_leads_inside(self, names, caplog, address):
        names["inside.example"] = [[address]]
        with pytest.raises(OSError, match=NOWHERE):
            post("http://inside.example/very-secret", b"{}", {})
        assert "Nothing is sent to inside.example, because" in caplog.text
        assert "secret" not in caplog.text

    def test_does_not_tell_a_name_inside_from_one_that_does_not_exist(self, names):
        """Else everybody who may add a channel could ask which names the company has."""
        names["inside.example"] = [["10.0.0.1"]]
        inside, nowhere = tried("http://inside.example/"), tried("http://nowhere.example/")
        assert inside == nowhere
        assert inside.verdict is Verdict.LATER

    def test_to_an_ipv6_address_names_it_in_brackets(self, settings, monkeypatch):
        ours, theirs = socket.socketpair()
        monkeypatch.setattr(connecting, "_connected", lambda _parts, _until: ours)
        with theirs:
            theirs.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
            assert post("https://[2606:4700::abcd]/x", b"{}", {}).status == 204
            assert b"\r\nHost: [2606:4700::abcd]\r\n" in theirs.recv(4096)

    def test_to_an_address_that_breaks_something_ends_in_a_sentence_and_no_retries(self, monkeypatch, caplog):
        def breaks(_parts, _until):
            raise ValueError("very-secret")

        monkeypatch.setattr(connecting, "_connected", breaks)
        answered = tried("http://receiver.example/very-secret")
        assert answered.verdict is Verdict.REFUSED
        assert "copy it again" in answered.why
        assert "secret" not in caplog.text + answered.why

    def test_asks_for_the_name_once_so_that_a_second_answer_gains_nothing(self, names, settings):
        settings.CHANNEL_NETWORKS = [ip_network("127.0.0.1/32")]
        with receiver(answer(200)) as one, receiver(answer(200)) as trap:
            names["rebinding.example"] = [["127.0.0.1"], ["127.0.0.2"]]
            post(f"http://rebinding.example:{one.port}/", b"{}", {})
            assert (one.open_connections, trap.open_connections) == (1, 0)
        assert names["rebinding.example"] == [["127.0.0.2"]]  # never asked for

    def test_goes_only_to_those_of_several_addresses_that_are_allowed(self, names, settings):
        settings.CHANNEL_NETWORKS = [ip_network("127.0.0.1/32")]
        names["several.example"] = [["169.254.169.254", "10.0.0.1", "127.0.0.1", "::1"]]
        with receiver(answer(200)) as one:
            assert post(f"http://several.example:{one.port}/", b"{}", {}).status == 200

    def test_looks_at_the_peer_of_the_very_socket(self, names, settings, monkeypatch):
        """As if the machine's own network led the packets elsewhere."""
        settings.CHANNEL_NETWORKS = [ip_network("127.0.0.1/32")]
        names["led-astray.example"] = [["127.0.0.1"]]

        class Elsewhere(socket.socket):
            def getpeername(self):
                return ("10.0.0.1", 80)

        with receiver(answer(200)) as one:
            monkeypatch.setattr(connecting.socket, "socket", Elsewhere)
            with pytest.raises(OSError, match=NOWHERE):
                post(f"http://led-astray.example:{one.port}/", b"{}", {})
            monkeypatch.undo()
        assert one.requests == []

    def test_is_given_up_in_time_when_the_name_is_never_answered(self, settings, monkeypatch):
        settings.CHANNEL_TIMEOUT = 0.3
        monkeypatch.setattr(connecting.socket, "getaddrinfo", lambda *_args, **_kw: time.sleep(5) or [])
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            post("http://slow.example/", b"{}", {})
        assert time.monotonic() - began < 3

    def test_takes_no_proxy_from_the_environment(self, settings, monkeypatch):
        settings.CHANNEL_NETWORKS = HERE
        monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
        monkeypatch.setenv("all_proxy", "http://127.0.0.1:9/")
        with receiver(answer(200)) as one:
            assert post(one.address, b"{}", {}).status == 200


class TestTLS:
    def test_is_checked_against_the_name_that_was_typed(self, names, settings, certified, monkeypatch):
        settings.CHANNEL_NETWORKS = HERE
        context, authority = certified("receiver.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        names.update({"receiver.example": [["127.0.0.1"]], "other.example": [["127.0.0.1"]]})
        asked: list[str] = []
        context.sni_callback = lambda _socket, name, _context: asked.append(name)
        with receiver(answer(200), tls=context) as one:
            assert post(f"https://receiver.example:{one.port}/x", b"{}", {}).status == 200
            assert one.requests[0].headers["host"] == f"receiver.example:{one.port}"
            assert asked == ["receiver.example"]
            with pytest.raises(OSError, match=r"its certificate|Hostname mismatch|verify"):
                post(f"https://other.example:{one.port}/x", b"{}", {})
            assert len(one.requests) == 1

    def test_of_an_unknown_authority_is_refused(self, names, settings, certified):
        settings.CHANNEL_NETWORKS = HERE
        context, _authority = certified("receiver.example")
        names["receiver.example"] = [["127.0.0.1"]]
        with receiver(answer(200), tls=context) as one:
            with pytest.raises(OSError, match="verify"):
                post(f"https://receiver.example:{one.port}/x", b"{}", {})
            assert one.requests == []


@pytest.fixture
def names(monkeypatch):
    """What names resolve to, one list of addresses for each time that they are asked for; other names as ever."""
    known: dict[str, list[list[str]]] = {}
    really = socket.getaddrinfo

    def look_up(host, port, *args, **kwargs):
        if host not in known:
            return really(host, port, *args, **kwargs)
        addresses = known[host].pop(0) if len(known[host]) > 1 else known[host][0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(connecting.socket, "getaddrinfo", look_up)
    return known


@pytest.fixture
def certified(tmp_path):
    """Makes the TLS context of a server with a certificate of its own, and the file that vouches for it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is missing: install it to test TLS.")

    def make(name):
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
        names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
        files = ["-keyout", str(key), "-out", str(certificate)]
        subprocess.run([*command.split(), *names, *files], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context, certificate

    return make
