"""Several actors, of whom one acts at a time: the same decisions lead to the same play.

An actor is a thread that goes on only when it is told to. It is stopped before each thing it does
to the world (`step`), while it waits for time or another actor, and inside Postgres, when its
statement waits for a lock: then it is Postgres that is asked, so that no pause of the machine plays
a part.
"""

import heapq
import itertools
import threading
from collections.abc import Callable
from typing import Any, Final, Protocol

from tests.simulation.actor import Actor, Killed
from tests.simulation.choices import Choices

PATIENCE: Final = 0.004
"""seconds after which Postgres is asked whether a statement waits for a lock"""
PLACES: Final = (0, 1, 2, 3, 5, 8, 13, 30)
"""how many steps of others may come before one's own"""
PATIENCE_INSIDE: Final = (3, 0, 1, 8, 20, 60)
"""how many steps of others a transaction may take, unless one of them waits for it"""
SLOW: Final = 3.0
"""seconds that a transaction may take"""
MOST_STEPS: Final = 20_000


class Locks(Protocol):
    """What Postgres knows of those that wait inside it."""

    def waits(self, process: int) -> bool: ...

    def free(self, actor: Actor) -> None:
        """Let an actor go on that stands still inside a transaction."""
        ...


class Stage:
    def __init__(self, choices: Choices, start: float, locks: Locks) -> None:
        self.choices = choices
        self.now = start
        self.reorder = 0.0
        """how often an actor's step comes later than its turn"""
        self.steps = 0
        self.actors: dict[str, Actor] = {}
        self.inside: Actor | None = None
        """who stands still inside a transaction"""
        self._patience_inside = 0
        self._commits_before = 0.0
        self._waits_for_lock = locks.waits
        self._free = locks.free
        self._current = threading.local()
        self._places = itertools.count()
        self._cues: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()

    # what happens by itself

    def at(self, when: float, cue: Callable[[], None]) -> None:
        """Do something, on the stage's own thread, when its time has come."""
        heapq.heappush(self._cues, (max(when, self.now), next(self._order), cue))

    def enter(self, name: str, work: Callable[[], Any]) -> Actor:
        """A new actor, who begins when its turn comes."""
        actor = Actor(name, work)
        assert name not in self.actors, f"two actors are named {name}"
        self.actors[name] = actor
        self._take_place(actor)
        threading.Thread(target=self._live, args=(actor,), daemon=True).start()
        return actor

    def _live(self, actor: Actor) -> None:
        self._current.actor = actor
        actor.run()

    # what an actor does

    def me(self) -> Actor:
        actor: Actor = self._current.actor
        return actor

    def step(self, may_stay: bool = True) -> None:
        """Let others go first, if the schedule says so.

        Whose turn it would be at once goes on without stopping: nothing differs but the time that
        it takes. That is not for those (`may_stay`) who may just have waited inside Postgres.
        """
        if not (may_stay and self._is_next(self.me())):
            self._stop()

    def _is_next(self, me: Actor) -> bool:
        if me.doom is not None or self.inside is not None:
            return False
        self.steps += 1
        self._take_place(me)
        me.has_place = True
        others = (each for each in self.actors.values() if each is not me)
        return all(each.place > me.place for each in others if self._is_ready(each))

    def sleep(self, seconds: float) -> None:
        me = self.me()
        me.wakes = self.now + max(0.0, seconds)
        self._stop()
        me.wakes = None

    def wait_for(self, other: Actor, seconds: float) -> bool:
        """Whether the other ended in time."""
        me = self.me()
        me.awaits, me.wakes = other, self.now + seconds
        self._stop()
        me.awaits = me.wakes = None
        return other.ended

    def _stop(self) -> None:
        me = self.me()
        me.stopped.release()
        me.go.acquire()
        if me.doom is not None:
            me.wakes = me.awaits = None
            doom, me.doom = me.doom, None
            raise doom

    def _take_place(self, actor: Actor) -> None:
        wait = self.choices.draw(actor.numbered("turn"), PLACES, self.reorder)
        actor.place = next(self._places) + wait

    # the play

    def play(self, until: float) -> None:
        """Go on until nobody has anything left to do before that time."""
        while True:
            actor = self._next()
            if self.inside is not None and self._is_time_to_commit(actor):
                self._let_inside()
            elif actor is not None:
                self._let(actor)
            elif not self._let_time_pass(until):
                return

    def _is_time_to_commit(self, next_actor: Actor | None) -> bool:
        """When somebody waits for the transaction, or has been patient for long enough."""
        if next_actor is None:
            return self._next_moment() > self._commits_before
        waiting = [each for each in self.actors.values() if each.locked is not None]
        return len(waiting) > 1 or self.steps >= self._patience_inside

    def _let_inside(self) -> None:
        assert self.inside is not None
        actor, self.inside = self.inside, None
        self._free(actor)
        self._settle_all(actor)

    def _next(self) -> Actor | None:
        ready = [actor for actor in self.actors.values() if self._is_ready(actor)]
        return min(ready, key=lambda actor: actor.place, default=None)

    def _is_ready(self, actor: Actor) -> bool:
        if actor.locked is not None:
            return False
        if actor.doom is not None:
            return True
        if actor.awaits is not None and actor.awaits.ended:
            return True
        return actor.awaits is None and actor.wakes is None

    def _let(self, actor: Actor) -> None:
        """Let one actor take one step; then everybody stands still or waits for a lock."""
        self.steps += 1
        assert self.steps < MOST_STEPS, "the play does not end"
        actor.has_place = False
        actor.go.release()
        self._settle_all(actor)

    def _settle_all(self, actor: Actor) -> None:
        self._settle(actor)
        for other in [each for each in self.actors.values() if each.locked is not None]:
            if other is not actor:
                self._settle(other)

    def _settle(self, actor: Actor) -> None:
        while not actor.stopped.acquire(timeout=PATIENCE):
            if actor.locked is not None and self._waits_for_lock(actor.locked):
                self._stays_inside(actor)
                return
        actor.locked = None
        if actor is self.inside:
            self.inside = None
        if actor.ended:
            del self.actors[actor.name]
        elif not actor.has_place:
            self._take_place(actor)

    def _stays_inside(self, actor: Actor) -> None:
        """The first to wait is stopped at its own wish, and others wait for it."""
        if self.inside is None:
            self.inside = actor
            name = actor.numbered("time inside")
            self._patience_inside = self.steps + self.choices.draw(name, PATIENCE_INSIDE)
            self._commits_before = self.now + SLOW

    def _let_time_pass(self, until: float) -> bool:
        """To the next moment at which something happens. False when that is later than `until`."""
        moment = self._next_moment()
        if moment > until:
            self.now = max(self.now, until)
            return False
        self.now = max(self.now, moment)
        for actor in self.actors.values():
            if actor.wakes is not None and actor.wakes <= self.now:
                actor.wakes = actor.awaits = None
        while self._cues and self._cues[0][0] <= self.now:
            heapq.heappop(self._cues)[2]()
        return True

    def _next_moment(self) -> float:
        """When something happens by itself."""
        timers = [actor.wakes for actor in self.actors.values() if actor.wakes is not None]
        return min([*timers, *(cue[0] for cue in self._cues[:1])], default=float("inf"))

    def kill(self, actor: Actor) -> None:
        """It meets its end when it would go on."""
        actor.doom = Killed()

    def end(self) -> None:
        """Nobody goes on any more."""
        self._cues.clear()
        while self.actors:
            for actor in list(self.actors.values()):
                if actor.locked is None:
                    self.kill(actor)
                    self._let(actor)
            if self.inside is not None:
                self._let_inside()
