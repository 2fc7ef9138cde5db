# SPDX-License-Identifier: AGPL-3.0-or-later
"""Other people's clients against ours: OpenAI's, and MCP's over HTTP and over stdin and stdout."""
import asyncio
import concurrent.futures
import json
import urllib.request

import pytest

from conftest import HOMEROOM, PASSWORD, SAMPLE, serving

SITE = "http://127.0.0.1:8439"
QUESTION = "How long does the second tier of support last?"


@pytest.fixture(scope="module")
def served():
    """The address, a key of somebody who may ask and read, one of somebody who may only ask, and the data folder."""
    def post(path, body, headers={}):
        request = urllib.request.Request(SITE + "/api/v1/" + path, data=json.dumps(body).encode(),
                                         headers={"content-type": "application/json", **headers})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer), answer.headers.get("set-cookie")

    with serving(8439, SAMPLE) as (link, data):
        stage, cookie = post("setup", {
            "token": link.rsplit("/", 1)[1], "district": "Cedar Valley", "givenName": "Ada", "familyName": "Byron",
            "email": "ada@cedarvalley.example", "password": PASSWORD})
        own = {"cookie": cookie.split(";")[0], "x-csrf-token": stage["csrf"]}
        make = lambda *scopes: post("account/api-keys", {"name": "client", "scopes": scopes, "password": PASSWORD}, own)[0]["key"]
        yield make("questions:ask", "documents:read"), make("documents:read"), data


def test_openai_client(served):
    from openai import OpenAI, PermissionDeniedError, AuthenticationError
    client = OpenAI(base_url=SITE + "/v1", api_key=served[0])
    assert [model.id for model in client.models.list()] == ["homeroom"]
    answer = client.chat.completions.create(model="homeroom", messages=[{"role": "user", "content": QUESTION}])
    message = answer.choices[0].message
    assert "three to four weeks" in message.content
    citation = message.annotations[0].url_citation
    assert citation.url.startswith(SITE + "/#source/") and "Handbook" in citation.title
    assert "tier" in message.content[citation.start_index:citation.end_index]
    text = ""
    for chunk in client.chat.completions.create(model="homeroom", stream=True, messages=[{"role": "user", "content": QUESTION}]):
        text += chunk.choices[0].delta.content or ""
    assert text == message.content
    with pytest.raises(PermissionDeniedError):
        OpenAI(base_url=SITE + "/v1", api_key=served[1]).chat.completions.create(
            model="homeroom", messages=[{"role": "user", "content": QUESTION}])
    with pytest.raises(AuthenticationError):
        OpenAI(base_url=SITE + "/v1", api_key="hr_wrong").models.list()


def wait(work):
    """Runs on a thread of its own: Playwright has a loop going on this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def use(client):
    """What a program does with the tools."""
    names = sorted(tool.name for tool in (await client.list_tools()).tools)
    assert names == ["ask", "get_passage", "search_documents"]
    found = await client.call_tool("search_documents", {"query": "second tier of support", "limit": 3})
    passage = found.structured_content["passages"][0]
    page = await client.call_tool("get_passage", {"document": passage["document"], "page": passage["firstPage"]})
    assert page.structured_content["pages"][0]["text"]
    answer = await client.call_tool("ask", {"question": QUESTION})
    assert "three to four weeks" in answer.content[0].text
    return answer


def test_mcp_over_http(served):
    from mcp import Client, MCPError
    from mcp.client.streamable_http import create_mcp_http_client, streamable_http_client

    async def run(key):
        async with create_mcp_http_client(headers={"authorization": "Bearer " + key}) as http:
            async with Client(streamable_http_client(SITE + "/mcp", http_client=http)) as client:
                return await use(client) if key == served[0] else await client.call_tool("ask", {"question": QUESTION})
    wait(run(served[0]))
    # A key that may read and not ask.
    refused = wait(run(served[1]))
    assert refused.is_error and "questions:ask" in refused.content[0].text


def test_mcp_over_stdio(served):
    from mcp import Client, StdioServerParameters

    async def run():
        async with Client(StdioServerParameters(command=HOMEROOM, args=["mcp", "--data", served[2]])) as client:
            await use(client)
    wait(run())
