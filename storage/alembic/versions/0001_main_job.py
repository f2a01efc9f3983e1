"""The main job."""

from alembic import op

from storage.schema import engine_of, migrations, statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in statements(migrations()[revision], engine_of(op.get_bind())):
        op.execute(statement)
