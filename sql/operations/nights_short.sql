-- Noites de que se vendeu mais do que o hotel quer vender: fechou quartos que já estavam reservados ou
-- presos.
-- O que fazer: mudar um hóspede ou aumentar de novo o total; a noite sai desta lista sozinha.
select * from nights_short();
