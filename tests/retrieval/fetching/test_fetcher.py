"""A URL gives its bytes only from the public internet and within limits."""

import asyncio
import gzip
import shutil
import ssl
import subprocess
import time
import tracemalloc
from contextlib import suppress

import pytest
from aiohttp import web

from retrieval.fetching import FetchError
from tests.internet import ADDRESS, internet

MIB = 1024 * 1024


@pytest.fixture
async def world():
    async with internet() as running:
        yield running


async def refusal(fetcher, url):
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url)
    return caught.value


async def test_a_page_is_fetched_with_what_is_known_of_it(world):
    headers = {"ETag": '"1"', "Last-Modified": "Mon, 06 Jan 2025 08:00:00 GMT", "Content-Type": "text/html"}
    world.pages["/a"] = web.Response(body=b"<p>words", headers=headers)
    fetched = await world.fetcher().fetch("http://news.example/a#top")
    assert (fetched.data, fetched.content_type, fetched.etag) == (b"<p>words", "text/html", '"1"')
    assert fetched.last_modified == "Mon, 06 Jan 2025 08:00:00 GMT"
    (request,) = world.asked
    assert request.headers["User-Agent"].startswith("QuoteDesk/")
    assert request.headers["Accept-Encoding"] == "identity"
    assert request.headers["Host"] == "news.example"
    assert {"Cookie", "Authorization", "Referer"} & set(request.headers) == set()


async def test_nothing_is_read_again_while_nothing_changed(world):
    async def page(request):
        same = request.headers.get("If-None-Match") == '"1"' and "If-Modified-Since" in request.headers
        return web.Response(status=304) if same else web.Response(body=b"new")

    world.pages["/a"] = page
    fetcher = world.fetcher()
    since = "Mon, 06 Jan 2025 08:00:00 GMT"
    assert await fetcher.fetch_changed("http://news.example/a", etag='"1"', last_modified=since) is None
    changed = await fetcher.fetch_changed("http://news.example/a", etag='"0"', last_modified=None)
    assert changed is not None
    assert changed.data == b"new"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://localhost/",
        "http://localhost./",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[::127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://inside.example/",
        "http://mixed.example/",
    ],
)
async def test_an_address_inside_is_refused_however_it_is_written(world, url):
    names = {"localhost": "127.0.0.1", "localhost.": "127.0.0.1", "inside.example": "192.168.0.5"}
    world.names |= {name: [[address]] for name, address in names.items()}
    world.names["mixed.example"] = [[ADDRESS, "10.0.0.1"]]
    assert "is not a host of the public internet" in (await refusal(world.fetcher(), url)).reason
    assert world.asked == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("ftp://news.example/a", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("news.example", "no web address"),
        ("http://", "no web address"),
        ("http://news.example:99999/", "no web address"),
        ("http://news.example\\@127.0.0.1/", "no web address"),
        ("http://me@news.example/", "login"),
        ("http://me:secret@news.example/", "login"),
        ("http://news.example:22/", "port 22"),
        ("http://news.example:0/", "port 0"),
        ("http://nowhere.example/", "no host is called nowhere.example"),
    ],
)
async def test_what_is_no_web_address_is_refused_in_words(world, url, words):
    assert words in str(await refusal(world.fetcher(), url))
    assert world.asked == []


async def test_redirects_are_followed_three_times_and_no_more(world):
    for hop in range(4):
        world.pages[f"/{hop}"] = web.Response(status=302, headers={"Location": f"{hop + 1}"})
    world.pages["/4"] = b"end"
    fetched = await world.fetcher().fetch("http://news.example/1")
    assert (fetched.url, fetched.final_url) == ("http://news.example/1", "http://news.example/4")
    assert "more than 3 times" in (await refusal(world.fetcher(), "http://news.example/0")).reason


@pytest.mark.parametrize("last", ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "file:///etc/passwd"])
async def test_three_redirects_that_end_inside_are_refused(world, last):
    world.names["localhost"] = [["127.0.0.1"]]
    world.pages["/1"] = web.Response(status=301, headers={"Location": "http://news.example/2"})
    world.pages["/2"] = web.Response(status=307, headers={"Location": "//news.example/3"})
    world.pages["/3"] = web.Response(status=302, headers={"Location": last})
    reason = (await refusal(world.fetcher(), "http://news.example/1")).reason
    assert "not a host of the public internet" in reason or "redirects to no web address" in reason
    assert [request.path for request in world.asked] == ["/1", "/2", "/3"]


async def test_a_name_that_turns_inside_after_it_was_checked_is_not_looked_up_again(world):
    world.names["turning.example"] = [[ADDRESS], ["127.0.0.1"]]
    world.pages["/a"] = b"public"
    assert (await world.fetcher().fetch("http://turning.example/a")).data == b"public"
    assert world.names["turning.example"] == [["127.0.0.1"]]
    assert "public internet" in (await refusal(world.fetcher(), "http://turning.example/a")).reason
    assert len(world.asked) == 1


async def test_a_body_that_says_it_is_past_the_limit_is_not_read(world):
    async def page(request):
        response = web.StreamResponse()
        response.content_length = 200 * MIB
        await response.prepare(request)
        await asyncio.sleep(2)
        return response

    world.pages["/large"] = page
    assert "larger than 10 MiB" in str(await refusal(world.fetcher(seconds=1), "http://news.example/large"))


async def test_a_body_past_the_limit_is_not_read_to_its_end(world):
    sent = 0

    async def page(request):
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(200):
            await response.write(b"\0" * MIB)
            sent += 1
        return response

    world.pages["/large"] = page
    error = await refusal(world.fetcher(), "http://news.example/large")
    assert "larger than 10 MiB" in str(error)
    assert sent < 60


async def test_a_gzip_bomb_of_200_mb_is_refused_unopened(world):
    bomb = gzip.compress(b"\0" * (200 * MIB), compresslevel=1)
    world.pages["/bomb"] = web.Response(body=bomb, headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    error = await refusal(world.fetcher(), "http://news.example/bomb")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * MIB
    assert "compressed (gzip)" in error.reason


@pytest.mark.parametrize("where", ["body", "headers", "redirect"])
async def test_a_drip_ends_with_the_time_of_the_whole_fetch(world, where):
    serving = []

    async def drip(reader, writer):
        serving.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        await asyncio.sleep(0.15 if where == "redirect" else 0)
        head = {"body": b"HTTP/1.1 200 OK\r\n\r\n", "headers": b"HTTP/1.1 200 OK\r\nX: "}
        writer.write(head.get(where, b"HTTP/1.1 302 Found\r\nContent-Length: 5000\r\nLocation: /again\r\n\r\n"))
        try:
            while where != "redirect" and not writer.is_closing():
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.02)
        except ConnectionError:
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    world.port = server.sockets[0].getsockname()[1]
    started = time.monotonic()
    async with server:
        error = await refusal(world.fetcher(seconds=0.4), "http://news.example/slow")
    assert time.monotonic() - started < 2
    await asyncio.gather(*serving)
    assert "longer than 0.4 seconds" in error.reason


async def test_a_connection_that_breaks_off_is_told_and_gives_no_half_page(world):
    async def page(request):
        response = web.StreamResponse()
        response.content_length = 1000
        await response.prepare(request)
        await response.write(b"half")
        request.transport.abort()
        return response

    world.pages["/half"] = page
    assert "the connection failed" in (await refusal(world.fetcher(), "http://news.example/half")).reason


@pytest.mark.parametrize(("status", "words"), [(404, "no such page"), (403, "refuses"), (500, "error (500)")])
async def test_a_server_that_refuses_is_told_in_words(world, status, words):
    world.pages["/a"] = web.Response(status=status, headers={"Retry-After": "7"})
    error = await refusal(world.fetcher(), "http://news.example/a")
    assert words in str(error)
    assert (error.status, error.retry_after) == (status, 7)


async def test_a_proxy_of_the_environment_is_not_used(world, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    world.pages["/a"] = b"direct"
    assert (await world.fetcher().fetch("http://news.example/a")).data == b"direct"


async def test_cookies_are_not_kept_from_hop_to_hop(world):
    world.pages["/1"] = web.Response(status=302, headers={"Location": "/2", "Set-Cookie": "a=b; Path=/"})
    world.pages["/2"] = b"end"
    await world.fetcher().fetch("http://news.example/1")
    assert "Cookie" not in world.asked[1].headers


@pytest.mark.skipif(shutil.which("openssl") is None, reason="the test's certificate is made by openssl")
async def test_https_is_checked_against_the_name_not_the_address(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=news.example"
    files = ["-addext", "subjectAltName=DNS:news.example", "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, [*make.split(), *files], check=True, capture_output=True)
    served = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    served.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=certificate)
    async with internet(served) as world:
        world.pages["/a"] = b"safe"
        world.names["other.example"] = [[ADDRESS]]
        assert (await world.fetcher(tls=trusting).fetch("https://news.example/a")).data == b"safe"
        for fetcher, url in [
            (world.fetcher(tls=trusting), "https://other.example/a"),
            (world.fetcher(), "https://news.example/a"),
        ]:
            assert "certificate" in (await refusal(fetcher, url)).reason
