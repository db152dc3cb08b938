-- severity: error
-- title: "The successors of a former country are in the table"
-- title_fr: "Les successeurs d’un ancien pays sont dans la table"
-- title_es: "Los sucesores de un país desaparecido están en la tabla"
-- message: "{row} names {value} as a country that followed it, and the table of countries has no such code."
-- message_fr: "{row} nomme {value} comme pays qui lui a succédé, et la table des pays n’a pas ce code."
-- message_es: "{row} nombra {value} como país que lo sucedió, y la tabla de países no tiene ese código."
-- remedy: "Correct the code {value} in replaced_by, or add its row to raw/tables/countries.csv."
-- remedy_fr: "Corrigez le code {value} dans replaced_by, ou ajoutez sa ligne à raw/tables/countries.csv."
-- remedy_es: "Corrija el código {value} en replaced_by, o añada su fila a raw/tables/countries.csv."

WITH successors AS (
    SELECT _file, _line, _row, code, unnest(string_split(replaced_by, '|')) AS successor
    FROM countries
    WHERE replaced_by <> ''
)
SELECT s._file, s._line, s._row, 'replaced_by' AS field, s.successor AS value, s.code AS "row"
FROM successors AS s
WHERE s.successor = s.code OR NOT EXISTS (SELECT 1 FROM countries AS c WHERE c.code = s.successor)
