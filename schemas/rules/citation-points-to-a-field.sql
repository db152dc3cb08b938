-- severity: error
-- title: "Citations, corrections and disagreements name a field of their table"
-- title_fr: "Citations, corrections et désaccords nomment un champ de leur table"
-- title_es: "Las citas, correcciones y desacuerdos nombran un campo de su tabla"
-- message: "The table {table} has no field {value}."
-- message_fr: "La table {table} n’a pas de champ {value}."
-- message_es: "La tabla {table} no tiene ningún campo {value}."
-- remedy: "Correct the name of the field; the fields of the table are: {fields}."
-- remedy_fr: "Corrigez le nom du champ ; les champs de la table sont : {fields}."
-- remedy_es: "Corrija el nombre del campo; los campos de la tabla son: {fields}."

-- The columns of the tables themselves say which fields there are.
WITH pointers AS (
    SELECT _file, _line, _row, "table", field FROM citations
    UNION ALL
    SELECT _file, _line, _row, "table", field FROM corrections
    UNION ALL
    SELECT _file, _line, _row, "table", field FROM disagreements
),
columns AS (
    SELECT DISTINCT table_name AS "table", column_name AS field, column_index AS position
    FROM duckdb_columns()
    WHERE NOT starts_with(column_name, '_')
)
SELECT p._file, p._line, p._row, 'field' AS field, p.field AS value, p."table",
       (SELECT string_agg(c.field, ', ' ORDER BY c.position) FROM columns AS c WHERE c."table" = p."table") AS fields
FROM pointers AS p
WHERE EXISTS (SELECT 1 FROM columns AS c WHERE c."table" = p."table")
  AND NOT EXISTS (SELECT 1 FROM columns AS c WHERE c."table" = p."table" AND c.field = p.field)
