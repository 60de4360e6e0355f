"""The command line: `hotelly COMMAND …`. Each command is a function of its arguments."""

import sys
from collections.abc import Callable
from importlib import import_module

COMMANDS = {
    "up": ("infra.local.commands.up:main", "run the whole stack on this machine"),
    "demo": ("infra.local.demo.command:main", "the main job from start to end, told as a story"),
    "status": (
        "infra.local.commands.status:main",
        "print the stack's addresses, and what is silent",
    ),
    "pause": ("infra.local.commands.pause:main", "stop the machine, or a part of it, at once"),
    "resume": ("infra.local.commands.pause:main_resume", "let it go on"),
    "erase": ("infra.local.commands.person:main_erase", "forget who a person was"),
    "export": ("infra.local.commands.person:main_export", "print all that is kept of a person"),
    "trigger": ("infra.local.commands.trigger:main", "send a sample webhook or event"),
    "chat": ("infra.local.commands.chat:main", "play a guest who writes on WhatsApp"),
    "run": ("infra.local.commands.run:main", "run a workflow and print its result"),
    "schedule": ("infra.local.commands.schedule:main", "list the scheduled jobs, or run one now"),
    "trace": ("infra.local.commands.trace:main", "print the journey of an id"),
    "sql": ("infra.local.commands.sql:main", "ask the database something"),
    "property": ("infra.local.commands.property:main", "create or change a property"),
    "room-type": ("infra.local.commands.room_type:main", "say whom a room type sleeps"),
    "tasks": ("infra.local.commands.tasks:main", "what waits for a person"),
    "answer": ("infra.local.commands.answer:main", "what a property answers in its chats"),
    "payment": (
        "infra.local.commands.payment:main",
        "money that is no stay, and what to do about it",
    ),
    "ari": ("infra.local.commands.ari:main", "print what a property sells, night by night"),
    "report": ("infra.local.commands.report:main", "print the routine's figures"),
    "doctor": ("infra.local.commands.doctor:main", "say what is wrong with an installation"),
    "migrate": ("infra.local.commands.migrate:main", "bring a database to the state of sql/"),
    "dump": ("infra.local.commands.dump:main", "write the whole database as plain SQL"),
    "restore": (
        "infra.local.commands.dump:main_restore",
        "read what was dumped into a new database",
    ),
    "understand": (
        "hotelly.conversation.understanding.cases:main",
        "print what guests' phrases mean to the parser",
    ),
    "deployment": ("infra.gcp.command:main", "tell what deployment.yaml says, for scripts"),
    "verify-restore": (
        "infra.gcp.verify_restore:main",
        "look whether a restored database is sound",
    ),
    "bootstrap": (
        "infra.gcp.bootstrap:main",
        "make the database and its owner, on a server",
    ),
    "engine": ("infra.engine.server:main", "run the Workflows engine alone"),
    "check": (
        "infra.engine.check_command:check_main",
        "check workflow files as a deployment would",
    ),
    "schema": (
        "infra.engine.schema_command:schema_main",
        "print the JSON schema of workflow files, for editors",
    ),
    "url": ("infra.local.commands.lookup:main_url", "print the address of a function"),
    "secret": ("infra.local.commands.lookup:main_secret", "print a secret of the local stack"),
    "gcloud-env": (
        "infra.local.commands.gcloud:main",
        "print the settings that point gcloud at the stack",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command that `arguments` name; the exit status."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in ("-h", "--help"):
        print(_usage())
        return 0
    if name not in COMMANDS:
        print(f"hotelly: there is no command {name!r}\n\n{_usage()}", file=sys.stderr)
        return 2
    place = COMMANDS[name][0]
    try:
        if place.startswith("infra.engine."):  # which is nobody's but its own
            return _main_of(place)(rest)
        return _of_the_stack(name, _main_of(place), rest)
    except KeyboardInterrupt:
        return 130


def _of_the_stack(name: str, main_function: Callable[[list[str]], int], rest: list[str]) -> int:
    from infra.local.stack.addresses import BadPort

    try:
        return main_function(rest)
    except BadPort as error:
        print(f"hotelly {name}: {error}", file=sys.stderr)
        return 2


def _main_of(place: str) -> Callable[[list[str]], int]:
    module, _, name = place.partition(":")
    main_function: Callable[[list[str]], int] = getattr(import_module(module), name)
    return main_function


def _usage() -> str:
    lines = [f"  {name:<12}{purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join(
        ["usage: hotelly COMMAND …", "", *lines, "", "hotelly COMMAND --help tells more."]
    )


if __name__ == "__main__":
    sys.exit(main())
