"""The least that functions-framework serves."""

import flask


def bare(_: flask.Request) -> str:
    return "ok"
