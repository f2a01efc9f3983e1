"""Approvals that were given."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
