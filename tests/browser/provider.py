"""An identity provider that signs everybody in who asks, as whom it was told."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
CLIENT = "outcomes"


class Provider(ThreadingHTTPServer):
    """Holds whom it signs in, and for how long."""

    email = "ann@sponsor.example"
    seconds = 600

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address, asked = self.server.address, urlsplit(self.path)
        if asked.path == "/.well-known/openid-configuration":
            self._send({
                "issuer": address, "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token", "jwks_uri": f"{address}/keys",
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            })  # fmt: skip
        elif asked.path == "/keys":
            self._send({"keys": [KEY.as_dict(private=False)]})
        else:  # the page of a real one would ask for a password here
            given = {name: values[0] for name, values in parse_qs(asked.query).items()}
            code = base64.urlsafe_b64encode(given.get("nonce", "").encode()).decode()
            self.send_response(302)
            self.send_header(
                "Location", f"{given['redirect_uri']}?code={code}&state={given['state']}"
            )
            self.end_headers()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        given = parse_qs(self.rfile.read(length).decode())
        now = int(time.time())
        claims = {
            "iss": self.server.address, "aud": CLIENT, "sub": "1", "iat": now,
            "exp": now + self.server.seconds, "email": self.server.email,
            "nonce": base64.urlsafe_b64decode(given["code"][0]).decode(),
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
        self._send({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def _send(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def providing() -> Iterator[Provider]:
    """Run a provider on this machine."""
    server = Provider(("127.0.0.1", 0), _Answers)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
