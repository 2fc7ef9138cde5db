# SPDX-License-Identifier: AGPL-3.0-or-later
"""The recipes of packaging/proxies.md as they stand there, in front of the real program: nginx, Apache and Caddy."""
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time

import pytest

from conftest import PASSWORD, ROOT, SAMPLE, serving

NAME = "homeroom.district.example"
# A browser that is not the proxy: another address of this machine.
ELSEWHERE = "127.0.0.2"
APACHE_MODULES = ["mpm_event", "authz_core", "ssl", "headers", "proxy", "proxy_http", "socache_shmcb"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def recipe(server, port, behind, folder):
    """The block of the page, with this test's ports and certificate."""
    with open(ROOT + "/packaging/proxies.md") as file:
        section = file.read().split(f"## {server}\n")[1].split("\n## ")[0]
    lines = [line[4:] for line in section.splitlines() if line.startswith("    ") or not line]
    text = re.sub(r"\b443\b", str(port), "\n".join(lines)).replace("127.0.0.1:8080", f"127.0.0.1:{behind}")
    return re.sub(r"/etc/ssl/homeroom\.(pem|key)", folder + r"/homeroom.\1", text)


def nginx(port, behind, folder):
    with open(folder + "/nginx.conf", "w") as file:
        # Its workers keep large bodies in this test's folder, which is its owner's.
        file.write("user root;\n" if os.getuid() == 0 else "")
        file.write(f"daemon off; pid {folder}/nginx.pid; error_log stderr;\nevents {{}}\nhttp {{ access_log off;\n")
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
            file.write(f"{kind}_temp_path {folder}/{kind};\n")
        file.write(recipe("nginx", port, behind, folder) + "}\n")
    return [shutil.which("nginx"), "-c", folder + "/nginx.conf", "-e", "stderr"]


def apache(port, behind, folder):
    with open(folder + "/apache.conf", "w") as file:
        file.write(f"ServerRoot {folder}\nPidFile {folder}/apache.pid\nDefaultRuntimeDir {folder}\nListen {port}\nErrorLog /dev/stderr\n")
        file.write(f"Mutex file:{folder}\nUser nobody\nGroup nogroup\n")
        for module in APACHE_MODULES:
            file.write(f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n")
        file.write(recipe("Apache", port, behind, folder))
    return [shutil.which("apache2"), "-f", folder + "/apache.conf", "-DFOREGROUND"]


def caddy(port, behind, folder):
    with open(folder + "/Caddyfile", "w") as file:
        # No certificate can be had for an invented name: this one is given to it.
        file.write(f"{{\n  admin off\n  auto_https disable_redirects\n  https_port {port}\n  storage file_system {folder}/caddy\n}}\n")
        file.write(recipe("Caddy", port, behind, folder)
                   .replace("{\n", f"{{\n  tls {folder}/homeroom.pem {folder}/homeroom.key\n", 1))
    return [shutil.which("caddy"), "run", "--adapter", "caddyfile", "--config", folder + "/Caddyfile"]


class Browser:
    def __init__(self, port):
        self.port, self.cookies, self.token = port, {}, ""

    def send(self, method, path, body=None, headers={}):
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30, source_address=(ELSEWHERE, 0))
        connection = http.client.HTTPSConnection(NAME, self.port, context=trusting)
        connection.sock = trusting.wrap_socket(plain, server_hostname=NAME)
        sent = {"host": NAME, "x-csrf-token": self.token, "cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
                "origin": "https://" + NAME, **headers}
        if isinstance(body, dict):
            body, sent["content-type"] = json.dumps(body).encode(), "application/json"
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
            assert "; secure" in cookie.lower(), cookie
        text = answer.read()
        connection.close()
        return answer, text


@contextlib.contextmanager
def running(command, port):
    if not command[0]:
        pytest.skip("this machine has no such server")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.mark.parametrize("proxy", [nginx, apache, caddy], ids=["nginx", "Apache", "Caddy"])
def test_the_recipe_serves(proxy, tmp_path):
    folder, port, behind = str(tmp_path), free_port(), free_port()
    # The proxy's processes are another user's.
    os.chmod(folder, 0o755)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=" + NAME,
                    "-keyout", folder + "/homeroom.key", "-out", folder + "/homeroom.pem"], check=True, capture_output=True)
    more = ("--host", NAME, "--trusted-proxy", "127.0.0.1")
    with serving(behind, SAMPLE, more=more) as (link, _), running(proxy(port, behind, folder), port):
        browser = Browser(port)
        page, text = browser.send("GET", "/")
        assert page.status == 200 and b"<html" in text
        made, text = browser.send("POST", "/api/v1/setup", {
            "token": link.rsplit("/", 1)[1], "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
            "email": "ada@cedarvalley.example", "password": PASSWORD})
        assert made.status == 200, text
        browser.token = json.loads(text)["csrf"]
        # Who asks is the browser, whatever it says of itself; the site is the public one.
        seen, text = browser.send("GET", "/api/v1/connection", headers={"x-forwarded-for": "203.0.113.9"})
        assert seen.status == 200, text
        connection = json.loads(text)
        assert connection["client"] == ELSEWHERE and connection["isTrustedProxy"], connection
        assert connection["site"].startswith("https://" + NAME), connection
        # What districts upload is larger than most proxies take by themselves.
        large, text = browser.send("POST", "/api/v1/documents?name=large.txt", b"A line of the large notice.\n" * 150_000)
        assert large.status in (200, 201, 202), text
        begun, text = browser.send("POST", "/api/v1/conversations", {"title": "Tiers"})
        assert begun.status in (200, 201), text
        path = f"/api/v1/conversations/{json.loads(text)['id']}/messages"
        asked, text = browser.send("POST", path, {"question": "How long does the second tier of support last?"},
                                   {"accept": "text/event-stream"})
        assert asked.status == 200 and b"three to four weeks" in text, text
