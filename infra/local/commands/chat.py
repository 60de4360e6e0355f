"""`hotelly chat`: play a guest who writes on WhatsApp to the running stack."""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from infra.local.client.caller import Caller
from infra.local.commands.addresses import running_stack
from infra.local.stack.environments import WHATSAPP_INSTANCE

LOOK_EVERY = 0.1
"""seconds"""
QUIET = 0.7
"""seconds without another text after which the house has said all it has to say"""
NOBODY = (
    "(no answer; a property answers when it has the number:\n"
    f"""  hotelly property ID NAME '{{"whatsapp_instance": "{WHATSAPP_INSTANCE}"}}')"""
)


@dataclass
class Telephone:
    """A guest's, at the WhatsApp stand-in."""

    stack: Caller
    number: str
    name: str
    patience: float
    """seconds in which an answer is expected"""
    seen: int = 0

    def write(self, text: str) -> None:
        self.stack.write_whatsapp(self.number, self.name, text)

    def new_texts(self) -> list[str]:
        """What came since the last look."""
        texts = self.stack.read_whatsapp(self.number)[self.seen :]
        self.seen += len(texts)
        return texts

    def answers(self) -> Iterator[str]:
        """Each text as it comes, until nothing more does."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            if texts := self.new_texts():
                yield from texts
                until = time.monotonic() + QUIET
            time.sleep(LOOK_EVERY)


def talk(telephone: Telephone, lines: Iterable[str]) -> Iterator[str]:
    """What the guest reads after each line; an empty one only looks what came."""
    telephone.new_texts()
    for line in lines:
        if not (text := line.strip()):
            yield from telephone.new_texts()
            continue
        telephone.write(text)
        answers = telephone.answers()
        yield next(answers, NOBODY)
        yield from answers


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    with running_stack() as stack:
        telephone = Telephone(stack, options.phone, options.name, options.patience)
        for text in talk(telephone, _lines()):
            print("\n".join(f"  │ {line}" for line in text.splitlines()), flush=True)
    return 0


def _lines() -> Iterator[str]:
    """What is typed, or comes through a pipe and is shown then."""
    if not sys.stdin.isatty():
        for line in sys.stdin:
            print(f"> {line.rstrip()}", flush=True)
            yield line
        return
    while True:
        try:
            yield input("> ")
        except EOFError:
            return


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hotelly chat",
        description="Play a guest: each line goes to the running stack as a WhatsApp message, and "
        "what the house answers is printed. An empty line looks what else came. Lines may come "
        "through a pipe.",
        epilog="Example: printf 'oi\\n2 pessoas\\n' | hotelly chat --name 'Ana Quintela'",
    )
    parser.add_argument("--phone", default="+5511987654321", help="the guest's number")
    parser.add_argument("--name", default="Hóspede", help="of the guest's profile")
    parser.add_argument(
        "--patience", type=float, default=20.0, metavar="SECONDS", help="to wait for an answer"
    )
    return parser
