"""SQLite for nbgrader's gradebook, with one cache of compiled statements for all its engines.

nbgrader opens the gradebook ten times a submission, each time with an engine of its own that
compiles every statement anew. A dialect is SQLAlchemy's own way to say what an engine does.
"""

from typing import Any

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import make_url

_DRIVER = "yourturn"
_TABLES = "yourturn_tables"
_compiled: dict[Any, Any] = {}


class CompiledOnce(SQLiteDialect_pysqlite):
    """Python's own SQLite driver; all dialects of this class are one to the cache."""

    supports_statement_cache = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Give the engine the common cache; called by SQLAlchemy."""
        engine.update_execution_options(compiled_cache=_compiled)

    def has_table(
        self, connection: Connection, table_name: str, schema: str | None = None, **kw: Any
    ) -> bool:
        """Look at all tables once a connection: nbgrader asks for each whenever it opens."""
        if schema is None:
            if _TABLES not in connection.info:
                connection.info[_TABLES] = frozenset(inspect(connection).get_table_names())
            if table_name in connection.info[_TABLES]:
                return True
        parent: Any = super()  # half typed
        return bool(parent.has_table(connection, table_name, schema, **kw))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register(f"sqlite.{_DRIVER}", __name__, CompiledOnce.__name__)


def compiled_once(db_url: str) -> str:
    """Return the URL by which the gradebook's statements are compiled once in this process."""
    url = make_url(db_url)
    if url.drivername != "sqlite":
        return db_url  # not a file of SQLite's, or opened as somebody wants it
    return url.set(drivername=f"sqlite+{_DRIVER}").render_as_string(hide_password=False)
