"""After an outage within a transaction, what is asked next tells of that outage too, not of a broken transaction."""

from __future__ import annotations

from django.db import Error, InterfaceError, InternalError, OperationalError

# InternalError is what PostgreSQL says where it only reads.
OUTAGES = (OperationalError, InterfaceError, InternalError)


class SaysWhatBroke:
    """For a DatabaseWrapper, before Django's.

    Django passes over some failures, as in its check of a constraint, and the next query then says only that the transaction
    is broken. Whoever waits for an outage to end would take that for a mistake of ours. What a mistake has broken says so.
    """

    def _savepoint_rollback(self, sid: str) -> None:
        try:
            super()._savepoint_rollback(sid)
        except Error as error:
            # From here on the transaction is broken. Django notes that, and not by what.
            self.rollback_exc = error
            raise

    def validate_no_broken_transaction(self) -> None:
        if self.needs_rollback and isinstance(self.rollback_exc, OUTAGES):
            raise self.rollback_exc
        super().validate_no_broken_transaction()
