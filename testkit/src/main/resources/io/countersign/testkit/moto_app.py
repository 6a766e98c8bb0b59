"""moto's server with its checks of signatures and IAM policies switched on.

What moto leaves out is added, so that it answers as AWS documents it for Secrets Manager: a policy
may name secrets; a refusal is JSON, by the code of this API; the time of a request is checked. And
one access key, of the command line, is let through unchecked: it sets everything up.
"""

import datetime
import email.utils
import json
import re
import sys
import threading

from moto import settings
from moto.core import authorization
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.secretsmanager.models import secretsmanager_backends
from moto.secretsmanager.responses import SecretsManagerResponse
from werkzeug.serving import run_simple

PORT = int(sys.argv[1])
UNCHECKED = "Credential=" + sys.argv[2] + "/"
WINDOW = datetime.timedelta(minutes=5)
CODES = {
    "AccessDenied": "AccessDeniedException",
    "InvalidClientTokenId": "UnrecognizedClientException",
    "SignatureDoesNotMatch": "InvalidSignatureException",
}

ahead = datetime.timedelta()

settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
checks = authorization.ActionAuthenticatorMixin._authenticate_and_authorize_action


def check(self, iam_request_cls, resource="*"):
    if UNCHECKED not in self.headers.get("Authorization", ""):
        checks(self, iam_request_cls, resource)


def resource(self):
    """The ARN that IAM is asked about; of a secret that is not there, one made of its name."""
    name = json.loads(self.body or "{}").get("SecretId")
    if not name:
        return "*"
    if name.startswith("arn:"):
        return name
    secrets = secretsmanager_backends[self.current_account][self.region].secrets
    found = secrets.get(name)
    prefix = "arn:aws:secretsmanager:" + self.region + ":" + self.current_account + ":secret:"
    return found.arn if found else prefix + name


authorization.ActionAuthenticatorMixin._authenticate_and_authorize_action = check
SecretsManagerResponse._determine_resource = resource


def now():
    return datetime.datetime.now(datetime.timezone.utc) + ahead


def late(environ):
    """Says that a signature is out of its time, or nothing."""
    signed = environ.get("HTTP_X_AMZ_DATE")
    if not signed or UNCHECKED in environ.get("HTTP_AUTHORIZATION", ""):
        return None
    made = datetime.datetime.strptime(signed + "+0000", "%Y%m%dT%H%M%SZ%z")
    if made < now() - WINDOW:
        return "Signature expired: " + signed + " is now earlier than the time of this server"
    if made > now() + WINDOW:
        return "Signature not yet current: " + signed + " is still later than that of this server"
    return None


class Answers:
    def __init__(self, moto):
        self.moto = moto
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        global ahead
        if environ["PATH_INFO"] == "/clock":
            length = int(environ["CONTENT_LENGTH"])
            ahead = datetime.timedelta(seconds=int(environ["wsgi.input"].read(length)))
            start_response("204 No Content", [])
            return []
        message = late(environ)
        if message:
            return self.refuse(start_response, "InvalidSignatureException", message)
        head = []
        with self.lock:  # moto's own tables are not made for many threads
            body = b"".join(self.moto(environ, lambda *given: head.extend(given)))
        status, headers = head[0], head[1]
        refusal = re.search(rb"<Code>(\w+)</Code><Message>([^<]*)</Message>", body)
        if refusal and "HTTP_X_AMZ_TARGET" in environ and status.startswith("403"):
            code, text = (part.decode() for part in refusal.groups())
            return self.refuse(start_response, CODES.get(code, code), text)
        start_response(status, headers)
        return [body]

    @staticmethod
    def refuse(start_response, code, message):
        start_response("400 Bad Request", [("Content-Type", "application/x-amz-json-1.1")])
        return [json.dumps({"__type": code, "message": message}).encode()]


class Handler(MotoRequestHandler):
    def date_time_string(self, timestamp=None):
        return email.utils.format_datetime(now(), usegmt=True)


run_simple(
    "127.0.0.1",
    PORT,
    Answers(DomainDispatcherApplication(create_backend_app)),
    threaded=True,
    request_handler=Handler,
)
