"""`make bench`: how fast everything is on this machine, in numbers.

A ratio compares with the plain way of doing the same in the same minute, so it means something on a
busy machine too; an aim is what the engine is built for.
"""

from tests.bench import engine_process, interpreter, requests, stack, understand


def main() -> None:
    understand.measure()
    interpreter.measure()
    requests.measure()
    engine_process.measure()
    stack.measure()


if __name__ == "__main__":
    main()
