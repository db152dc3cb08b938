-- severity: error
-- title: "A cooperation instrument has at least two parties"
-- title_fr: "Un instrument de coopération a au moins deux parties"
-- title_es: "Un instrumento de cooperación tiene al menos dos partes"
-- message: "{row} has {parties} of at least two parties."
-- message_fr: "{row} a {parties} partie sur au moins deux."
-- message_es: "{row} tiene {parties} parte de al menos dos."
-- remedy: "Add a row for each party to raw/tables/cooperation_parties.csv, with cooperation_id {row}."
-- remedy_fr: "Ajoutez à raw/tables/cooperation_parties.csv une ligne par partie, avec cooperation_id {row}."
-- remedy_es: "Añada a raw/tables/cooperation_parties.csv una fila por cada parte, con cooperation_id {row}."

SELECT c._file, c._line, c._row, 'id' AS field, c.id AS value, c.id AS "row", count(p.id) AS parties
FROM cooperation AS c
LEFT JOIN cooperation_parties AS p ON p.cooperation_id = c.id
GROUP BY c._file, c._line, c._row, c.id
HAVING count(p.id) < 2
