"""Keystone in the working folder: its key, tables and first user are made there, then it serves."""

import os
import sys
from multiprocessing import get_context

# What has been found out about installed packages is kept here too, not in the user's home.
os.environ["XDG_CACHE_HOME"] = os.getcwd()

from cryptography.fernet import Fernet
from keystone.cmd import cli
from keystone.server.flask import core

CONFIGURATION = os.path.abspath("keystone.conf")


def manage(command):
    """Runs a keystone-manage command in a child: Keystone can be configured once per process.

    The child has all modules already, so that this takes a fraction of what the program takes.
    """
    arguments = ["keystone-manage", "--config-file", CONFIGURATION, command]
    child = get_context("fork").Process(target=cli.main, args=[arguments])
    child.start()
    child.join()
    if child.exitcode != 0:
        raise RuntimeError("keystone-manage " + command + " failed")


os.mkdir("fernet", 0o700)
with open("fernet/0", "wb") as key:
    key.write(Fernet.generate_key())
manage("db_sync")
manage("bootstrap")

sys.argv = ["keystone"]  # those of gunicorn mean nothing to Keystone
application = core.initialize_application("public", config_files=[CONFIGURATION])
