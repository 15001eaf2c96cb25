"""The index, kept in step with the database: `reader(on)` gives a view of it that is fit to answer questions.

The database counts every change (`policies.models.revision`); the index holds, in the same commit as its
documents, the number up to which it has followed. At most twice a second, before answering, each process asks
"what is newer?" and applies it. So one mechanism serves the process that saved, its neighbours, other hosts
with an index of their own, and the repair after a crash.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

import tantivy
from django.conf import settings
from django.db import DatabaseError, connection
from tantivy import FieldType, Query

from policies.lookup import records, schema
from policies.lookup.generations import Generations
from policies.lookup.noticing import Noticing
from policies.lookup.reader import Reader
from policies.lookup.schema import IndexCheckpoint
from policies.lookup.stamp import Stamp
from policies.models import Change, Policy, Revision

logger = logging.getLogger("django.policies.lookup")

# How long a process may go without asking the database what is new: a save is to be found everywhere within a second.
CHECK_SECONDS = 0.5
# So old may the look at the database be by which a kept page is known to be true; the look itself takes a moment.
TRUSTED_SECONDS = 1.0
# After a quiet second all threads want to know at once; one looks, and the others wait for so long: to make a page takes longer.
LOOK_SECONDS = 0.1
# So long behind the database while nobody is at it (its disk is full, say), and every page says that it may be old.
STALE_SECONDS = 5.0
# While somebody is at it, he will be done in a moment; but he may hang, and hold the lock for ever.
HANGING_SECONDS = 1800.0
# So many policies are indexed while somebody waits, in well under a second; more are left to a thread.
INLINE_POLICIES = 600
# A build that failed is not tried again at once.
RETRY_SECONDS = 10.0

# Taken as it is needed, by libraries of a hundred thousand texts or more; with less, a build leaves more segments, and
# every question opens each of them.
BUILD_MEMORY, SYNC_MEMORY = 1024 * 1024 * 1024, 32 * 1024 * 1024


@contextmanager
def panics_as_errors() -> Iterator[None]:
    """A damaged file can make tantivy panic, and a panic passes by every `except Exception`."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise ValueError(f"the index is damaged: {error}") from None


class UnavailableError(Exception):
    """There is no index now. It heals by itself; meanwhile pages do without."""


class Standing(StrEnum):
    """How the index stood that a page was made from."""

    NOT_ASKED = ""
    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


# Of the request that is being answered: whoever watches from outside must not have to read the page.
standing: ContextVar[Standing] = ContextVar("standing", default=Standing.NOT_ASKED)


class LookupIndex:
    """One for each process. Threads share it.

    `only_follow` is for whoever judges the index: it is brought up to date at once, and never built.
    """

    def __init__(self, directory: Path, *, only_follow: bool = False) -> None:
        self.generations = Generations(directory)
        self._only_follow = only_follow
        self._lock = threading.Lock()
        self._reader: Reader | None = None
        self._checked_at = self._failed_at = self._forgotten_at = float("-inf")
        self._looked: tuple[float, Revision] | None = None
        """When the last look at the database began, and what it found."""
        self.seen: Revision | None = None
        """What the database counted when it was last asked."""
        self._exchange = ""
        self._behind_since: float | None = None
        self._worker: threading.Thread | None = None
        self._neighbour_at_it = False
        self._noticing = Noticing()

    def reader(self, on: date) -> Reader:
        """A view of the database, at most a moment old, or as old as `is_stale` says. Raises UnavailableError."""
        now = time.monotonic()
        due = now - self._checked_at >= CHECK_SECONDS or (self._reader and not self._is_of(self._reader, on))
        # Whoever comes while another thread is at it takes what there is.
        if (due or self._reader is None) and self._lock.acquire(blocking=self._reader is None):
            try:
                self._checked_at = now
                self._follow(on)
            except DatabaseError:
                # Nothing was seen, so nobody may go on for a while as if it had been.
                self._checked_at = float("-inf")
                raise
            finally:
                self._lock.release()
        reader = self._reader
        if reader is None:
            standing.set(Standing.MISSING)
            raise UnavailableError("the index is missing, or of another database")
        standing.set(Standing.STALE if self.is_stale else Standing.CURRENT)
        return reader

    def stamp(self, on: date) -> Stamp | None:
        """What a page made from now on shows at least; None where nobody can say: it must not be kept. 1 query, at most
        twice a second.

        None too while a look that began before the last `forget` is going on: what was just saved is seen at once.
        """
        try:
            # First the reader: it may get younger at any moment, and so may the page, but never older than its stamp.
            reader = self.reader(on)
            if not self._is_trusted() and self._lock.acquire(timeout=LOOK_SECONDS):
                # Whoever was looking has done so.
                self._lock.release()
                reader = self.reader(on)
        except UnavailableError:
            return None
        if not self._is_trusted() or self.is_stale:
            return None
        revision = self._looked[1]
        return Stamp(
            revision.epoch,
            revision.number,
            revision.shown,
            min(reader.checkpoint.revision, revision.shown),
            reader.checkpoint.day,
            on,
            self._exchange,
        )

    def _is_trusted(self) -> bool:
        """Whether the last look at the database is one by which a kept page is known to be true."""
        if self._looked is None:
            return False
        began_at = self._looked[0]
        return time.monotonic() - began_at <= TRUSTED_SECONDS and began_at >= self._forgotten_at

    def forget(self) -> None:
        """Ask the database again before the next answer: something was just saved, or an answer failed."""
        self._forgotten_at = time.monotonic()
        self._checked_at = float("-inf")

    def give_up(self, reader: Reader, error: Exception) -> None:
        """Do without an index that failed while it answered; it is built anew."""
        logger.warning("lookup: the index is given up: %s", error)
        standing.set(Standing.MISSING)
        with self._lock:
            if self._reader is reader:
                self._reader = None
            self.generations.discard(reader.generation)
            self.forget()

    @property
    def is_stale(self) -> bool:
        """Whether it has been behind for so long that it must be told. Answers are as old as the index.

        What they list is read from the database, so nothing that was withdrawn is shown; counts may differ from it.
        """
        if (behind := self._behind_since) is None:
            return False
        mine = self._worker is not None and self._worker.is_alive()
        return time.monotonic() - behind > (
            HANGING_SECONDS if mine or self._neighbour_at_it else STALE_SECONDS
        )

    @staticmethod
    def _is_of(reader: Reader, on: date) -> bool:
        # A request that began before midnight may meet the index of the new day.
        return timedelta(0) <= reader.checkpoint.day - on <= timedelta(days=1)

    def _follow(self, on: date) -> None:
        """Bring the reader up to the database, now or in the background."""
        began_at = time.monotonic()
        try:
            self._reader = reader = self._open()
        except Exception as error:
            logger.warning("lookup: the index cannot be opened: %s", error)
            self._reader = None
            self._build(on)
            return
        # Read after the index: a neighbour who is faster must not look like somebody from another database.
        self.seen = revision = Revision.current() if self._only_follow else self._noticing.revision()
        if self._looked and revision.precedes(self._looked[1]):
            self._exchange = reader.generation
        if self._is_of(reader, on):
            on = reader.checkpoint.day
        if self._in_step(reader, revision, on):
            self._behind_since = None
            self._looked = began_at, revision
            return
        if self._behind_since is None:
            self._behind_since = time.monotonic()
        if (
            reader.checkpoint.epoch != revision.epoch
            or reader.checkpoint.revision > revision.number
            or on < reader.checkpoint.day
        ):
            # Another database, an older state of this one, or a day that is past: not a word of it may be shown.
            self._reader = None
            self._build(on)
        else:
            changed = self._changed_since(reader, on)
            self._work(len(changed), lambda: self._apply(reader, changed, revision, on))
            self._looked = began_at, revision

    def _build(self, on: date) -> None:
        if self._only_follow:
            return
        self._work(Policy.objects.published().count(), lambda: self.rebuild(on, wait=False))

    def _in_step(self, reader: Reader, revision: Revision, on: date) -> bool:
        same = (reader.checkpoint.epoch, reader.checkpoint.revision) == (revision.epoch, revision.number)
        return same and self._is_of(reader, on)

    def _open(self) -> Reader:
        """Raises OSError or ValueError where there is no index of this version, or a damaged one."""
        with panics_as_errors():
            return self._open_current()

    def _open_current(self) -> Reader:
        name = self.generations.current
        known = self._reader
        if known and known.generation == name:
            known.index.reload()
            fresh = Reader(known.index, name)
            # The same commit: keep what was remembered.
            return known if fresh.checkpoint == known.checkpoint else fresh
        return Reader(self.generations.open(name), name)

    def _changed_since(self, reader: Reader, on: date) -> list[int]:
        """Policies that changed in the database, and those whose validity the new day changes."""
        changed = set(
            Change.objects.filter(revision__gt=reader.checkpoint.revision).values_list("policy_id", flat=True)
        )
        if on > reader.checkpoint.day:
            turned = Query.range_query(
                reader.schema, "changes_on", FieldType.Unsigned, lower_bound=1, upper_bound=on.toordinal()
            )
            changed |= set(reader.keys(turned))
        return sorted(changed)

    def _work(self, policies: int, work: Callable[[], None]) -> None:
        """Do it while the visitor waits if it is little, else beside the visitors."""
        if time.monotonic() - self._failed_at < RETRY_SECONDS:
            return
        if policies <= INLINE_POLICIES or self._only_follow:
            self._attempt(work)
        elif self._worker is None or not self._worker.is_alive():
            self._worker = threading.Thread(target=self._in_background, args=(work,), daemon=True)
            self._worker.start()

    def _in_background(self, work: Callable[[], None]) -> None:
        try:
            self._attempt(work)
        except DatabaseError as error:
            # It is away. The next question tries again.
            logger.warning("lookup: the index cannot follow: %s", error)
        finally:
            connection.close()
            self.forget()

    def _attempt(self, work: Callable[[], None]) -> None:
        known = self._reader
        try:
            with panics_as_errors():
                work()
                self._reader = self._open()
            self._behind_since = None
        except DatabaseError:
            raise
        except Exception as error:
            # Who is busy with it will be done in a moment, and so is who has just built a new one.
            replaced = known is not None and known.generation != self.generations.current
            busy = "LockBusy" in str(error) or isinstance(error, UnavailableError)
            self._neighbour_at_it = busy or replaced
            if not self._neighbour_at_it:
                self._failed_at = time.monotonic()
                logger.warning("lookup: the index cannot be written: %s", error)

    @staticmethod
    def _apply(reader: Reader, keys: list[int], revision: Revision, on: date) -> None:
        """Write the present state of some policies, and how far this brings the index, in one commit.

        Safe to repeat, and to do after somebody else has done it: the state of now is written, never an older one.
        """
        writer = reader.index.writer(SYNC_MEMORY, 1)
        try:
            for start in range(0, len(keys), records.BATCH):
                batch = keys[start : start + records.BATCH]
                # Not by term: tantivy 0.27 takes a number there for a signed one, and finds nothing to delete.
                writer.delete_documents_by_query(Query.term_set_query(reader.schema, "id", batch))
                _add(writer, records.published(batch), on)
            writer.delete_documents_by_query(reader.term("checkpoint", "checkpoint"))
            writer.add_document(IndexCheckpoint(revision.epoch, revision.number, on).document())
            writer.commit()
        finally:
            writer.wait_merging_threads()

    def rebuild(
        self, on: date, *, wait: bool = True, progress: Callable[[int], None] = lambda done: None
    ) -> int:
        """Build a new generation beside the current one, then swap. Returns the number of policies.

        Changes that are made meanwhile are found as newer than the revision read at the start.
        """
        with self.generations.building(wait=wait) as free:
            if not free:
                raise UnavailableError("another process is building the index")
            revision = Revision.current()
            name, index = self.generations.create()
            writer = index.writer(BUILD_MEMORY, 1)
            done = 0
            for batch in records.everything():
                _add(writer, batch, on)
                done += len(batch)
                progress(done)
            writer.add_document(IndexCheckpoint(revision.epoch, revision.number, on).document())
            writer.commit()
            writer.wait_merging_threads()
            self.generations.make_current(name)
        self.forget()
        return done


def _add(writer: tantivy.IndexWriter, batch: Iterable[records.Record], on: date) -> None:
    for record in batch:
        try:
            document = schema.document(record, on)
        except Exception as error:
            # Whatever it is, whoever looks for it must learn which policy stops the lookup of all.
            raise ValueError(f"policy with id {record.id}: {error}") from error
        writer.add_document(document)


@cache
def _at(directory: str) -> LookupIndex:
    return LookupIndex(Path(directory))


def index() -> LookupIndex:
    """This process's index. Opened at the first question, so after gunicorn has forked its workers."""
    return _at(str(settings.SEARCH_INDEX_DIR))
