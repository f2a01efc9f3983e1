"""The trail of what was done in office, and a history that nothing rewrites."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
