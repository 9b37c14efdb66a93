"""A real WebDAV server and a real S3 server on 127.0.0.1, each with a login; what they are asked is noted,
and single answers can be put in the place of theirs.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol
from wsgiref.types import StartResponse, WSGIEnvironment

import botocore.session
import httpx
from botocore.config import Config
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from pydantic import SecretStr
from werkzeug.serving import WSGIRequestHandler, make_server
from wsgidav.wsgidav_app import WsgiDAVApp

from ingest.crawl.logins import Login
from ingest.crawl.rules import FetchRules
from ingest.crawl.session import Session
from knowledge.editorial.sources import Source

_BUCKETS = "ablage-"  # how their names begin
App = Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]


@dataclass(frozen=True)
class Asked:
    """One request as it came in."""

    method: str
    path: str
    authorization: str


@dataclass
class Served:
    """An application that answers on a port of its own, but for the paths that a test answers."""

    app: App
    asked: list[Asked] = field(default_factory=list)
    instead: dict[tuple[str, str], App] = field(default_factory=dict)  # by method and path
    url: str = ""

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], str(environ["RAW_URI"]).split("?", 1)[0]
        self.asked.append(Asked(method, path, environ.get("HTTP_AUTHORIZATION", "")))
        return self.instead.get((method, path), self.app)(environ, start)

    def run(self, handler: type[WSGIRequestHandler]) -> Iterator[Served]:
        quiet = type("Quiet", (handler,), {"log": lambda *_: None})
        server = make_server("127.0.0.1", 0, self, threaded=True, request_handler=quiet)
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield self
        server.shutdown()
        thread.join()
        server.server_close()

    def fetched(self) -> list[str]:
        """The files that were asked for since this was last called."""
        names = [each.path.rsplit("/", 1)[-1] for each in self.asked if each.method == "GET"]
        self.asked.clear()
        return [name for name in names if name and not name.startswith(_BUCKETS)]


class Storehouse(Protocol):
    """A storage as a test fills it."""

    kind: str
    served: Served
    login: Login

    @property
    def location(self) -> str: ...
    def put(self, name: str, data: bytes) -> None: ...
    def remove(self, name: str) -> None: ...
    def listing(self, *paths: str) -> tuple[tuple[str, str], App]: ...


@dataclass
class DavHouse:
    """A folder behind WsgiDAV."""

    folder: Path
    served: Served
    login: Login
    kind: str = "webdav"

    @property
    def location(self) -> str:
        return f"{self.served.url}/dav/"

    def put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def remove(self, name: str) -> None:
        (self.folder / name).unlink()

    def listing(self, *paths: str) -> tuple[tuple[str, str], App]:
        """An answer that lists these hrefs, and whose it is to give."""
        props = "<d:propstat><d:prop><d:resourcetype/><d:getetag>1</d:getetag></d:prop></d:propstat>"
        items = "".join(f"<d:response><d:href>{href}</d:href>{props}</d:response>" for href in paths)
        body = f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:">{items}</d:multistatus>'
        return ("PROPFIND", "/dav"), answering("207 Multi-Status", body.encode())


@dataclass
class BucketHouse:
    """A bucket behind moto's server, which checks signatures."""

    served: Served
    login: Login
    client: Any
    bucket: str
    kind: str = "s3"

    @property
    def location(self) -> str:
        return f"{self.served.url}/{self.bucket}/"

    def put(self, name: str, data: bytes) -> None:
        self.client.put_object(Bucket=self.bucket, Key=name, Body=data)

    def remove(self, name: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=name)

    def listing(self, *paths: str) -> tuple[tuple[str, str], App]:
        """An answer that lists these keys, and whose it is to give."""
        items = "".join(f'<Contents><Key>{key}</Key><ETag>"1"</ETag></Contents>' for key in paths)
        body = f"<ListBucketResult><IsTruncated>false</IsTruncated>{items}</ListBucketResult>"
        return ("GET", f"/{self.bucket}"), answering("200 OK", body.encode())


def client_of(url: str, login: Login, service: str = "s3") -> Any:
    """Amazon's own client."""
    return botocore.session.Session().create_client(
        service,
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id=login.user,
        aws_secret_access_key=login.password.get_secret_value(),
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


def dav_house(folder: Path) -> Iterator[DavHouse]:
    login = Login(user="erika", password=SecretStr("geheim-1"))
    folder.mkdir()
    app = WsgiDAVApp(
        {
            "provider_mapping": {"/dav": str(folder)},
            "simple_dc": {
                "user_mapping": {"*": {login.user: {"password": login.password.get_secret_value()}}}
            },
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "verbose": 0,
            "logging": {"enable": False},
        }
    )
    for served in Served(app).run(WSGIRequestHandler):
        yield DavHouse(folder, served, login)


def bucket_server() -> Iterator[BucketHouse]:
    """A server with one login that may do everything, and no bucket yet."""
    app = asking_for_a_login(DomainDispatcherApplication(create_backend_app))
    for served in Served(app).run(MotoRequestHandler):
        told(served, "reset")
        told(served, "reset-auth", b"inf")
        people = client_of(served.url, Login(user="wurzel", password=SecretStr("wurzel")), "iam")
        people.create_user(UserName="erika")
        allowed = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
        people.put_user_policy(UserName="erika", PolicyName="alles", PolicyDocument=policy)
        key = people.create_access_key(UserName="erika")["AccessKey"]
        login = Login(user=key["AccessKeyId"], password=SecretStr(key["SecretAccessKey"]))
        told(served, "reset-auth", b"0")  # from here on every signature is checked
        yield BucketHouse(served, login, client_of(served.url, login), "")
        told(served, "reset-auth", b"inf")


def bucket_house(server: BucketHouse, number: int) -> BucketHouse:
    """The server with an empty bucket, and as it was."""
    server.served.instead.clear()
    house = replace(server, bucket=f"{_BUCKETS}{number}")
    house.client.create_bucket(Bucket=house.bucket)
    server.served.asked.clear()
    return house


def asking_for_a_login(app: App) -> App:
    """S3 as it is where nobody may read without a login; moto trips over requests that have none."""
    nothing = answering("403 Forbidden", b"<Error><Code>AccessDenied</Code></Error>")

    def asking(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        known = "HTTP_AUTHORIZATION" in environ or environ["PATH_INFO"].startswith("/moto-api/")
        return (app if known else nothing)(environ, start)

    return asking


def told(served: Served, what: str, data: bytes = b"") -> None:
    httpx.post(f"{served.url}/moto-api/{what}", content=data, timeout=10).raise_for_status()


def answering(status: str, body: bytes = b"", *headers: tuple[str, str]) -> App:
    """An application that always says this."""

    def app(_: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start(status, [("Content-Type", "application/xml"), *headers, ("Content-Length", str(len(body)))])
        return [body]

    return app


def breaking_off(body: bytes) -> App:
    """An application whose connection ends in the middle of the body."""

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Type", "text/markdown"), ("Content-Length", str(len(body)))])
        yield body[: len(body) // 2]
        environ["werkzeug.socket"].shutdown(2)

    return app


def session_of(house: Storehouse, folder: Path, *, login: Login | None = None, **rules: Any) -> Session:
    """One sync's means, with the house's login for its source."""
    values = {"timeout": 5, "deadline": 10, "attempts": 1, "delay": 0, **rules}
    return Session(folder / "crawl", FetchRules(**values), logins={"ablage": login or house.login})


def source_of(house: Storehouse, location: str = "", **walk: Any) -> Source:
    """An entry for the house, as sources.yaml would have it."""
    return Source.model_validate(
        {
            "id": "ablage",
            "kind": house.kind,
            "location": location or house.location,
            "licence": "intern",
            "topics": ["foerderung"],
            "region": "Nordrhein-Westfalen",
            "max_age_days": 30,
            "crawl": {"private": True, **walk},
        }
    )
