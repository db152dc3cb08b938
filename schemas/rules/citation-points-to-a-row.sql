-- severity: error
-- title: "Citations, corrections and disagreements name a row that exists"
-- title_fr: "Citations, corrections et désaccords nomment une ligne qui existe"
-- title_es: "Las citas, correcciones y desacuerdos nombran una fila que existe"
-- message: "No row {value} stands in the table {table}, or the table holds no facts that need a source."
-- message_fr: "Aucune ligne {value} ne figure dans la table {table}, ou cette table ne contient pas de faits à sourcer."
-- message_es: "No hay ninguna fila {value} en la tabla {table}, o la tabla no contiene hechos que necesiten fuente."
-- remedy: "Correct the name of the table or the id of the row; add the row first where it is new."
-- remedy_fr: "Corrigez le nom de la table ou l’identifiant de la ligne ; si la ligne est nouvelle, ajoutez-la d’abord."
-- remedy_es: "Corrija el nombre de la tabla o el identificador de la fila; si la fila es nueva, añádala primero."

WITH facts AS (
    SELECT 'agreements' AS "table", id AS "row" FROM agreements
    UNION ALL
    SELECT 'secretariats', id FROM secretariats
    UNION ALL
    SELECT 'functions', id FROM functions
    UNION ALL
    SELECT 'meetings', id FROM meetings
    UNION ALL
    SELECT 'meeting_places', id FROM meeting_places
    UNION ALL
    SELECT 'cooperation', id FROM cooperation
    UNION ALL
    SELECT 'cooperation_parties', id FROM cooperation_parties
    UNION ALL
    SELECT 'membership_actions', id FROM membership_actions
    UNION ALL
    SELECT 'party_counts', id FROM party_counts
),
pointers AS (
    SELECT _file, _line, _row, "table", "row" FROM citations
    UNION ALL
    SELECT _file, _line, _row, "table", "row" FROM corrections
    UNION ALL
    SELECT _file, _line, _row, "table", "row" FROM disagreements
)
SELECT p._file, p._line, p._row, 'row' AS field, p."row" AS value, p."table"
FROM pointers AS p
WHERE NOT EXISTS (SELECT 1 FROM facts AS f WHERE f."table" = p."table" AND f."row" = p."row")
