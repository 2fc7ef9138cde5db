# SPDX-License-Identifier: AGPL-3.0-or-later
"""That nothing leaves the building where that is said: every packet of this machine is looked at meanwhile."""
import contextlib
import json
import socket
import threading
import urllib.request

import pytest

from conftest import PASSWORD, SAMPLE, serving

SITE = "http://127.0.0.1:8440/api/v1/"
# An address and a name that nobody has (RFC 5737, RFC 6761).
ADDRESS, NAME = "203.0.113.7", "search.homeroom.invalid"


@contextlib.contextmanager
def capture():
    """Collects what this machine sends to the address, and whatever asks for the name."""
    try:
        packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.ntohs(3))
    except PermissionError:
        pytest.skip("looking at packets needs root")
    packets.settimeout(0.2)
    found, ends = [], threading.Event()
    label = b"".join(bytes([len(part)]) + part.encode() for part in NAME.split("."))

    def look():
        while not ends.is_set():
            with contextlib.suppress(TimeoutError):
                packet = packets.recv(65535)
                if socket.inet_aton(ADDRESS) in packet[26:38] or label in packet:
                    found.append(packet)
    thread = threading.Thread(target=look)
    thread.start()
    yield found
    ends.set()
    thread.join()
    packets.close()


def test_nothing_leaves():
    def send(method, path, body, headers={}):
        request = urllib.request.Request(SITE + path, method=method, data=json.dumps(body).encode(),
                                         headers={"content-type": "application/json", **headers})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer), answer.headers.get("set-cookie")

    with serving(8440, SAMPLE) as (link, _):
        stage, cookie = send("POST", "setup", {
            "token": link.rsplit("/", 1)[1], "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
            "email": "ada@cedarvalley.example", "password": PASSWORD})
        own = {"cookie": cookie.split(";")[0], "x-csrf-token": stage["csrf"]}

        def ask():
            """Asks with a search of the web at the address, and at the name."""
            for host in [ADDRESS, NAME]:
                send("PUT", "web-search", {"isOn": True, "baseURL": "http://" + host, "key": "k"}, own)
                for question in ["Who makes the agenda?", "What are norms for?"]:
                    answer, _ = send("POST", "questions", {"question": question, "usesWeb": True}, own)
                    assert answer["quotes"]
        # First without the switch: the capture sees what is sent.
        with capture() as found:
            ask()
        assert found, "the capture sees nothing at all"
        send("PUT", "outbound-rules", {"nothingLeaves": True}, own)
        with capture() as found:
            for _ in range(5):
                ask()
        assert not found, f"{len(found)} packets left"
