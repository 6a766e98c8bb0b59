"""Sends the one request of every shape as Airbyte's CDK would.

Reads [{"shape", "manifest", "config"}] from standard input and writes {shape: outcome}.
"""

import contextlib
import json
import logging
import sys

import yaml
from airbyte_cdk.sources.declarative.concurrent_declarative_source import (
    ConcurrentDeclarativeSource,
)


def send(job):
    """Reads all records of the only stream, which is one request and what it needs."""
    with open(job["manifest"], encoding="utf-8") as file:
        manifest = yaml.safe_load(file)
    source = ConcurrentDeclarativeSource(
        catalog=None, config=job["config"], state=None, source_config=manifest
    )
    (stream,) = source.streams(job["config"])
    for partition in stream.generate_partitions():
        for _ in partition.read():
            pass


def outcome(job):
    try:
        send(job)
        return "read"
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"


jobs = json.load(sys.stdin)
logging.disable()
with contextlib.redirect_stdout(sys.stderr):  # the CDK prints what it would tell a platform
    outcomes = {job["shape"]: outcome(job) for job in jobs}
json.dump(outcomes, sys.stdout)
