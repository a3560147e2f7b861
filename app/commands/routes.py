"""`lopso routes`: every address, its methods, and who may."""

import json

import click
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from app.web.access import who_may
from app.web.sign_in.proof import asks_fresh_proof

NO_METHODS = {"HEAD", "OPTIONS"}
# Pages for those who build the product; never served in a ward.
NOT_SERVED = "debug."


@click.command("routes", epilog="Example: lopso routes --json")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, an address a line.")
def routes(as_json: bool) -> None:
    """List every address with its methods and who may: public, or role names."""
    rows = listed(create_app())
    click.echo(written(rows) if as_json else table(rows))


def listed(app: Flask) -> list[dict[str, object]]:
    """All routes: address, endpoint, methods, who ("public" or role names), and `fresh_proof` where one is asked for;
    by address and method."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith(NOT_SERVED)]
    return [
        {
            "address": rule.rule,
            "endpoint": rule.endpoint,
            "methods": methods(rule),
            "who": list(who_may(app, rule.endpoint)),
            **({"fresh_proof": True} if asks_fresh_proof(app, rule.endpoint) else {}),
        }
        for rule in sorted(rules, key=lambda rule: (rule.rule, methods(rule), rule.endpoint))
    ]


def methods(rule: Rule) -> list[str]:
    """The methods that a person or program chooses."""
    return sorted((rule.methods or set()) - NO_METHODS)


def written(rows: list[dict[str, object]]) -> str:
    """A JSON list with a row on each line, so that a difference is a line."""
    return "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"


def table(rows: list[dict[str, object]]) -> str:
    """The same in columns for people."""
    lines = [(" ".join(_words(row["methods"])), str(row["address"]), " ".join(_words(row["who"]))) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(2)]
    return "\n".join(f"{how:{widths[0]}}  {address:{widths[1]}}  {who or 'NOBODY'}" for how, address, who in lines)


def _words(value: object) -> list[str]:
    assert isinstance(value, list)
    return value
