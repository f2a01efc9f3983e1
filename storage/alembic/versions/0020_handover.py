"""Handing over when a mandate ends."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
