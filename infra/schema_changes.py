"""What a change of `sql/` means for code that is older than it: yesterday's, which goes on serving
while a release is deployed, and serves again after a rollback."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

FUNCTIONS: Final = """
select oid::regprocedure::text, proname::text,
       coalesce(proargnames[1:pronargs], '{}'), pronargs - pronargdefaults,
       md5(pg_get_functiondef(oid)),
       xmin = pg_current_xact_id()::xid as written_now,
       array(select grantee::regrole::text from aclexplode(proacl) where grantee <> proowner
             and grantee <> 0)
from pg_proc f
where pronamespace = 'public'::regnamespace and prokind = 'f'
  and prorettype <> 'trigger'::regtype  -- those belong to migrations
  and not exists (select from pg_depend where objid = f.oid and deptype = 'e')
order by 1"""

COLUMNS: Final = """
select c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.atthasdef or a.attidentity <> '' or a.attgenerated <> ''
from pg_attribute a join pg_class c on c.oid = a.attrelid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0
  and not a.attisdropped and c.relname not like 'schema\\_%%'"""


class SqlFunction(NamedTuple):
    signature: str
    """with its types: `expire(integer,timestamptz)`"""
    name: str
    parameters: tuple[str, ...]
    needed: int
    """how many of the first parameters have no default"""
    digest: str
    written_now: bool
    """by the transaction that asks"""
    roles: tuple[str, ...]
    """those that may execute it, its owner apart"""

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.parameters[: self.needed])

    def replaces(self, old: "SqlFunction") -> bool:
        """Whether it takes every call that `old` takes; calls name their parameters."""
        return self.required <= old.required and set(old.parameters) <= set(self.parameters)

    def is_confused_with(self, other: "SqlFunction") -> bool:
        """Whether there is a call that both take: Postgres refuses it."""
        return self.required | other.required <= {*self.parameters} & {*other.parameters}


class Column(NamedTuple):
    name: str
    """with its table: `holds.status`"""
    type: str
    not_null: bool
    has_default: bool


def functions_of(cursor: Any) -> dict[str, SqlFunction]:
    """The functions of the schema by signature."""
    cursor.execute(FUNCTIONS)
    rows = (
        SqlFunction(signature, name, tuple(names), needed, digest, now, tuple(roles))
        for signature, name, names, needed, digest, now, roles in cursor.fetchall()
    )
    return {each.signature: each for each in rows}


def columns_of(cursor: Any) -> dict[str, Column]:
    """The columns of all tables by their name."""
    cursor.execute(COLUMNS.replace("%%", "%"))
    return {row[0]: Column(*row) for row in cursor.fetchall()}


def contractions(before: Mapping[str, Column], after: Mapping[str, Column]) -> list[str]:
    """A sentence for each change of a table that code written before it may not survive."""
    return sorted(_contractions(before, after))


def _contractions(before: Mapping[str, Column], after: Mapping[str, Column]) -> Iterator[str]:
    tables = {name.partition(".")[0] for name in before}
    for name, old in before.items():
        new = after.get(name)
        if new is None:
            yield f"{name} is gone: dropped or renamed"
        elif new.type != old.type:
            yield f"{name} was {old.type} and is {new.type}"
        elif new.not_null and not old.not_null:
            yield f"{name} must have a value now"
    for name in after.keys() - before.keys():
        new = after[name]
        if name.partition(".")[0] in tables and new.not_null and not new.has_default:
            yield f"{name} is new and must have a value: older code gives it none"


def clashes(old: SqlFunction, new: Iterable[SqlFunction]) -> list[str]:
    """Signatures of `new` that older calls of `old` would be confused with."""
    return [each.signature for each in new if each.is_confused_with(old)]


def changed(before: Mapping[str, SqlFunction], after: Mapping[str, SqlFunction]) -> list[str]:
    """Signatures of functions that are new or have another body."""
    digests = {signature: each.digest for signature, each in before.items()}
    written = (each for each in after.values() if each.written_now)
    return [each.signature for each in written if digests.get(each.signature) != each.digest]


def too_early(contracted: list[str]) -> str:
    return (
        "Code that is older than this may still be serving, and cannot do without what would be "
        f"taken away: {'; '.join(contracted)}. Release code that does not need it first; then "
        "--allow-contract."
    )


def indistinct(old: SqlFunction, new: Iterable[str]) -> str:
    return (
        f"{old.signature} became {', '.join(new)}, which older code cannot call and cannot tell "
        "from it. New parameters come last and with defaults, or the function gets another name."
    )
