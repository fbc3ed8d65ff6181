"""Runs migrations on the connection and in the transaction that `voc.store.migrate` hands over."""

from alembic import context

from voc.store.schema import metadata

# Alembic's context has a configuration only while it runs this file; a mere import migrates nothing.
config = getattr(context, "config", None)
if config is not None:
    context.configure(
        connection=config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    context.run_migrations()
