-- severity: error
-- title: "The parts of a meeting follow one another"
-- title_fr: "Les parties d’une réunion se suivent"
-- title_es: "Las partes de una reunión se suceden"
-- message: "{row} starts on {value}, before the earlier part {previous}, which starts on {previous_start}."
-- message_fr: "{row} commence le {value}, avant la partie précédente {previous}, qui commence le {previous_start}."
-- message_es: "{row} empieza el {value}, antes que la parte anterior {previous}, que empieza el {previous_start}."
-- remedy: "Check part and date of both rows in the sources and correct the wrong one."
-- remedy_fr: "Vérifiez la partie et la date des deux lignes dans les sources et corrigez ce qui est faux."
-- remedy_es: "Compruebe la parte y la fecha de las dos filas en las fuentes y corrija lo que sea erróneo."

-- As text, the parts stand in their order: 1, 1r, 2, 2r.
SELECT later._file, later._line, later._row, 'start_date' AS field, later.start_date AS value, later.id AS "row",
       earlier.id AS previous, earlier.start_date AS previous_start
FROM meetings AS later
JOIN meetings AS earlier
  ON earlier.body_id = later.body_id AND earlier.number = later.number AND earlier.part < later.part
WHERE earlier.part <> '0'
  AND edtf_last(later.start_date) < edtf_first(earlier.start_date)
