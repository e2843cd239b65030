"""What Alembic runs: the history on the connection that `retrieval.schema` holds."""

from alembic import context

history = context.config.attributes["history"]
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=history.metadata,
    version_table=history.version_table,
)
context.run_migrations()
