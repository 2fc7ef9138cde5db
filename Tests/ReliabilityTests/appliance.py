# SPDX-License-Identifier: AGPL-3.0-or-later
"""The real program from outside: started, set up, spoken to over HTTP, killed.

HOMEROOM_BINARY names the program.
"""
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time
import urllib.parse

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("HOMEROOM_BINARY", ROOT + "/.build/release/homeroom")
PASSWORD = "purple lantern ordinary hedgehog"


class Answer:
    def __init__(self, status, body, headers):
        self.status, self.body, self.headers = status, body, headers

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One browser: keeps its cookies and the session's own token."""

    def __init__(self, port, timeout=60):
        self.port, self.timeout, self.cookies, self.token, self.connection = port, timeout, {}, "", None
        self.key, self.opens = None, False

    def send(self, method, path, body=None, raw=None):
        headers = {"host": f"localhost:{self.port}", "x-csrf-token": self.token}
        if self.cookies:
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if self.key:
            headers["authorization"] = "Bearer " + self.key
        data = raw
        if body is not None:
            data, headers["content-type"] = json.dumps(body).encode(), "application/json"
        for attempt in (0, 1):
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
            try:
                self.connection.request(method, path if path.startswith("/") and not path.startswith("//") else path, data, headers)
                response = self.connection.getresponse()
                answer = Answer(response.status, response.read(), response.headers)
                break
            except (http.client.RemoteDisconnected, http.client.CannotSendRequest, BrokenPipeError):
                # A kept connection that the server has closed: only what changes nothing is sent again.
                self.close()
                if attempt or method != "GET":
                    raise
            except Exception:
                self.close()
                raise
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def entered(self, answer):
        assert answer.status in (200, 201), (answer.status, answer.body)
        self.token = answer.json["csrf"]
        return answer

    def sign_in(self, name, password=PASSWORD):
        return self.entered(self.send("POST", "/api/v1/sign-in", {"name": name, "password": password}))

    def upload(self, name, data, collection=None):
        # The first upload makes the district's collection; everybody is to read it here.
        query = {"name": name} | ({"collection": collection} if collection else {}) | ({"open": "true"} if self.opens else {})
        return self.send("POST", "/api/v1/documents?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote), raw=data)


class Appliance:
    def __init__(self, data, port, environment=None, limits=None):
        self.data, self.port, self.process = data, port, None
        self.environment, self.limits, self.token = environment or {}, limits, None

    def start(self, timeout=90):
        """Starts it and returns once it is ready: how long that took."""
        began = time.time()
        self.log = open(self.data + ".log", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--data", self.data, "--port", str(self.port)], stdout=subprocess.PIPE, stderr=self.log,
            text=True, env=os.environ | {"HOMEROOM_LOG_LEVEL": "warning"} | self.environment, preexec_fn=self.limits)
        while time.time() - began < timeout:
            line = self.process.stdout.readline()
            if not line:
                raise RuntimeError(f"it ended with {self.process.wait()}: {open(self.data + '.log').read()[-2000:]}")
            if "serves" in line:
                break
        if self.token is None:
            # The first start of a folder prints a link, some lines on.
            reader = threading.Thread(target=self._find_token, daemon=True)
            reader.start()
            reader.join(5)
        return time.time() - began

    def _find_token(self):
        for line in self.process.stdout:
            found = re.search(r"/setup/(\w+)", line)
            if found:
                self.token = found.group(1)
                return

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self, timeout=45):
        """Ends it in order: its exit status and how long that took."""
        began = time.time()
        self.process.terminate()
        return self.process.wait(timeout=timeout), time.time() - began

    def client(self, timeout=60):
        return Client(self.port, timeout)

    def set_up(self):
        """The first administrator's client."""
        administrator = self.client()
        administrator.entered(administrator.send("POST", "/api/v1/setup", {
            "token": self.token, "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
            "email": "ada@cedarvalley.example", "password": PASSWORD}))
        administrator.opens = True
        return administrator

    def person(self, administrator, number, role):
        """Somebody new, signed in by an invitation."""
        mail = f"{role}{number}@cedarvalley.example".lower()
        administrator.send("POST", "/api/v1/account/confirmation", {"password": PASSWORD})
        made = administrator.send("POST", "/api/v1/people", {
            "givenName": "Given", "familyName": f"Family{number}", "email": mail, "role": role})
        assert made.status == 201, (made.status, made.body)
        link = made.json.get("link") or administrator.send(
            "POST", f"/api/v1/people/{made.json['id']}/link", {}).json["link"]
        client = self.client()
        client.entered(client.send("POST", "/api/v1/links/redeem", {"token": link.rsplit("/", 1)[1], "password": PASSWORD}))
        client.mail = mail
        return client

    def doctor(self):
        run = subprocess.run([BINARY, "doctor", "--data", self.data, "--json"], capture_output=True, text=True)
        return run.returncode, run.stdout + run.stderr
