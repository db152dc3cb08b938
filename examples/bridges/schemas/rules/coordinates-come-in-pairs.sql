-- severity: error
-- title: "A latitude comes with a longitude"
-- title_fr: "Une latitude va avec une longitude"
-- title_es: "Una latitud va con una longitud"
-- message: "{bridge}: only one of latitude and longitude is given."
-- message_fr: "{bridge} : seule l’une des deux coordonnées est donnée."
-- message_es: "{bridge}: solo se da una de las dos coordenadas."
-- remedy: "Type the other one, or empty both."
-- remedy_fr: "Saisissez l’autre, ou videz les deux."
-- remedy_es: "Escriba la otra, o vacíe las dos."

SELECT _file, _line, _row, 'latitude' AS field, latitude AS value, id AS bridge
FROM bridges
WHERE (latitude IS NULL) <> (longitude IS NULL)
