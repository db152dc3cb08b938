-- severity: error
-- title: "The value of a citation is in the form of its field"
-- title_fr: "La valeur d’une citation a la forme de son champ"
-- title_es: "El valor de una cita tiene la forma de su campo"
-- message: "The citation of {row} says “{value}” for {cited_field}, where {expected} is expected."
-- message_fr: "La citation de {row} dit « {value} » pour {cited_field}, où l’on attend {expected}."
-- message_es: "La cita de {row} dice «{value}» para {cited_field}, donde se espera {expected}."
-- remedy: "Type what the source says as the registry writes it: the id of the city or actor, the code of the country, a date as YYYY-MM-DD; add a place or actor that is new to its own table first."
-- remedy_fr: "Saisissez ce que dit la source comme l’écrit le registre : l’identifiant de la ville ou de l’acteur, le code du pays, une date AAAA-MM-JJ ; ajoutez d’abord à sa table un lieu ou un acteur nouveau."
-- remedy_es: "Escriba lo que dice la fuente como lo escribe el registro: el identificador de la ciudad o del actor, el código del país, una fecha AAAA-MM-DD; añada antes a su tabla un lugar o un actor nuevo."

WITH judged AS (
    SELECT *,
        CASE
            WHEN field IN ('adoption_city', 'signature_city', 'seat_city', 'city') THEN 'cities.id'
            WHEN field IN ('adoption_country', 'signature_country', 'seat_country', 'country_code')
                THEN 'countries.code'
            WHEN field IN ('depositary_id', 'host_actor_id', 'actor_id') THEN 'actors.id'
            WHEN field = 'decided_at_meeting_id' THEN 'meetings.id'
            WHEN field IN ('count', 'party_count') THEN '196'
            WHEN field = 'date' OR ends_with(field, '_date') THEN 'YYYY-MM-DD'
        END AS expected
    FROM citations
)
SELECT _file, _line, _row, 'value' AS field, value, "row", field AS cited_field, expected
FROM judged
WHERE CASE expected
        WHEN 'cities.id' THEN value NOT IN (SELECT id FROM cities)
        WHEN 'countries.code' THEN value NOT IN (SELECT code FROM countries)
        WHEN 'actors.id' THEN value NOT IN (SELECT id FROM actors)
        WHEN 'meetings.id' THEN value NOT IN (SELECT id FROM meetings)
        WHEN '196' THEN NOT regexp_full_match(value, '[0-9]+')
        -- Dates of EDTF that leave something open (1996~, 1996-XX, 1996/1998) have no single first day and pass.
        WHEN 'YYYY-MM-DD' THEN NOT regexp_full_match(value, '[0-9X]{4}[0-9X~?%-]*(/[0-9X~?%.-]*)?')
            OR (regexp_full_match(value, '[0-9-]+') AND edtf_first(value) IS NULL)
      END
