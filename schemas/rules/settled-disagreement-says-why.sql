-- severity: error
-- title: "A settled disagreement says why, by whom and when; an open one does not"
-- title_fr: "Un désaccord réglé dit pourquoi, par qui et quand ; un désaccord ouvert ne dit ni par qui ni quand"
-- title_es: "Un desacuerdo resuelto dice por qué, por quién y cuándo; uno abierto, ni por quién ni cuándo"
-- message: "{row} is {value}, and its reason, decided_by and decided_date do not fit that."
-- message_fr: "{row} est {value}, et ses champs reason, decided_by et decided_date n’y correspondent pas."
-- message_es: "{row} es {value}, y sus campos reason, decided_by y decided_date no se corresponden con ello."
-- remedy: "Fill in reason, decided_by and decided_date for a settled one; empty decided_by and decided_date for an open one."
-- remedy_fr: "Remplissez reason, decided_by et decided_date pour un désaccord réglé ; videz decided_by et decided_date pour un désaccord ouvert."
-- remedy_es: "Rellene reason, decided_by y decided_date para uno resuelto; vacíe decided_by y decided_date para uno abierto."

SELECT _file, _line, _row, 'state' AS field, state AS value, id AS "row"
FROM disagreements
WHERE (state = 'settled' AND '' IN (coalesce(reason, ''), coalesce(decided_by, ''), coalesce(decided_date, '')))
   OR (state = 'open' AND coalesce(decided_by, '') || coalesce(decided_date, '') <> '')
