"""Each index is one that no other index does the work of."""

from tests.sql.hotel import Hotel

ALIKE = """
select a.indexrelid::regclass::text, b.indexrelid::regclass::text
from pg_index a join pg_index b on a.indrelid = b.indrelid and a.indexrelid < b.indexrelid
  and a.indkey = b.indkey and a.indclass = b.indclass and a.indoption = b.indoption
  and coalesce(a.indexprs::text, '') = coalesce(b.indexprs::text, '')
  and pg_get_expr(a.indpred, a.indrelid) is not distinct from pg_get_expr(b.indpred, b.indrelid)
join pg_class c on c.oid = a.indrelid and c.relnamespace = 'public'::regnamespace
"""


def test_no_two_indexes_are_alike(hotel: Hotel) -> None:
    assert hotel.rows(ALIKE) == []
