-- severity: warning
-- title: "A collapsed bridge has the day on which it fell"
-- title_fr: "Un pont effondré a le jour de son effondrement"
-- title_es: "Un puente derrumbado tiene el día de su derrumbe"
-- message: "{row}: the state is {value}, and no event says when it fell."
-- message_fr: "{row} : l’état est {value}, et aucun événement ne dit quand il s’est effondré."
-- message_es: "{row}: el estado es {value}, y ningún acontecimiento dice cuándo se derrumbó."
-- remedy: "Add the collapse to the events, or correct the state."
-- remedy_fr: "Ajoutez l’effondrement aux événements, ou corrigez l’état."
-- remedy_es: "Añada el derrumbe a los acontecimientos, o corrija el estado."

SELECT b._file, b._line, b._row, 'status' AS field, b.status AS value, b.id AS "row"
FROM bridges AS b
WHERE b.status = 'collapsed'
  AND NOT EXISTS (SELECT 1 FROM events AS e WHERE e.bridge_id = b.id AND e.kind = 'collapse')
