-- The properties, with what each may sell: room types, and nights from today on that have a price.
create or replace view properties_now as
select p.id, p.name, p.currency, p.time_zone,
  (select count(*) from room_types r where r.property_id = p.id) as room_types,
  (select count(*) from ari a
    where a.property_id = p.id and a.night >= current_date and a.price_cents > 0) as nights_for_sale
from properties p
order by p.id;
