"""How much waits is told by an index."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
