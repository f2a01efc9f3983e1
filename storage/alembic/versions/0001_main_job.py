"""The main job."""

from alembic import op

from storage.schema import migrations, statements

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in statements(migrations()[revision], op.get_bind().dialect.name):
        op.execute(statement)
