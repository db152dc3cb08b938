-- severity: error
-- title: "A bridge does not open before its construction starts"
-- title_fr: "Un pont n’ouvre pas avant le début de ses travaux"
-- title_es: "Un puente no se abre antes de que empiecen sus obras"
-- message: "{bridge}: it opened on {value}, before the construction started on {start}."
-- message_fr: "{bridge} : l’ouverture du {value} précède le début des travaux du {start}."
-- message_es: "{bridge}: se abrió el {value}, antes de que empezaran las obras el {start}."
-- remedy: "Look both dates up in the sources and correct the wrong one; a bridge that replaced another needs a row of its own."
-- remedy_fr: "Vérifiez les deux dates dans les sources et corrigez celle qui est fausse ; un pont qui en a remplacé un autre doit avoir sa propre ligne."
-- remedy_es: "Compruebe las dos fechas en las fuentes y corrija la que sea errónea; un puente que sustituyó a otro necesita su propia fila."

SELECT o._file, o._line, o._row, 'date' AS field, o.date AS value, o.bridge_id AS bridge, s.date AS start
FROM events AS o
JOIN events AS s ON s.bridge_id = o.bridge_id AND s.kind IN ('first-stone', 'construction-start')
WHERE o.kind IN ('opening', 'inauguration') AND edtf_last(o.date) < edtf_first(s.date)
