-- severity: error
-- title: "An actor has a country exactly if it is a state"
-- title_fr: "Un acteur a un pays si et seulement s’il est un État"
-- title_es: "Un actor tiene país si y solo si es un Estado"
-- message: "The actor {row} is of the kind {kind} and has the country “{value}”."
-- message_fr: "L’acteur {row} est de nature {kind} et a le pays « {value} »."
-- message_es: "El actor {row} es del tipo {kind} y tiene el país «{value}»."
-- remedy: "Type the code of the country for a state; empty country_code for any other actor."
-- remedy_fr: "Saisissez le code du pays pour un État ; videz country_code pour tout autre acteur."
-- remedy_es: "Escriba el código del país para un Estado; vacíe country_code para cualquier otro actor."

SELECT _file, _line, _row, 'country_code' AS field, country_code AS value, id AS "row", kind
FROM actors
WHERE (kind = 'state') <> (coalesce(country_code, '') <> '')
