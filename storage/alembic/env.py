"""Alembic's environment: one transaction for everything that is still missing, on either engine.

As shipped, Alembic leaves half of a failed step behind on SQLite: the driver commits before each CREATE.
Here the driver's own transactions are off, every transaction begins with BEGIN IMMEDIATE, and Alembic is told
that SQLite's schema changes can be rolled back.
"""

from alembic import context
from sqlalchemy import Connection, event

connection: Connection = context.config.attributes["connection"]

if connection.dialect.name == "sqlite":

    @event.listens_for(connection, "begin")
    def begin_immediate(current: Connection) -> None:
        current.exec_driver_sql("BEGIN IMMEDIATE")


context.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
with context.begin_transaction():
    context.run_migrations()
