# SPDX-License-Identifier: AGPL-3.0-or-later
"""The API against its own description: nothing a role can send makes it fail or answer otherwise than it says."""
import json
import subprocess
import sys
import urllib.request

import pytest

from conftest import PASSWORD, ROOT, serving

SITE = "http://127.0.0.1:8438/api/v1/"
# What would end the session that asks; deliveries have tests of their own. A provider that is added is asked at once, and answers
# 502 where there is no network.
SPARED = r"(api/v1/session$|model-providers$|account/password|account/sessions|api/v1/setup|roster-imports|^/sign-in/)"


def send(method, path, body, headers={}):
    request = urllib.request.Request(SITE + path, method=method, data=json.dumps(body).encode(),
                                     headers={"content-type": "application/json", **headers})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer), answer.headers.get("set-cookie")


def enter(path, body):
    stage, cookie = send("POST", path, body)
    return {"cookie": cookie.split(";")[0], "x-csrf-token": stage["csrf"]}


@pytest.fixture(scope="module")
def people():
    with serving(8438) as (link, _):
        administrator = enter("setup", {
            "token": link.rsplit("/", 1)[1], "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
            "email": "ada@cedarvalley.example", "password": PASSWORD})
        many = 1_000_000
        policy, _ = send("GET", "account-policy", None, administrator)
        # Second factors are a matter of choice here: people come in with a password.
        send("PUT", "account-policy", policy | {"sessions": {}, "limits": {
            "costlyPerMinute": many, "costlyPerHour": many, "signInPerMinute": many, "signInPerHour": many}}, administrator)
        made, _ = send("POST", "people", {
            "givenName": "Sue", "familyName": "Ito", "email": "sue@cedarvalley.example", "role": "educator"}, administrator)
        educator = enter("links/redeem", {"token": made["link"].rsplit("/", 1)[1], "password": PASSWORD})
        yield {"educator": educator, "administrator": administrator}


@pytest.mark.parametrize("role", ["educator", "administrator"])
def test_the_api_keeps_to_its_description(people, role, tmp_path):
    with open(ROOT + "/assets/openapi.json") as file:
        description = json.load(file)
    # The session comes with each request; what is tried on headers would be the HTTP parser's to refuse.
    del description["security"], description["components"]["securitySchemes"]
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(description))
    headers = [part for name, value in people[role].items() for part in ("-H", f"{name}: {value}")]
    run = subprocess.run([
        sys.prefix + "/bin/schemathesis", "run", str(path),
        "-u", "http://127.0.0.1:8438", *headers, "-n", "8", "--seed", "1", "--phases", "examples,coverage,fuzzing",
        "--exclude-path-regex", SPARED, "--suppress-health-check", "all", "--checks",
        "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
    ], capture_output=True, text=True, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
