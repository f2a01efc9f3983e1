"""Imports of the roster as changes that can be undone."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
